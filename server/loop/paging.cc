// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/paging.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

constexpr int32_t kDefaultRows = 100;
constexpr int32_t kMostRows = 1000;

}  // namespace

size_t PageRows(int32_t page_size) {
  return static_cast<size_t>(page_size <= 0 ? kDefaultRows : std::min(page_size, kMostRows));
}

absl::Status PageTokenInvalid() {
  return Invalid(v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                 "The page token is not one of this list's. Start the list again without one.");
}

absl::StatusOr<std::string> PageAfterId(absl::string_view token) {
  if (!token.empty() && !IsId(token)) return PageTokenInvalid();
  return std::string(token);
}

absl::StatusOr<uint64_t> PageFrom(absl::string_view token) {
  uint64_t number = 0;
  if (token.empty()) return number;
  if (!std::all_of(token.begin(), token.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(token, &number)) {
    return PageTokenInvalid();
  }
  return number;
}

std::string TokenFrom(uint64_t number) { return absl::StrCat(number); }

}  // namespace winnow::loop
