// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules of fields that hold ids and resource names. The grammar is the loop's
// (server/loop/resource_name.h); whether the resource exists is for the loop to say.
#ifndef WINNOW_SERVER_RPC_VALIDATION_RESOURCE_NAME_H_
#define WINNOW_SERVER_RPC_VALIDATION_RESOURCE_NAME_H_

#include "absl/strings/string_view.h"
#include "server/rpc/validation/violations.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::rpc {

// Each adds a violation under `field` when `value` has not the form. An empty value is one.
void CheckId(absl::string_view field, absl::string_view value, Violations& violations);
void CheckQueueName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckCandidateName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckSliceName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckBatchName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckEvaluationName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckSourceName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckConsentScopeName(absl::string_view field, absl::string_view value,
                           Violations& violations);
void CheckPolicyName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckDatasetName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckDatasetVersionName(absl::string_view field, absl::string_view value,
                             Violations& violations);
void CheckReleaseName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckRubricName(absl::string_view field, absl::string_view value, Violations& violations);
// `{rubric}@{revision}`, as labels name it.
void CheckRubricRevision(absl::string_view field, absl::string_view value, Violations& violations);

// The ids of a pair of releases.
void CheckReleaseUnderTest(absl::string_view field, const v1::ReleaseUnderTest& pair,
                           Violations& violations);

// As CheckId, for a field that may be empty.
void CheckOptionalId(absl::string_view field, absl::string_view value, Violations& violations);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_VALIDATION_RESOURCE_NAME_H_
