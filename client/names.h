// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Names: turns what people type ("asr", "lab-v0") into resource names ("queues/asr",
// "policies/lab-v0"). Full names pass through. What is neither is a usage error.
#ifndef WINNOW_CLIENT_NAMES_H_
#define WINNOW_CLIENT_NAMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::client {

// True for `[A-Za-z0-9_.:-]{1,64}`.
bool IsId(absl::string_view text);

absl::StatusOr<std::string> QueueName(absl::string_view text);         // queues/{q}
absl::StatusOr<std::string> SourceName(absl::string_view text);        // sources/{s}
absl::StatusOr<std::string> ConsentScopeName(absl::string_view text);  // consentScopes/{s}
// policies/{p} or policies/{p}@{revision}
absl::StatusOr<std::string> PolicyName(absl::string_view text);
absl::StatusOr<std::string> RubricName(absl::string_view text);
absl::StatusOr<std::string> ReleaseName(absl::string_view text);
absl::StatusOr<std::string> DatasetName(absl::string_view text);
// "asr/3" or the full name.
absl::StatusOr<std::string> DatasetVersionName(absl::string_view text);

// Members of a queue: `text` is a full name, or an id inside `queue` (an id or a name; may be empty
// when `text` is a full name). A full name of another queue than `queue` is a usage error.
absl::StatusOr<std::string> CandidateName(absl::string_view queue, absl::string_view text);
absl::StatusOr<std::string> SliceName(absl::string_view queue, absl::string_view text);
absl::StatusOr<std::string> BatchName(absl::string_view queue, absl::string_view text);
absl::StatusOr<std::string> EvaluationName(absl::string_view queue, absl::string_view text);

// The last segment: "asr" of "queues/asr".
std::string IdOf(absl::string_view name);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_NAMES_H_
