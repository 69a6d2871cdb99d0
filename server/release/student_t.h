// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_STUDENT_T_H_
#define WINNOW_SERVER_RELEASE_STUDENT_T_H_

namespace winnow::release {

// P(T > t) of Student's t with `degrees` degrees of freedom, for t >= 0: half of the regularized
// incomplete beta function I_x(degrees / 2, 1 / 2) at x = degrees / (degrees + t^2)
// (DLMF 8.17; Abramowitz and Stegun 26.7.1). NaN if t or degrees is.
double StudentTTail(double t, double degrees);

// The t with P(T > t) = `tail`, for a tail above 0 and at most 0.5; NaN outside of that. Relative
// error below 1e-9. `degrees` need not be whole; without any (0 or less) nothing is known and the
// quantile is infinite. Above 1e6 degrees it stays that of 1e6, within 3e-6 of the normal one for
// tails down to 0.01.
//
// Pure functions, safe from any thread.
double StudentTQuantile(double tail, double degrees);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_STUDENT_T_H_
