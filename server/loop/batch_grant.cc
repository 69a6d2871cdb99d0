// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/batch_grant.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/empty_answer.h"
#include "server/loop/error.h"
#include "server/loop/lease_change.h"
#include "server/loop/manifest.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/loop/usage.h"
#include "server/selection/sampler.h"
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
  Draw(input_->Participants(*slices), std::min<uint64_t>(request_.message.max_items(), room));

  const bool leases = !request_.message.validate_only() && !result_.items.empty();
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
  if (result_.items.empty()) {
    *response.mutable_manifest() = std::move(header);
    ExplainEmpty({environment_, state_, queue_, *input_, *slices, counts, room}, response);
    return absl::OkStatus();
  }
  items_ = Items();
  const shard::OpenEvaluation* const evaluation = queue_.evaluations.open();
  *header.mutable_rubrics() = PinRubrics(
      *state_.registry,
      evaluation == nullptr ? RubricPins() : evaluation->record.evaluation().rubrics(), items_);
  if (!leases) {
    *response.mutable_manifest() = std::move(header);
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
  *response.mutable_manifest() = OpenHeader(record);
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

void BatchGrant::Draw(std::vector<selection::SliceNo> participants, uint64_t size) {
  if (hand_out_.has_value()) {
    result_ = hand_out_->Take(size);
    return;
  }
  // The seed is fresh, and drawn after the frame is fixed: nobody can redraw until a batch pleases
  // (S7).
  draw_ = {.batch = size, .seed = environment_.entropy.Uint64(), .slices = std::move(participants)};
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
  if (row < result_.items.size()) {
    const shard::CandidateNo no = result_.items[row].no;
    const shard::CandidateRow& candidate = queue_.candidates.row(no);
    __builtin_prefetch(&candidate.id_hash);
    __builtin_prefetch(&candidate.dead_lettered);
    __builtin_prefetch(&queue_.frame.standings().at(no));
    queue_.candidates.attributes().Prefetch(no);
    queue_.signals.Prefetch(no);
  }
  if (id < result_.items.size())
    __builtin_prefetch(queue_.candidates.id(result_.items[id].no).data());
}

std::vector<v1::ManifestItem> BatchGrant::Items() const {
  std::vector<v1::ManifestItem> items(result_.items.size());
  const auto describe = [&](size_t piece) {
    const size_t end = std::min((piece + 1) * kItemsPerPiece, items.size());
    for (size_t i = piece * kItemsPerPiece; i < end; ++i) {
      PrefetchItem(i + 2 * kItemsAhead, i + kItemsAhead);
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
  lease.set_item_states(std::string(result_.items.size(), static_cast<char>(v1::ITEM_STATE_OPEN)));
  *lease.mutable_create_time() = ToTimestamp(state_.now.wall);
  for (const selection::DrawItem& item : result_.items) lease.add_arrivals(item.no);
  *lease.mutable_rubrics() = rubrics;
  queue_.last_batch = batch_no;
  const uint32_t slot = queue_.leases.Open(batch_no, std::move(lease), state_.now.steady);
  shard::OpenBatch& batch = queue_.leases.at(slot);
  for (const selection::DrawItem& item : result_.items) {
    shard::CandidateRow& row = queue_.candidates.row(item.no);
    row.lease = slot + 1;
    row.last_batch = static_cast<uint32_t>(batch_no);
    queue_.frame.Update(item.no, state_.now.latest_us());
  }
  LeaseChange(state_, queue_, batch).Renew(Term());
  return batch.record;
}

void BatchGrant::Store(storage::v1::BatchRecord record, const storage::v1::LeaseRecord& lease,
                       shard::MutationLog& log) {
  const storage::QueueRowId row{queue_.queue_no(), queue_.last_batch};
  record.set_labeler(lease.labeler());
  *record.mutable_arrivals() = lease.arrivals();
  const auto manifest_digest = digest::Digest::FromHex(record.manifest().digest());
  shard::Mutation mutation;
  storage::BatchTable::Put(state_.shard, row, record, &mutation.writes);
  storage::LeaseTable::Put(state_.shard, row, lease, &mutation.writes);
  CountWindows(mutation.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(record.manifest().batch());
  RememberCall(request_.call, std::move(remembered), state_, mutation.writes);
  mutation.leaf = {.principal = request_.call.key.principal,
                   .method = request_.call.key.method,
                   .object = record.manifest().batch(),
                   .decision = "GRANTED",
                   .policy = queue_.policy_name()};
  v1::BatchGranted& granted = *mutation.leaf.payload.mutable_granted();
  granted.set_batch(record.manifest().batch());
  granted.set_manifest_digest(std::string(manifest_digest->view()));
  *granted.mutable_expire_time() = lease.expire_time();
  queue_.last_manifest = *manifest_digest;
  queue_.last_header = std::move(*record.mutable_manifest());
  log.Add(std::move(mutation));
  environment_.metrics.lease().CountEvents("granted", 1);
  environment_.metrics.lease().CountEvents("item_granted",
                                           static_cast<double>(result_.items.size()));
}

void BatchGrant::CountWindows(storage::WriteSet& writes) {
  constexpr size_t kForgottenPerBatch = 64;
  for (const shard::BatchNo batch_no : queue_.windows.TakeForgotten(kForgottenPerBatch))
    storage::CapUseTable::Delete(state_.shard, {queue_.queue_no(), batch_no}, &writes);
  std::map<selection::DiversityKey, uint32_t> counts;
  for (const selection::CapRule& cap : queue_.frame.policy()->caps) {
    if (cap.per_window == 0) continue;
    for (const selection::DrawItem& item : result_.items) {
      const uint64_t key = queue_.candidates.attributes().Key(item.no, cap.attribute);
      if (key != 0) ++counts[{cap.attribute, key}];
    }
  }
  if (counts.empty()) return;
  storage::v1::CapUseRecord use;
  use.set_time_us(state_.now.expected_us());
  for (const auto& [key, count] : counts) {
    use.add_attributes(key.attribute);
    use.add_keys(key.key);
    use.add_counts(count);
  }
  storage::CapUseTable::Put(state_.shard, {queue_.queue_no(), queue_.last_batch}, use, &writes);
  queue_.windows.Add(queue_.last_batch, use);
}

void BatchGrant::Report(const v1::Manifest& manifest) const {
  ops::SelectionMetrics& metrics = environment_.metrics.selection();
  const bool preview = request_.message.validate_only();
  metrics.CountRun(queue_.record.queue_id(), preview                 ? "preview"
                                             : result_.items.empty() ? "empty"
                                                                     : "granted");
  if (preview) return;
  for (const v1::QuotaLine& quota : manifest.quotas()) {
    if (quota.shortfall() == 0) continue;
    metrics.CountShortfall(v1::ShortfallReason_Name(quota.shortfall_reason()),
                           static_cast<double>(quota.shortfall()));
  }
  for (const v1::CapOverflow& overflow : manifest.cap_overflows()) {
    metrics.CountExploreCapOverflow(static_cast<double>(overflow.count()));
  }
}

}  // namespace winnow::loop
