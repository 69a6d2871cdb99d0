// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/disclosure/crowd.h"

#include <string>
#include <utility>

namespace winnow::disclosure::testing {
namespace {

constexpr int64_t kStepUs = 60'000'000;

std::optional<Cell> CellNo(size_t number) {
  if (number >= kCells) return std::nullopt;
  return static_cast<Cell>(number);
}

}  // namespace

Crowd::Crowd(uint32_t seed, size_t min_persons)
    : random_(seed),
      rules_{.min_persons = min_persons,
             .now_us = 1'000 * kStepUs,
             .settling_us = 3 * kStepUs,
             .patience_us = 10 * kStepUs} {
  persons_ = min_persons + Below(4 * min_persons);
  const size_t slices = 1 + Below(4);
  for (size_t slice = 0; slice < slices; ++slice)
    census_.slices.push_back("s" + std::to_string(slice));
}

void Crowd::Live() {
  rules_.now_us += kStepUs;
  const size_t slice = Below(census_.slices.size());
  const bool many = Below(2) == 0;
  if (Below(3) == 0) {
    for (size_t i = many ? 1 + Below(4 * rules_.min_persons) : 1 + Below(2); i > 0; --i) {
      census_.candidates.push_back({.person = Below(10) == 0 ? 0 : 1 + Below(persons_),
                                    .slice = static_cast<uint32_t>(slice),
                                    .cell = Cell::kAvailable,
                                    .arrival_us = rules_.now_us});
    }
    return;
  }
  // Candidates of a cell move to another; the last stands for those that are gone.
  const auto from = CellNo(Below(kCells));
  const auto to = CellNo(Below(kCells + 1));
  size_t left = many ? census_.candidates.size() : Below(3);
  for (Observation& candidate : census_.candidates) {
    if (left == 0) break;
    if (candidate.slice != slice || candidate.cell != from || Below(2) == 0) continue;
    candidate.cell = to;
    if (!to.has_value()) candidate.person = 0;
    --left;
  }
  if (Below(20) == 0 && !census_.candidates.empty()) {
    census_.candidates[Below(census_.candidates.size())].slice =
        static_cast<uint32_t>(Below(census_.slices.size()));
  }
}

void Crowd::Publish() {
  auto next = Renew(publication_, census_, rules_);
  if (next.has_value()) publication_ = *std::move(next);
}

}  // namespace winnow::disclosure::testing
