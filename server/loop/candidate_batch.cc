// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_batch.h"

#include <utility>

#include "absl/strings/strip.h"
#include "server/loop/candidate_defaults.h"
#include "server/loop/ingest_counts.h"
#include "server/loop/proto_time.h"
#include "server/loop/withdrawal.h"
#include "server/selection/stable_hash.h"
#include "server/shard/dictionary_limits.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

constexpr absl::string_view kCrowded =
    "is one value too many: the queue has as many different ones as it can hold";

constexpr absl::string_view kContradictsGroup =
    "contradicts the split that other candidates of its group have: leave it empty, or give that";

constexpr char kErased[] = "is of a subject that was erased: nothing of it is taken in";
constexpr char kRemoved[] =
    "was removed, and nothing is taken in under its id any more; choose another id";

// The row of a candidate that is lent to it, so that no metadata is copied.
std::string EncodeRow(v1::Candidate* candidate, int64_t ingest_us, bool retired) {
  storage::v1::CandidateRecord record;
  record.set_retired(retired);
  *record.mutable_ingest_time() = TimestampFromMicros(ingest_us);
  record.unsafe_arena_set_allocated_candidate(candidate);
  std::string value = storage::EncodeRecord(record);
  record.unsafe_arena_release_candidate();
  return value;
}

}  // namespace

// What a batch is applied to.
struct CandidateBatch::Target {
  shard::ShardState& state;
  shard::QueueState& queue;
  storage::WriteSet* writes;
  SignalWriter signals;
  Withdrawal withdrawal;
  v1::IngestResult result;

  std::string Key(selection::CandidateNo no) const {
    return storage::CandidateTable::Key(state.shard, {queue.queue_no(), no});
  }
};

CandidateBatch::CandidateBatch(const IngestContext& context, Rows* rows)
    : messages_(*rows),
      arrival_us_(absl::ToUnixMicros(context.arrival)),
      splits_(context.splits),
      dictionary_(context.arrival) {
  rows_.reserve(messages_.size());
  for (int i = 0; i < messages_.size(); ++i) Prepare(context, static_cast<uint32_t>(i));
}

void CandidateBatch::Prepare(const IngestContext& context, uint32_t index) {
  v1::Candidate& candidate = messages_[static_cast<int>(index)];
  FillDefaults(context.defaults, &candidate);
  if (auto problem = CheckCandidate(candidate, context.attributes, context.arrival)) {
    AddRowError(index, *std::move(problem), &refused_);
    return;
  }
  Row row;
  row.index = index;
  row.is_split_derived = candidate.split() == v1::SPLIT_UNSPECIFIED;
  Normalize(splits_, &candidate);
  row.id_hash = selection::StaticIdHash(candidate.candidate_id());
  row.marks = shard::MarksOf(candidate);
  row.first_signal = static_cast<uint32_t>(signals_.size());
  row.signals = static_cast<uint32_t>(candidate.signals_size());
  for (v1::Signal& signal : *candidate.mutable_signals()) {
    signals_.push_back(dictionary_.Add(&signal));
  }
  row.value = EncodeRow(&candidate, arrival_us_, /*retired=*/false);
  rows_.push_back(std::move(row));
}

v1::IngestResult CandidateBatch::Apply(shard::ShardState& state, shard::QueueState& queue,
                                       storage::WriteSet* writes) {
  Target target{state,
                queue,
                writes,
                SignalWriter(dictionary_, queue),
                Withdrawal(state, queue),
                std::move(refused_)};
  for (Row& row : rows_) ApplyRow(target, row);
  target.signals.Finish(state.shard, writes);
  target.withdrawal.Save(*writes);
  stored_signals_ = target.signals.stored();
  SortRowErrors(&target.result);
  return std::move(target.result);
}

void CandidateBatch::ApplyRow(Target& target, Row& row) {
  if (target.state.registry->erasures.contains(row.marks.subject)) {
    return AddRowError(row.index, {v1::ERROR_REASON_SUBJECT_ERASED, "subject", kErased},
                       &target.result);
  }
  if (auto problem = target.signals.Admit(SignalsOf(row))) {
    return AddRowError(row.index, *std::move(problem), &target.result);
  }
  const v1::Candidate& candidate = messages_[static_cast<int>(row.index)];
  const auto known = target.queue.candidates.Find(candidate.candidate_id(), row.id_hash);
  if (known.has_value() && IsGone(target.queue.candidates.row(*known))) {
    return AddRowError(row.index, {v1::ERROR_REASON_CANDIDATE_REMOVED, "candidate_id", kRemoved},
                       &target.result);
  }
  if (row.is_split_derived) FollowGroup(target, row);
  if (!target.queue.split_groups.Allows(candidate)) {
    return AddRowError(row.index, InvalidField("split", kContradictsGroup), &target.result);
  }
  if (!known.has_value() || !IsSame(target, row, *known)) {
    const std::string crowded = shard::CrowdedField(target.queue, candidate);
    if (!crowded.empty()) {
      return AddRowError(row.index, InvalidField(crowded, kCrowded), &target.result);
    }
  }
  target.queue.split_groups.Add(candidate);
  if (!known.has_value()) {
    Add(target, row);
  } else if (Replace(target, row, *known)) {
    target.result.set_updated(target.result.updated() + 1);
  } else {
    return target.result.set_duplicate(target.result.duplicate() + 1);
  }
  target.result.set_accepted(target.result.accepted() + 1);
  const uint8_t bits = shard::QuarantineBits(candidate);
  if (bits == 0) return;
  target.result.set_quarantined(target.result.quarantined() + 1);
  for (size_t i = 0; i < quarantined_.size(); ++i) quarantined_[i] += bits >> i & 1;
}

void CandidateBatch::FollowGroup(const Target& target, Row& row) {
  v1::Candidate& candidate = messages_[static_cast<int>(row.index)];
  if (candidate.split_group().empty()) return;
  const v1::Split split = target.queue.split_groups.SplitOf(candidate.split_group());
  if (split == v1::SPLIT_UNSPECIFIED || split == candidate.split()) return;
  candidate.set_split(split);
  row.marks.fingerprint = shard::Fingerprint(candidate);
  row.value = EncodeRow(&candidate, arrival_us_, /*retired=*/false);
}

void CandidateBatch::Add(Target& target, Row& row) {
  shard::QueueState& queue = target.queue;
  const selection::CandidateNo no = queue.candidates.Add(messages_[static_cast<int>(row.index)],
                                                         row.id_hash, arrival_us_, row.marks);
  target.signals.Set(no, SignalsOf(row), SignalWriter::Source::kNewRow);
  queue.frame.Update(no, target.state.now.latest_us());
  target.writes->Put(target.Key(no), std::move(row.value));
}

bool CandidateBatch::Replace(Target& target, const Row& row, selection::CandidateNo no) {
  shard::QueueState& queue = target.queue;
  const bool signals = target.signals.Set(no, SignalsOf(row), SignalWriter::Source::kKnownRow);
  if (IsSame(target, row, no)) {
    if (signals) queue.frame.UpdateScores({no});
    return signals;
  }
  v1::Candidate& candidate = messages_[static_cast<int>(row.index)];
  queue.watchers.BeforeChange(no);
  const uint32_t scope = queue.candidates.row(no).consent_scope;
  queue.candidates.Replace(no, candidate, row.marks);
  queue.frame.Update(no, target.state.now.latest_us());
  // It was leased under another consent than it has now, which may be for another purpose.
  if (queue.candidates.row(no).consent_scope != scope) target.withdrawal.Withdraw(no);
  // The newest signals are those in memory.
  candidate.clear_signals();
  queue.signals.Write(no, candidate.mutable_signals());
  const shard::CandidateRow& known = queue.candidates.row(no);
  target.writes->Put(target.Key(no), EncodeRow(&candidate, known.ingest_us, known.retired));
  if (queue.folding) queue.rewritten.insert(no);
  return true;
}

bool CandidateBatch::IsSame(const Target& target, const Row& row, selection::CandidateNo no) {
  return target.queue.candidates.row(no).fingerprint == row.marks.fingerprint;
}

RowSignals CandidateBatch::SignalsOf(const Row& row) const {
  return {absl::MakeConstSpan(signals_).subspan(row.first_signal, row.signals)};
}

void CandidateBatch::Count(const v1::IngestResult& result, ops::IngestMetrics& metrics) const {
  const auto count = [&metrics](absl::string_view name, double rows) {
    if (rows > 0) metrics.CountCandidates(name, rows);
  };
  count("accepted", result.accepted() - result.quarantined());
  count("quarantined", result.quarantined());
  count("duplicate", result.duplicate());
  count("refused", result.row_errors_size());
  for (size_t i = 0; i < quarantined_.size(); ++i) {
    if (quarantined_[i] == 0) continue;
    const auto reason = static_cast<v1::QuarantineReason>(i + 1);
    metrics.CountRejections(
        absl::StripPrefix(v1::QuarantineReason_Name(reason), "QUARANTINE_REASON_"),
        quarantined_[i]);
  }
  CountRefusals(result, metrics);
  CountSignals(dictionary_, {signals_, stored_signals_}, metrics);
}

}  // namespace winnow::loop
