// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/workload.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "server/selection/stable_hash.h"

namespace winnow::bench {
namespace {

constexpr uint64_t kSeed = 20261122;
// 2035-01-01, far from every lease.
constexpr int64_t kRetainUntil = 2'051'222'400;
// No row outside a cluster has as many sessions as those inside.
constexpr uint32_t kMostSessions = 2'900;
constexpr uint32_t kClusterSessions = 3'000;
constexpr uint32_t kConfidences = 1'000'000;
// Different scores of a cluster: they stay above those of all others.
constexpr uint32_t kClusterConfidences = 90'000;

// Independent random numbers of a row, 32 bits each.
enum class Draw : uint64_t { kSlice, kSpeaker, kDevice, kConfidence, kSessions, kRow, kSignal };

uint32_t Random(uint64_t i, Draw draw) {
  return selection::Uniform32(selection::Mix(kSeed, static_cast<uint64_t>(draw)), i);
}

// 0 to n - 1.
uint32_t Below(uint64_t n, uint32_t random) { return static_cast<uint32_t>(n * random >> 32); }

// As a keyed hash that the pipeline made: never 0.
uint64_t KeyOf(uint64_t number) { return (number + 1) * 0x9e3779b97f4a7c15u; }

// A few speakers talk much: the density falls with the root of their number.
uint64_t SpeakerOf(uint32_t speakers, uint32_t random) {
  return Below(speakers, static_cast<uint32_t>(uint64_t{random} * random >> 32));
}

void AddSignal(const char* name, double value,
               google::protobuf::RepeatedPtrField<v1::Signal>* signals) {
  v1::Signal& signal = *signals->Add();
  signal.set_name(name);
  signal.set_value(value);
}

v1::Candidate MakeCandidate(uint64_t i, const Row& row) {
  v1::Candidate candidate;
  candidate.set_candidate_id(Workload::IdOf(i));
  candidate.set_source("bench");
  candidate.set_consent_scope("research");
  candidate.mutable_retain_until()->set_seconds(kRetainUntil);
  candidate.set_rubric("asr");
  candidate.set_slice(Workload::SliceIdOf(row.slice));
  candidate.set_stage(v1::STAGE_ACOUSTIC);
  candidate.set_split(v1::SPLIT_TRAIN);
  candidate.set_split_group(absl::StrFormat("speaker%016x", row.speaker_key));
  candidate.set_model_release("asr-7");
  (*candidate.mutable_attributes())["speaker"] = absl::StrFormat("%016x", row.speaker_key);
  AddSignal("confidence", row.confidence / 1e6, candidate.mutable_signals());
  AddSignal("daily_sessions", row.sessions, candidate.mutable_signals());
  return candidate;
}

v1::IngestHeader MakeHeader(const std::string& queue) {
  v1::IngestHeader header;
  header.set_writer_id("bench");
  header.set_queue(queue);
  header.set_scorer("bench-scorer");
  return header;
}

}  // namespace

Workload::Workload(const WorkloadOptions& options) : options_(options) {
  if (!options.zipf_slices) return;
  double sum = 0;
  for (uint32_t rank = 1; rank <= options.slices; ++rank) {
    sum += 1.0 / rank;
    cumulative_.push_back(sum);
  }
}

std::string Workload::IdOf(uint64_t i) { return absl::StrFormat("c%011d", i); }

std::string Workload::SliceIdOf(uint32_t slice) { return absl::StrFormat("slice-%04d", slice); }

uint32_t Workload::SliceOf(uint32_t random) const {
  if (!options_.zipf_slices) return Below(options_.slices, random);
  const double at = cumulative_.back() * random / 4294967296.0;
  const auto slice = std::upper_bound(cumulative_.begin(), cumulative_.end(), at);
  return static_cast<uint32_t>(slice - cumulative_.begin());
}

Row Workload::At(uint64_t i) const {
  Row row;
  row.device_key = KeyOf(Below(options_.devices, Random(i, Draw::kDevice)));
  if (i < options_.cluster) {
    row.speaker_key = KeyOf(options_.speakers);
    row.sessions = kClusterSessions;
    if (!options_.cluster_equal) {
      row.confidence = Below(kClusterConfidences, Random(i, Draw::kConfidence));
    }
    return row;
  }
  row.slice = SliceOf(Random(i, Draw::kSlice));
  row.speaker_key = KeyOf(SpeakerOf(options_.speakers, Random(i, Draw::kSpeaker)));
  const bool is_lowest = options_.half_equal && i % 2 == 0;
  row.confidence = is_lowest ? kConfidences : Below(kConfidences, Random(i, Draw::kConfidence));
  row.sessions = is_lowest ? 0 : Below(kMostSessions, Random(i, Draw::kSessions));
  return row;
}

std::vector<v1::IngestCandidatesRequest> CandidateStream(const std::string& queue,
                                                         const Workload& workload,
                                                         const Records& records) {
  std::vector<v1::IngestCandidatesRequest> requests(1);
  *requests.back().mutable_header() = MakeHeader(queue);
  for (uint64_t i = records.first; i < records.last; ++i) {
    if ((i - records.first) % kChunk == 0) requests.emplace_back().mutable_chunk()->set_offset(i);
    *requests.back().mutable_chunk()->add_candidates() = MakeCandidate(i, workload.At(i));
  }
  return requests;
}

std::vector<v1::PushSignalsRequest> SignalStream(const std::string& queue, const Workload& workload,
                                                 const Records& records) {
  std::vector<v1::PushSignalsRequest> requests(1);
  *requests.back().mutable_header() = MakeHeader(queue);
  for (uint64_t i = records.first; i < records.last; ++i) {
    if ((i - records.first) % kChunk == 0) requests.emplace_back().mutable_chunk()->set_offset(i);
    v1::SignalRow& row = *requests.back().mutable_chunk()->add_rows();
    row.set_candidate_id(
        Workload::IdOf(Below(workload.options().candidates, Random(i, Draw::kRow))));
    AddSignal("confidence", Below(kConfidences, Random(i, Draw::kSignal)) / 1e6,
              row.mutable_signals());
  }
  return requests;
}

v1::ReviewPolicy BenchPolicy() {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  v1::SignalTerm& uncertainty = *policy.add_signal_terms();
  uncertainty.set_name("uncertainty");
  uncertainty.set_signal("confidence");
  uncertainty.set_clamp_high(1);
  uncertainty.set_weight(-1);
  uncertainty.set_missing_value(1);
  v1::SignalTerm& reach = *policy.add_signal_terms();
  reach.set_name("reach");
  reach.set_signal("daily_sessions");
  reach.set_clamp_high(3'000);
  reach.set_weight(0.001);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_EQUAL);
  v1::Cap& cap = *policy.add_caps();
  cap.set_attribute("speaker");
  cap.set_per_batch(3);
  policy.mutable_exploration()->set_share(0.1);
  policy.mutable_lease()->set_max_items(1'000);
  return policy;
}

}  // namespace winnow::bench
