// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The form of ids and resource names (api.md, "Resources"). Whether the resource exists is for the
// loop to say.
#ifndef WINNOW_SERVER_RPC_VALIDATION_RESOURCE_NAME_H_
#define WINNOW_SERVER_RPC_VALIDATION_RESOURCE_NAME_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/rpc/validation/violations.h"

namespace winnow::rpc {

// An id: 1 to 64 characters of `A-Z a-z 0-9 _ . : -`.
bool IsId(absl::string_view text);
// A decimal number from 1 without leading zeros, at most nine digits.
bool IsRevision(absl::string_view text);
// A lower-case name of at most `limit` characters, `[a-z][a-z0-9_]*`.
bool IsSnakeCase(absl::string_view text, size_t limit);
// `collection/id` for each of the collections in turn, such as `queues/q/batches/b`.
bool IsResourceName(absl::string_view text, absl::Span<const absl::string_view> collections);

// Each adds a violation under `field` when `value` has not the form. An empty value is one.
void CheckId(absl::string_view field, absl::string_view value, Violations& violations);
void CheckQueueName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckCandidateName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckSliceName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckBatchName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckSourceName(absl::string_view field, absl::string_view value, Violations& violations);
void CheckConsentScopeName(absl::string_view field, absl::string_view value,
                           Violations& violations);
// `policies/{policy}@{revision}`, or `policies/{policy}` for the newest.
void CheckPolicyName(absl::string_view field, absl::string_view value, Violations& violations);

// As CheckId, for a field that may be empty.
void CheckOptionalId(absl::string_view field, absl::string_view value, Violations& violations);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_VALIDATION_RESOURCE_NAME_H_
