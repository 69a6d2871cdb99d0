// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/text_fields.h"

#include <algorithm>

#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Walk(const Descriptor* type, TextField& at, std::vector<const Descriptor*>& around,
          std::vector<TextField>& found) {
  if (std::count(around.begin(), around.end(), type) != 0) return;
  around.push_back(type);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    at.steps.push_back(field);
    if (field->type() == FieldDescriptor::TYPE_STRING) found.push_back(at);
    if (field->message_type() != nullptr) Walk(field->message_type(), at, around, found);
    at.steps.pop_back();
  }
  around.pop_back();
}

}  // namespace

std::string TextField::Path() const {
  std::string path;
  for (const FieldDescriptor* step : steps) {
    if (!path.empty()) path += ".";
    path += step->name();
    if (step->is_repeated() && !step->is_map()) path += "[0]";
  }
  return path;
}

void TextField::Set(Message& request, const std::string& value) const {
  Message* message = &request;
  for (const FieldDescriptor* step : steps) {
    const auto* reflection = message->GetReflection();
    if (step->message_type() == nullptr) {
      if (step->is_repeated()) {
        reflection->AddString(message, step, value);
      } else {
        reflection->SetString(message, step, value);
      }
    } else if (step->is_repeated()) {
      message = reflection->FieldSize(*message, step) > 0
                    ? reflection->MutableRepeatedMessage(message, step, 0)
                    : reflection->AddMessage(message, step);
    } else {
      message = reflection->MutableMessage(message, step);
    }
  }
}

std::vector<TextField> TextFieldsOf(const Descriptor* request) {
  TextField at;
  std::vector<const Descriptor*> around;
  std::vector<TextField> found;
  Walk(request, at, around, found);
  return found;
}

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(type)->New());
}

std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const Descriptor* request :
       {v1::BatchPushSignalsRequest::descriptor(), v1::RequestBatchRequest::descriptor(),
        v1::CreateQueueRequest::descriptor(), v1::CreateEvaluationRequest::descriptor(),
        v1::QueueStatusRequest::descriptor()}) {
    const google::protobuf::ServiceDescriptor* service = request->file()->service(0);
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

}  // namespace winnow::testing
