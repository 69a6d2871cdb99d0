// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/dictionary_limits.h"

#include "absl/strings/str_cat.h"

namespace winnow::shard {
namespace {

bool HasRoom(const Interner& dictionary, absl::string_view value, size_t limit) {
  return dictionary.size() < limit || dictionary.Find(value).has_value();
}

}  // namespace

std::string CrowdedField(const QueueState& queue, const v1::Candidate& candidate) {
  const CandidateColumns::Dictionaries& known = queue.candidates.dictionaries();
  if (!HasRoom(known.sources, candidate.source(), kMaxNames)) return "source";
  if (!HasRoom(known.consent_scopes, candidate.consent_scope(), kMaxNames)) return "consent_scope";
  if (!HasRoom(known.rubrics, candidate.rubric(), kMaxNames)) return "rubric";
  if (!HasRoom(known.slices, candidate.slice(), kMaxNames)) return "slice";
  if (!HasRoom(known.model_releases, candidate.model_release(), kMaxValues)) return "model_release";
  if (!candidate.dup_group().empty() && !HasRoom(known.dup_groups, candidate.dup_group(),
                                                 queue.candidates.size() + kMaxSpareGroups)) {
    return "dup_group";
  }
  for (const v1::AttributeSpec& attribute : queue.record.queue().attributes()) {
    if (attribute.kind() == v1::ATTRIBUTE_KIND_KEYED_HASH) continue;  // kept as a number
    const auto it = candidate.attributes().find(attribute.key());
    if (it != candidate.attributes().end() &&
        !HasRoom(queue.candidates.attributes().categories(), it->second, kMaxValues))
      return absl::StrCat("attributes.", attribute.key());
  }
  return "";
}

bool HasRoomForSlice(const QueueState& queue, absl::string_view slice) {
  return HasRoom(queue.candidates.dictionaries().slices, slice, kMaxNames);
}

}  // namespace winnow::shard
