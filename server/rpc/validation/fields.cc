// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/validation/fields.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/rpc/validation/resource_name.h"

namespace winnow::rpc {
namespace {

bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isprint(c); });
}

// The names of an enum's values but the one for "not stated".
std::string NamesOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  return absl::StrJoin(names, ", ");
}

}  // namespace

bool IsSnakeCase(absl::string_view text, size_t limit) {
  return !text.empty() && text.size() <= limit &&
         absl::ascii_islower(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

void CheckCount(absl::string_view field, int64_t value, const Range& range,
                Violations& violations) {
  if (range.low <= value && value <= range.high) return;
  violations.Add(std::string(field), absl::StrCat("must be ", range.low, " to ", range.high));
}

void CheckReal(absl::string_view field, double value, const RealRange& range,
               Violations& violations) {
  if (range.low <= value && value <= range.high) return;
  violations.Add(std::string(field),
                 absl::StrCat("must be a number from ", range.low, " to ", range.high));
}

void CheckPage(int32_t page_size, absl::string_view page_token, Violations& violations) {
  CheckCount("page_size", page_size, {0, 1000}, violations);
  constexpr size_t kMaxTokenBytes = 1024;
  if (page_token.size() > kMaxTokenBytes || !IsPrintable(page_token)) {
    violations.Add("page_token", "must be the `next_page_token` of the page before, or empty");
  }
}

void CheckRequestId(absl::string_view request_id, Violations& violations) {
  CheckOptionalId("request_id", request_id, violations);
}

void CheckLeaseToken(absl::string_view token, Violations& violations) {
  constexpr size_t kMaxTokenBytes = 256;
  if (!token.empty() && token.size() <= kMaxTokenBytes && IsPrintable(token)) return;
  violations.Add("token", "must be the token of the batch's lease");
}

void CheckDescription(absl::string_view field, absl::string_view value, Violations& violations) {
  constexpr size_t kMaxCharacters = 200;
  if (value.size() <= kMaxCharacters && IsPrintable(value)) return;
  violations.Add(std::string(field), "must be at most 200 characters of printable ASCII");
}

void CheckLease(absl::string_view field, const google::protobuf::Duration& lease,
                Violations& violations) {
  constexpr int64_t kLongest = int64_t{7} * 24 * 3600;
  constexpr int32_t kNanos = 1'000'000'000;
  const bool is_duration = 0 <= lease.nanos() && lease.nanos() < kNanos;
  const bool is_bounded =
      1 <= lease.seconds() &&
      (lease.seconds() < kLongest || (lease.seconds() == kLongest && lease.nanos() == 0));
  if (is_duration && is_bounded) return;
  violations.Add(std::string(field), "must be 1 second to 7 days");
}

void CheckTimestamp(absl::string_view field, const google::protobuf::Timestamp& time,
                    Violations& violations) {
  // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
  constexpr Range kSeconds = {-62135596800, 253402300799};
  constexpr int32_t kNanos = 1'000'000'000;
  if (kSeconds.low <= time.seconds() && time.seconds() <= kSeconds.high && 0 <= time.nanos() &&
      time.nanos() < kNanos) {
    return;
  }
  violations.Add(std::string(field), "must be a time between the years 1 and 9999");
}

void CheckEnumNumber(absl::string_view field, int number,
                     const google::protobuf::EnumDescriptor& type, Violations& violations) {
  if (number != 0 && type.FindValueByNumber(number) != nullptr) return;
  violations.Add(std::string(field), absl::StrCat("must be one of ", NamesOf(type)));
}

void CheckMask(absl::string_view field, const google::protobuf::FieldMask& mask,
               absl::Span<const absl::string_view> allowed, Violations& violations) {
  // More paths than fields cannot be right, and the work below is quadratic.
  bool is_valid = !mask.paths().empty() && mask.paths_size() <= static_cast<int>(allowed.size());
  for (int i = 0; is_valid && i < mask.paths_size(); ++i) {
    is_valid = std::count(allowed.begin(), allowed.end(), absl::string_view(mask.paths(i))) == 1 &&
               std::count(mask.paths().begin(), mask.paths().end(), mask.paths(i)) == 1;
  }
  if (is_valid) return;
  violations.Add(std::string(field),
                 absl::StrCat("must name some of ", absl::StrJoin(allowed, ", "), ", each once"));
}

bool Names(const google::protobuf::FieldMask& mask, absl::string_view path) {
  return std::count(mask.paths().begin(), mask.paths().end(), std::string(path)) != 0;
}

}  // namespace winnow::rpc
