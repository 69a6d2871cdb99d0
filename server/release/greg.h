// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_GREG_H_
#define WINNOW_SERVER_RELEASE_GREG_H_

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/labelled_sample.h"
#include "server/release/regressors.h"

namespace winnow::release {

// The working model of the generalized regression estimator (Särndal, Swensson and Wretman, Model
// Assisted Survey Sampling, 1992, section 6.4): label differences in proportion to what is known
// without a label. A bad model costs precision, never bias: residuals are measured on the sample.
struct Greg {
  Regressors coefficients;

  // The predicted label difference. `x` has as many columns as the model.
  double Predict(absl::Span<const double> x) const;
};

// Labelled items that a column takes before it enters. A model of as many columns as labels would
// leave no residuals, and so an interval without width.
inline constexpr int kLabelsPerColumn = 10;

// Fits the coefficients, pooled over all slices, by least squares weighted with M / pi
// (selection.md S9.2). Unusable items count with y = 0, missing ones do not count.
//
// Columns enter in their order. One that the earlier ones explain (but for 1e-9 of its squares),
// that is 0 throughout, or for which labels are too few (kLabelsPerColumn each, counting items
// with any regressor other than 0) is dropped: its coefficient is 0. INVALID_ARGUMENT for numbers
// so large that their squares overflow.
absl::StatusOr<Greg> FitGreg(const LabelledSample& sample);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GREG_H_
