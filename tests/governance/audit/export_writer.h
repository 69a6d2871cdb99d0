// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportWriter: an export of an audit log as a server would write it, whatever it says.
#ifndef WINNOW_TESTS_GOVERNANCE_AUDIT_EXPORT_WRITER_H_
#define WINNOW_TESTS_GOVERNANCE_AUDIT_EXPORT_WRITER_H_

#include <ostream>
#include <string>
#include <vector>

#include "server/digest/merkle_tiles.h"
#include "server/digest/signed_note.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/audit_payload.pb.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::governance {

// Not thread-safe.
class ExportWriter {
 public:
  static constexpr const char* kOrigin = "winnow/forged/shards/0/histories/0";

  explicit ExportWriter(std::ostream& out);

  // A leaf of the time `seconds`; returns its number.
  uint64_t Leaf(const std::string& method, const v1::AuditPayload& payload);
  // The grant of a batch for an hour, with its manifest. Items whose number is in `erased` are
  // hashes alone.
  uint64_t Grant(const std::string& batch, const std::vector<v1::ManifestItem>& items,
                 const std::vector<size_t>& erased = {});
  // The hash of an item of the newest manifest.
  const std::string& item_hash(size_t i) const { return item_hashes_[i]; }

  digest::LogCheckpoint checkpoint() const { return {kOrigin, {tiles_.size(), tiles_.Root()}}; }
  std::string Note(const digest::SigningKey& key) const {
    return digest::SignNote(checkpoint().ToText(), "forger", key);
  }
  // The last line.
  void Finish(const digest::SigningKey& key);

  int64_t seconds = 1'000'000'000;

 private:
  std::ostream& out_;
  digest::MerkleTiles tiles_;
  std::vector<std::string> item_hashes_;
};

// A candidate of scope `research`, kept for 30 days.
v1::ManifestItem ItemOf(const std::string& candidate, const ExportWriter& writer);

}  // namespace winnow::governance

#endif  // WINNOW_TESTS_GOVERNANCE_AUDIT_EXPORT_WRITER_H_
