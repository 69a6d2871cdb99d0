// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_CLIENT_NUMBER_TEXT_H_
#define WINNOW_CLIENT_NUMBER_TEXT_H_

#include <string>

namespace winnow::client {

// The shortest decimal without an exponent that reads back as the same finite number.
std::string NumberText(double number);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_NUMBER_TEXT_H_
