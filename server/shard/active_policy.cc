// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/active_policy.h"

#include <utility>

namespace winnow::shard {

selection::PolicyContext ContextOf(const v1::Queue& queue) {
  selection::PolicyContext context;
  for (const v1::AttributeSpec& attribute : queue.attributes())
    context.attributes.push_back(attribute.key());
  if (queue.has_release_under_test()) context.release_under_test = queue.release_under_test();
  return context;
}

absl::StatusOr<std::optional<selection::CompiledPolicy>> CompileActive(
    const storage::v1::QueueRecord& record) {
  if (!record.has_active_policy()) return std::optional<selection::CompiledPolicy>();
  absl::StatusOr<selection::CompiledPolicy> policy =
      selection::CompilePolicy(record.active_policy().policy(), ContextOf(record.queue()));
  if (!policy.ok()) return policy.status();
  return std::optional<selection::CompiledPolicy>(*std::move(policy));
}

}  // namespace winnow::shard
