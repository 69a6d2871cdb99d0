// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever happens in whatever order, no item is selected, renewed, submitted or exported that its
// scope, its subject or its retention forbids at that commit (governance.md G2).
#include "tests/governance/consent/consent_history.h"

#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <thread>
#include <vector>

#include "absl/strings/str_join.h"
#include "server/ops/clock.h"
#include "tests/faults/trials.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::testing {
namespace {

// Histories of one world: a start reads what all of them left.
constexpr uint64_t kPerWorld = 16;

// Plays histories of worlds of its own until `next` has reached `end`.
ConsentTally PlayWorlds(uint32_t seed, std::atomic<uint64_t>& next, uint64_t end) {
  ConsentTally tally;
  for (uint64_t first = next.fetch_add(kPerWorld); first < end; first = next.fetch_add(kPerWorld)) {
    ConsentWorld world;
    for (uint64_t i = first; i < std::min(end, first + kPerWorld); ++i)
      ConsentHistory(world, "h" + std::to_string(i), static_cast<uint32_t>(seed + i)).Play();
    tally.Merge(world.tally());
  }
  return tally;
}

TEST(ConsentHistories, NothingIsEverUsedThatConsentOrRetentionForbids) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  const auto histories = static_cast<uint64_t>(LongForm() ? 1'000'000 : 50 * faults::Trials(100));
  // Worlds wait for the threads that commit for them.
  const size_t threads = LongForm() ? 3 * std::max(1u, std::thread::hardware_concurrency()) : 1;
  const ops::SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  std::atomic<uint64_t> next = 0;
  std::vector<ConsentTally> tallies(threads);
  std::vector<std::thread> players;
  for (size_t i = 0; i < threads; ++i)
    players.emplace_back([&, i] { tallies[i] = PlayWorlds(seed, next, histories); });
  for (std::thread& player : players) player.join();
  ConsentTally all;
  for (const ConsentTally& tally : tallies) all.Merge(tally);
  const double seconds = absl::ToDoubleSeconds(clock.SteadyNow() - start);

  std::cout << "histories " << all.histories << ", commands " << all.commands << ", restarts "
            << all.restarts << ", violations " << all.violations << ", "
            << static_cast<double>(all.histories) / seconds << " histories/s\n";
  for (const auto& [what, count] : all.uses) std::cout << what << " " << count << "\n";
  EXPECT_EQ(all.violations, 0u) << absl::StrJoin(all.findings, "\n");
  EXPECT_EQ(all.histories, histories);
  // That nothing is used at all would hold as well.
  for (const char* what : {"selected", "sampled", "renewed", "submitted", "exported"})
    EXPECT_GT(all.uses[what], histories / 50) << what;
  Publish("consent", {{"histories", static_cast<double>(all.histories)},
                      {"violations", static_cast<double>(all.violations)},
                      {"commands", static_cast<double>(all.commands)},
                      {"histories_per_s", static_cast<double>(all.histories) / seconds}});
}

}  // namespace
}  // namespace winnow::testing
