// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/label_book.h"

#include <algorithm>

namespace winnow::shard {

bool LabelBook::Add(selection::CandidateNo no, absl::string_view annotator,
                    absl::string_view rubric) {
  if (Has(no, annotator, rubric)) return false;
  labels_[no].push_back({annotators_.Intern(annotator), rubrics_.Intern(rubric)});
  return true;
}

uint32_t LabelBook::Remove(selection::CandidateNo no) {
  const uint32_t labels = Count(no);
  labels_.erase(no);
  decided_.erase(no);
  return labels;
}

bool LabelBook::Has(selection::CandidateNo no, absl::string_view annotator,
                    absl::string_view rubric) const {
  const auto by = annotators_.Find(annotator);
  const auto under = rubrics_.Find(rubric);
  if (!by.has_value() || !under.has_value()) return false;
  const Labels& labels = LabelsOf(no);
  return std::any_of(labels.begin(), labels.end(), [&](const Label& label) {
    return label.annotator == *by && label.rubric == *under;
  });
}

uint32_t LabelBook::Count(selection::CandidateNo no) const {
  return static_cast<uint32_t>(LabelsOf(no).size());
}

uint32_t LabelBook::CountUnder(selection::CandidateNo no, absl::string_view rubric) const {
  const auto under = rubrics_.Find(rubric);
  return under.has_value() ? CountUnder(LabelsOf(no), *under) : 0;
}

bool LabelBook::IsLabeled(selection::CandidateNo no, uint32_t required) const {
  const Labels& labels = LabelsOf(no);
  if (labels.size() >= required) {
    for (const Label& label : labels) {
      if (CountUnder(labels, label.rubric) >= required) return true;
    }
  }
  return IsDecided(no);
}

const LabelBook::Labels& LabelBook::LabelsOf(selection::CandidateNo no) const {
  static const auto& none = *new Labels();
  const auto it = labels_.find(no);
  return it == labels_.end() ? none : it->second;
}

uint32_t LabelBook::CountUnder(const Labels& labels, uint32_t rubric) {
  return static_cast<uint32_t>(
      std::count_if(labels.begin(), labels.end(),
                    [rubric](const Label& label) { return label.rubric == rubric; }));
}

}  // namespace winnow::shard
