// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_RECORD_H_
#define WINNOW_STORAGE_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"

namespace winnow::storage {

// Values of rows: a version byte, then the bytes of a message of winnow.storage.v1.
//
//   value := 0x01 message
inline constexpr char kRecordVersion = 1;

// Equal messages give equal bytes.
std::string EncodeRecord(const google::protobuf::MessageLite& message);

// Parses into `message`. DATA_LOSS when the value is damaged or of another version; the text names
// the table and length of `key` and nothing of its content.
absl::Status DecodeRecordInto(absl::string_view key, absl::string_view value,
                              google::protobuf::MessageLite* message);

template <typename Message>
absl::StatusOr<Message> DecodeRecord(absl::string_view key, absl::string_view value) {
  Message message;
  if (absl::Status status = DecodeRecordInto(key, value, &message); !status.ok()) return status;
  return message;
}

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_RECORD_H_
