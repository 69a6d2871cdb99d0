// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_SERVING_LEDGER_H_
#define WINNOW_TESTS_FAULTS_SERVING_LEDGER_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "tests/e2e/desk.h"

namespace winnow::faults {

// What of it was acknowledged is still there.
struct Audit {
  int64_t checked = 0;
  int64_t lost = 0;
  std::string detail;  // of the first loss
};

// A client that works at a desk and writes down what it was told. What it was not told, because a
// call failed, may or may not have happened. One thread at a time.
class Ledger {
 public:
  // Works at another desk from now on.
  void SitAt(winnow::testing::Desk* desk) { desk_ = desk; }

  // The next `count` candidates.
  grpc::Status Ingest(uint64_t count);
  grpc::Status Take(uint32_t items, v1::RequestBatchResponse* batch);
  grpc::Status Label(const v1::RequestBatchResponse& batch);
  grpc::Status Return(const v1::RequestBatchResponse& batch, int item);
  grpc::Status Complete(const v1::RequestBatchResponse& batch);

  uint64_t ingested() const { return ingested_; }
  // Looks at every `stride`-th candidate, every label and every lease. Throws std::runtime_error
  // when the server does not answer.
  Audit Check(uint64_t stride = 1);

 private:
  void Forget(const v1::RequestBatchResponse& batch);
  void Judge(bool there, const std::string& what, Audit* audit) const;

  winnow::testing::Desk* desk_ = nullptr;
  uint64_t ingested_ = 0;
  std::set<std::string> labelled_;
  std::map<std::string, std::string> leased_;  // candidate to batch
};

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_SERVING_LEDGER_H_
