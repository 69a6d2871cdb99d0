// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Headline: one policy on all tasks with one number of labels, beside the reference.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_HEADLINE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_HEADLINE_H_

#include <cstdint>
#include <optional>

#include "server/release/report/html_text.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// Sums are over the tasks, of slices per replicate. Tasks without draws are left out of all.
struct Headline {
  uint64_t tasks = 0;  // of which there are draws
  // Of the ratios of the error to the reference's, over `compared` tasks: the geometric mean, the
  // least and the most, and in how many tasks it is below 1.
  uint64_t compared = 0;
  std::optional<double> error_ratio;
  double least_ratio = 0;
  double most_ratio = 0;
  uint64_t better = 0;
  std::optional<double> missed;
  std::optional<double> false_blocks;
  double undecided = 0;
  double undecided_for_clusters = 0;
  double settled = 0;        // about the pool
  double settled_wrong = 0;  // the truth is on the other side of the budget
  uint64_t slices = 0;
};

Headline HeadlineOf(const Summary& summary, uint32_t policy, uint32_t budget);

// The shipped policy beside random, with each number of labels.
void WriteBanner(const Summary& summary, release::HtmlText& html);
// A table of all policies by number of labels.
void WriteHeadlines(const Summary& summary, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_HEADLINE_H_
