// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The labeling configuration of Label Studio that asks what a rubric revision asks
// (client/LABEL_STUDIO.md).
#ifndef WINNOW_CLIENT_LABEL_STUDIO_CONFIG_H_
#define WINNOW_CLIENT_LABEL_STUDIO_CONFIG_H_

#include <string>

#include "absl/strings/string_view.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::client {

// The choices of a yes-or-no criterion.
inline constexpr absl::string_view kLabelStudioYes = "yes";
inline constexpr absl::string_view kLabelStudioNo = "no";

// An XML document with one control per criterion, named as the criterion: Choices for categories
// and flags, Rating for whole numbers from 1 to at most 10, Number for other scores. The audio is
// `$audio` of a task. Pure.
std::string LabelStudioConfig(const v1::RubricRevision& revision);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_LABEL_STUDIO_CONFIG_H_
