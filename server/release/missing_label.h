// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_MISSING_LABEL_H_
#define WINNOW_SERVER_RELEASE_MISSING_LABEL_H_

#include "absl/types/span.h"
#include "server/release/labelled_sample.h"

namespace winnow::release {

// How far missing labels could move the estimate of a total, up or down: sum of M d / pi over the
// drawn items without one (selection.md S9.4), d the largest difference that a label could show. As
// such an item enters with y = 0, the estimate with all labels is never further away, whatever they
// turn out to be and whyever they are missing (Manski's worst-case bounds: Partial Identification
// of Probability Distributions, 2003, chapter 1).
double MissingLabelWidening(absl::Span<const SampledItem> drawn);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_MISSING_LABEL_H_
