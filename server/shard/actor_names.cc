// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/actor_names.h"

#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"

namespace winnow::shard {
namespace {

constexpr size_t kHashBytes = 16;
// Names that are remembered; beyond them all are made anew.
constexpr size_t kMostKnown = 1024;
// The database's key places groups in splits as well: a group must not have the hash of a
// principal.
constexpr absl::string_view kUse = "actor of an audit leaf";

}  // namespace

ActorNames::ActorNames(absl::string_view database_key)
    : key_(digest::HmacKey(database_key).Sign(kUse).view()) {}

absl::string_view ActorNames::Of(absl::string_view principal) {
  if (principal.empty()) return kServerActor;
  const auto known = known_.find(principal);
  if (known != known_.end()) return known->second;
  if (known_.size() == kMostKnown) known_.clear();
  const digest::Digest hash = key_.Sign(principal);
  std::string name = absl::BytesToHexString(hash.view().substr(0, kHashBytes));
  return known_.emplace(principal, std::move(name)).first->second;
}

}  // namespace winnow::shard
