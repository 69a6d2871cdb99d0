// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ActorNames: how audit leaves name who acted. A principal stands there behind a keyed hash, so
// that a log which is handed to strangers says who did the same thing twice, and not who that was
// (governance.md G5).
#ifndef WINNOW_SERVER_SHARD_ACTOR_NAMES_H_
#define WINNOW_SERVER_SHARD_ACTOR_NAMES_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/digest/hmac.h"

namespace winnow::shard {

// The actor of what the server does by itself. No principal's name looks like it, as those are
// hashes.
inline constexpr absl::string_view kServerActor = "winnowd";

// Not thread-safe: it remembers the names that it made.
class ActorNames {
 public:
  explicit ActorNames(absl::string_view database_key);

  // 32 hexadecimal digits, the same for the life of the database; kServerActor for no principal.
  // Valid until the next call.
  absl::string_view Of(absl::string_view principal);

 private:
  digest::HmacKey key_;
  absl::flat_hash_map<std::string, std::string> known_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_ACTOR_NAMES_H_
