// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/simulation/queue_run/queue_bed.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/pool/csv_pool.h"

namespace winnow::simulation {

Pool PoolOf(uint32_t slices, uint32_t items, uint32_t per_speaker) {
  Pool pool;
  pool.task.set_task("made up");
  pool.task.set_baseline_release("a");
  pool.task.set_candidate_release("b");
  for (uint32_t slice = 0; slice < slices; ++slice) {
    pool.slices.push_back(absl::StrCat("slice-", slice));
    for (uint32_t i = 0; i < items; ++i) {
      PoolItem item;
      item.id = absl::StrCat("s", slice, "-", i);
      const uint64_t hash = selection::StaticIdHash(item.id);
      item.slice = slice;
      item.cluster = 1 + 1000 * slice + i / per_speaker;
      item.incumbent_units = item.reference_units = 10;
      item.difference = hash % 2 == 0 ? 0 : (hash % 4 == 1 ? 1 : -1);
      item.signals["pair_disagreement"] = item.difference == 0 ? static_cast<double>(hash % 3) : 2;
      item.signals["confidence"] = static_cast<double>(hash % 101) / 101;
      pool.items.push_back(std::move(item));
    }
  }
  auto finished = FinishPool(std::move(pool), 1);
  if (!finished.ok()) std::abort();
  return *std::move(finished);
}

Strategy UniformStrategy() {
  auto strategy = FindStrategy("uniform");
  if (!strategy.ok()) std::abort();
  return *std::move(strategy);
}

QueueRunOptions OneReviewer() {
  QueueRunOptions options;
  options.reviewers.reviewers = 1;
  options.reviewers.items_per_hour = 60;
  options.reviewers.speed_spread = 0;
  options.reviewers.absence = 0;
  options.reviewers.error_rate = 0;
  options.reviewers.working_day = absl::Hours(24);
  options.reviewers.day_starts_within = absl::ZeroDuration();
  options.batch_items = 1;
  options.lease = absl::Hours(1);
  return options;
}

QueueRunOptions ManyReviewers(uint32_t reviewers) {
  QueueRunOptions options = OneReviewer();
  options.reviewers.reviewers = reviewers;
  options.reviewers.speed_spread = 0.3;
  options.batch_items = 7;
  return options;
}

std::optional<Pool> RealPool(const std::string& file, const std::string& baseline,
                             const std::string& candidate) {
  const char* folder = std::getenv("WINNOW_SHARED_DATA");
  std::ifstream in(
      absl::StrCat(folder != nullptr ? folder : WINNOW_SOURCE_DIR "/../shared/data", "/", file));
  if (!in) return std::nullopt;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto table = CsvTable::Parse(file, text);
  if (!table.ok()) std::abort();
  PoolOptions options;
  options.baseline = baseline;
  options.candidate = candidate;
  auto pool = PoolOfCsv(*table, file, options);
  if (!pool.ok()) std::abort();
  return *std::move(pool);
}

}  // namespace winnow::simulation
