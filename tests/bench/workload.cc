// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/workload.h"

#include <random>

#include "absl/strings/str_format.h"

namespace winnow::bench {
namespace {

constexpr uint64_t kSeed = 20261122;
// 2035-01-01, far from every lease.
constexpr int64_t kRetainUntil = 2'051'222'400;

v1::Candidate MakeCandidate(uint64_t i, const WorkloadOptions& options, std::mt19937_64& random) {
  v1::Candidate candidate;
  const uint64_t speaker = random() % options.speakers;
  candidate.set_candidate_id(absl::StrFormat("c%011d", i));
  candidate.set_source("bench");
  candidate.set_consent_scope("research");
  candidate.mutable_retain_until()->set_seconds(kRetainUntil);
  candidate.set_rubric("asr");
  candidate.set_slice(absl::StrFormat("slice-%04d", random() % options.slices));
  candidate.set_stage(v1::STAGE_ACOUSTIC);
  candidate.set_split(v1::SPLIT_TRAIN);
  candidate.set_split_group(absl::StrFormat("speaker%d", speaker));
  candidate.set_model_release("asr-7");
  (*candidate.mutable_attributes())["speaker"] =
      absl::StrFormat("%016x", speaker * 0x9e3779b97f4a7c15u);
  v1::Signal& confidence = *candidate.add_signals();
  confidence.set_name("confidence");
  confidence.set_value(static_cast<double>(random() % 10'000) / 1e4);
  v1::Signal& sessions = *candidate.add_signals();
  sessions.set_name("daily_sessions");
  sessions.set_value(static_cast<double>(random() % 3'000));
  return candidate;
}

v1::IngestHeader MakeHeader(const std::string& queue, const std::string& writer) {
  v1::IngestHeader header;
  header.set_writer_id(writer);
  header.set_queue(queue);
  header.set_scorer("bench-scorer");
  return header;
}

}  // namespace

std::vector<v1::IngestCandidatesRequest> CandidateStream(const std::string& queue,
                                                         const WorkloadOptions& options) {
  std::mt19937_64 random(kSeed);
  std::vector<v1::IngestCandidatesRequest> requests(1);
  *requests.back().mutable_header() = MakeHeader(queue, "bench");
  for (uint64_t i = 0; i < options.candidates; ++i) {
    if (i % kChunk == 0) requests.emplace_back().mutable_chunk()->set_offset(i);
    *requests.back().mutable_chunk()->add_candidates() = MakeCandidate(i, options, random);
  }
  return requests;
}

std::vector<v1::PushSignalsRequest> SignalStream(const std::string& queue,
                                                 const WorkloadOptions& options) {
  std::mt19937_64 random(kSeed + 1);
  std::vector<v1::PushSignalsRequest> requests(1);
  *requests.back().mutable_header() = MakeHeader(queue, "bench");
  for (uint64_t i = 0; i < options.candidates; ++i) {
    if (i % kChunk == 0) requests.emplace_back().mutable_chunk()->set_offset(i);
    v1::SignalRow& row = *requests.back().mutable_chunk()->add_rows();
    row.set_candidate_id(absl::StrFormat("c%011d", random() % options.candidates));
    v1::Signal& confidence = *row.add_signals();
    confidence.set_name("confidence");
    confidence.set_value(static_cast<double>(random() % 10'000) / 1e4);
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
