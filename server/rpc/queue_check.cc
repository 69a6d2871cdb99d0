// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/queue_check.h"

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/loop/resource_name.h"

namespace winnow::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

QueueCheck::QueueCheck(const access::MethodRule* rule, const Descriptor* type) : rule_(rule) {
  if (rule == nullptr) return;
  for (const absl::string_view name : absl::StrSplit(rule->queue_field, '.', absl::SkipEmpty())) {
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(name));
    if (field == nullptr || field->is_repeated()) {
      path_.clear();
      return;
    }
    path_.push_back(field);
    type = field->message_type();
  }
}

std::optional<std::string> QueueCheck::QueueOf(const Message& request) const {
  if (path_.empty() || path_.back()->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return {};
  const Message* message = &request;
  for (size_t i = 0; i + 1 < path_.size(); ++i) {
    message = &message->GetReflection()->GetMessage(*message, path_[i]);
  }
  const std::string text = message->GetReflection()->GetString(*message, path_.back());
  absl::string_view name = text;
  if (!absl::ConsumePrefix(&name, "queues/")) return {};
  name = name.substr(0, name.find('/'));
  if (!loop::IsId(name)) return {};
  return std::string(name);
}

bool QueueCheck::AllowsQueueOf(const Message& request, const access::Grants& grants) const {
  const std::optional<std::string> queue = QueueOf(request);
  return !queue.has_value() || access::MayCallOver(*queue, *rule_, grants);
}

bool QueueCheck::AllowsLackOfQueue(const Message& request, const access::Grants& grants) const {
  if (QueueOf(request).has_value()) return true;
  return rule_ != nullptr && access::MayCallWithoutQueue(*rule_, grants);
}

}  // namespace winnow::rpc
