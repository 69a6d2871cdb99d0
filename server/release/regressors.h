// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REGRESSORS_H_
#define WINNOW_SERVER_RELEASE_REGRESSORS_H_

#include "absl/container/inlined_vector.h"

namespace winnow::release {

// What is known of an item without a label and goes with the label difference, one number per
// column. There is no intercept: where all are 0, the predicted difference is 0.
using Regressors = absl::InlinedVector<double, 4>;

// The columns of the release evaluation (selection.md S9.5): the pair disagreement d, d times the
// committee disagreement, and the change that the committee expects. The most telling comes first.
inline Regressors ReleaseRegressors(double pair_disagreement, double committee_disagreement,
                                    double expected_change) {
  return {pair_disagreement, pair_disagreement * committee_disagreement, expected_change};
}

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REGRESSORS_H_
