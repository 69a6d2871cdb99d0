// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_FRAME_VARIANCE_H_
#define WINNOW_SERVER_RELEASE_FRAME_VARIANCE_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/release/variance.h"

namespace winnow::release {

// The residual of one drawn item as it enters a total.
struct ExpandedResidual {
  uint32_t slice = 0;
  double pi = 1;
  double value = 0;  // M e / pi
};

// The variance of a total over random draws about the frame that they were drawn from
// (selection.md S9.3 FRAME): in each slice
//   m / (m - 1) sum (1 - pi)(v - mean)^2
// over its m draws with pi < 1, with m - 1 degrees of freedom. Draws with pi = 1 add nothing. It is
// an approximation for a fixed number of draws without replacement, with unequal probabilities but
// no joint ones (Hájek, Annals of Mathematical Statistics 35, 1964, 1491-1523; compared with others
// by Haziza, Mecatti and Rao, Metron 66, 2008, 91-108). Residuals take the place of values
// (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 6.6).
//
// Slices are drawn apart, so that their variances add up; the degrees of freedom of the sum are
// Satterthwaite's. Slices with a single draw are taken together as one; a lone one joins the first
// other slice. One draw in all has an infinite variance; no draws, none.
Variance FrameVariance(absl::Span<const ExpandedResidual> residuals);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_FRAME_VARIANCE_H_
