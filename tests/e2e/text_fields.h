// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TextField: one string field that a request may hold, however deep, found through descriptors.
#ifndef WINNOW_TESTS_E2E_TEXT_FIELDS_H_
#define WINNOW_TESTS_E2E_TEXT_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

namespace winnow::testing {

struct TextField {
  // From the request down to the string.
  std::vector<const google::protobuf::FieldDescriptor*> steps;

  // As errors name it, such as `candidates[0].slice`.
  std::string Path() const;
  // Sets it to `value` in `request`: the messages around it come into being, as first elements.
  void Set(google::protobuf::Message& request, const std::string& value) const;
};

// Every string field of `request`, keys and values of maps included; types that hold themselves are
// gone into once.
std::vector<TextField> TextFieldsOf(const google::protobuf::Descriptor* request);

// A message of a type that generated code knows.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);

// The methods of all services of the API.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_E2E_TEXT_FIELDS_H_
