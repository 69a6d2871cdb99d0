// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelBook: who has labelled a candidate. The labels themselves are in table l.
#ifndef WINNOW_SERVER_SHARD_LABEL_BOOK_H_
#define WINNOW_SERVER_SHARD_LABEL_BOOK_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "server/selection/types.h"
#include "server/shard/interner.h"

namespace winnow::shard {

// Not thread-safe.
class LabelBook {
 public:
  // False when the annotator has labelled the candidate before.
  bool Add(selection::CandidateNo no, absl::string_view annotator) {
    if (Has(no, annotator)) return false;
    annotators_[no].push_back(names_.Intern(annotator));
    return true;
  }

  bool Has(selection::CandidateNo no, absl::string_view annotator) const {
    const auto it = annotators_.find(no);
    const auto number = names_.Find(annotator);
    return it != annotators_.end() && number.has_value() &&
           std::find(it->second.begin(), it->second.end(), *number) != it->second.end();
  }

  // Forgets the labels of a candidate; returns how many there were.
  uint32_t Remove(selection::CandidateNo no) {
    const uint32_t labels = Count(no);
    annotators_.erase(no);
    return labels;
  }

  // Labels by distinct annotators.
  uint32_t Count(selection::CandidateNo no) const {
    const auto it = annotators_.find(no);
    return it == annotators_.end() ? 0 : static_cast<uint32_t>(it->second.size());
  }

 private:
  Interner names_;
  absl::flat_hash_map<selection::CandidateNo, absl::InlinedVector<uint32_t, 2>> annotators_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LABEL_BOOK_H_
