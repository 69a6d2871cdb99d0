// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policies that come with Winnow (selection.md S2.3, S9.5; POLICIES.md for their users). Every
// queue can follow one once its owners have approved it; release-evaluation needs the queue's
// release_under_test.
#ifndef WINNOW_SERVER_SELECTION_BUILTIN_POLICIES_H_
#define WINNOW_SERVER_SELECTION_BUILTIN_POLICIES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// Ids of the built-in policies, in order. Each has the one revision 1.
absl::Span<const absl::string_view> BuiltinPolicyIds();

// nullopt for an id that is not built in.
std::optional<v1::ReviewPolicy> FindBuiltinPolicy(absl::string_view id);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_BUILTIN_POLICIES_H_
