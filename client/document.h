// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Documents: policies, queues, slices and the like, written by people as YAML or JSON with the
// field names of the protos.
#ifndef WINNOW_CLIENT_DOCUMENT_H_
#define WINNOW_CLIENT_DOCUMENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace winnow::client {

struct Document {
  std::unique_ptr<google::protobuf::Message> message;
  // The top fields that the document sets, in its order.
  std::vector<std::string> fields;
};

// Reads one message, a list of them, or several documents separated by "---", each of the type of
// `prototype`. Unknown and repeated fields, wrong types and empty values are usage errors that name
// line and field. Enum values may lack their prefix; durations are "90s", "1h30m" or "7d"; maps are
// maps.
absl::StatusOr<std::vector<Document>> ParseDocuments(const std::string& text,
                                                     const google::protobuf::Message& prototype);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_DOCUMENT_H_
