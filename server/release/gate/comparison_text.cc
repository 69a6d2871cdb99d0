// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/comparison_text.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "server/release/decision/decision_rules.h"
#include "server/release/gate/finding.h"

namespace winnow::release {
namespace {

constexpr double kNoEnd = std::numeric_limits<double>::infinity();

std::string Points(double rate) {
  const double points = 100 * rate;
  // Without "-0.00".
  return absl::StrFormat("%.2f", std::abs(points) < 0.005 ? 0 : points);
}

// "70 random draws in all", "12 clusters in all", both joined by `word`; empty where neither is
// known.
std::string NumbersOf(const v1::SampleNeed& need, const char* word) {
  std::vector<std::string> numbers;
  if (need.draws() > 0) numbers.push_back(absl::StrCat(need.draws(), " random draws in all"));
  if (need.clusters() > 0) {
    numbers.push_back(absl::StrCat(need.clusters(), " sampled clusters in all"));
  }
  return absl::StrJoin(numbers, word);
}

// Without evidence. As many draws as it takes are there where they are of items that cannot differ,
// or leave slices out.
std::string LeastDraws(const v1::Comparison& comparison) {
  if (comparison.need().draws() > comparison.draws()) {
    return absl::StrCat("It takes at least ", NumbersOf(comparison.need(), " and "),
                        ", with outcomes of both releases.");
  }
  return absl::StrCat(comparison.slice().empty()
                          ? "Not every slice of it has random draws of items that can differ"
                          : "Too few of its random draws are of items that can differ",
                      ": extend the evaluation, if it has a declared look left, or create another "
                      "one.");
}

std::string MoreClusters(uint64_t clusters) {
  const std::string number =
      clusters > 0 ? absl::StrCat(": about ", clusters, " sampled clusters in all would decide")
                   : "";
  return absl::StrCat("Only more clusters (speakers, calls) help", number, ".");
}

}  // namespace

std::string MeasuredText(const v1::Comparison& comparison) {
  std::string text;
  if (comparison.has_change()) {
    text = absl::StrCat("change ", Points(comparison.change()), " points, interval [",
                        Points(comparison.has_lower() ? comparison.lower() : -kNoEnd), ", ",
                        Points(comparison.has_upper() ? comparison.upper() : kNoEnd), "], budget ",
                        Points(comparison.budget()));
  } else {
    text = absl::StrCat("no estimate, budget ", Points(comparison.budget()), " points");
  }
  if (comparison.stage() != v1::STAGE_UNSPECIFIED) {
    absl::StrAppend(&text, ", stage ", NameOf(comparison.stage()));
  }
  return text;
}

bool AsksForTheLeast(const v1::SampleNeed& need) {
  return need.clusters() > 0 && need.clusters() <= DecisionRules().least_clusters;
}

std::string NeedText(const v1::Comparison& comparison) {
  const v1::SampleNeed& need = comparison.need();
  switch (need.gap()) {
    case v1::EVIDENCE_GAP_DRAWS:
      if (AsksForTheLeast(need)) return LeastDraws(comparison);
      if (NumbersOf(need, " or ").empty()) return "More random draws would decide.";
      return absl::StrCat("About ", NumbersOf(need, " or "), " would decide.");
    case v1::EVIDENCE_GAP_CLUSTERS:
      return MoreClusters(need.clusters());
    case v1::EVIDENCE_GAP_MISSING_LABELS:
      return absl::StrCat(comparison.missing(),
                          " items without outcomes leave it open: submit outcomes of them.");
    case v1::EVIDENCE_GAP_BUDGET:
      return "The change is at the budget, or as good as: no number of labels decides. Mend the "
             "candidate and state a new release.";
    case v1::EVIDENCE_GAP_NO_ESTIMATE:
      if (NumbersOf(need, " and ").empty()) break;
      return absl::StrCat("Nothing could be estimated: it takes at least ",
                          NumbersOf(need, " and "), ", with outcomes of both releases.");
    default:
      break;
  }
  return "Submit outcomes of more items, of both releases.";
}

}  // namespace winnow::release
