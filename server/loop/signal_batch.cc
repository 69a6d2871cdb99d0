// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/signal_batch.h"

#include <optional>
#include <string>
#include <utility>

#include "server/loop/ingest_counts.h"
#include "server/loop/signal_validation.h"
#include "server/selection/stable_hash.h"

namespace winnow::loop {
namespace {

void FillDefaults(const v1::IngestHeader& header, v1::SignalRow* row) {
  for (v1::Signal& signal : *row->mutable_signals()) {
    if (signal.scorer().empty()) signal.set_scorer(header.scorer());
    if (signal.model_release().empty()) signal.set_model_release(header.model_release());
  }
}

}  // namespace

SignalBatch::SignalBatch(const IngestContext& context, Rows* rows)
    : messages_(*rows), dictionary_(context.arrival) {
  rows_.reserve(messages_.size());
  for (int i = 0; i < messages_.size(); ++i) {
    const auto index = static_cast<uint32_t>(i);
    v1::SignalRow& message = messages_[i];
    FillDefaults(context.defaults, &message);
    if (auto problem = CheckSignalRow(message, context.arrival)) {
      AddRowError(index, *std::move(problem), &refused_);
      continue;
    }
    rows_.push_back({index, selection::StaticIdHash(message.candidate_id()),
                     static_cast<uint32_t>(signals_.size()),
                     static_cast<uint32_t>(message.signals_size())});
    for (v1::Signal& signal : *message.mutable_signals()) {
      signals_.push_back(dictionary_.Add(&signal));
    }
  }
}

std::vector<std::optional<selection::CandidateNo>> SignalBatch::Find(
    const shard::QueueState& queue) const {
  std::vector<std::optional<selection::CandidateNo>> numbers;
  numbers.reserve(rows_.size());
  for (const Row& row : rows_) {
    const auto no =
        queue.candidates.Find(messages_[static_cast<int>(row.index)].candidate_id(), row.id_hash);
    numbers.push_back(no);
    if (!no.has_value()) continue;
    // Candidates lie anywhere in tables of gigabytes.
    __builtin_prefetch(&queue.candidates.row(*no).model_release);
    queue.signals.Prefetch(*no);
  }
  return numbers;
}

v1::IngestResult SignalBatch::Apply(shard::ShardState& state, shard::QueueState& queue,
                                    storage::WriteSet* writes) {
  v1::IngestResult result = std::move(refused_);
  SignalWriter writer(dictionary_, queue);
  const std::vector<std::optional<selection::CandidateNo>> numbers = Find(queue);
  std::vector<selection::CandidateNo> changed;
  changed.reserve(rows_.size());
  for (size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    if (!numbers[i].has_value()) {
      AddRowError(row.index,
                  {v1::ERROR_REASON_CANDIDATE_UNKNOWN, "candidate_id",
                   "no such candidate in the queue; push the candidate first"},
                  &result);
      continue;
    }
    if (shard::IsGone(queue.candidates.row(*numbers[i]))) {
      AddRowError(row.index,
                  {v1::ERROR_REASON_CANDIDATE_REMOVED, "candidate_id",
                   "the candidate was removed: nothing is taken in of it"},
                  &result);
      continue;
    }
    const RowSignals signals{absl::MakeConstSpan(signals_).subspan(row.first_signal, row.signals),
                             queue.candidates.row(*numbers[i]).model_release};
    if (auto problem = writer.Admit(signals)) {
      AddRowError(row.index, *std::move(problem), &result);
    } else if (writer.Set(*numbers[i], signals, SignalWriter::Source::kPush)) {
      changed.push_back(*numbers[i]);
    } else {
      result.set_duplicate(result.duplicate() + 1);
    }
  }
  queue.frame.UpdateScores(changed);
  result.set_accepted(result.accepted() + static_cast<uint32_t>(changed.size()));
  writer.Finish(state.shard, writes);
  stored_signals_ = writer.stored();
  SortRowErrors(&result);
  return result;
}

void SignalBatch::Count(const v1::IngestResult& result, ops::IngestMetrics& metrics) const {
  CountRefusals(result, metrics);
  CountSignals(dictionary_, {signals_, stored_signals_}, metrics);
}

}  // namespace winnow::loop
