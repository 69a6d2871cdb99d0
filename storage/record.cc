// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/record.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "storage/key.h"

namespace winnow::storage {
namespace {

constexpr absl::string_view kRestore = "restore the newest backup";

absl::Status Damaged(absl::string_view key, absl::string_view how, absl::string_view next_step) {
  const char byte = key.size() < kKeyPrefixBytes ? '\0' : key[kKeyPrefixBytes - 1];
  const std::string table(1, absl::ascii_islower(static_cast<unsigned char>(byte)) ? byte : '?');
  return absl::DataLossError(absl::StrCat("a row of table ", table, " with a key of ", key.size(),
                                          " bytes ", how, "; ", next_step));
}

}  // namespace

std::string EncodeRecord(const google::protobuf::MessageLite& message) {
  std::string bytes(1 + message.ByteSizeLong(), kRecordVersion);
  google::protobuf::io::ArrayOutputStream stream(bytes.data() + 1,
                                                 static_cast<int>(bytes.size() - 1));
  google::protobuf::io::CodedOutputStream coded(&stream);
  // Map fields would otherwise come in the order of their hashes.
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
  coded.Trim();
  return bytes;
}

absl::Status DecodeRecordInto(absl::string_view key, absl::string_view value,
                              google::protobuf::MessageLite* message) {
  if (value.empty()) return Damaged(key, "is empty", kRestore);
  const int version = static_cast<unsigned char>(value[0]);
  if (version != kRecordVersion) {
    return Damaged(key,
                   absl::StrCat("has record version ", version, ", this server reads ",
                                static_cast<int>(kRecordVersion)),
                   "start the release that wrote it, or restore the newest backup");
  }
  value.remove_prefix(1);
  if (value.size() > std::numeric_limits<int>::max() ||
      !message->ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return Damaged(key, "does not parse", kRestore);
  }
  return absl::OkStatus();
}

}  // namespace winnow::storage
