// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/rpc/validation/fields.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

constexpr int kMaxAttributes = 8;
constexpr size_t kMaxAttributeKey = 32;
constexpr Range kMinCellSubjects = {0, 1000};
constexpr RealRange kLaunchWeight = {0, 1000};
constexpr RealRange kCoverage = {0, 1};

void CheckAttributes(const v1::Queue& queue, Violations& violations) {
  CheckCount("queue.attributes", queue.attributes_size(), {0, kMaxAttributes}, violations);
  absl::flat_hash_set<std::string> keys;
  for (int i = 0; i < queue.attributes_size() && i < kMaxAttributes; ++i) {
    const v1::AttributeSpec& spec = queue.attributes(i);
    const std::string field = absl::StrCat("queue.attributes[", i, "]");
    if (!IsSnakeCase(spec.key(), kMaxAttributeKey)) {
      violations.Add(absl::StrCat(field, ".key"), "must match [a-z][a-z0-9_]{0,31}");
    } else if (!keys.insert(spec.key()).second) {
      violations.Add(absl::StrCat(field, ".key"), "is named twice");
    }
    CheckEnum(absl::StrCat(field, ".kind"), spec.kind(), EnumRule::kRequired, violations);
  }
}

void CheckPair(const v1::Queue& queue, Violations& violations) {
  if (!queue.has_release_under_test()) return;
  CheckReleaseUnderTest("queue.release_under_test", queue.release_under_test(), violations);
}

}  // namespace

void Validate(const v1::CreateQueueRequest& request, Violations& violations) {
  CheckQueueName("queue.name", request.queue().name(), violations);
  CheckDescription("queue.description", request.queue().description(), violations);
  CheckAttributes(request.queue(), violations);
  CheckPair(request.queue(), violations);
  CheckCount("queue.min_cell_subjects", request.queue().min_cell_subjects(), kMinCellSubjects,
             violations);
  if (!request.policy().empty()) CheckPolicyName("policy", request.policy(), violations);
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::GetQueueRequest& request, Violations& violations) {
  CheckQueueName("name", request.name(), violations);
}

void Validate(const v1::ListQueuesRequest& request, Violations& violations) {
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::UpdateQueueRequest& request, Violations& violations) {
  const google::protobuf::FieldMask& mask = request.update_mask();
  CheckQueueName("queue.name", request.queue().name(), violations);
  CheckMask("update_mask", mask,
            {"description", "attributes", "release_under_test", "min_cell_subjects"}, violations);
  if (Names(mask, "description")) {
    CheckDescription("queue.description", request.queue().description(), violations);
  }
  if (Names(mask, "attributes")) CheckAttributes(request.queue(), violations);
  if (Names(mask, "release_under_test")) CheckPair(request.queue(), violations);
  if (Names(mask, "min_cell_subjects")) {
    CheckCount("queue.min_cell_subjects", request.queue().min_cell_subjects(), kMinCellSubjects,
               violations);
  }
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::UpdateSliceRequest& request, Violations& violations) {
  const google::protobuf::FieldMask& mask = request.update_mask();
  const v1::Slice& slice = request.slice();
  CheckSliceName("slice.name", slice.name(), violations);
  CheckMask("update_mask", mask,
            {"target_labels", "launch_weight", "recent_regression", "coverage_override"},
            violations);
  if (Names(mask, "launch_weight") && slice.has_launch_weight()) {
    CheckReal("slice.launch_weight", slice.launch_weight(), kLaunchWeight, violations);
  }
  if (Names(mask, "coverage_override") && slice.has_coverage_override()) {
    CheckReal("slice.coverage_override", slice.coverage_override(), kCoverage, violations);
  }
  CheckRequestId(request.request_id(), violations);
}

void Validate(const v1::ListSlicesRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
}

void Validate(const v1::QueueStatusRequest& request, Violations& violations) {
  CheckQueueName("queue", request.queue(), violations);
}

}  // namespace winnow::rpc
