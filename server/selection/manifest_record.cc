// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/manifest_record.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace winnow::selection {
namespace {

// Expected draws come in units of 2^-32.
double Slots(SlotUnits units) { return std::ldexp(static_cast<double>(units), -32); }

}  // namespace

void RecordItem(const DrawItem& item, v1::ManifestItem& out) {
  out.set_arm(item.arm);
  out.set_score_micros(item.score);
  out.set_group_members(item.group_members);
  // What is outside the frame has no probability.
  out.set_inclusion_probability(item.arm == v1::ARM_CONTROL ? 0 : 1);
  if (item.arm != v1::ARM_EXPLORE) return;
  out.set_cell_candidates(item.cell_candidates);
  out.set_cell_draws(item.cell_draws);
  out.set_cell_expectation(item.cell_expectation);
  out.set_inclusion_probability(Slots(item.cell_expectation) /
                                static_cast<double>(item.cell_candidates));
}

void WriteTerms(const std::vector<ScorePart>& parts,
                google::protobuf::RepeatedPtrField<v1::ScoreTerm>* out) {
  for (const ScorePart& part : parts) {
    v1::ScoreTerm& term = *out->Add();
    term.set_name(std::string(part.name));
    term.set_micros(part.micros);
    term.set_missing(part.missing);
  }
}

void RecordTerms(const CompiledPolicy& policy, const Scored& scored, v1::ManifestItem& out) {
  WriteTerms(ExplainScore(policy, scored.values, scored.sensitive), out.mutable_terms());
  WriteTerms(ExplainAge(policy, scored.arrival_us), out.mutable_terms());
  if (policy.allocation == v1::ALLOCATION_KIND_BY_SCORE) {
    WriteTerms(ExplainSliceTerm(policy, scored.slice), out.mutable_terms());
  }
}

v1::QuotaLine RecordLine(const SliceLine& line, const std::string& slice) {
  v1::QuotaLine quota;
  quota.set_slice(slice);
  quota.set_eligible(line.eligible);
  quota.set_min(line.lo);
  quota.set_max(line.hi);
  quota.set_exploit(line.exploit);
  quota.set_explore(Slots(line.explore));
  quota.set_filled(line.filled);
  quota.set_shortfall(line.shortfall);
  quota.set_shortfall_reason(line.reason);
  return quota;
}

void SortOverflows(v1::Manifest& manifest) {
  auto& overflows = *manifest.mutable_cap_overflows();
  std::sort(overflows.pointer_begin(), overflows.pointer_end(),
            [](const v1::CapOverflow* a, const v1::CapOverflow* b) {
              return std::tie(a->attribute(), a->key()) < std::tie(b->attribute(), b->key());
            });
}

}  // namespace winnow::selection
