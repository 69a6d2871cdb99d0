// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/experiment.h"

#include <cmath>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/results/plan_rules.h"
#include "server/simulation/trial/experiment_digest.h"
#include "server/simulation/trial/missing_signals.h"
#include "server/simulation/trial/pool_frame.h"
#include "server/simulation/trial/trial.h"

namespace winnow::simulation {
namespace {

// A strategy on a pool.
struct Match {
  std::unique_ptr<PoolFrame> frame;
  std::unique_ptr<SliceEstimator> estimator;
  EstimatorGround ground;
};

absl::Status Refuse(absl::string_view problem) { return absl::InvalidArgumentError(problem); }

absl::Status CheckBudgets(const Experiment& experiment) {
  for (std::size_t i = 0; i < experiment.budgets.size(); ++i) {
    const uint32_t labels = experiment.budgets[i];
    if (labels == 0 || (i > 0 && labels <= experiment.budgets[i - 1]))
      return Refuse("the numbers of labels must be above 0 and rise");
    for (const Pool& pool : experiment.pools) {
      if (labels <= pool.items.size()) continue;
      return Refuse(absl::StrCat(labels, " labels are more than the ", pool.items.size(),
                                 " candidates of ", pool.task.task(), "; ask for fewer"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckNames(const Experiment& experiment) {
  absl::flat_hash_set<std::string> names;
  for (const Pool& pool : experiment.pools) {
    if (!names.insert(pool.task.task()).second)
      return Refuse(absl::StrCat(
          "two tasks have the name ", pool.task.task(),
          ": name each file and pair of releases once, and rename one of two files of one name"));
  }
  names.clear();
  for (const Strategy& strategy : experiment.strategies) {
    if (!names.insert(strategy.name).second)
      return Refuse(absl::StrCat("policy ", strategy.name,
                                 " is named twice: name it once, or rename one of two files"));
  }
  return absl::OkStatus();
}

// All draws are held until the last one is there. A draw has about as many figures of its own as
// ten slices.
absl::Status CheckSize(const Experiment& experiment) {
  constexpr double kOwnFigures = 10;
  double figures = 0;
  for (const Pool& pool : experiment.pools)
    figures += kOwnFigures + static_cast<double>(pool.slices.size());
  const uint32_t per_shard = (experiment.replicates - 1) / experiment.shard.count + 1;
  const double draws = static_cast<double>(experiment.strategies.size()) *
                       static_cast<double>(experiment.budgets.size()) * per_shard;
  if (figures * draws <= kMostFigures) return absl::OkStatus();
  return Refuse(absl::StrFormat(
      "%d replicates of %d policies and %d numbers of labels have %.0f figures, of which %.0f can "
      "be held: ask for fewer replicates, or for fewer of the others",
      per_shard, experiment.strategies.size(), experiment.budgets.size(), figures * draws,
      kMostFigures));
}

absl::Status Check(const Experiment& experiment) {
  if (experiment.pools.empty()) return Refuse("there is no data");
  if (experiment.strategies.empty()) return Refuse("there are no policies");
  if (experiment.budgets.empty()) return Refuse("there are no numbers of labels");
  if (experiment.replicates == 0) return Refuse("there must be at least one replicate");
  if (!std::isfinite(experiment.regression_budget) || experiment.regression_budget < 0)
    return Refuse("the regression budget must be a number of 0 or more");
  if (experiment.shard.index >= experiment.shard.count)
    return Refuse("the shard must be one of those that there are");
  if (absl::Status status = CheckNames(experiment); !status.ok()) return status;
  if (absl::Status status = CheckBudgets(experiment); !status.ok()) return status;
  return CheckSize(experiment);
}

absl::StatusOr<v1::SimulationPlan> PlanOf(const Experiment& experiment) {
  v1::SimulationPlan plan;
  for (const Pool& pool : experiment.pools) {
    v1::SimulatedTask& task = *plan.add_tasks();
    task = pool.task;
    const absl::Status status = NoteMissingSignals(pool, experiment.strategies, task);
    if (!status.ok()) return status;
    task.set_items_sha256(DigestOf(pool));
  }
  for (const Strategy& strategy : experiment.strategies) {
    plan.add_policies(strategy.name);
    plan.add_policy_sha256(DigestOf(strategy));
  }
  for (const uint32_t labels : experiment.budgets) plan.add_budgets(labels);
  plan.set_replicates(experiment.replicates);
  plan.set_seed(experiment.seed);
  plan.set_regression_budget_nano(std::llround(1e9 * experiment.regression_budget));
  return plan;
}

// What figures can be made of: the same that is asked of a draw that is read from a file.
absl::Status CheckTrial(const v1::SimulationPlan& plan, const v1::SimulationDraw& draw) {
  const absl::Status status = CheckDraw(plan, draw);
  if (status.ok()) return status;
  return Refuse(absl::StrCat(CellName(plan, draw.task(), draw.policy(), draw.budget()),
                             ", replicate ", draw.replicate(), ": ", status.message(),
                             "; its errors and units do not go together"));
}

absl::StatusOr<Match> MatchOf(const Pool& pool, const Strategy& strategy) {
  auto frame = PoolFrame::Make(pool, strategy);
  if (!frame.ok()) return frame.status();
  const EstimatorGround ground = {pool, **frame, strategy.estimation};
  auto estimator = SliceEstimator::Make(ground);
  if (!estimator.ok()) return estimator.status();
  return Match{*std::move(frame), std::make_unique<SliceEstimator>(*std::move(estimator)), ground};
}

// The places of a plan, numbered by task, policy, budget and replicate of the shard.
class Places {
 public:
  explicit Places(const Experiment& experiment) : experiment_(experiment) {
    // In 64 bits: a shard of very many must not come round to the replicates of others.
    for (uint64_t r = experiment.shard.index; r < experiment.replicates;
         r += experiment.shard.count) {
      replicates_.push_back(static_cast<uint32_t>(r));
    }
  }

  std::size_t count() const {
    return experiment_.pools.size() * experiment_.strategies.size() * experiment_.budgets.size() *
           replicates_.size();
  }
  std::size_t per_cell() const { return replicates_.size(); }

  v1::SimulationDraw At(std::size_t number) const {
    v1::SimulationDraw place;
    place.set_replicate(replicates_[number % replicates_.size()]);
    number /= replicates_.size();
    place.set_budget(static_cast<uint32_t>(number % experiment_.budgets.size()));
    number /= experiment_.budgets.size();
    place.set_policy(static_cast<uint32_t>(number % experiment_.strategies.size()));
    place.set_task(static_cast<uint32_t>(number / experiment_.strategies.size()));
    return place;
  }

 private:
  const Experiment& experiment_;
  std::vector<uint32_t> replicates_;
};

// Every pair of a pool and a strategy, by pool.
absl::StatusOr<std::vector<Match>> MatchesOf(const Experiment& experiment) {
  std::vector<Match> matches;
  for (const Pool& pool : experiment.pools) {
    for (const Strategy& strategy : experiment.strategies) {
      auto match = MatchOf(pool, strategy);
      if (!match.ok()) return match.status();
      matches.push_back(*std::move(match));
    }
  }
  return matches;
}

// The seed of a replicate: of the name of the task, so that a task is drawn alike whatever stands
// beside it.
uint64_t SeedOf(const Experiment& experiment, const v1::SimulationDraw& place) {
  const std::string& task = experiment.pools[place.task()].task.task();
  return selection::Mix(selection::Mix(experiment.seed, selection::StaticIdHash(task)),
                        place.replicate());
}

}  // namespace

uint64_t DrawCount(const Experiment& experiment) { return Places(experiment).count(); }

absl::StatusOr<Results> RunExperiment(const Experiment& experiment, selection::Executor& executor,
                                      absl::FunctionRef<void()> done) {
  if (absl::Status status = Check(experiment); !status.ok()) return status;
  auto plan = PlanOf(experiment);
  if (!plan.ok()) return plan.status();
  Results results;
  results.plan = *std::move(plan);
  if (absl::Status status = CheckPlan(results.plan); !status.ok()) return status;
  const auto matches = MatchesOf(experiment);
  if (!matches.ok()) return matches.status();
  const Places places(experiment);
  results.draws.resize(places.count());
  std::vector<absl::Status> statuses(places.count());
  executor.ParallelFor(places.count(), [&](std::size_t number) {
    v1::SimulationDraw place = places.At(number);
    const Match& match = (*matches)[place.task() * experiment.strategies.size() + place.policy()];
    // What leaves nothing to chance is drawn once for all replicates.
    if (match.frame->is_random() || number % places.per_cell() == 0) {
      const TrialDraw draw = {experiment.budgets[place.budget()], SeedOf(experiment, place)};
      auto trial = RunTrial(match.ground, *match.estimator, draw, experiment.regression_budget);
      if (trial.ok()) {
        trial->MergeFrom(place);
        statuses[number] = CheckTrial(results.plan, *trial);
        results.draws[number] = *std::move(trial);
      } else {
        statuses[number] = trial.status();
      }
    }
    done();
  });
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  for (std::size_t number = 0; number < places.count(); ++number) {
    const std::size_t first = number - number % places.per_cell();
    const v1::SimulationDraw place = places.At(number);
    if (number == first || (*matches)[place.task() * experiment.strategies.size() + place.policy()]
                               .frame->is_random()) {
      continue;
    }
    results.draws[number] = results.draws[first];
    results.draws[number].set_replicate(place.replicate());
  }
  return results;
}

}  // namespace winnow::simulation
