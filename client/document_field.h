// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Single values of documents: text into a field of a message.
#ifndef WINNOW_CLIENT_DOCUMENT_FIELD_H_
#define WINNOW_CLIENT_DOCUMENT_FIELD_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace winnow::client {

// True for message fields that are one value to people: times and durations.
bool IsWrittenAsText(const google::protobuf::FieldDescriptor& field);

// Sets the field, or adds to it if it is repeated. Returns "" or what the text has to be.
std::string SetFromText(const std::string& text, const google::protobuf::FieldDescriptor& field,
                        google::protobuf::Message& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_DOCUMENT_FIELD_H_
