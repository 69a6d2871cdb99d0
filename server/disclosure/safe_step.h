// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rule of small cells (governance.md G2): which counts may follow those that were published
// before.
#ifndef WINNOW_SERVER_DISCLOSURE_SAFE_STEP_H_
#define WINNOW_SERVER_DISCLOSURE_SAFE_STEP_H_

#include <cstddef>
#include <optional>

#include "absl/types/span.h"
#include "server/disclosure/cells.h"

namespace winnow::disclosure {

// Whether rows that showed `before` may show `now`: each sum of counts that are shown now, and each
// difference of one and a sum of counts that were shown, is one to which either nobody contributes
// or at least `min_persons` do. It covers primary suppression (a count alone),
// complementary suppression (what is left of a total) and comparison over time (two
// publications). Every person of the rows is listed once, and every candidate of an unknown one.
bool IsSafeStep(absl::Span<const Contribution> persons, const Grouping& before, const Grouping& now,
                size_t min_persons);

// What a row shows next: the finest grouping that is safe. A row does not become coarser while the
// counts that it showed are large enough still: it rather stays as it was published, until enough
// persons have changed. nullopt: it stays.
std::optional<Grouping> NextGrouping(absl::Span<const Contribution> persons, const Grouping& before,
                                     size_t min_persons);

// Groupings of one row's cells, the finest first.
absl::Span<const Grouping> Groupings();

}  // namespace winnow::disclosure

#endif  // WINNOW_SERVER_DISCLOSURE_SAFE_STEP_H_
