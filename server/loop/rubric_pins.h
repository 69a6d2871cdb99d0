// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rubric pins: which revision of each rubric the labels of a batch follow. They are fixed when the
// batch, or the evaluation that it is a part of, is drawn, so that labels which are compared answer
// the same questions (governance.md G3).
#ifndef WINNOW_SERVER_LOOP_RUBRIC_PINS_H_
#define WINNOW_SERVER_LOOP_RUBRIC_PINS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/shard/registry.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

// `{rubric}@{number}`, each rubric once, sorted.
using RubricPins = google::protobuf::RepeatedPtrField<std::string>;

// Pure functions.

// The pinned revision of a rubric, or nullptr. Valid as long as `pins`.
const std::string* FindPin(const RubricPins& pins, absl::string_view rubric_id);

// `pinned`, and the newest revision of every other rubric that `items` name.
RubricPins PinRubrics(const shard::RegistrySnapshot& registry, const RubricPins& pinned,
                      const std::vector<v1::ManifestItem>& items);

// The revision that labels of `rubric_id` follow: the pinned one, or the newest where a batch was
// drawn before revisions were pinned. Empty when there is none.
std::string PinnedRubric(const shard::RegistrySnapshot& registry, const RubricPins& pins,
                         absl::string_view rubric_id);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RUBRIC_PINS_H_
