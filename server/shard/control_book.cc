// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/control_book.h"

#include <utility>

namespace winnow::shard {

const ControlBook::Entry* ControlBook::Find(selection::CandidateNo no) const {
  const auto it = entries_.find(no);
  return it == entries_.end() ? nullptr : &it->second;
}

void ControlBook::Set(selection::CandidateNo no, winnow::v1::ControlItem item) {
  entries_[no].item = std::move(item);
}

const winnow::v1::ControlItem& ControlBook::CountBatch(selection::CandidateNo no) {
  winnow::v1::ControlItem& item = entries_.at(no).item;
  item.set_batches(item.batches() + 1);
  return item;
}

void ControlBook::AddLabel(selection::CandidateNo no, BatchNo batch_no,
                           absl::string_view annotator) {
  const auto it = entries_.find(no);
  if (it == entries_.end() || batch_no < it->second.batch_no) return;
  Entry& entry = it->second;
  if (batch_no > entry.batch_no) {
    entry.batch_no = batch_no;
    entry.annotators.clear();
  }
  entry.annotators.emplace_back(annotator);
}

void ControlBook::ForgetLabels(selection::CandidateNo no) {
  const auto it = entries_.find(no);
  if (it == entries_.end()) return;
  it->second.batch_no = 0;
  it->second.annotators.clear();
}

std::vector<std::string> ControlBook::AnnotatorsIn(selection::CandidateNo no,
                                                   BatchNo batch_no) const {
  const Entry* const entry = Find(no);
  return entry == nullptr || entry->batch_no != batch_no ? std::vector<std::string>()
                                                         : entry->annotators;
}

}  // namespace winnow::shard
