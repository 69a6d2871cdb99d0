// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/merge.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "server/simulation/results/plan_rules.h"

namespace winnow::simulation {
namespace {

constexpr std::size_t kMostNamed = 5;
constexpr std::size_t kMostRanges = 12;

bool ComesBefore(const v1::SimulationDraw& a, const v1::SimulationDraw& b) {
  return DrawKey(a) < DrawKey(b);
}

// The policy or task that has the same name in two plans and another digest, as a reason; empty
// where there is none.
std::string OtherContent(const v1::SimulationPlan& a, const v1::SimulationPlan& b) {
  if (a.policy_sha256_size() != b.policy_sha256_size())
    return "only one has digests, so that they are of two versions of winnow-simulate";
  for (int i = 0; i < a.policy_sha256_size(); ++i) {
    if (a.policy_sha256(i) == b.policy_sha256(i)) continue;
    return absl::StrCat("policy ", a.policies(i), " is not the same one in both");
  }
  for (int i = 0; i < std::min(a.tasks_size(), b.tasks_size()); ++i) {
    if (a.tasks(i).task() != b.tasks(i).task() ||
        a.tasks(i).items_sha256() == b.tasks(i).items_sha256())
      continue;
    return absl::StrCat("the candidates of task ", a.tasks(i).task(), " are not the same in both");
  }
  return "";
}

// The member in which two plans differ; empty where they are equal.
std::string Difference(const v1::SimulationPlan& a, const v1::SimulationPlan& b) {
  if (a.SerializeAsString() == b.SerializeAsString()) return "";
  if (a.seed() != b.seed()) return absl::StrCat("the seeds are ", a.seed(), " and ", b.seed());
  if (a.replicates() != b.replicates())
    return absl::StrCat("it has ", b.replicates(), " replicates instead of ", a.replicates());
  if (absl::StrJoin(a.budgets(), ",") != absl::StrJoin(b.budgets(), ","))
    return "the budgets differ";
  if (absl::StrJoin(a.policies(), "\n") != absl::StrJoin(b.policies(), "\n"))
    return "the policies differ";
  if (a.regression_budget_nano() != b.regression_budget_nano())
    return "the regression budgets differ";
  const std::string content = OtherContent(a, b);
  return content.empty() ? "the tasks differ" : content;
}

// The first and the last of replicates that follow each other.
using Range = std::pair<uint32_t, uint32_t>;

// Of cells in which the same replicates lack.
struct Lack {
  std::string cell;
  std::size_t cells = 0;
  std::vector<Range> replicates;
};

std::string RangesText(const std::vector<Range>& replicates) {
  std::vector<std::string> ranges;
  for (const auto& [first, last] : replicates) {
    if (ranges.size() == kMostRanges) break;
    ranges.push_back(first == last ? absl::StrCat(first) : absl::StrCat(first, "-", last));
  }
  if (replicates.size() <= kMostRanges) return absl::StrJoin(ranges, ", ");
  return absl::StrCat(absl::StrJoin(ranges, ", "), " and ", replicates.size() - kMostRanges,
                      " more ranges");
}

// Walks the draws, which are sorted, beside the cells of the plan.
class LackSearch {
 public:
  explicit LackSearch(const Results& results) : results_(results), next_(results.draws.begin()) {}

  std::vector<Lack> Run() {
    const v1::SimulationPlan& plan = results_.plan;
    for (uint32_t task = 0; task < static_cast<uint32_t>(plan.tasks_size()); ++task) {
      for (uint32_t policy = 0; policy < static_cast<uint32_t>(plan.policies_size()); ++policy) {
        for (uint32_t budget = 0; budget < static_cast<uint32_t>(plan.budgets_size()); ++budget)
          VisitCell(task, policy, budget);
      }
    }
    return std::move(lacks_);
  }

 private:
  // From draw to draw, not from replicate to replicate: a plan may claim any number of those.
  void VisitCell(uint32_t task, uint32_t policy, uint32_t budget) {
    std::vector<Range> lacking;
    uint32_t replicate = 0;
    const auto lack_until = [&](uint32_t end) {
      if (replicate < end) lacking.emplace_back(replicate, end - 1);
    };
    for (; next_ != results_.draws.end(); ++next_) {
      const v1::SimulationDraw& draw = *next_;
      if (std::tuple(draw.task(), draw.policy(), draw.budget()) != std::tuple(task, policy, budget))
        break;
      lack_until(draw.replicate());
      replicate = draw.replicate() + 1;
    }
    lack_until(results_.plan.replicates());
    if (lacking.empty()) return;
    for (Lack& lack : lacks_) {
      if (lack.replicates != lacking) continue;
      ++lack.cells;
      return;
    }
    Lack& lack = lacks_.emplace_back();
    lack.cell = CellName(results_.plan, task, policy, budget);
    lack.cells = 1;
    lack.replicates = std::move(lacking);
  }

  const Results& results_;
  std::vector<v1::SimulationDraw>::const_iterator next_;
  std::vector<Lack> lacks_;
};

std::string LackText(const Lack& lack, std::size_t cells) {
  const bool is_one =
      lack.replicates.size() == 1 && lack.replicates[0].first == lack.replicates[0].second;
  const absl::string_view noun = is_one ? "replicate " : "replicates ";
  const std::string ranges = absl::StrCat(noun, RangesText(lack.replicates), " of ");
  if (lack.cells == cells) return absl::StrCat(ranges, "every task, policy and budget");
  if (lack.cells == 1) return absl::StrCat(ranges, lack.cell);
  return absl::StrCat(ranges, lack.cell, " and of ", lack.cells - 1, " other cells");
}

}  // namespace

absl::StatusOr<Results> MergeResults(std::vector<Results> shards) {
  if (shards.empty())
    return absl::InvalidArgumentError("there is no shard to merge; name one file or more");
  Results merged;
  merged.plan = shards.front().plan;
  if (absl::Status status = CheckPlan(merged.plan); !status.ok()) return status;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const std::string difference = Difference(merged.plan, shards[i].plan);
    if (!difference.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("shard ", i + 1, " is of another plan than shard 1: ", difference,
                       "; merge shards of one plan"));
    }
    for (const v1::SimulationDraw& draw : shards[i].draws) {
      const absl::Status status = CheckDraw(merged.plan, draw);
      if (!status.ok())
        return absl::InvalidArgumentError(
            absl::StrCat("shard ", i + 1, ": a draw ", status.message()));
    }
    merged.draws.insert(merged.draws.end(), std::make_move_iterator(shards[i].draws.begin()),
                        std::make_move_iterator(shards[i].draws.end()));
  }
  std::sort(merged.draws.begin(), merged.draws.end(), ComesBefore);
  const auto twice =
      std::adjacent_find(merged.draws.begin(), merged.draws.end(),
                         [](const auto& a, const auto& b) { return DrawKey(a) == DrawKey(b); });
  if (twice != merged.draws.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        CellName(merged.plan, twice->task(), twice->policy(), twice->budget()), ", replicate ",
        twice->replicate(), " is there twice; leave out one of the shards that have it"));
  }
  return merged;
}

absl::Status CheckComplete(const Results& results) {
  const v1::SimulationPlan& plan = results.plan;
  const std::size_t cells = static_cast<std::size_t>(plan.tasks_size()) *
                            static_cast<std::size_t>(plan.policies_size()) *
                            static_cast<std::size_t>(plan.budgets_size());
  const std::size_t all = cells * plan.replicates();
  if (results.draws.size() == all) return absl::OkStatus();
  const std::vector<Lack> lacks = LackSearch(results).Run();
  std::vector<std::string> texts;
  for (const Lack& lack : lacks) {
    if (texts.size() == kMostNamed) {
      texts.push_back(absl::StrCat("and others of ", lacks.size() - kMostNamed, " kinds"));
      break;
    }
    texts.push_back(LackText(lack, cells));
  }
  return absl::FailedPreconditionError(absl::StrCat(
      all - results.draws.size(), " of ", all, " draws lack: ", absl::StrJoin(texts, "; "),
      ". Run the shards that have them and merge again"));
}

}  // namespace winnow::simulation
