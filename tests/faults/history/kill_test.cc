// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// kill -9 of a real winnowd under mixed load, again and again, and the history of all its clients
// checked as a whole (storage.md E6). WINNOW_LONG_FAULTS=1 in the environment asks for the long
// form.
#include <gtest/gtest.h>

#include <random>

#include "server/exit_codes.h"
#include "tests/faults/history/cast.h"
#include "tests/faults/history/player.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::testing {
namespace {

constexpr int kActsOfLife = 40;

int Kills() { return LongForm() ? 100 : 6; }
int Restarts() { return LongForm() ? 50 : 5; }

// Plays through all lives of the server.
void PlayAndKill(Stage& stage, std::mt19937& random) {
  const Cast cast(stage, random);
  for (int kill = 0; kill < Kills(); ++kill) {
    ASSERT_TRUE(stage.WaitForAnswers(100 + random() % 400)) << "the server died by itself";
    stage.KillAndRestart();
  }
  ASSERT_TRUE(stage.WaitForAnswers(200)) << "the server died by itself";
}

TEST(Kill, LeavesAHistoryThatARightServerCanHave) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  Stage stage;
  SeedQueue(stage);
  ASSERT_NO_FATAL_FAILURE(PlayAndKill(stage, random));
  ExpectRightHistory(stage, "kill", {{"kill_crashes", Kills()}});
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
  ExpectRightHistory(stage, "restart", {{"restarts", Restarts()}});
}

}  // namespace
}  // namespace winnow::testing
