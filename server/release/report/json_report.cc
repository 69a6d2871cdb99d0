// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/json_report.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace winnow::release {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com";

// Maps in the order of their keys, which serialization leaves open otherwise.
std::string OrderedBytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

std::string MessageJson(google::protobuf::util::TypeResolver* types,
                        const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(
      types, absl::StrCat(kTypePrefix, "/", message.GetDescriptor()->full_name()),
      OrderedBytes(message), &json, options);
  // Fails only for times beyond the year 9999, which nobody could have stored.
  if (!status.ok()) return "{}";
  absl::StripTrailingAsciiWhitespace(&json);
  return json;
}

}  // namespace

std::string JsonReport(const ReleaseFile& file) {
  const std::unique_ptr<google::protobuf::util::TypeResolver> types(
      google::protobuf::util::NewTypeResolverForDescriptorPool(
          kTypePrefix, v1::Release::descriptor()->file()->pool()));
  std::string json =
      absl::StrCat("{\"release\":", MessageJson(types.get(), file.release),
                   ",\"verdict\":", file.verdict ? MessageJson(types.get(), *file.verdict) : "null",
                   ",\"lineage\":[");
  absl::string_view between;
  for (const v1::LineageStep& step : file.lineage) {
    absl::StrAppend(&json, between, MessageJson(types.get(), step));
    between = ",";
  }
  absl::StrAppend(&json, "]", file.is_lineage_cut ? ",\"lineage_cut\":true" : "", "}\n");
  return json;
}

}  // namespace winnow::release
