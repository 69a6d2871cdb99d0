// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How what is wrong with a log is told.
#ifndef WINNOW_SERVER_VERIFICATION_PLACE_H_
#define WINNOW_SERVER_VERIFICATION_PLACE_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow::verification {

// The place, and what is wrong there.
inline absl::Status At(absl::string_view place, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(place, ": ", problem));
}

}  // namespace winnow::verification

#endif  // WINNOW_SERVER_VERIFICATION_PLACE_H_
