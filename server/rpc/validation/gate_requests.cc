// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr int kMostLaunchSlices = 10'000;
constexpr RealRange kBudget = {0, 1};
constexpr size_t kNameCharacters = 64;

void CheckFinite(const std::string& field, double value, Violations& violations) {
  if (!std::isfinite(value)) violations.Add(field, "must be a finite number");
}

void CheckName(const std::string& field, absl::string_view name, Violations& violations) {
  if (!IsSnakeCase(name, kNameCharacters))
    violations.Add(field, "must be a lower-case name, [a-z][a-z0-9_]{0,63}");
}

// Names of a list, each once.
class Once {
 public:
  void Check(const std::string& field, const std::string& name, Violations& violations) {
    if (!names_.insert(name).second) violations.Add(field, "must appear once");
  }

 private:
  std::set<std::string> names_;
};

void CheckComponents(const v1::Release& release, Violations& violations) {
  CheckCount("release.components", release.components_size(), {0, 5}, violations);
  Once once;
  for (int i = 0; i < release.components_size() && i < 5; ++i) {
    const v1::ComponentChange& change = release.components(i);
    const std::string field = absl::StrCat("release.components[", i, "].");
    CheckEnum(field + "component", change.component(), EnumRule::kRequired, violations);
    once.Check(field + "component", absl::StrCat(change.component()), violations);
    CheckOptionalId(field + "baseline_version", change.baseline_version(), violations);
    CheckId(field + "candidate_version", change.candidate_version(), violations);
  }
}

void CheckDatasets(absl::string_view field,
                   const google::protobuf::RepeatedPtrField<std::string>& names,
                   Violations& violations) {
  constexpr int kMost = 32;
  CheckCount(field, names.size(), {0, kMost}, violations);
  for (int i = 0; i < names.size() && i < kMost; ++i)
    CheckDatasetVersionName(absl::StrCat(field, "[", i, "]"), names[i], violations);
}

void CheckLaunchSlices(const v1::Release& release, Violations& violations) {
  CheckCount("release.slices", release.slices_size(), {0, kMostLaunchSlices}, violations);
  Once once;
  for (int i = 0; i < release.slices_size() && i < kMostLaunchSlices; ++i) {
    const v1::LaunchSlice& slice = release.slices(i);
    const std::string field = absl::StrCat("release.slices[", i, "].");
    CheckId(field + "slice", slice.slice(), violations);
    once.Check(field + "slice", slice.slice(), violations);
    if (slice.has_budget()) CheckReal(field + "budget", slice.budget(), kBudget, violations);
  }
}

bool WatchesARate(v1::GuardrailKind kind) {
  return kind == v1::GUARDRAIL_KIND_SAFETY || kind == v1::GUARDRAIL_KIND_CALIBRATION ||
         kind == v1::GUARDRAIL_KIND_RARE_ENTITIES || kind == v1::GUARDRAIL_KIND_FRESHNESS;
}

void CheckGuardrails(const v1::Release& release, Violations& violations) {
  constexpr int kMostRates = 16;
  constexpr int kMostNumbers = 32;
  CheckCount("release.rate_guardrails", release.rate_guardrails_size(), {0, kMostRates},
             violations);
  Once measures;
  for (int i = 0; i < release.rate_guardrails_size() && i < kMostRates; ++i) {
    const v1::RateGuardrail& guardrail = release.rate_guardrails(i);
    const std::string field = absl::StrCat("release.rate_guardrails[", i, "].");
    CheckName(field + "measure", guardrail.measure(), violations);
    measures.Check(field + "measure", guardrail.measure(), violations);
    if (!WatchesARate(guardrail.kind()))
      violations.Add(field + "kind", "must be SAFETY, CALIBRATION, RARE_ENTITIES or FRESHNESS");
    CheckReal(field + "budget", guardrail.budget(), kBudget, violations);
  }
  CheckCount("release.number_guardrails", release.number_guardrails_size(), {0, kMostNumbers},
             violations);
  Once numbers;
  for (int i = 0; i < release.number_guardrails_size() && i < kMostNumbers; ++i) {
    const v1::NumberGuardrail& guardrail = release.number_guardrails(i);
    const std::string field = absl::StrCat("release.number_guardrails[", i, "].");
    CheckName(field + "name", guardrail.name(), violations);
    numbers.Check(field + "name", guardrail.name(), violations);
    CheckEnum(field + "kind", guardrail.kind(), EnumRule::kRequired, violations);
    CheckFinite(field + "limit", guardrail.limit(), violations);
    CheckOptionalId(field + "unit", guardrail.unit(), violations);
  }
}

void CheckCanary(const v1::CanaryPlan& plan, Violations& violations) {
  constexpr int kMostTriggers = 32;
  CheckCount("release.canary.slices_at_risk", plan.slices_at_risk_size(), {0, kMostLaunchSlices},
             violations);
  Once slices;
  for (int i = 0; i < plan.slices_at_risk_size() && i < kMostLaunchSlices; ++i) {
    const std::string field = absl::StrCat("release.canary.slices_at_risk[", i, "]");
    CheckId(field, plan.slices_at_risk(i), violations);
    slices.Check(field, plan.slices_at_risk(i), violations);
  }
  if (plan.has_max_owner_response())
    CheckLease("release.canary.max_owner_response", plan.max_owner_response(), violations);
  CheckCount("release.canary.triggers", plan.triggers_size(), {0, kMostTriggers}, violations);
  Once names;
  for (int i = 0; i < plan.triggers_size() && i < kMostTriggers; ++i) {
    const v1::RollbackTrigger& trigger = plan.triggers(i);
    const std::string field = absl::StrCat("release.canary.triggers[", i, "].");
    CheckName(field + "name", trigger.name(), violations);
    names.Check(field + "name", trigger.name(), violations);
    CheckEnum(field + "plane", trigger.plane(), EnumRule::kRequired, violations);
    CheckFinite(field + "limit", trigger.limit(), violations);
    CheckEnum(field + "target", trigger.target(), EnumRule::kMayBeUnset, violations);
  }
}

void CheckOutcome(const std::string& field, const v1::Outcome& outcome, Violations& violations) {
  constexpr Range kValues = {1, 64};
  CheckId(field + "candidate_id", outcome.candidate_id(), violations);
  CheckId(field + "model_release", outcome.model_release(), violations);
  CheckRubricRevision(field + "rubric", outcome.rubric(), violations);
  CheckOptionalId(field + "vendor", outcome.vendor(), violations);
  const auto values = static_cast<int64_t>(outcome.values().size());
  CheckCount(field + "values", values, kValues, violations);
  if (values > kValues.high) return;
  for (const auto& [name, value] : outcome.values()) {
    // Values are counts; the names are those of the rubric, never repeated in an error.
    if (!IsSnakeCase(name, kNameCharacters) || !std::isfinite(value) || value < 0 || value > 1e9) {
      violations.Add(field + "values",
                     "must be counts of 0 to 1e9 under lower-case names, [a-z][a-z0-9_]{0,63}");
      return;
    }
  }
}

}  // namespace

void Validate(const v1::CreateReleaseRequest& request, Violations& violations) {
  const v1::Release& release = request.release();
  CheckReleaseName("release.name", release.name(), violations);
  CheckEvaluationName("release.evaluation", release.evaluation(), violations);
  CheckId("release.baseline_release", release.baseline_release(), violations);
  CheckId("release.candidate_release", release.candidate_release(), violations);
  CheckComponents(release, violations);
  CheckDatasets("release.datasets", release.datasets(), violations);
  CheckDatasets("release.baseline_datasets", release.baseline_datasets(), violations);
  if (!release.rubric().empty())
    CheckRubricRevision("release.rubric", release.rubric(), violations);
  CheckLaunchSlices(release, violations);
  if (!release.has_slice_budget()) violations.Add("release.slice_budget", "is required");
  CheckReal("release.slice_budget", release.slice_budget(), kBudget, violations);
  if (!release.has_aggregate_budget()) violations.Add("release.aggregate_budget", "is required");
  CheckReal("release.aggregate_budget", release.aggregate_budget(), kBudget, violations);
  CheckGuardrails(release, violations);
  CheckOptionalId("release.cluster_attribute", release.cluster_attribute(), violations);
  if (!release.units_signal().empty())
    CheckName("release.units_signal", release.units_signal(), violations);
  CheckEnum("release.risk_class", release.risk_class(), EnumRule::kMayBeUnset, violations);
  CheckCanary(release.canary(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetReleaseRequest& request, Violations& violations) {
  CheckReleaseName("name", request.name(), violations);
}

void Validate(const v1::ExportReleaseRequest& request, Violations& violations) {
  CheckReleaseName("name", request.name(), violations);
  CheckEnum("format", request.format(), EnumRule::kMayBeUnset, violations);
}

void Validate(const v1::ListReleasesRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::SubmitEvaluationRequest& request, Violations& violations) {
  constexpr int kMostOutcomes = 1'000;
  constexpr int kMostNumbers = 32;
  CheckReleaseName("release", request.release(), violations);
  CheckCount("outcomes", request.outcomes_size(), {0, kMostOutcomes}, violations);
  for (int i = 0; i < request.outcomes_size() && i < kMostOutcomes; ++i)
    CheckOutcome(absl::StrCat("outcomes[", i, "]."), request.outcomes(i), violations);
  CheckCount("numbers", request.numbers_size(), {0, kMostNumbers}, violations);
  for (int i = 0; i < request.numbers_size() && i < kMostNumbers; ++i) {
    const v1::GuardrailNumber& number = request.numbers(i);
    const std::string field = absl::StrCat("numbers[", i, "].");
    CheckName(field + "guardrail", number.guardrail(), violations);
    CheckId(field + "model_release", number.model_release(), violations);
    CheckFinite(field + "value", number.value(), violations);
    CheckOptionalId(field + "unit", number.unit(), violations);
  }
  if (request.outcomes().empty() && request.numbers().empty())
    violations.Add("outcomes", "must not be empty where there are no numbers");
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::EvaluateGatesRequest& request, Violations& violations) {
  CheckReleaseName("release", request.release(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::WaiveFindingRequest& request, Violations& violations) {
  const v1::Waiver& waiver = request.waiver();
  CheckReleaseName("release", request.release(), violations);
  CheckEnum("waiver.kind", waiver.kind(), EnumRule::kRequired, violations);
  if (waiver.reason().empty()) violations.Add("waiver.reason", "is required");
  CheckDescription("waiver.subject", waiver.subject(), violations);
  CheckDescription("waiver.reason", waiver.reason(), violations);
  if (!waiver.has_expire_time()) violations.Add("waiver.expire_time", "is required");
  CheckTimestamp("waiver.expire_time", waiver.expire_time(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::RecordRolloutRequest& request, Violations& violations) {
  constexpr int kMostTelemetry = 64;
  const v1::Rollout& rollout = request.rollout();
  CheckReleaseName("release", request.release(), violations);
  CheckEnum("rollout.stage", rollout.stage(), EnumRule::kRequired, violations);
  CheckCount("rollout.slices", rollout.slices_size(), {0, kMostLaunchSlices}, violations);
  Once slices;
  for (int i = 0; i < rollout.slices_size() && i < kMostLaunchSlices; ++i) {
    const std::string field = absl::StrCat("rollout.slices[", i, "].slice");
    CheckId(field, rollout.slices(i).slice(), violations);
    slices.Check(field, rollout.slices(i).slice(), violations);
  }
  CheckCount("rollout.telemetry", rollout.telemetry_size(), {0, kMostTelemetry}, violations);
  Once names;
  for (int i = 0; i < rollout.telemetry_size() && i < kMostTelemetry; ++i) {
    const v1::Telemetry& figure = rollout.telemetry(i);
    const std::string field = absl::StrCat("rollout.telemetry[", i, "].");
    CheckName(field + "name", figure.name(), violations);
    names.Check(field + "name", figure.name(), violations);
    CheckEnum(field + "plane", figure.plane(), EnumRule::kRequired, violations);
    CheckFinite(field + "value", figure.value(), violations);
  }
  if (rollout.has_owner_response())
    CheckLease("rollout.owner_response", rollout.owner_response(), violations);
  if (rollout.stage() == v1::ROLLOUT_STAGE_ROLLED_BACK) {
    CheckEnum("rollout.rollback_target", rollout.rollback_target(), EnumRule::kRequired,
              violations);
    CheckId("rollout.rollback_version", rollout.rollback_version(), violations);
  }
  CheckRequestId(request.request_id(), violations);
}

}  // namespace winnow::rpc
