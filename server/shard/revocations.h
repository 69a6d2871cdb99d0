// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Revocations: consent that was revoked, of subjects and of whole scopes (governance.md G2). There
// is no way back.
#ifndef WINNOW_SERVER_SHARD_REVOCATIONS_H_
#define WINNOW_SERVER_SHARD_REVOCATIONS_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// Copies share what they have in common, so that a copy costs microseconds whatever the size. Not
// thread-safe; copies are independent.
class Revocations {
 public:
  // Adds the revocation of number last() + 1. False, and it concerns nobody, when the record names
  // neither a scope nor the digest of a subject.
  bool Add(const storage::v1::RevocationRecord& record);

  // Number of the newest, 0 before the first.
  uint64_t last() const { return last_; }
  // Number of the revocation of a subject, by its SubjectKey, or of a scope; 0 when there is none.
  // Two subjects share a key once in 2^64 pairs; then both are denied what one of them revoked.
  uint64_t OfSubject(uint64_t subject) const;
  uint64_t OfScope(absl::string_view scope) const;

 private:
  using Numbers = absl::flat_hash_map<uint64_t, uint64_t>;
  static constexpr size_t kParts = 256;

  uint64_t last_ = 0;
  // By the low bits of the subject; null while empty.
  std::array<std::shared_ptr<const Numbers>, kParts> subjects_;
  std::map<std::string, uint64_t, std::less<>> scopes_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_REVOCATIONS_H_
