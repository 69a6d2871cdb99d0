// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules of fields that many requests share.
#ifndef WINNOW_SERVER_RPC_VALIDATION_FIELDS_H_
#define WINNOW_SERVER_RPC_VALIDATION_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/rpc/validation/violations.h"

namespace winnow::rpc {

// A lower-case name of at most `limit` characters, `[a-z][a-z0-9_]*`.
bool IsSnakeCase(absl::string_view text, size_t limit);

// Inclusive bounds.
struct Range {
  int64_t low = 0;
  int64_t high = 0;
};

// A number, or the number of elements of a list.
void CheckCount(absl::string_view field, int64_t value, const Range& range, Violations& violations);

// A number of `low` to `high`; NaN is none.
struct RealRange {
  double low = 0;
  double high = 0;
};
void CheckReal(absl::string_view field, double value, const RealRange& range,
               Violations& violations);

// The fields `page_size`, 0 for the default or up to 1000, and `page_token`, at most 1024 bytes of
// printable ASCII.
void CheckPage(int32_t page_size, absl::string_view page_token, Violations& violations);

// The field `request_id`: empty or an id.
void CheckRequestId(absl::string_view request_id, Violations& violations);

// The field `token` of a lease: 1 to 256 bytes of printable ASCII.
void CheckLeaseToken(absl::string_view token, Violations& violations);

// A text for people: at most 200 characters of printable ASCII.
void CheckDescription(absl::string_view field, absl::string_view value, Violations& violations);

// The length of a lease: 1 second to 7 days.
void CheckLease(absl::string_view field, const google::protobuf::Duration& lease,
                Violations& violations);

// A time between the years 1 and 9999, as google.protobuf.Timestamp says.
void CheckTimestamp(absl::string_view field, const google::protobuf::Timestamp& time,
                    Violations& violations);

// A value that the enum declares; 0, "not stated", only where the rule allows it.
enum class EnumRule { kMayBeUnset, kRequired };
template <typename Enum>
void CheckEnum(absl::string_view field, Enum value, EnumRule rule, Violations& violations);
void CheckEnumNumber(absl::string_view field, int number,
                     const google::protobuf::EnumDescriptor& type, Violations& violations);

// At least one path, each once, each one of `allowed`.
void CheckMask(absl::string_view field, const google::protobuf::FieldMask& mask,
               absl::Span<const absl::string_view> allowed, Violations& violations);
// Whether `mask` names `path`.
bool Names(const google::protobuf::FieldMask& mask, absl::string_view path);

template <typename Enum>
void CheckEnum(absl::string_view field, Enum value, EnumRule rule, Violations& violations) {
  const int number = static_cast<int>(value);
  if (number == 0 && rule == EnumRule::kMayBeUnset) return;
  CheckEnumNumber(field, number, *google::protobuf::GetEnumDescriptor<Enum>(), violations);
}

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_VALIDATION_FIELDS_H_
