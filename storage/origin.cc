// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/origin.h"

#include <utility>

namespace winnow::storage {
namespace {

static_assert(kMaxHeadRecord <= 255, "the length of a record is a byte");

void AppendHead(const HeadRecord& head, std::string* bytes) {
  const std::string record = EncodeHeadRecord(head);
  bytes->push_back(static_cast<char>(record.size()));
  bytes->append(record);
}

absl::StatusOr<HeadRecord> TakeHead(absl::string_view* bytes) {
  const size_t size = bytes->empty() ? 0 : static_cast<unsigned char>(bytes->front());
  if (bytes->size() < size + 1) return absl::DataLossError("a head is cut off");
  absl::StatusOr<HeadRecord> head = DecodeHeadRecord(bytes->substr(1, size));
  bytes->remove_prefix(size + 1);
  return head;
}

}  // namespace

std::string EncodeOrigin(const Origin& origin) {
  std::string bytes = {static_cast<char>(origin.cause), origin.abandoned.has_value() ? '\1' : '\0'};
  AppendHead(origin.kept, &bytes);
  if (origin.abandoned.has_value()) {
    AppendHead({origin.kept.database_id, origin.kept.shard, *origin.abandoned}, &bytes);
  }
  return bytes;
}

absl::StatusOr<Origin> DecodeOrigin(absl::string_view bytes) {
  const absl::Status damaged = absl::DataLossError("the row of a new origin is damaged");
  if (bytes.size() < 2 || bytes[0] < static_cast<char>(Origin::Cause::kLossAccepted) ||
      bytes[0] > static_cast<char>(Origin::Cause::kRestored)) {
    return damaged;
  }
  Origin origin;
  origin.cause = static_cast<Origin::Cause>(bytes[0]);
  const bool has_abandoned = bytes[1] != '\0';
  bytes.remove_prefix(2);
  absl::StatusOr<HeadRecord> head = TakeHead(&bytes);
  if (!head.ok()) return damaged;
  origin.kept = *std::move(head);
  if (has_abandoned) {
    head = TakeHead(&bytes);
    if (!head.ok()) return damaged;
    origin.abandoned = std::move(head->head);
  }
  if (!bytes.empty()) return damaged;
  return origin;
}

}  // namespace winnow::storage
