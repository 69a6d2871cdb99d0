// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The policies that come with Winnow, on the real candidates of tests/data.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/loop/proto_time.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

v1::Candidate CandidateOf(const nlohmann::json& row) {
  v1::Candidate candidate;
  candidate.set_candidate_id(row["candidate_id"]);
  candidate.set_source("src");
  candidate.set_consent_scope("research");
  absl::Time retain_until;
  std::string error;
  EXPECT_TRUE(
      absl::ParseTime(absl::RFC3339_full, std::string(row["retain_until"]), &retain_until, &error))
      << error;
  *candidate.mutable_retain_until() = ToTimestamp(retain_until);
  candidate.set_rubric(row["rubric"]);
  candidate.set_slice(row["slice"]);
  candidate.set_split_group(row["split_group"]);
  candidate.set_model_release(row["model_release"]);
  candidate.set_dup_group(row.value("dup_group", ""));
  for (const auto& [name, value] : row["signals"].items()) {
    v1::Signal& signal = *candidate.add_signals();
    signal.set_name(name);
    signal.set_value(value.is_object() ? value["value"].get<double>() : value.get<double>());
    if (!value.is_object()) continue;
    signal.set_baseline_release(value["baseline_release"]);
    signal.set_candidate_release(value["candidate_release"]);
  }
  return candidate;
}

// Queue `q` with the rows of a file, and without a policy.
class ShippedBed : public LoopBed {
 public:
  explicit ShippedBed(const std::string& file) {
    SetUp("");
    std::ifstream lines(absl::StrCat(WINNOW_SOURCE_DIR "/tests/data/", file));
    std::vector<v1::Candidate> chunk;
    for (std::string line; std::getline(lines, line);) {
      chunk.push_back(CandidateOf(nlohmann::json::parse(line)));
      if (chunk.size() < 500) continue;
      EXPECT_EQ(Upsert(chunk).accepted(), 500u);
      chunk.clear();
    }
    EXPECT_EQ(Status().candidates(), 2000u);
  }

  v1::SimulatePolicyResponse Simulate(const std::string& policy, uint32_t items) {
    auto request = Text<v1::SimulatePolicyRequest>("queue: 'queues/q'");
    request.set_policy(policy);
    request.set_max_items(items);
    const auto response = Call(&Loop::simulations, &Simulations::SimulatePolicy, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::SimulatePolicyResponse();
  }

  // The items of a batch under a policy that becomes the active one.
  std::vector<v1::ManifestItem> Draw(const std::string& policy, uint32_t items) {
    testing::Approve(*this, policy);
    v1::ActivatePolicyRevisionRequest activate;
    activate.set_queue("queues/q");
    activate.set_policy(policy);
    const auto active = Call(&Loop::policies, &Policies::ActivatePolicyRevision, activate);
    EXPECT_TRUE(active.ok()) << active.status();
    auto request = Text<v1::RequestBatchRequest>("queue: 'queues/q' labeler: 'team'");
    request.set_max_items(items);
    const auto batch = Call(&Loop::dispatch, &Dispatch::RequestBatch, request);
    EXPECT_TRUE(batch.ok()) << batch.status();
    v1::GetBatchRequest read;
    read.set_name(batch->batch());
    read.set_page_size(1000);
    const auto stored = Call(&Loop::batches, &Batches::GetBatch, read);
    EXPECT_TRUE(stored.ok()) << stored.status();
    return {stored->items().begin(), stored->items().end()};
  }
};

class ShippedPolicies : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(ShippedPolicies, LeanOnWhatIsHardAndStarveNoSlice) {
  constexpr uint32_t kItems = 300;
  const auto& [policy, file] = GetParam();
  ShippedBed bed(file);
  const v1::SimulatedDraw simulated = bed.Simulate(policy, kItems).proposed();
  const std::vector<v1::ManifestItem> items = bed.Draw(policy, kItems);
  ASSERT_EQ(items.size(), kItems);
  EXPECT_EQ(simulated.selected(), kItems);
  std::map<std::string, uint64_t> slices;
  std::map<v1::Arm, double> score;
  std::map<v1::Arm, int> arms;
  for (const v1::ManifestItem& item : items) {
    ++slices[item.slice()];
    ++arms[item.arm()];
    score[item.arm()] += static_cast<double>(item.score_micros());
  }
  EXPECT_NEAR(arms[v1::ARM_EXPLORE], kItems / 10, 3);
  EXPECT_EQ(static_cast<uint64_t>(arms[v1::ARM_EXPLOIT] + arms[v1::ARM_FILL]),
            simulated.exploit() + simulated.fill());
  // On these data the best scored are clearly above a draw at random.
  EXPECT_GT(score[v1::ARM_EXPLOIT] / arms[v1::ARM_EXPLOIT],
            1.2 * score[v1::ARM_EXPLORE] / arms[v1::ARM_EXPLORE]);
  for (const v1::QuotaLine& line : simulated.quotas()) {
    // Less than its share gets a slice alone that gave all it had.
    if (line.shortfall() > 0) {
      EXPECT_EQ(line.filled(), line.eligible()) << line.slice();
    }
    EXPECT_GE(line.min(), std::min<uint64_t>(line.eligible(), 1)) << line.slice();
    EXPECT_GE(slices[line.slice()], line.min()) << line.slice();
  }
}

INSTANTIATE_TEST_SUITE_P(OnRealCandidates, ShippedPolicies,
                         ::testing::Values(std::pair("policies/asr-training@1", "earnings21.jsonl"),
                                           std::pair("policies/tts-training@1", "earnings21.jsonl"),
                                           std::pair("policies/voice-agent@1", "slurp.jsonl")));

}  // namespace
}  // namespace winnow::loop::testing
