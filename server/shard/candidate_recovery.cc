// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_recovery.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "server/shard/candidate_scan.h"
#include "server/shard/contradiction.h"

namespace winnow::shard {
namespace {

constexpr size_t kMaxIdBytes = 255;  // as the id arena takes them

int64_t ToMillis(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1000 + time.nanos() / 1'000'000;
}

// The numbers of the signals of a queue's rows. Rows mostly name the same signals in the same
// order, so what the row before had in the same place is looked at first.
class SignalNumbers {
 public:
  struct Numbers {
    uint32_t series = 0;
    uint32_t origin = 0;
  };

  explicit SignalNumbers(SignalColumns& columns) : columns_(columns) {}

  // Of the signal in place `place` of its row; nullopt when the queue has too many others.
  std::optional<Numbers> Of(const winnow::v1::Signal& signal, size_t place) {
    if (place < last_.size() && Names(last_[place], signal)) return last_[place].numbers;
    Known known{{signal.name(), signal.baseline_release(), signal.candidate_release()},
                {signal.scorer(), signal.model_release(), signal.direction()},
                {}};
    const auto series = columns_.Series(known.id);
    const auto origin = columns_.Origin(known.origin);
    if (!series.has_value() || !origin.has_value()) return std::nullopt;
    known.numbers = {*series, *origin};
    if (place >= last_.size()) last_.resize(place + 1);
    last_[place] = known;
    return known.numbers;
  }

 private:
  struct Known {
    selection::SignalId id;
    SignalOrigin origin;
    Numbers numbers;
  };

  static bool Names(const Known& known, const winnow::v1::Signal& signal) {
    return known.id.name == signal.name() && known.origin.scorer == signal.scorer() &&
           known.origin.model_release == signal.model_release() &&
           known.id.baseline_release == signal.baseline_release() &&
           known.id.candidate_release == signal.candidate_release() &&
           known.origin.direction == signal.direction();
  }

  SignalColumns& columns_;
  std::vector<Known> last_;  // by place
};

// Takes the rows of one queue.
class QueueRows {
 public:
  explicit QueueRows(QueueState& queue) : queue_(queue), numbers_(queue.signals) {}

  const QueueState& queue() const { return queue_; }

  absl::Status Add(const StoredCandidate& row) {
    if (row.id.number != queue_.candidates.size())
      return Contradiction("a gap in the arrival numbers of a queue");
    const winnow::v1::Candidate& candidate = row.record->candidate();
    if (candidate.candidate_id().size() > kMaxIdBytes)
      return Contradiction("a candidate with an id that no candidate can have");
    if (queue_.candidates.Find(candidate.candidate_id(), row.id_hash).has_value())
      return Contradiction("two candidates with one id");
    const google::protobuf::Timestamp& ingest = row.record->ingest_time();
    const int64_t ingest_us = ingest.seconds() * 1'000'000 + ingest.nanos() / 1000;
    const CandidateNo no = queue_.candidates.Add(candidate, row.id_hash, ingest_us, row.marks);
    if (row.record->has_tombstone()) return AddTombstone(no, *row.record);
    queue_.split_groups.Add(candidate);
    queue_.candidates.row(no).retired = row.record->retired();
    for (int i = 0; i < candidate.signals_size(); ++i) {
      const winnow::v1::Signal& signal = candidate.signals(i);
      const auto numbers = numbers_.Of(signal, static_cast<size_t>(i));
      if (!numbers.has_value()) return Contradiction("more signals than a queue can hold");
      queue_.signals.Set(
          no, numbers->series,
          {selection::ToMicros(signal.value()), ToMillis(signal.compute_time()), numbers->origin});
    }
    return absl::OkStatus();
  }

 private:
  absl::Status AddTombstone(CandidateNo no, const storage::v1::CandidateRecord& record) {
    winnow::v1::Candidate id_alone;
    id_alone.set_candidate_id(record.candidate().candidate_id());
    if (record.candidate().SerializeAsString() != id_alone.SerializeAsString())
      return Contradiction("a removed candidate of which more than its id is there");
    RemoveCandidate(queue_, no);
    const google::protobuf::Timestamp& time = record.tombstone().remove_time();
    queue_.last_removal_us =
        std::max(queue_.last_removal_us, time.seconds() * 1'000'000 + time.nanos() / 1000);
    return absl::OkStatus();
  }

  QueueState& queue_;
  SignalNumbers numbers_;
};

}  // namespace

absl::Status RecoverCandidates(const CandidateStore& store, const QueuesByNumber& queues,
                               absl::FunctionRef<void()> count) {
  // Rows come queue by queue.
  std::optional<QueueRows> rows;
  const auto visit = [&](const StoredCandidate& row) -> absl::Status {
    count();
    if (!rows.has_value() || rows->queue().queue_no() != row.id.queue_no) {
      const auto it = queues.find(row.id.queue_no);
      if (it == queues.end()) return NoQueue();
      rows.emplace(*it->second);
    }
    return rows->Add(row);
  };
  return ScanCandidates(store.engine, store.shard, store.borders, visit);
}

}  // namespace winnow::shard
