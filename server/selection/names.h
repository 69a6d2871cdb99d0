// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The alphabets of names in policies and signals.
#ifndef WINNOW_SERVER_SELECTION_NAMES_H_
#define WINNOW_SERVER_SELECTION_NAMES_H_

#include "absl/strings/string_view.h"

namespace winnow::selection {

// [a-z][a-z0-9_]{0,63}: terms and signals.
bool IsTermName(absl::string_view name);

// [a-z][a-z0-9_]{0,31}: attributes of a queue.
bool IsAttributeName(absl::string_view name);

// [A-Za-z0-9_.:-]{1,64}: slices, consent scopes, releases.
bool IsId(absl::string_view id);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_NAMES_H_
