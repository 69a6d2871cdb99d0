// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/term_validation.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "server/selection/names.h"
#include "server/selection/score.h"
#include "server/selection/signal_vocabulary.h"
#include "server/selection/slice_weight.h"

namespace winnow::selection {
namespace {

constexpr int kMaxTerms = 32;
constexpr int kMaxKnots = 8;
constexpr Int128 kScoreLimit = Int128{1} << 62;

constexpr NumberRule kMagnitude = {-kMaxSignalMagnitude, kMaxSignalMagnitude,
                                   "must be a finite number between -1e9 and 1e9"};
constexpr NumberRule kWeight = {-1000, 1000, "must be a finite number between -1000 and 1000"};
constexpr NumberRule kSliceWeight = {0, 1000, "must be a finite number between 0 and 1000"};
constexpr NumberRule kShare = {0, 1, "must be a finite number between 0 and 1"};

// A term of the policy may not pass for one of the terms that manifests have anyway.
bool IsReserved(absl::string_view name) {
  return name == kCoverageGapTerm || name == kRecentRegressionTerm || name == kLaunchWeightTerm ||
         name == kSensitiveTerm;
}

void ValidatePair(const v1::SignalTerm& term, const PolicyContext* context,
                  const std::string& field, ViolationList& out) {
  const bool names_one = !term.baseline_release().empty() || !term.candidate_release().empty();
  if (term.use_release_under_test()) {
    out.Require(!names_one, field + ".use_release_under_test",
                "must be false where the term names releases of its own");
    out.Require(context == nullptr || context->release_under_test.has_value(),
                field + ".use_release_under_test",
                "needs a release_under_test, which the queue does not have");
    return;
  }
  const char* const kRelease =
      "must be an id, [A-Za-z0-9_.:-]{1,64}: the term names both releases of its pair or sets "
      "use_release_under_test";
  const bool baseline =
      out.Require(IsId(term.baseline_release()), field + ".baseline_release", kRelease);
  const bool candidate =
      out.Require(IsId(term.candidate_release()), field + ".candidate_release", kRelease);
  if (baseline && candidate) {
    out.Require(term.baseline_release() != term.candidate_release(), field + ".candidate_release",
                "must differ from baseline_release");
  }
}

void ValidateSignal(const v1::SignalTerm& term, const PolicyContext* context,
                    const std::string& field, ViolationList& out) {
  if (const auto problem = CheckSignalName(term.signal())) {
    out.Add(field + ".signal", *problem);
    return;
  }
  if (FindSignal(term.signal())->is_pair) {
    ValidatePair(term, context, field, out);
    return;
  }
  const char* const kNoPair = "must be unset: the signal does not compare two releases";
  out.Require(term.baseline_release().empty(), field + ".baseline_release", kNoPair);
  out.Require(term.candidate_release().empty(), field + ".candidate_release", kNoPair);
  out.Require(!term.use_release_under_test(), field + ".use_release_under_test", kNoPair);
}

void ValidateTerm(const v1::SignalTerm& term, const PolicyContext* context,
                  const std::string& field, ViolationList& out) {
  if (out.Require(IsTermName(term.name()), field + ".name", "must match [a-z][a-z0-9_]{0,63}")) {
    out.Require(!IsReserved(term.name()), field + ".name",
                "is taken: manifests use this name for a term that every score has");
  }
  ValidateSignal(term, context, field, out);
  const bool low = out.RequireNumber(term.clamp_low(), kMagnitude, field + ".clamp_low");
  const bool high = out.RequireNumber(term.clamp_high(), kMagnitude, field + ".clamp_high");
  if (low && high) {
    out.Require(term.clamp_low() != 0 || term.clamp_high() != 0, field + ".clamp_high",
                "is required: the clamp 0 to 0 lets no value through");
    out.Require(term.clamp_low() <= term.clamp_high(), field + ".clamp_low",
                "must be at most clamp_high");
  }
  ValidateKnots(term.knots(), kMagnitude, field + ".knots", out);
  out.RequireNumber(term.weight(), kWeight, field + ".weight");
  out.RequireNumber(term.missing_value(), kMagnitude, field + ".missing_value");
}

void ValidateSliceTerms(const v1::SliceTerms& terms, ViolationList& out) {
  out.RequireNumber(terms.coverage_gap_weight(), kSliceWeight, "slice_terms.coverage_gap_weight");
  out.RequireNumber(terms.coverage_threshold(), kShare, "slice_terms.coverage_threshold");
  out.RequireNumber(terms.recent_regression_weight(), kSliceWeight,
                    "slice_terms.recent_regression_weight");
  out.RequireNumber(terms.launch_weight_factor(), kSliceWeight, "slice_terms.launch_weight_factor");
}

// Sum of what each term can contribute in either direction. Penalty and slice terms have bounds of
// their own: 1000 each, and 1000 x 1000 for the launch weight.
Int128 LargestMagnitude(const v1::ReviewPolicy& policy) {
  Int128 sum = Int128{1'003'000} * kMicrosPerUnit;
  for (const v1::SignalTerm& term : policy.signal_terms()) {
    const ScoreRange range = RangeOf(CompileTerm(term, {}));
    sum += std::max(range.max, -range.min);
  }
  return sum;
}

}  // namespace

void ValidateKnots(const google::protobuf::RepeatedPtrField<v1::Knot>& knots,
                   const NumberRule& y_rule, const std::string& field, ViolationList& out) {
  if (!out.Require(knots.size() <= kMaxKnots, field, "must be at most 8 points")) return;
  for (int i = 0; i < knots.size(); ++i) {
    const std::string knot = absl::StrCat(field, "[", i, "]");
    const bool x = out.RequireNumber(knots[i].x(), kMagnitude, knot + ".x");
    out.RequireNumber(knots[i].y(), y_rule, knot + ".y");
    if (x && i > 0) {
      out.Require(!(ToMicros(knots[i].x()) <= ToMicros(knots[i - 1].x())), knot + ".x",
                  "must be above the x of the point before by at least 1e-6");
    }
  }
}

void ValidateTerms(const v1::ReviewPolicy& policy, const PolicyContext* context,
                   ViolationList& out) {
  const size_t before = out.size();
  if (!out.Require(policy.signal_terms_size() <= kMaxTerms, "signal_terms",
                   "must be at most 32 terms")) {
    return;
  }
  std::set<absl::string_view> names;
  for (int i = 0; i < policy.signal_terms_size(); ++i) {
    const v1::SignalTerm& term = policy.signal_terms(i);
    const std::string field = absl::StrCat("signal_terms[", i, "]");
    ValidateTerm(term, context, field, out);
    out.Require(names.insert(term.name()).second, field + ".name",
                "must be unique: a term before has the same name");
  }
  ValidateSliceTerms(policy.slice_terms(), out);
  if (out.size() == before) {
    out.Require(LargestMagnitude(policy) < kScoreLimit, "signal_terms",
                "must not add up to 2^62 millionths or more: lower weights, knots or clamps");
  }
}

}  // namespace winnow::selection
