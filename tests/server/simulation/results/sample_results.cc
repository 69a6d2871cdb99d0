// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/simulation/results/sample_results.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::simulation {
namespace {

constexpr double kNanoPerPoint = 1e7;

// A policy as errors of its estimates: spread in points of a slice at 400 labels, a bias that
// labels do not cure, and the share of slices that get no label.
struct Character {
  const char* name;
  double spread;
  double bias;
  double blind;
  bool has_interval;
};

constexpr Character kPolicies[] = {
    {"random", 1.6, 0, 0, true},
    {"lowest-confidence", 1.3, 0.9, 0.15, false},
    {"highest-disagreement", 1.2, 1.2, 0.10, false},
    {"expected-change", 1.1, 0.7, 0.20, false},
    {"committee-spread", 1.4, 0.5, 0.12, false},
    {"cluster-round-robin", 1.5, 0, 0.05, false},
    {"stratified-random", 1.35, 0, 0, true},
    {"newest-first", 1.6, 0.6, 0.30, false},
    {"longest-first", 1.7, 0.4, 0.05, false},
    {"explore-mixed", 1.25, 0.2, 0, true},
    {"release-evaluation", 0.8, 0, 0, true},
};

class Chance {
 public:
  explicit Chance(uint64_t seed) : engine_(seed) {}

  double Uniform() { return (static_cast<double>(engine_() >> 12) + 0.5) / 4503599627370496.0; }
  // Box and Muller, 1958. Distributions of the library differ between libraries.
  double Normal() {
    const double radius = std::sqrt(-2 * std::log(Uniform()));
    return radius * std::cos(2 * 3.14159265358979323846 * Uniform());
  }
  uint64_t Below(uint64_t bound) { return engine_() % bound; }

 private:
  std::mt19937_64 engine_;
};

int64_t Nano(double points) { return std::llround(points * kNanoPerPoint); }

void AddSlices(int count, double most, Chance& chance, v1::SimulatedTask& task) {
  for (int i = 0; i < count; ++i) {
    v1::SimulatedSlice& slice = *task.add_slices();
    slice.set_slice(absl::StrCat("locale-", i / 3, "/device-", i % 3));
    slice.set_items(60 + chance.Below(900));
    slice.set_clusters(8 + chance.Below(40));
    slice.set_change_nano(Nano(most - 5 * chance.Uniform()));
  }
}

void AddTask(const std::string& name, int slices, double most, v1::SimulationPlan& plan) {
  Chance chance(plan.seed() + static_cast<uint64_t>(plan.tasks_size()));
  v1::SimulatedTask& task = *plan.add_tasks();
  task.set_task(name);
  task.set_source(absl::StrCat("made up for tests, file ", plan.tasks_size()));
  task.set_baseline_release(absl::StrCat("asr-", plan.tasks_size(), ".0"));
  task.set_candidate_release(absl::StrCat("asr-", plan.tasks_size(), ".1"));
  task.set_unit("word");
  AddSlices(slices, most, chance, task);
}

// What the gate says of an estimate with this half width. A slice of few speakers waits for more.
v1::SimulatedVerdict VerdictOf(double points, double half, const v1::SimulatedSlice& slice) {
  constexpr double kBudget = 0.5;
  constexpr uint64_t kFewClusters = 24;
  if (points - half > kBudget) return v1::SIMULATED_VERDICT_BLOCK;
  if (points + half <= kBudget) return v1::SIMULATED_VERDICT_PASS;
  return slice.clusters() < kFewClusters ? v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS
                                         : v1::SIMULATED_VERDICT_UNDECIDED;
}

void AddSlice(const Character& character, const v1::SimulatedSlice& slice, Chance& chance,
              v1::SimulationDraw& draw) {
  const double truth = static_cast<double>(slice.change_nano()) / kNanoPerPoint;
  const bool is_blind = chance.Uniform() < character.blind;
  const double estimate =
      is_blind ? 0 : truth + character.bias + character.spread * chance.Normal();
  const bool has_interval = character.has_interval && !is_blind;
  const double half = 2.05 * character.spread;
  draw.add_change_nano(Nano(estimate));
  draw.add_verdicts(has_interval ? VerdictOf(estimate, 1.2 * half, slice)
                                 : v1::SIMULATED_VERDICT_UNDECIDED);
  draw.add_half_width_nano(has_interval ? Nano(half) : -1);
  draw.add_coverage(!has_interval             ? v1::SIMULATED_COVERAGE_UNSPECIFIED
                    : truth < estimate - half ? v1::SIMULATED_COVERAGE_BELOW
                    : truth > estimate + half ? v1::SIMULATED_COVERAGE_ABOVE
                                              : v1::SIMULATED_COVERAGE_INSIDE);
}

v1::SimulationDraw DrawBy(Character character, const v1::SimulationPlan& plan,
                          v1::SimulationDraw draw) {
  Chance chance((((plan.seed() * 31 + draw.task()) * 31 + draw.policy()) * 31 + draw.budget()) *
                    1009 +
                draw.replicate());
  const uint32_t labels = plan.budgets(static_cast<int>(draw.budget()));
  const v1::SimulatedTask& task = plan.tasks(static_cast<int>(draw.task()));
  character.spread *= std::sqrt(400.0 / labels);
  // The shipped policy is not the best everywhere.
  if (draw.task() == 2 && character.name == std::string("release-evaluation"))
    character.spread *= 2.3;
  for (const v1::SimulatedSlice& slice : task.slices()) AddSlice(character, slice, chance, draw);
  draw.set_labels(labels);
  draw.set_clusters(static_cast<uint32_t>(labels / 4 + chance.Below(20)));
  draw.set_near_duplicates(static_cast<uint32_t>(chance.Below(6)));
  draw.set_largest_weight_micros(1'000'000 + chance.Below(30'000'000));
  draw.set_effective_size_micros(600'000 * uint64_t{labels} + chance.Below(1'000'000));
  return draw;
}

// Every draw of the plan, its policies those of kPolicies with the same number.
Results DrawAll(v1::SimulationPlan plan) {
  Results results;
  results.plan = std::move(plan);
  v1::SimulationDraw draw;
  for (int task = 0; task < results.plan.tasks_size(); ++task) {
    for (int policy = 0; policy < results.plan.policies_size(); ++policy) {
      for (int budget = 0; budget < results.plan.budgets_size(); ++budget) {
        for (uint32_t replicate = 0; replicate < results.plan.replicates(); ++replicate) {
          draw.set_task(static_cast<uint32_t>(task));
          draw.set_policy(static_cast<uint32_t>(policy));
          draw.set_budget(static_cast<uint32_t>(budget));
          draw.set_replicate(replicate);
          const Character* character = std::find_if(
              std::begin(kPolicies), std::end(kPolicies),
              [&](const Character& one) { return one.name == results.plan.policies(policy); });
          if (character == std::end(kPolicies)) character = std::begin(kPolicies);
          results.draws.push_back(DrawBy(*character, results.plan, draw));
        }
      }
    }
  }
  return results;
}

v1::SimulationPlan PlanWith(uint32_t replicates, const std::vector<uint32_t>& budgets) {
  v1::SimulationPlan plan;
  plan.set_seed(7);
  plan.set_replicates(replicates);
  plan.set_regression_budget_nano(Nano(0.5));
  for (const uint32_t budget : budgets) plan.add_budgets(budget);
  return plan;
}

}  // namespace

Results SampleResults() {
  v1::SimulationPlan plan = PlanWith(40, {200, 600, 2'000});
  for (const Character& character : kPolicies) plan.add_policies(character.name);
  AddTask("calls", 18, 3.5, plan);
  AddTask("dictation", 24, 3.0, plan);
  AddTask("commands", 9, 4.0, plan);
  AddTask("meetings", 12, 0.4, plan);  // at most its budget: nothing regresses
  for (const int task : {0, 1, 2}) plan.mutable_tasks(task)->set_knows_near_duplicates(true);
  plan.mutable_tasks(1)->add_generated("The confidence of the candidate release is drawn.");
  plan.mutable_tasks(2)->add_generated("The pair disagreement is that of two seeds.");
  plan.mutable_tasks(2)->add_generated("Speakers are groups of 20 recordings in a row.");
  v1::SimulationExclusion& thin = *plan.mutable_tasks(0)->add_exclusions();
  thin.set_reason("in 3 slices of fewer than 40 candidates, too thin to judge");
  thin.set_items(71);
  return DrawAll(std::move(plan));
}

Results BareResults() {
  v1::SimulationPlan plan = PlanWith(1, {100});
  plan.add_policies("random");
  plan.add_policies("release-evaluation");
  AddTask("one", 1, 0.2, plan);
  return DrawAll(std::move(plan));
}

Results HostileResults() {
  v1::SimulationPlan plan = PlanWith(3, {50, 100});
  plan.add_policies("random");
  plan.add_policies("<script>alert(1)</script>");
  plan.add_policies(std::string(120, 'p'));
  plan.add_policies("release-evaluation");
  AddTask("\"><img src=x onerror=alert(2)>", 4, 1.5, plan);
  AddTask(std::string(200, 't'), 4, 1.5, plan);
  v1::SimulatedTask& task = *plan.mutable_tasks(0);
  task.set_source("<b>source</b> & more");
  task.set_baseline_release(std::string(150, 'b'));
  task.mutable_slices(0)->set_slice("</text></svg><script>alert(3)</script>");
  task.mutable_slices(1)->set_slice(std::string(300, 's'));
  task.add_generated("<style>*{display:none}</style>");
  task.add_exclusions()->set_reason("<table>");
  return DrawAll(std::move(plan));
}

Results WideResults(int slices) {
  v1::SimulationPlan plan = PlanWith(5, {1'000, 5'000});
  plan.add_policies("random");
  plan.add_policies("explore-mixed");
  plan.add_policies("release-evaluation");
  AddTask("wide", slices, 2.5, plan);
  return DrawAll(std::move(plan));
}

v1::SimulationPlan SmallPlan(const std::vector<double>& points, uint32_t replicates) {
  v1::SimulationPlan plan = PlanWith(replicates, {100, 400});
  plan.add_policies("random");
  plan.add_policies("other");
  v1::SimulatedTask& task = *plan.add_tasks();
  task.set_task("small");
  for (const double change : points) {
    v1::SimulatedSlice& slice = *task.add_slices();
    slice.set_slice(absl::StrCat("slice-", task.slices_size()));
    slice.set_items(100);
    slice.set_change_nano(Nano(change));
  }
  return plan;
}

v1::SimulationDraw DrawOf(const Estimates& estimates) {
  v1::SimulationDraw draw;
  draw.set_policy(estimates.policy);
  draw.set_budget(estimates.budget);
  draw.set_replicate(estimates.replicate);
  for (const double points : estimates.points) {
    draw.add_change_nano(Nano(points));
    draw.add_verdicts(v1::SIMULATED_VERDICT_UNDECIDED);
    draw.add_coverage(v1::SIMULATED_COVERAGE_UNSPECIFIED);
    draw.add_half_width_nano(-1);
  }
  return draw;
}

std::vector<Results> RandomShards(const Results& results, std::size_t shards, uint64_t seed) {
  Chance chance(seed);
  std::vector<Results> split(shards);
  for (Results& shard : split) shard.plan = results.plan;
  for (const v1::SimulationDraw& draw : results.draws) {
    std::vector<v1::SimulationDraw>& draws = split[chance.Below(shards)].draws;
    draws.push_back(draw);
    std::swap(draws.back(), draws[chance.Below(draws.size())]);
  }
  return split;
}

}  // namespace winnow::simulation
