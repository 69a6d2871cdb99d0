// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A policy is activated on a large queue while batches are leased and candidates arrive, over a
// kill -9 in the middle (selection.md S2.4).
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/e2e/desk.h"
#include "tests/testing/approve_policy.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

constexpr uint64_t kCandidates = 40'000;
constexpr uint64_t kChunk = 500;

void CreateRevision(Desk& desk, double weight) {
  v1::CreatePolicyRevisionRequest request;
  v1::CreatePolicyRevisionResponse response;
  grpc::ClientContext context;
  request.set_policy_id("open");
  *request.mutable_policy() = OpenPolicy();
  request.mutable_policy()->mutable_signal_terms(0)->set_weight(weight);
  Check(desk.policy().CreatePolicyRevision(&context, request, &response), "CreatePolicyRevision");
  ApprovePolicy(desk.policy(), response.policy_revision().name());
}

v1::Queue Activate(Desk& desk, const std::string& policy) {
  v1::ActivatePolicyRevisionRequest request;
  v1::ActivatePolicyRevisionResponse response;
  grpc::ClientContext context;
  request.set_queue(Desk::kQueue);
  request.set_policy(policy);
  Check(desk.policy().ActivatePolicyRevision(&context, request, &response), "Activate");
  return response.queue();
}

// Leases, imports and labels until the queue follows `policy`. Returns the policies that batches
// were drawn under, each with its index epoch.
std::set<std::string> WorkUntilActive(Desk& desk, const std::string& policy, uint64_t& imported) {
  std::set<std::string> drawn;
  bool changed = false;
  while (!changed) {
    v1::QueueStatusResponse status;
    Check(desk.Status(&status), "QueueStatus");
    changed = status.queue().active_policy() == policy;
    EXPECT_EQ(status.queue().activating_policy(), changed ? "" : policy);
    Check(desk.Upsert({imported, imported + 20}), "Upsert");
    imported += 20;
    v1::RequestBatchResponse batch;
    Check(desk.RequestBatch({.max_items = 10}, &batch), "RequestBatch");
    EXPECT_EQ(batch.items_size(), 10);
    drawn.insert(absl::StrCat(batch.manifest().policy(), " ", batch.manifest().index_epoch()));
    v1::SubmitLabelsResponse labels;
    Check(desk.LabelAll(batch, &labels), "SubmitLabels");
  }
  return drawn;
}

TEST(Activation, GoesOnAfterAKillInTheMiddleWhileBatchesAreLeased) {
  TestServer server;
  uint64_t imported = kCandidates;
  {
    Desk desk(server.NewChannel());
    desk.SetUpQueue();
    for (uint64_t i = 0; i < kCandidates; i += kChunk)
      Check(desk.Upsert({i, i + kChunk}), "Upsert");
    for (const double weight : {-1.0, -0.5}) CreateRevision(desk, weight);
    const v1::Queue answer = Activate(desk, "policies/open@2");
    EXPECT_EQ(answer.active_policy(), "policies/open@1");
    EXPECT_EQ(answer.activating_policy(), "policies/open@2");
    for (const std::string& drawn : WorkUntilActive(desk, "policies/open@2", imported)) {
      EXPECT_TRUE(drawn == "policies/open@1 1" || drawn == "policies/open@2 2") << drawn;
    }
    EXPECT_EQ(Activate(desk, "policies/open@3").activating_policy(), "policies/open@3");
  }
  server.Kill();
  server.Start();
  Desk desk(server.NewChannel());
  for (const std::string& drawn : WorkUntilActive(desk, "policies/open@3", imported)) {
    EXPECT_TRUE(drawn == "policies/open@2 2" || drawn == "policies/open@3 3") << drawn;
  }
  v1::RequestBatchResponse batch;
  Check(desk.RequestBatch({.max_items = 10}, &batch), "RequestBatch");
  EXPECT_EQ(batch.manifest().policy(), "policies/open@3");
  // The lowest entropy comes first now; a labeler is not told which item that is.
  double lowest = 1;
  for (const v1::BatchItem& item : batch.items()) {
    v1::CandidateStatus drawn;
    Check(desk.GetCandidate(item.candidate_id(), &drawn), "GetCandidate");
    lowest = std::min(lowest, drawn.candidate().signals(0).value());
  }
  EXPECT_LT(lowest, 0.01);
  v1::QueueStatusResponse status;
  Check(desk.Status(&status), "QueueStatus");
  EXPECT_EQ(status.candidates(), imported);
}

}  // namespace
}  // namespace winnow::testing
