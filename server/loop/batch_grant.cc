// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/batch_grant.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/control_pick.h"
#include "server/loop/empty_answer.h"
#include "server/loop/error.h"
#include "server/loop/hidden_draw.h"
#include "server/loop/labeler_order.h"
#include "server/loop/lease_change.h"
#include "server/loop/manifest.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/loop/usage.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "server/shard/lease_deadline.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Items lie anywhere in tables of gigabytes: so many before their turn they are fetched.
constexpr size_t kItemsAhead = 8;
// Enough items to be worth waking a thread for.
constexpr size_t kItemsPerPiece = 256;

}  // namespace

absl::Status BatchGrant::Run(shard::MutationLog& log, v1::RequestBatchResponse& response) {
  if (queue_.frame.policy() == nullptr) {
    response.set_empty_reason(v1::EMPTY_REASON_NO_ACTIVE_POLICY);
    environment_.metrics.selection().CountEmptyAnswer("NO_ACTIVE_POLICY");
    return absl::OkStatus();
  }
  if (absl::Status status = CheckLimits(); !status.ok()) return status;
  if (absl::Status status = CheckSwept(queue_); !status.ok()) return status;
  queue_.frame.Advance(state_.now.latest_us());
  queue_.windows.Advance(queue_.frame.policy()->caps, state_.now.expected_us());
  input_.emplace(queue_);
  const auto slices = input_->Named(request_.message.slices());
  if (!slices.ok()) return slices.status();
  if (queue_.evaluations.open() != nullptr) hand_out_.emplace(queue_);
  const shard::ExclusionCounts counts =
      hand_out_.has_value() ? hand_out_->Counts() : CountsOf(queue_, *slices);
  const uint64_t room = Room();
  Fill(*slices, std::min<uint64_t>(request_.message.max_items(), room));

  const bool leases = !request_.message.validate_only() && !numbers_.empty();
  const std::string name = leases ? BatchName(queue_.record.queue_id(), queue_.last_batch + 1) : "";
  v1::Manifest header = ManifestHeader(queue_, {.result = result_,
                                                .request = draw_,
                                                .counts = counts,
                                                .slices = request_.message.slices(),
                                                .name = name,
                                                .frame_seq = state_.seq,
                                                .now_us = state_.now.wall_us()});
  header.set_requested(request_.message.max_items());
  if (hand_out_.has_value()) hand_out_->Describe(header);
  for (const v1::QuotaLine& quota : header.quotas()) {
    if (quota.shortfall() > 0) *response.add_shortfalls() = quota;
  }
  Report(header);
  if (numbers_.empty()) {
    *response.mutable_manifest() = std::move(header);
    ExplainEmpty({environment_, state_, queue_, *input_, *slices, counts, room}, response);
    if (HidesDraw(request_.caller, queue_)) LeaveOutDraw(response);
    return absl::OkStatus();
  }
  items_ = DescribeItems();
  *header.mutable_rubrics() = PinRubrics(*state_.registry, Pinned(), items_);
  const bool shows_draw = !queue_.frame.policy()->control.any();
  if (!shows_draw) response.clear_shortfalls();
  if (!leases) {
    // Of a preview nothing is sealed: no item has a salt.
    const uint64_t secret = environment_.entropy.Uint64();
    for (const v1::ManifestItem& item : items_)
      keys_.push_back(selection::StableHash64(secret, item.candidate_id()));
    *response.mutable_manifest() = std::move(header);
    if (!shows_draw) LeaveOutDraw(*response.mutable_manifest());
    return absl::OkStatus();
  }
  return Grant(std::move(header), log, response);
}

absl::Status BatchGrant::Grant(v1::Manifest header, shard::MutationLog& log,
                               v1::RequestBatchResponse& response) {
  response.set_batch(header.batch());
  if (absl::Status status = CheckSize(header, response); !status.ok()) return status;
  storage::v1::BatchRecord record;
  storage::v1::LeaseRecord lease;
  const shard::BatchNo batch_no = queue_.last_batch + 1;
  const RubricPins rubrics = header.rubrics();
  environment_.executor.ParallelFor(2, [&](size_t part) {
    if (part == 0) lease = OpenLease(batch_no, rubrics);
    if (part == 1) record = SealManifest(std::move(header), items_, environment_.entropy);
  });
  keys_ = LabelerKeys(record);
  *response.mutable_manifest() = OpenHeader(record);
  if (queue_.frame.policy()->control.any()) LeaveOutDraw(*response.mutable_manifest());
  response.mutable_lease()->set_token(shard::LeaseToken(batch_no, lease));
  *response.mutable_lease()->mutable_expire_time() = lease.expire_time();
  Store(std::move(record), lease, log);
  return absl::OkStatus();
}

absl::Status BatchGrant::CheckLimits() const {
  const selection::LeaseRules& rules = queue_.frame.policy()->lease;
  std::vector<FieldViolation> violations;
  if (request_.message.max_items() > rules.max_items) {
    violations.push_back(
        {"max_items", absl::StrCat("the active policy allows at most ", rules.max_items)});
  }
  if (Term() > rules.max_lease || Term() < absl::Seconds(1)) {
    violations.push_back(
        {"lease", absl::StrCat("must be 1 second to the active policy's longest lease, ",
                               absl::FormatDuration(rules.max_lease))});
  }
  if (queue_.evaluations.open() != nullptr && !request_.message.slices().empty()) {
    violations.push_back({"slices",
                          "must be empty while the queue has an open evaluation: its sample is "
                          "handed out in random order over all slices"});
  }
  return violations.empty() ? absl::OkStatus() : FieldsInvalid(std::move(violations));
}

absl::Status BatchGrant::CheckSize(const v1::Manifest& header,
                                   const v1::RequestBatchResponse& response) const {
  // Digest, labeler, lease and position are not in them yet.
  constexpr size_t kRest = 1024;
  // The answer carries the header of the manifest as well.
  const size_t header_bytes = header.ByteSizeLong() + kRest;
  const size_t answer_bytes = response.ByteSizeLong() + header_bytes;
  const size_t limit_of_items =
      environment_.limits.answer_bytes - std::min(answer_bytes, environment_.limits.answer_bytes);
  if (AnswerBytesOfItems(limit_of_items, header.rubrics()) > limit_of_items) {
    return FieldsInvalid({{"max_items",
                           "makes an answer that is larger than the server may send; ask for fewer "
                           "items"}});
  }
  size_t bytes = header_bytes;
  for (const v1::ManifestItem& item : items_) bytes += SealedBytes(item);
  const size_t limit = environment_.shards.at(state_.shard).engine().Capabilities().value_bytes;
  if (bytes <= limit) return absl::OkStatus();
  return FieldsInvalid({{"max_items",
                         "makes a manifest that is too large to be stored under the active policy, "
                         "whose terms and attributes each item repeats; ask for fewer items"}});
}

size_t BatchGrant::AnswerBytesOfItems(size_t decides, const RubricPins& rubrics) const {
  // Tag and length of an item, its state, tags that are longer than in the manifest, and the number
  // of a rubric revision.
  constexpr size_t kPerItem = 36;
  size_t bound = 0;
  for (const v1::ManifestItem& item : items_) bound += item.ByteSizeLong() + kPerItem;
  if (bound <= decides) return bound;
  v1::RequestBatchResponse exact;
  for (const v1::ManifestItem& item : items_)
    *exact.add_items() = BatchItemOf(item, rubrics, v1::ITEM_STATE_OPEN);
  return exact.ByteSizeLong();
}

absl::Duration BatchGrant::Term() const {
  return request_.message.has_lease() ? selection::ToDuration(request_.message.lease())
                                      : queue_.frame.policy()->lease.default_lease;
}

uint64_t BatchGrant::Room() const {
  const selection::CapacityRules& capacity = queue_.frame.policy()->capacity;
  const auto left = [](uint64_t limit, uint64_t used) {
    if (limit == 0) return std::numeric_limits<uint64_t>::max();
    return limit > used ? limit - used : 0;
  };
  return std::min(
      left(capacity.queue_items, queue_.leases.open_items()),
      left(capacity.labeler_items, queue_.leases.open_items_of(request_.message.labeler())));
}

RubricPins BatchGrant::Pinned() const {
  const shard::OpenEvaluation* const evaluation = queue_.evaluations.open();
  return evaluation == nullptr ? RubricPins() : evaluation->record.evaluation().rubrics();
}

void BatchGrant::Fill(const std::vector<selection::SliceNo>& slices, uint64_t size) {
  // The seed is fresh, and drawn after the frame is fixed: nobody can redraw until a batch pleases
  // (S7).
  selection::DrawRequest request{.seed = environment_.entropy.Uint64(),
                                 .slices = input_->Participants(slices)};
  const RubricPins pinned = Pinned();
  const bool filters = !request_.message.slices().empty();
  ControlPick pick(*state_.registry, queue_,
                   {.seed = request.seed,
                    .pinned = pinned,
                    .slices = filters ? slices : absl::Span<const selection::SliceNo>()});
  const uint64_t left = pick.Leave(size);
  // Nothing but a draw says whether there is anything to review: control items are served beside
  // what is drawn, or in its place, and never where nothing is.
  request.batch = std::max(left, std::min<uint64_t>(size, 1));
  Draw(request);
  if (!result_.items.empty()) {
    request.batch = left;
    if (left == 0) Draw(std::move(request));
    numbers_ = pick.Take(result_.items.size());
  }
  std::vector<shard::CandidateNo> drawn;
  for (const selection::DrawItem& item : result_.items) drawn.push_back(item.no);
  numbers_.insert(numbers_.begin(), drawn.begin(), drawn.end());
}

void BatchGrant::Draw(selection::DrawRequest request) {
  if (hand_out_.has_value()) {
    result_ = hand_out_->Take(request.batch);
    return;
  }
  draw_ = std::move(request);
  // To the sampler no slices at all means every slice.
  if (draw_.slices.empty()) return;
  const absl::Duration start = environment_.clock.SteadyNow();
  result_ = selection::Draw(*queue_.frame.policy(), input_->frame(), draw_, environment_.executor);
  // Also after a preview: who is parked changes what draws cost, not what they take.
  for (const selection::Parking& parking : result_.parkings)
    queue_.frame.index()->Park(parking.no, parking.key);
  environment_.metrics.selection().ObserveStage("draw", environment_.clock.SteadyNow() - start);
}

void BatchGrant::PrefetchItem(size_t row, size_t id) const {
  if (row < numbers_.size()) {
    const shard::CandidateNo no = numbers_[row];
    const shard::CandidateRow& candidate = queue_.candidates.row(no);
    __builtin_prefetch(&candidate.id_hash);
    __builtin_prefetch(&candidate.dead_lettered);
    __builtin_prefetch(&queue_.frame.standings().at(no));
    queue_.candidates.attributes().Prefetch(no);
    queue_.signals.Prefetch(no);
  }
  if (id < numbers_.size()) __builtin_prefetch(queue_.candidates.id(numbers_[id]).data());
}

std::vector<v1::ManifestItem> BatchGrant::DescribeItems() const {
  std::vector<v1::ManifestItem> items(numbers_.size());
  const auto describe = [&](size_t piece) {
    const size_t end = std::min((piece + 1) * kItemsPerPiece, items.size());
    for (size_t i = piece * kItemsPerPiece; i < end; ++i) {
      PrefetchItem(i + 2 * kItemsAhead, i + kItemsAhead);
      if (i >= result_.items.size()) {
        items[i] = ControlManifestItem(queue_, numbers_[i]);
        continue;
      }
      items[i] = ManifestItemOf(queue_, result_.items[i]);
      if (hand_out_.has_value()) hand_out_->Describe(i, items[i]);
    }
  };
  environment_.executor.ParallelFor((items.size() + kItemsPerPiece - 1) / kItemsPerPiece, describe);
  return items;
}

storage::v1::LeaseRecord BatchGrant::OpenLease(shard::BatchNo batch_no, const RubricPins& rubrics) {
  storage::v1::LeaseRecord lease;
  lease.set_labeler(request_.message.labeler());
  lease.set_state(v1::BATCH_STATE_OPEN);
  lease.set_token_epoch(state_.epoch);
  lease.set_token_counter(++state_.last_token);
  lease.set_term_us(absl::ToInt64Microseconds(Term()));
  lease.set_item_states(std::string(numbers_.size(), static_cast<char>(v1::ITEM_STATE_OPEN)));
  *lease.mutable_create_time() = ToTimestamp(state_.now.wall);
  for (const shard::CandidateNo no : numbers_) lease.add_arrivals(no);
  *lease.mutable_rubrics() = rubrics;
  queue_.last_batch = batch_no;
  const uint32_t slot = queue_.leases.Open(batch_no, std::move(lease), state_.now.steady);
  shard::OpenBatch& batch = queue_.leases.at(slot);
  for (const shard::CandidateNo no : numbers_) {
    shard::CandidateRow& row = queue_.candidates.row(no);
    row.lease = slot + 1;
    row.last_batch = static_cast<uint32_t>(batch_no);
    queue_.frame.Update(no, state_.now.latest_us());
  }
  LeaseChange(state_, queue_, batch).Renew(Term());
  return batch.record;
}

}  // namespace winnow::loop
