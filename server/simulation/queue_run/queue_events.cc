// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/queue_events.h"

#include <algorithm>
#include <utility>

#include "server/selection/executor.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/queue_run/queue_options.h"

namespace winnow::simulation {
namespace {

// What a random number of a run is for. Numbers do not depend on the policy, so that policies are
// compared on the same luck.
enum RunDomain : uint64_t {
  kReviewerDomain = 1,
  kArrivalDomain = 2,
  kDrawDomain = 3,
  kAbsenceDomain = 4,
  kErrorDomain = 5,
};

bool Happens(double chance, uint64_t key, uint64_t counter) {
  return selection::Uniform32(key, counter) / 4294967296.0 < chance;
}

// In a random order that a seed gives.
void Shuffle(const Pool& pool, uint64_t key, std::vector<uint32_t>& items) {
  std::vector<std::pair<uint64_t, uint32_t>> keyed;
  keyed.reserve(items.size());
  for (const uint32_t item : items)
    keyed.emplace_back(selection::Mix(key, selection::StaticIdHash(pool.items[item].id)), item);
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = keyed[i].second;
}

}  // namespace

absl::StatusOr<std::unique_ptr<QueueEvents>> QueueEvents::Make(const Pool& pool,
                                                               const Strategy& strategy,
                                                               const QueueRunOptions& options) {
  if (absl::Status status = CheckQueueOptions(options, pool); !status.ok()) return status;
  auto frame = PoolFrame::Make(pool, strategy);
  if (!frame.ok()) return frame.status();
  if (absl::Status status = CheckQueueOptionsFor((*frame)->policy(), strategy, options);
      !status.ok()) {
    return status;
  }
  std::unique_ptr<QueueEvents> run(new QueueEvents(pool, options));
  run->frame_ = *std::move(frame);
  run->Open(strategy);
  return run;
}

void QueueEvents::Open(const Strategy& strategy) {
  result_.task = pool_.task.task();
  result_.policy = strategy.name;
  lease_ =
      options_.lease > absl::ZeroDuration() ? options_.lease : frame_->policy().lease.default_lease;
  arrivals_ = Participants();
  book_ = std::make_unique<QueueBook>(pool_, *frame_, arrivals_);
  book_->SetTargets(Targets(arrivals_));
  window_ = std::make_unique<CapWindow>(*frame_);
  reviewers_ = MakeReviewers(options_.reviewers, frame_->slices().size(),
                             selection::Mix(options_.seed, kReviewerDomain));
  held_items_.resize(reviewers_.size());
  const std::size_t backlog = options_.arrivals_per_day > 0
                                  ? std::min<std::size_t>(options_.backlog, arrivals_.size())
                                  : arrivals_.size();
  for (std::size_t i = 0; i < backlog; ++i) book_->Arrive(arrivals_[i], now_);
  if (backlog < arrivals_.size())
    Plan(kDayOfRun / options_.arrivals_per_day, QueueEventKind::kArrive, backlog);
  for (uint32_t i = 0; i < reviewers_.size(); ++i)
    Plan(reviewers_[i].NextWork(now_), QueueEventKind::kAsk, i);
}

std::vector<uint32_t> QueueEvents::Participants() {
  std::vector<uint32_t> items;
  if (options_.sample > 0) {
    const uint64_t seed = selection::Mix(options_.seed, kDrawDomain);
    for (const DrawnItem& drawn : frame_->Draw(options_.sample, seed)) items.push_back(drawn.item);
    Shuffle(pool_, selection::DomainKey(seed, selection::HashDomain::kHandOutOrder), items);
    return items;
  }
  for (uint32_t i = 0; i < pool_.items.size(); ++i) items.push_back(i);
  Shuffle(pool_, selection::Mix(options_.seed, kArrivalDomain), items);
  return items;
}

std::vector<uint64_t> QueueEvents::Targets(const std::vector<uint32_t>& participants) const {
  std::vector<uint64_t> targets(pool_.slices.size());
  for (const uint32_t item : participants) {
    uint64_t& target = targets[pool_.items[item].slice];
    if (options_.sample > 0 || target < options_.slice_target) ++target;
  }
  return targets;
}

void QueueEvents::Plan(absl::Duration at, QueueEventKind kind, uint64_t subject) {
  QueueEvent event;
  event.at = at;
  event.kind = kind;
  event.number = planned_++;
  event.subject = static_cast<uint32_t>(subject);
  events_.push(event);
}

bool QueueEvents::IsOver() const {
  const QueueCounts& counts = book_->counts();
  return counts.to_come + counts.waiting + counts.leased == 0;
}

bool QueueEvents::Step() {
  if (IsOver() || events_.top().at >= options_.horizon) return false;
  const QueueEvent event = events_.top();
  events_.pop();
  now_ = event.at;
  switch (event.kind) {
    case QueueEventKind::kArrive:
      ArriveNext(event.subject);
      break;
    case QueueEventKind::kExpire:
      Expire(event.subject);
      break;
    case QueueEventKind::kLabel:
      LabelItem(event.subject);
      break;
    case QueueEventKind::kGoHome:
      GoHome(event.subject);
      break;
    case QueueEventKind::kAsk:
      Ask(event.subject);
      break;
  }
  return true;
}

void QueueEvents::ArriveNext(std::size_t number) {
  book_->Arrive(arrivals_[number], now_);
  if (number + 1 == arrivals_.size()) return;
  const auto so_far = static_cast<double>(number + 2 - options_.backlog);
  Plan(kDayOfRun * (so_far / options_.arrivals_per_day), QueueEventKind::kArrive, number + 1);
}

void QueueEvents::Ask(uint32_t reviewer) {
  const absl::Duration work = reviewers_[reviewer].NextWork(now_);
  if (work > now_) return Plan(work, QueueEventKind::kAsk, reviewer);
  // Nobody takes work that they have no time to begin.
  const absl::Duration day_end = reviewers_[reviewer].DayEnd(now_);
  if (now_ + reviewers_[reviewer].per_item > day_end)
    return Plan(day_end, QueueEventKind::kAsk, reviewer);
  window_->Advance(now_);
  const uint64_t room = Room(reviewer);
  std::vector<uint32_t> items = Take(reviewer, std::min<uint64_t>(options_.batch_items, room));
  if (!items.empty()) return Grant(reviewer, std::move(items));
  CountEmpty(reviewer, room);
  Plan(now_ + options_.reviewers.retry, QueueEventKind::kAsk, reviewer);
}

uint64_t QueueEvents::Room(uint32_t reviewer) const {
  const selection::CapacityRules& capacity = frame_->policy().capacity;
  const auto left = [](uint64_t limit, uint64_t used) {
    if (limit == 0) return UINT64_MAX;
    return limit > used ? limit - used : 0;
  };
  return std::min(left(capacity.queue_items, book_->counts().leased),
                  left(capacity.labeler_items, held_items_[reviewer]));
}

std::vector<uint32_t> QueueEvents::Take(uint32_t reviewer, uint64_t most) {
  if (most == 0) return {};
  if (options_.sample > 0) return TakeFromSample(most);
  selection::DrawRequest request;
  request.batch = most;
  request.seed = selection::Mix(selection::Mix(options_.seed, kDrawDomain), draws_++);
  request.slices = reviewers_[reviewer].slices;
  selection::Frame frame = frame_->frame();
  frame.window = &window_->counts();
  selection::InlineExecutor executor;
  const selection::DrawResult result = selection::Draw(frame_->policy(), frame, request, executor);
  for (const selection::Parking& parking : result.parkings)
    frame_->index().Park(parking.no, parking.key);
  std::vector<uint32_t> items;
  items.reserve(result.items.size());
  for (const selection::DrawItem& item : result.items) items.push_back(item.no);
  return items;
}

std::vector<uint32_t> QueueEvents::TakeFromSample(uint64_t most) const {
  std::vector<uint32_t> items;
  for (const uint32_t item : arrivals_) {
    if (items.size() == most) break;
    if (book_->at(item).place == Place::kWaiting) items.push_back(item);
  }
  return items;
}

void QueueEvents::CountEmpty(uint32_t reviewer, uint64_t room) {
  EmptyAnswers& empty = result_.empty;
  if (book_->counts().waiting == 0) {
    ++empty.nothing_waits;
    return;
  }
  if (room == 0) {
    ++empty.capacity;
    return;
  }
  const auto& slices = reviewers_[reviewer].slices;
  const bool any = slices.empty() || std::any_of(slices.begin(), slices.end(), [&](auto slice) {
                     return frame_->index().Cells(slice).count() > 0;
                   });
  if (!any) {
    ++empty.slice_filter;
  } else if (frame_->policy().caps.empty()) {
    ++empty.quotas;
  } else {
    ++empty.caps;
  }
}

void QueueEvents::Grant(uint32_t reviewer, std::vector<uint32_t> items) {
  LeaseTally& tally = result_.leases;
  for (const uint32_t item : items) {
    const CandidateRun& candidate = book_->at(item);
    const auto& had_by = candidate.had_by;
    if (std::find(had_by.begin(), had_by.end(), reviewer) != had_by.end()) ++tally.repeats;
    book_->Lease(item, reviewer, now_);
    window_->Add(item, now_);
    if (candidate.open_leases + candidate.labels.size() > frame_->policy().required_labels)
      ++tally.over_assigned;
  }
  const auto number = static_cast<uint32_t>(batches_.size());
  HeldBatch& batch = batches_.emplace_back();
  batch.reviewer = reviewer;
  batch.items = std::move(items);
  batch.deadline = now_ + lease_;
  batch.last_label = now_;
  batch.open_items = batch.items.size();
  held_items_[reviewer] += batch.open_items;
  ++tally.leases;
  tally.items += batch.items.size();
  Plan(batch.deadline, QueueEventKind::kExpire, number);
  const uint64_t absences = selection::Mix(options_.seed, kAbsenceDomain);
  if (Happens(options_.reviewers.absence, absences, number)) {
    batch.is_abandoned = true;
  } else {
    PlanNextLabel(number);
  }
}

void QueueEvents::PlanNextLabel(uint32_t number) {
  HeldBatch& batch = batches_[number];
  const Reviewer& reviewer = reviewers_[batch.reviewer];
  // The server takes one label of a person, and so an item that they labelled before is left alone.
  while (batch.next < batch.items.size() &&
         book_->at(batch.items[batch.next]).HasLabelOf(batch.reviewer)) {
    ++batch.next;
  }
  if (batch.next == batch.items.size()) {
    Close(number, true);
    // Whoever could label nothing of a batch does not ask for the same at once.
    const absl::Duration pause = batch.labels > 0 ? absl::ZeroDuration() : options_.reviewers.retry;
    return Plan(now_ + pause, QueueEventKind::kAsk, batch.reviewer);
  }
  const absl::Duration done = now_ + reviewer.per_item;
  const absl::Duration day_end = reviewer.DayEnd(now_);
  if (done > day_end) {
    Plan(day_end, QueueEventKind::kGoHome, number);
  } else {
    Plan(done, QueueEventKind::kLabel, number);
  }
}

void QueueEvents::LabelItem(uint32_t number) {
  HeldBatch& batch = batches_[number];
  if (!batch.is_open) return;
  const uint32_t item = batch.items[batch.next++];
  const PoolItem& from = pool_.items[item];
  GivenLabel label;
  label.reviewer = batch.reviewer;
  label.difference = from.difference;
  const uint64_t key =
      selection::Mix(selection::Mix(options_.seed, kErrorDomain),
                     selection::Mix(selection::StaticIdHash(from.id), batch.reviewer));
  if (Happens(options_.reviewers.error_rate, key, 0))
    label.difference = WrongDifference(pool_, from, selection::Mix(key, 1));
  LabelTally& tally = result_.labels;
  ++tally.labels;
  tally.wrong += label.difference != from.difference ? 1 : 0;
  const auto day = static_cast<std::size_t>(absl::FDivDuration(now_, kDayOfRun));
  if (day >= tally.by_day.size()) tally.by_day.resize(day + 1);
  ++tally.by_day[day];
  batch.last_label = now_;
  ++batch.labels;
  if (book_->Label(item, label, now_)) {
    --batch.open_items;
    --held_items_[batch.reviewer];
  }
  PlanNextLabel(number);
}

void QueueEvents::GoHome(uint32_t number) {
  if (!batches_[number].is_open) return;
  Close(number, false);
  Plan(now_, QueueEventKind::kAsk, batches_[number].reviewer);
}

void QueueEvents::Expire(uint32_t number) {
  const HeldBatch& batch = batches_[number];
  if (!batch.is_open) return;
  LeaseTally& tally = result_.leases;
  ++tally.expired;
  tally.abandoned += batch.is_abandoned ? 1 : 0;
  const uint64_t unlabeled = book_->CountUnlabeled(batch.items);
  tally.items_expired += unlabeled;
  tally.lost += now_ - batch.last_label;
  tally.item_lost += (now_ - batch.last_label) * static_cast<double>(unlabeled);
  Close(number, true);
  // Whoever was gone is not there at the very moment at which the items are free again.
  const absl::Duration pause = batch.is_abandoned ? options_.reviewers.retry : absl::ZeroDuration();
  Plan(now_ + pause, QueueEventKind::kAsk, batch.reviewer);
}

void QueueEvents::Close(uint32_t number, bool counts_as_attempt) {
  HeldBatch& batch = batches_[number];
  for (const uint32_t item : batch.items) {
    if (book_->at(item).place == Place::kLeased) book_->GiveBack(item, counts_as_attempt, now_);
  }
  held_items_[batch.reviewer] -= batch.open_items;
  batch.open_items = 0;
  batch.is_open = false;
}

absl::StatusOr<QueueRunResult> SimulateQueue(const Pool& pool, const Strategy& strategy,
                                             const QueueRunOptions& options) {
  auto run = QueueEvents::Make(pool, strategy, options);
  if (!run.ok()) return run.status();
  while ((*run)->Step()) {
  }
  return (*run)->Finish();
}

}  // namespace winnow::simulation
