// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_TESTING_LONG_FORM_H_
#define WINNOW_TESTS_TESTING_LONG_FORM_H_

#include <cstdlib>

namespace winnow::testing {

// Whether WINNOW_LONG_FAULTS asks experiments for their long form, which takes minutes.
inline bool LongForm() { return std::getenv("WINNOW_LONG_FAULTS") != nullptr; }

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_LONG_FORM_H_
