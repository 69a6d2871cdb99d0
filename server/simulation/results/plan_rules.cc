// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/plan_rules.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace winnow::simulation {
namespace {

// A million errors per unit: differences of two of them stay far below 2^63.
constexpr int64_t kMostNano = 1'000'000'000'000'000;

// Every cell has figures, drawn or not.
constexpr double kMostCells = 1'000'000;

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

bool IsChange(int64_t nano) { return nano > -kMostNano && nano < kMostNano; }

// The first name that is empty or there twice, as a reason; empty where all is well.
template <typename Names, typename NameOf>
std::string NameFault(const Names& names, absl::string_view kind, NameOf name_of) {
  absl::flat_hash_set<std::string> seen;
  for (const auto& named : names) {
    const std::string& name = name_of(named);
    if (name.empty()) return absl::StrCat("a ", kind, " has no name");
    if (!seen.insert(name).second) return absl::StrCat("the ", kind, " ", name, " is there twice");
  }
  return "";
}

absl::Status CheckTask(const v1::SimulatedTask& task) {
  if (task.slices().empty()) return Wrong(absl::StrCat("task ", task.task(), " has no slices"));
  const std::string fault = NameFault(
      task.slices(), "slice",
      [](const v1::SimulatedSlice& slice) -> const std::string& { return slice.slice(); });
  if (!fault.empty()) return Wrong(absl::StrCat("task ", task.task(), ": ", fault));
  for (const v1::SimulatedSlice& slice : task.slices()) {
    if (!IsChange(slice.change_nano())) {
      return Wrong(absl::StrCat("task ", task.task(), ", slice ", slice.slice(),
                                ": the true change is a million errors per unit or more"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckIndices(const v1::SimulationPlan& plan, const v1::SimulationDraw& draw) {
  const auto beyond = [](absl::string_view kind, uint64_t index, uint64_t count) {
    return Wrong(absl::StrCat("names ", kind, " ", index, ", counted from 0, of a plan with ",
                              count, "; it belongs to another plan"));
  };
  const auto tasks = static_cast<uint64_t>(plan.tasks_size());
  const auto policies = static_cast<uint64_t>(plan.policies_size());
  const auto budgets = static_cast<uint64_t>(plan.budgets_size());
  if (draw.task() >= tasks) return beyond("task", draw.task(), tasks);
  if (draw.policy() >= policies) return beyond("policy", draw.policy(), policies);
  if (draw.budget() >= budgets) return beyond("budget", draw.budget(), budgets);
  if (draw.replicate() >= plan.replicates())
    return beyond("replicate", draw.replicate(), plan.replicates());
  return absl::OkStatus();
}

absl::Status CheckSlice(const v1::SimulationDraw& draw, const v1::SimulatedSlice& slice, int i) {
  const auto wrong = [&slice](absl::string_view what) {
    return Wrong(absl::StrCat("slice ", slice.slice(), ": ", what));
  };
  if (!IsChange(draw.change_nano(i)))
    return wrong("the estimate is a million errors per unit or more");
  if (draw.half_width_nano(i) < -1) return wrong("the half width is negative and not -1");
  switch (draw.verdicts(i)) {
    case v1::SIMULATED_VERDICT_PASS:
    case v1::SIMULATED_VERDICT_BLOCK:
    case v1::SIMULATED_VERDICT_UNDECIDED:
    case v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS:
      break;
    default:
      return wrong("there is no verdict; without evidence it is UNDECIDED");
  }
  if (!v1::SimulatedCoverage_IsValid(draw.coverage(i))) return wrong("no coverage of this version");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPlan(const v1::SimulationPlan& plan) {
  if (plan.tasks().empty()) return Wrong("the plan has no tasks");
  if (plan.policies().empty()) return Wrong("the plan has no policies");
  if (plan.budgets().empty()) return Wrong("the plan has no budgets");
  if (plan.replicates() == 0) return Wrong("the plan has no replicates");
  if (!IsChange(plan.regression_budget_nano()))
    return Wrong("the regression budget is a million errors per unit or more");
  const double cells = static_cast<double>(plan.tasks_size()) *
                       static_cast<double>(plan.policies_size()) *
                       static_cast<double>(plan.budgets_size());
  if (cells > kMostCells) {
    return Wrong(absl::StrFormat("the plan has %.0f tasks x policies x budgets, at most %.0f are",
                                 cells, kMostCells));
  }
  std::string fault =
      NameFault(plan.tasks(), "task",
                [](const v1::SimulatedTask& task) -> const std::string& { return task.task(); });
  if (fault.empty()) {
    fault = NameFault(plan.policies(), "policy",
                      [](const std::string& name) -> const std::string& { return name; });
  }
  if (!fault.empty()) return Wrong(fault);
  if (plan.policy_sha256_size() > 0 && plan.policy_sha256_size() != plan.policies_size())
    return Wrong("the plan has not one digest per policy");
  uint32_t last = 0;
  for (const uint32_t budget : plan.budgets()) {
    if (budget <= last) return Wrong("budgets must be above 0 and rise");
    last = budget;
  }
  for (const v1::SimulatedTask& task : plan.tasks()) {
    if (absl::Status status = CheckTask(task); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckDraw(const v1::SimulationPlan& plan, const v1::SimulationDraw& draw) {
  if (absl::Status status = CheckIndices(plan, draw); !status.ok()) return status;
  const v1::SimulatedTask& task = plan.tasks(static_cast<int>(draw.task()));
  const int slices = task.slices_size();
  for (const int size : {draw.change_nano_size(), draw.verdicts_size(), draw.coverage_size(),
                         draw.half_width_nano_size()}) {
    if (size == slices) continue;
    return Wrong(absl::StrCat("a list has ", size, " entries, and task ", task.task(), " has ",
                              slices, " slices; it belongs to another plan"));
  }
  for (int i = 0; i < slices; ++i) {
    if (absl::Status status = CheckSlice(draw, task.slices(i), i); !status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string CellName(const v1::SimulationPlan& plan, uint32_t task, uint32_t policy,
                     uint32_t budget) {
  return absl::StrCat("task ", plan.tasks(static_cast<int>(task)).task(), ", policy ",
                      plan.policies(static_cast<int>(policy)), ", ",
                      plan.budgets(static_cast<int>(budget)), " labels");
}

}  // namespace winnow::simulation
