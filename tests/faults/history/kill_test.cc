// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// kill -9 of a real winnowd under mixed load, again and again, and the history of all its clients
// checked as a whole (storage.md E6). WINNOW_LONG_FAULTS=1 in the environment asks for the long
// form.
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <thread>
#include <vector>

#include "server/exit_codes.h"
#include "tests/faults/history/checker.h"
#include "tests/faults/history/player.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::testing {
namespace {

constexpr int kClients = 4;
constexpr uint64_t kAtStart = 60;

constexpr int kActsOfLife = 40;

int Kills() { return LongForm() ? 100 : 6; }
int Restarts() { return LongForm() ? 50 : 5; }

// Candidates that are there before the first player comes.
void SeedQueue(Stage& stage) {
  Desk desk(stage.server().NewChannel());
  desk.SetUpQueue();
  Asked asked{.verb = Verb::kIngest, .request_id = "start"};
  const uint64_t first = stage.NewCandidates(kAtStart);
  for (uint64_t i = first; i < first + kAtStart; ++i)
    asked.slice_of[CandidateId(i)] = MakeCandidate(i).slice();
  stage.Record(SendOnce(desk, asked));
}

// Players in threads of their own, until the stage ends: at the latest when this goes.
class Cast {
 public:
  Cast(Stage& stage, std::mt19937& random) : stage_(stage) {
    for (int client = 0; client < kClients; ++client) {
      players_.emplace_back([&stage, client, seed = static_cast<uint32_t>(random())] {
        Player(stage, client, seed).Play();
      });
    }
  }
  ~Cast() {
    stage_.End();
    for (std::thread& player : players_) player.join();
  }

 private:
  Stage& stage_;
  std::vector<std::thread> players_;
};

// Plays through all lives of the server.
void PlayAndKill(Stage& stage, std::mt19937& random) {
  const Cast cast(stage, random);
  for (int kill = 0; kill < Kills(); ++kill) {
    ASSERT_TRUE(stage.WaitForAnswers(100 + random() % 400)) << "the server died by itself";
    stage.KillAndRestart();
  }
  ASSERT_TRUE(stage.WaitForAnswers(200)) << "the server died by itself";
}

void ExpectLabels(Stage& stage, const Verdict& verdict) {
  Desk desk(stage.server().NewChannel());
  uint64_t labeled = 0;
  for (uint64_t i = 0; i < stage.candidates(); ++i) {
    v1::CandidateStatus candidate;
    Check(desk.GetCandidate(CandidateId(i), &candidate), "GetCandidate " + CandidateId(i));
    EXPECT_EQ(candidate.labels(), verdict.labeled.count(CandidateId(i))) << CandidateId(i);
    labeled += candidate.labels();
  }
  EXPECT_EQ(labeled, verdict.labeled.size());
}

// Checks the whole history, its end included: what the server holds then.
void ExpectRightHistory(Stage& stage, uint32_t seed) {
  Player(stage, kClients, seed).TakeAll();
  const Verdict verdict = CheckHistory(stage.history());
  std::cout << "seed " << seed << " lives " << stage.history().lives.size() << " acked_checked "
            << verdict.checked << " lost " << verdict.lost << " repeated " << verdict.repeated
            << " refused " << verdict.refused << " double_leases " << verdict.double_leases
            << " labeled " << verdict.labeled.size() << " candidates " << stage.candidates()
            << std::endl;
  for (size_t i = 0; i < verdict.findings.size() && i < 20; ++i)
    ADD_FAILURE() << verdict.findings[i];
  EXPECT_EQ(verdict.findings.size(), 0u);
  EXPECT_EQ(verdict.double_leases, 0u);
  EXPECT_GT(verdict.repeated, 0u);
  EXPECT_GT(verdict.labeled.size(), 0u);
  ExpectLabels(stage, verdict);
}

TEST(Kill, LeavesAHistoryThatARightServerCanHave) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  Stage stage;
  SeedQueue(stage);
  ASSERT_NO_FATAL_FAILURE(PlayAndKill(stage, random));
  ExpectRightHistory(stage, seed);
}

TEST(Restart, AgainAndAgainLeavesAHistoryThatARightServerCanHave) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  Stage stage;
  SeedQueue(stage);
  Player player(stage, 0, seed);
  for (int restart = 0; restart < Restarts(); ++restart) {
    for (int i = 0; i < kActsOfLife; ++i) player.Act();
    // The folder is taken while the server lives.
    const TempDir& folder = stage.server().folder();
    const ProcessEnd second = RunWinnowd(
        folder, {"--config", folder.Join("winnowd.yaml"), "--data-dir", stage.server().data_dir(),
                 "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"});
    EXPECT_EQ(second.code, app::kExitCannotStart) << second.errors;
    if (restart % 2 == 0) {
      stage.KillAndRestart();
    } else {
      EXPECT_EQ(stage.StopAndRestart().code, app::kExitOk);
    }
  }
  stage.End();
  ExpectRightHistory(stage, seed);
}

}  // namespace
}  // namespace winnow::testing
