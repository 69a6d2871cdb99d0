// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// GateFacts: all that a gate looks at. Collected by the loop, judged by the rules of this folder.
#ifndef WINNOW_SERVER_RELEASE_GATE_GATE_FACTS_H_
#define WINNOW_SERVER_RELEASE_GATE_GATE_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// Examples that something is wrong with.
struct Concern {
  static constexpr std::size_t kMostIds = 10;

  void Add(absl::string_view candidate_id) {
    ++count;
    if (candidate_ids.size() < kMostIds) candidate_ids.emplace_back(candidate_id);
  }

  uint64_t count = 0;
  std::vector<std::string> candidate_ids;  // the first of them
};

// By what they are about: the resource name of a data set version or of the evaluation.
using Concerns = std::map<std::string, Concern>;

struct GateFacts {
  v1::Release release;                      // with its numbers, waivers and rollouts
  absl::Time now = absl::InfiniteFuture();  // where nobody says it, every waiver has ended

  // Members of data sets and items of the sample.
  Concerns unknown_source;
  Concerns missing_consent;    // the scope does not allow the purpose, is unknown or has expired
  Concerns consent_revoked;    // of the subject or the scope
  Concerns retention_expired;  // or removed by it
  // By data set version: members whose group the sample has too; members that are, or duplicate, an
  // item of the sample.
  Concerns leaked;
  Concerns contaminated;

  std::vector<v1::RelabelCount> relabels;  // one per data set version
  Concerns unexplained_relabel;            // by data set version

  // Items of the sample that have labels and outcomes of both releases, by slice.
  std::map<std::string, uint64_t> labeled;

  // Items whose outcomes follow another rubric revision than the release's, by that revision; items
  // whose two outcomes are of different vendors.
  Concerns rubric_mismatch;
  Concern vendor_mismatch;

  // Decided: aggregate first, then rate guardrails, then slices by id. Empty where outcomes are not
  // compared, or there are none.
  std::vector<v1::Comparison> comparisons;
  // The declared looks were taken before the evaluation was extended: nothing is compared.
  bool looks_spent = false;
  // Items of the look, and those of them that are complete.
  uint64_t items = 0;
  uint64_t complete_items = 0;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_GATE_FACTS_H_
