// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The checks of VerifyBatch (selection.md S8): what a stored batch must look like, derived from its
// rows alone. One function per check, and one runner.
#ifndef WINNOW_SERVER_LOOP_VERIFY_CHECKS_H_
#define WINNOW_SERVER_LOOP_VERIFY_CHECKS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// What is checked. An item is nullopt when it was erased or does not parse.
struct BatchEvidence {
  const storage::v1::BatchRecord& batch;
  std::vector<std::optional<v1::ManifestItem>> items;  // in the order of the manifest
  // The batches before and after this one in the queue, where there should be one.
  struct Neighbor {
    bool expected = false;
    std::optional<storage::v1::BatchRecord> batch;
  };
  Neighbor previous;
  Neighbor next;
  // The revision that the manifest names; nullopt when there is none.
  std::optional<storage::v1::PolicyRevisionRecord> policy;

  // Items are missing from what can be counted.
  bool has_gaps() const;
};

// The items of a stored batch as the checks see them.
std::vector<std::optional<v1::ManifestItem>> OpenItems(const storage::v1::BatchRecord& batch);

// Where checks put what they find. Keeps the first 100, and counts the others.
class Findings {
 public:
  explicit Findings(v1::VerifyBatchResponse& response) : response_(response) {}

  // The check that finds what follows.
  void Start(v1::VerifyCheck check) { check_ = check; }
  // About the whole batch, about a slice, or about the item at place `index` from 0.
  void Add(std::string message);
  void AddOfSlice(const std::string& slice, std::string message);
  void AddOfItem(size_t index, std::string message);

 private:
  static constexpr int kMost = 100;

  v1::VerifyFinding* Next(std::string message);

  v1::VerifyBatchResponse& response_;
  v1::VerifyCheck check_ = v1::VERIFY_CHECK_UNSPECIFIED;
};

// verify_seal.cc
void CheckItemHashes(const BatchEvidence& evidence, Findings& findings);
void CheckDigest(const BatchEvidence& evidence, Findings& findings);
void CheckChain(const BatchEvidence& evidence, Findings& findings);
void CheckPolicy(const BatchEvidence& evidence, Findings& findings);
// verify_items.cc
void CheckCounts(const BatchEvidence& evidence, Findings& findings);
void CheckQuotas(const BatchEvidence& evidence, Findings& findings);
void CheckOrder(const BatchEvidence& evidence, Findings& findings);
void CheckScores(const BatchEvidence& evidence, Findings& findings);
// verify_draw.cc
void CheckCaps(const BatchEvidence& evidence, Findings& findings);
void CheckProbabilities(const BatchEvidence& evidence, Findings& findings);

// Runs every check and fills in all of the response but its position. Pure.
void RunChecks(const BatchEvidence& evidence, v1::VerifyBatchResponse& response);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_VERIFY_CHECKS_H_
