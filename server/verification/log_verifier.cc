// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/verification/log_verifier.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"
#include "server/verification/place.h"

namespace winnow::verification {

LogVerifier::LogVerifier(std::string origin, Expectations expectations)
    : origin_(std::move(origin)),
      expectations_(std::move(expectations)),
      replay_(expectations_.control) {}

std::string LogVerifier::Place() const { return absl::StrCat("leaf ", tiles_.size() + 1); }

absl::Status LogVerifier::TakeLeaf(const ExportedLeaf& exported) {
  if (granted_.has_value())
    return At(absl::StrCat("leaf ", tiles_.size()), "the manifest of its batch is missing");
  storage::v1::LeafRecord leaf;
  if (!leaf.ParseFromString(exported.leaf)) return At(Place(), "its bytes are no leaf");
  if (absl::Status status = CheckLeaf(exported, leaf); !status.ok()) return status;
  if (absl::Status status = TakePayload(exported, leaf); !status.ok()) return status;
  tiles_.Append(digest::MerkleLeafHash(exported.leaf), [](const digest::MerkleTiles::Tile&) {});
  return CheckEarlier();
}

absl::Status LogVerifier::CheckLeaf(const ExportedLeaf& exported,
                                    const storage::v1::LeafRecord& leaf) {
  if (leaf.seq() != tiles_.size() + 1)
    return At(Place(), "another leaf stands in its place: one is missing, added or moved");
  if (digest::MerkleLeafHash(exported.leaf).view() != exported.hash)
    return At(Place(), "its bytes are not those of its hash");
  if (leaf.epoch() < epoch_) return At(Place(), "its epoch is older than that of the leaf before");
  epoch_ = leaf.epoch();
  return absl::OkStatus();
}

absl::Status LogVerifier::TakePayload(const ExportedLeaf& exported,
                                      const storage::v1::LeafRecord& leaf) {
  // Leaves of before the tree commit to what no export has.
  const bool chained = !leaf.previous().empty();
  if (exported.salt.empty() && exported.payload.empty()) {
    if (!leaf.payload_hash().empty() && !chained) missing_payloads_.insert(leaf.seq());
    if (chained) replay_.PassOver();
    return absl::OkStatus();
  }
  if (digest::Sha256({exported.salt, exported.payload}).view() != leaf.payload_hash())
    return At(Place(), "its payload is not what it commits to");
  v1::AuditPayload payload;
  if (!payload.ParseFromString(exported.payload)) return At(Place(), "its payload is none");
  ++payloads_;
  if (payload.has_history_begun()) {
    if (absl::Status status = TakeHistory(payload.history_begun()); !status.ok()) return status;
  }
  for (const uint64_t seq : payload.removed().erased_payloads())
    erased_payloads_ += missing_payloads_.erase(seq);
  if (payload.has_granted()) granted_ = payload.granted();
  return replay_.Take(leaf, payload);
}

absl::Status LogVerifier::TakeHistory(const v1::HistoryBegun& begun) {
  if (begun.kept_seq() != tiles_.size())
    return At(Place(), "a history begins after another leaf than the one before");
  if (!history_.empty() && history_ != begun.former_origin())
    return At(Place(), "a history begins that does not go on from the one before");
  history_ = begun.origin();
  return absl::OkStatus();
}

absl::Status LogVerifier::CheckEarlier() {
  const auto& earlier = expectations_.earlier;
  if (!earlier.has_value() || earlier->tree.size != tiles_.size() ||
      earlier->tree.root == tiles_.Root()) {
    return absl::OkStatus();
  }
  return At(absl::StrCat("leaf ", tiles_.size()),
            "up to here the log is not that of the known checkpoint: one of the two was forked or "
            "rewritten");
}

absl::Status LogVerifier::TakeManifest(const ExportedManifest& manifest) {
  const std::string place = absl::StrCat("leaf ", tiles_.size());
  if (!granted_.has_value()) return At(place, "a manifest follows it, and it grants no batch");
  const v1::BatchGranted granted = *std::exchange(granted_, std::nullopt);
  return replay_.TakeManifest(tiles_.size(), granted, manifest);
}

absl::StatusOr<Verified> LogVerifier::Finish(absl::string_view note) {
  if (granted_.has_value())
    return At(absl::StrCat("leaf ", tiles_.size()), "the manifest of its batch is missing");
  Verified verified;
  std::string text(note.substr(0, note.rfind("\n\n") + 1));
  if (!expectations_.verifiers.empty()) {
    absl::StatusOr<std::string> opened = digest::OpenNote(note, expectations_.verifiers);
    if (!opened.ok()) return At("checkpoint", opened.status().message());
    text = *std::move(opened);
    verified.is_signed = true;
  }
  const absl::StatusOr<digest::LogCheckpoint> checkpoint = digest::LogCheckpoint::Parse(text);
  if (!checkpoint.ok()) return At("checkpoint", checkpoint.status().message());
  if (checkpoint->origin != origin_ || (!history_.empty() && history_ != origin_))
    return At("checkpoint", "it is of another log than its leaves");
  const uint64_t size = checkpoint->tree.size;
  if (size < tiles_.size())
    return At(absl::StrCat("leaf ", size + 1), "the checkpoint is older than the leaf");
  if (size > tiles_.size())
    return At(absl::StrCat("leaf ", tiles_.size() + 1), "it is missing at the end");
  if (checkpoint->tree.root != tiles_.Root())
    return At("checkpoint", "its root is not that of the leaves");
  if (expectations_.earlier.has_value() && expectations_.earlier->tree.size > size)
    return At("checkpoint", "it is older than the known one");
  if (!missing_payloads_.empty()) {
    const uint64_t first = *std::min_element(missing_payloads_.begin(), missing_payloads_.end());
    return At(absl::StrCat("leaf ", first),
              "its payload is missing, and no leaf says that it was "
              "erased");
  }
  if (absl::Status status = replay_.Finish(); !status.ok()) return status;
  verified.checkpoint = *checkpoint;
  verified.payloads = payloads_;
  verified.erased_payloads = erased_payloads_;
  verified.decisions = replay_.counts();
  return verified;
}

}  // namespace winnow::verification
