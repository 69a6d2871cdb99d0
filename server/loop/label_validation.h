// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a label must be to be stored (api.md P2, governance.md G3).
#ifndef WINNOW_SERVER_LOOP_LABEL_VALIDATION_H_
#define WINNOW_SERVER_LOOP_LABEL_VALIDATION_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "winnow/v1/label.pb.h"

namespace winnow::loop {

// The first field of a label that breaks its rules, whatever the queue and the rubric; nullopt when
// none does.
// Takes any message, however wrong.
std::optional<absl::string_view> CheckLabel(const v1::Label& label, absl::Time now);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LABEL_VALIDATION_H_
