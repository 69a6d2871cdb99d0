// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What of a draw stands in a manifest (selection.md S8): shared by whoever records a draw and
// whoever repeats one.
#ifndef WINNOW_SERVER_SELECTION_MANIFEST_RECORD_H_
#define WINNOW_SERVER_SELECTION_MANIFEST_RECORD_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/selection/draw.h"
#include "server/selection/policy.h"
#include "server/selection/score.h"
#include "server/selection/slice_weight.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::selection {

// Pure functions.

// Arm, score, cell, probability and group members.
void RecordItem(const DrawItem& item, v1::ManifestItem& out);

// Parts of a score as terms.
void WriteTerms(const std::vector<ScorePart>& parts,
                google::protobuf::RepeatedPtrField<v1::ScoreTerm>* out);

// What the score of a candidate is made of.
struct Scored {
  absl::Span<const SignalValue> values;  // one per term of the policy
  bool sensitive = false;
  int64_t arrival_us = 0;  // read where the policy has an age boost
  const SliceFacts& slice;
};
// The terms of a score; those of the slice under BY_SCORE alone.
void RecordTerms(const CompiledPolicy& policy, const Scored& scored, v1::ManifestItem& out);

// The line of a slice, without its exclusions.
v1::QuotaLine RecordLine(const SliceLine& line, const std::string& slice);

// Puts the overflows into the order of attribute and key as they are written: the numbers of keys
// depend on what arrived first.
void SortOverflows(v1::Manifest& manifest);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_MANIFEST_RECORD_H_
