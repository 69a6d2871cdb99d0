// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How values stand in exports (api.md P6): the same text for the same value on every machine.
#ifndef WINNOW_SERVER_SELECTION_MANIFEST_TEXT_H_
#define WINNOW_SERVER_SELECTION_MANIFEST_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "server/selection/types.h"
#include "winnow/v1/batch.pb.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/consent_scope.pb.h"

namespace winnow::selection {

// A decimal of at most six places without trailing zeros, such as `-1.25` or `3`.
std::string DecimalText(Micros micros);
// The shortest text that reads back as the same finite number.
std::string NumberText(double number);
// RFC 3339 in UTC; empty for the epoch itself, which stands for an unset time.
std::string TimeText(const google::protobuf::Timestamp& time);

// Names of enum values without their prefix; empty for one that is not stated.
std::string ArmText(v1::Arm arm);
std::string PurposeText(v1::Purpose purpose);
std::string ExclusionText(v1::ExclusionReason reason);
std::string ShortfallText(v1::ShortfallReason reason);
std::string SplitText(v1::Split split);
std::string StageText(v1::Stage stage);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_MANIFEST_TEXT_H_
