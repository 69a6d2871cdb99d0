// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/decision/census.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "tests/server/release/decision/cluster_world.h"

namespace winnow::release {
namespace {

const char* NameOf(Verdict verdict) {
  return verdict == Verdict::kPass ? "PASS" : verdict == Verdict::kBlock ? "BLOCK" : "UNDECIDED";
}

const char* NameOf(Evidence evidence) {
  return evidence == Evidence::kEnough ? "" : " (insufficient evidence)";
}

// "afrispeech200/zulu" is under "afrispeech200/", under itself and under "".
bool IsUnder(const std::string& slice, const std::string& domain) {
  return slice == domain || domain.empty() ||
         (domain.back() == '/' && absl::StartsWith(slice, domain));
}

}  // namespace

Census::Census(RealPool pool) : pool_(std::move(pool)), labelled_(CensusOf(pool_.utterances)) {}

ChangeEstimate Census::Of(const std::string& domain) const {
  std::vector<uint32_t> slices;
  for (uint32_t slice = 0; slice < pool_.slices.size(); ++slice) {
    if (IsUnder(pool_.slices[slice], domain)) slices.push_back(slice);
  }
  return ChangeOf(EstimateDomains(labelled_, {slices}).front());
}

std::vector<std::string> Census::Slices(const std::string& domain, uint64_t least_rows) const {
  std::vector<uint64_t> rows(pool_.slices.size());
  for (const Utterance& said : pool_.utterances) ++rows[said.item.slice];
  std::vector<std::string> names;
  for (std::size_t slice = 0; slice < rows.size(); ++slice) {
    if (rows[slice] < least_rows || !IsUnder(pool_.slices[slice], domain)) continue;
    names.push_back(pool_.slices[slice]);
  }
  return names;
}

NamedDecision::NamedDecision(const std::vector<Rule>& rules) {
  std::vector<Comparison> comparisons;
  for (const Rule& rule : rules) {
    names_.push_back(rule.name);
    comparisons.push_back({rule.estimate, rule.budget});
  }
  auto decision = DecideRelease(comparisons, DecisionRules());
  if (!decision.ok()) std::abort();
  decision_ = *std::move(decision);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Finding& finding = decision_.findings[i];
    std::printf("%-32s %+6.2f in [%6.2f, %6.2f] points, budget %.1f, p %.4f, Holm %.4f: %s%s\n",
                names_[i].c_str(), 100 * rules[i].estimate.change, 100 * finding.interval.lower,
                100 * finding.interval.upper, 100 * rules[i].budget, finding.p_value,
                finding.adjusted_p_value, NameOf(finding.verdict), NameOf(finding.evidence));
  }
  std::printf("release: %s\n", NameOf(decision_.verdict));
}

const Finding& NamedDecision::Of(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) std::abort();
  return decision_.findings[static_cast<std::size_t>(found - names_.begin())];
}

std::vector<std::string> NamedDecision::Named(Verdict verdict) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (decision_.findings[i].verdict == verdict) names.push_back(names_[i]);
  }
  return names;
}

}  // namespace winnow::release
