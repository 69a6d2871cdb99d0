// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelBook: who has labelled a candidate under which rubric revision, and whether somebody has
// decided about labels that disagreed. The labels themselves are in table l.
#ifndef WINNOW_SERVER_SHARD_LABEL_BOOK_H_
#define WINNOW_SERVER_SHARD_LABEL_BOOK_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "server/selection/types.h"
#include "server/shard/interner.h"

namespace winnow::shard {

// Labels of different rubric revisions answer different questions: they are never counted together.
// Not thread-safe.
class LabelBook {
 public:
  // False when the annotator has labelled the candidate under this revision before.
  bool Add(selection::CandidateNo no, absl::string_view annotator, absl::string_view rubric);
  // Somebody has decided about its labels, for good.
  void Decide(selection::CandidateNo no) { decided_.insert(no); }
  // Forgets the labels of a candidate and what was decided; returns how many labels there were.
  uint32_t Remove(selection::CandidateNo no);

  bool Has(selection::CandidateNo no, absl::string_view annotator, absl::string_view rubric) const;
  bool IsDecided(selection::CandidateNo no) const { return decided_.contains(no); }
  // Labels, and those under one revision, of which each is by another annotator.
  uint32_t Count(selection::CandidateNo no) const;
  uint32_t CountUnder(selection::CandidateNo no, absl::string_view rubric) const;
  // Whether it has that many under one revision, or was decided about.
  bool IsLabeled(selection::CandidateNo no, uint32_t required) const;

 private:
  struct Label {
    uint32_t annotator = 0;
    uint32_t rubric = 0;
  };
  using Labels = absl::InlinedVector<Label, 2>;

  const Labels& LabelsOf(selection::CandidateNo no) const;
  static uint32_t CountUnder(const Labels& labels, uint32_t rubric);

  Interner annotators_;
  Interner rubrics_;
  absl::flat_hash_map<selection::CandidateNo, Labels> labels_;
  absl::flat_hash_set<selection::CandidateNo> decided_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LABEL_BOOK_H_
