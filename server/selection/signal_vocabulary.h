// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The signals that Winnow knows, and the values each may have (selection.md S2.1). Ingest and
// policies read this one table.
#ifndef WINNOW_SERVER_SELECTION_SIGNAL_VOCABULARY_H_
#define WINNOW_SERVER_SELECTION_SIGNAL_VOCABULARY_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow::selection {

struct SignalSpec {
  absl::string_view name;
  // Values that the signal may have, both ends included.
  double min;
  double max;
  // What to tell a sender of another value.
  absl::string_view out_of_range;
  // True if the signal compares two releases and names both.
  bool is_pair;
};

// Bound of every signal and of every number of a policy that is compared with one.
inline constexpr double kMaxSignalMagnitude = 1e9;

// The table, by name.
absl::Span<const SignalSpec> SignalVocabulary();

// The row of `name`, the row of all `x_...` names, or nullptr for a name that is neither.
const SignalSpec* FindSignal(absl::string_view name);

// What is wrong with a name or value, as a text for the sender that never contains either; nullopt
// if nothing is.
std::optional<absl::string_view> CheckSignalName(absl::string_view name);
std::optional<absl::string_view> CheckSignalValue(absl::string_view name, double value);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SIGNAL_VOCABULARY_H_
