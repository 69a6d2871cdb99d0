// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ORIGIN_H_
#define WINNOW_STORAGE_ORIGIN_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"
#include "storage/head_record.h"

namespace winnow::storage {

// A shard whose history goes on from `kept`, although another end of it was, or may have been,
// acknowledged. An engine reports it at each open until the next commit to the shard, so that the
// leaf of that commit can say so.
struct Origin {
  enum class Cause : char {
    kLossAccepted = 1,  // an operator opened a folder that lacks commits, or may lack some
    kRestored = 2,      // the folder was filled from a backup
  };
  Cause cause = Cause::kLossAccepted;
  HeadRecord kept;                     // what the database has, under the epoch of its last owner
  std::optional<ShardHead> abandoned;  // what was acknowledged; nullopt where nothing can tell
};

// A byte for the cause, one that tells whether there is an abandoned head, and the heads as
// HeadRecords, each after a byte with its length.
std::string EncodeOrigin(const Origin& origin);
// DATA_LOSS when it is not whole and right.
absl::StatusOr<Origin> DecodeOrigin(absl::string_view bytes);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ORIGIN_H_
