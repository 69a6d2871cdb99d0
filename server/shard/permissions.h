// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Permissions: what the registry says about the sources, rubrics and consent scopes that a queue's
// candidates name.
#ifndef WINNOW_SERVER_SHARD_PERMISSIONS_H_
#define WINNOW_SERVER_SHARD_PERMISSIONS_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "server/selection/consent.h"
#include "server/shard/candidate_columns.h"
#include "server/shard/registry.h"

namespace winnow::shard {

// By the numbers of the queue's dictionaries. What is not registered is denied. Not thread-safe.
class Permissions {
 public:
  explicit Permissions(const CandidateColumns::Dictionaries& dictionaries)
      : dictionaries_(&dictionaries) {}

  // Follows `registry`. True when something changed for a source, rubric or scope that was asked
  // about before; what was revoked does not count as such a change.
  bool Follow(std::shared_ptr<const RegistrySnapshot> registry);

  bool HasSource(uint32_t source);
  // Whether a revision of the rubric says what its labels mean.
  bool HasRubric(uint32_t rubric);
  // nullptr when the scope is not registered. Valid until the next call. `now_us`: when a candidate
  // is judged by it.
  const selection::ConsentScopeFacts* Scope(uint32_t scope, int64_t now_us);
  // Whether the consent of the scope as a whole, or of the subject, was revoked.
  bool IsRevoked(uint32_t scope, uint64_t subject);

  // True when a candidate that was judged by its scope would be judged otherwise now: the scope has
  // expired, or where the clock was set back may be valid again.
  bool Expired(int64_t now_us);

 private:
  std::optional<selection::ConsentScopeFacts> LookUpScope(uint32_t scope) const;
  bool LookUpSource(uint32_t source) const;
  bool LookUpRubric(uint32_t rubric) const;

  const CandidateColumns::Dictionaries* dictionaries_;
  std::shared_ptr<const RegistrySnapshot> registry_ = std::make_shared<const RegistrySnapshot>();
  std::vector<bool> sources_;
  std::vector<bool> rubrics_;
  std::vector<std::optional<selection::ConsentScopeFacts>> scopes_;
  std::vector<bool> revoked_scopes_;
  // Whoever was judged by a scope that had expired was so by one that expires at the first or
  // before, and by one that had not, at the second or after.
  int64_t last_expiry_us_ = std::numeric_limits<int64_t>::min();
  int64_t next_expiry_us_ = std::numeric_limits<int64_t>::max();
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_PERMISSIONS_H_
