// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/lineage_cursor.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/digest/hmac.h"
#include "server/loop/paging.h"

namespace winnow::loop {
namespace {

constexpr size_t kMarkDigits = 32;

// The line feeds keep it apart from all else that is signed under the key.
std::string MarkOf(const TokenIssuer& issuer, absl::string_view place) {
  return digest::HmacKey(issuer.database_key)
      .Sign({"lineage\n", issuer.trace, "\n", place})
      .ToHex()
      .substr(0, kMarkDigits);
}

}  // namespace

std::string TokenOf(const TokenIssuer& issuer, const LineageCursor& cursor) {
  const std::string place =
      absl::StrCat(std::string(1, static_cast<char>(cursor.section)), "/", cursor.major, "/",
                   cursor.minor, "/", cursor.skip, "/", cursor.id);
  return absl::StrCat(MarkOf(issuer, place), "/", place);
}

absl::StatusOr<LineageCursor> CursorFrom(const TokenIssuer& issuer, absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '/');
  if (parts.size() != 6 || parts[1].size() != 1) return PageTokenInvalid();
  const absl::string_view place = token.substr(parts[0].size() + 1);
  if (parts[0] != MarkOf(issuer, place)) return PageTokenInvalid();
  LineageCursor cursor;
  cursor.section = static_cast<LineageSection>(parts[1][0]);
  cursor.id = std::string(parts[5]);
  if (!absl::SimpleAtoi(parts[2], &cursor.major) || !absl::SimpleAtoi(parts[3], &cursor.minor) ||
      !absl::SimpleAtoi(parts[4], &cursor.skip)) {
    return PageTokenInvalid();
  }
  return cursor;
}

}  // namespace winnow::loop
