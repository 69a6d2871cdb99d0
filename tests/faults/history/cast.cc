// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/cast.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/faults/history/checker.h"
#include "tests/faults/history/player.h"
#include "tests/faults/history/story.h"

namespace winnow::testing {
namespace {

constexpr int kClients = 4;
constexpr uint64_t kAtStart = 60;

// How many labels that were acknowledged are not there.
uint64_t LostLabels(Stage& stage, const Verdict& verdict) {
  Desk desk(stage.server().NewChannel());
  uint64_t lost = 0;
  for (uint64_t i = 0; i < stage.candidates(); ++i) {
    v1::CandidateStatus candidate;
    Check(desk.GetCandidate(CandidateId(i), &candidate), "GetCandidate " + CandidateId(i));
    EXPECT_EQ(candidate.labels(), verdict.labeled.count(CandidateId(i))) << CandidateId(i);
    lost += candidate.labels() < verdict.labeled.count(CandidateId(i));
  }
  return lost;
}

}  // namespace

void SeedQueue(Stage& stage) {
  Desk desk(stage.server().NewChannel());
  desk.SetUpQueue();
  Asked asked{.verb = Verb::kIngest, .request_id = "start"};
  const uint64_t first = stage.candidates().fetch_add(kAtStart);
  for (uint64_t i = first; i < first + kAtStart; ++i)
    asked.slice_of[CandidateId(i)] = MakeCandidate(i).slice();
  stage.Record(SendOnce(desk, asked));
}

Cast::Cast(Stage& stage, std::mt19937& random) : stage_(stage) {
  for (int client = 0; client < kClients; ++client) {
    players_.emplace_back([&stage, client, seed = static_cast<uint32_t>(random())] {
      Player(stage, client, seed).Play();
    });
  }
}

Cast::~Cast() {
  stage_.End();
  for (std::thread& player : players_) player.join();
}

void ExpectRightHistory(Stage& stage, const std::string& experiment, testing::Figures figures) {
  Player(stage, kClients, 0).TakeAll();
  const Verdict verdict = CheckHistory(stage.history());
  for (size_t i = 0; i < verdict.findings.size() && i < 20; ++i)
    ADD_FAILURE() << verdict.findings[i] << "\n"
                  << StoryOf(CandidateIn(verdict.findings[i]), stage.history());
  EXPECT_EQ(verdict.findings.size(), 0u);
  EXPECT_EQ(verdict.double_leases, 0u);
  EXPECT_GT(verdict.repeated, 0u);
  EXPECT_GT(verdict.labeled.size(), 0u);
  figures["acked_checked"] = static_cast<int64_t>(verdict.checked);
  figures["acked_lost"] = static_cast<int64_t>(LostLabels(stage, verdict));
  figures["double_leases"] = static_cast<int64_t>(verdict.double_leases);
  figures["history_findings"] = static_cast<int64_t>(verdict.findings.size());
  figures["labels_checked"] = static_cast<int64_t>(verdict.labeled.size());
  figures["replies_lost"] = static_cast<int64_t>(verdict.lost);
  figures["retries_checked"] = static_cast<int64_t>(verdict.repeated);
  testing::Publish(experiment, figures);
}

}  // namespace winnow::testing
