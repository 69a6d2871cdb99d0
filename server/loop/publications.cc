// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/publications.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/disclosure/publication.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/publication_records.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using disclosure::Cell;

// Candidates that are looked at under the mutex at a time.
constexpr size_t kPlacesPerPortion = 16'384;
constexpr int64_t kHourUs = 3'600'000'000;

// Where a candidate counts; nullopt: nowhere.
std::optional<Cell> CellOf(const shard::QueueState& queue, shard::CandidateNo no) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  if (shard::IsGone(row) || no >= queue.frame.standings().size()) return std::nullopt;
  const shard::Standing& standing = queue.frame.standings().at(no);
  if (standing.exclusion == v1::EXCLUSION_REASON_LEASED) return Cell::kLeased;
  if (standing.exclusion == v1::EXCLUSION_REASON_UNSPECIFIED && queue.has_policy() &&
      queue.slices.Get(row.slice).launch_weight() > 0) {
    return Cell::kAvailable;
  }
  return standing.labeled ? Cell::kLabeled : Cell::kOther;
}

// A queue as it is, looked at in portions.
class QueueCensus {
 public:
  // False when all candidates are looked at, or the queue shows every count as it is.
  bool LookAtSome(const shard::QueueState& queue) {
    min_persons_ = shard::MinCellSubjects(queue.record.queue());
    if (min_persons_ == 1) return false;
    last_ = queue.publication;
    const shard::Interner& slices = queue.candidates.dictionaries().slices;
    for (size_t no = census_.slices.size(); no < slices.size(); ++no)
      census_.slices.push_back(slices.Text(static_cast<uint32_t>(no)));
    const size_t begin = census_.candidates.size();
    const size_t end = std::min(queue.candidates.size(), begin + kPlacesPerPortion);
    for (size_t i = begin; i < end; ++i) {
      const auto no = static_cast<shard::CandidateNo>(i);
      const shard::CandidateRow& row = queue.candidates.row(no);
      census_.candidates.push_back({.person = row.subject,
                                    .slice = row.slice,
                                    .cell = CellOf(queue, no),
                                    .arrival_us = row.ingest_us});
    }
    return end < queue.candidates.size();
  }

  bool wanted() const { return min_persons_ > 1; }
  // The publication that `Next` follows.
  const std::shared_ptr<const disclosure::Publication>& last() const { return last_; }
  std::optional<disclosure::Publication> Next(int64_t now_us) const {
    return disclosure::Renew(*last_, census_,
                             {.min_persons = min_persons_,
                              .now_us = now_us,
                              .settling_us = kHourUs,
                              .patience_us = 24 * kHourUs});
  }

 private:
  size_t min_persons_ = 1;
  std::shared_ptr<const disclosure::Publication> last_;
  disclosure::Census census_;
};

}  // namespace

absl::Status Publications::Renew() {
  for (size_t i = 0; i < environment_.shards.size(); ++i) {
    shard::Shard& shard = environment_.shards.at(i);
    std::vector<std::string> queues;
    absl::Status status = Peek(shard, [&](const shard::ShardState& state) {
      for (const auto& [id, queue] : state.queues) queues.push_back(id);
      return absl::OkStatus();
    });
    for (size_t q = 0; status.ok() && q < queues.size(); ++q) status = RenewQueue(shard, queues[q]);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Publications::RenewQueue(shard::Shard& shard, const std::string& queue_id) {
  QueueCensus census;
  for (bool more = true; more;) {
    if (stopping_) return absl::OkStatus();
    const absl::Status status = Peek(shard, [&](const shard::ShardState& state) {
      more = census.LookAtSome(*state.FindQueue(queue_id));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  if (!census.wanted()) return absl::OkStatus();
  auto next = census.Next(absl::ToUnixMicros(environment_.clock.WallNow()));
  if (!next.has_value()) return absl::OkStatus();
  const auto parts = shard::ChangedParts(*census.last(), *next);
  auto publication = std::make_shared<const disclosure::Publication>(*std::move(next));
  return shard::MutateAndWait(shard, [&](shard::ShardState& state, shard::MutationLog& log) {
    shard::QueueState& queue = *state.FindQueue(queue_id);
    shard::Mutation mutation;
    for (const auto& [part, record] : parts) {
      storage::PublicationTable::Put(state.shard, {queue.queue_no(), part}, record,
                                     &mutation.writes);
    }
    mutation.leaf = {.method = "PublishCounts",
                     .object = QueueName(queue_id),
                     .decision = "PUBLISHED",
                     .policy = queue.policy_name()};
    log.Add(std::move(mutation));
    queue.publication = std::move(publication);
    return absl::OkStatus();
  });
}

}  // namespace winnow::loop
