// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/evaluation_book.h"

#include <optional>
#include <utility>

namespace winnow::shard {
namespace {

using winnow::v1::ManifestItem;

std::optional<SampleItem> ItemOf(const storage::v1::BatchRecord& phase, int position) {
  ManifestItem stored;
  if (!stored.ParseFromString(phase.items(position).item())) return std::nullopt;
  SampleItem item;
  item.no = static_cast<selection::CandidateNo>(phase.arrivals(position));
  item.drawn.set_slice(stored.slice());
  item.drawn.set_arm(stored.arm());
  item.drawn.set_score_micros(stored.score_micros());
  item.drawn.mutable_terms()->Swap(stored.mutable_terms());
  item.drawn.set_cell_candidates(stored.cell_candidates());
  item.drawn.set_cell_draws(stored.cell_draws());
  item.drawn.set_cell_expectation(stored.cell_expectation());
  item.drawn.set_inclusion_probability(stored.inclusion_probability());
  item.drawn.set_group_members(stored.group_members());
  item.drawn.set_evaluation(stored.evaluation());
  item.drawn.set_evaluation_phase(stored.evaluation_phase());
  return item;
}

std::string LastDigest(const storage::v1::EvaluationRecord& record) {
  const auto& phases = record.evaluation().phases();
  return phases.empty() ? "" : phases.rbegin()->digest();
}

}  // namespace

void EvaluationBook::Open(EvaluationNo number, storage::v1::EvaluationRecord record,
                          FrozenFrame frame) {
  last_ = number;
  open_ = std::make_unique<OpenEvaluation>();
  open_->number = number;
  open_->record = std::move(record);
  open_->frame = std::move(frame);
}

bool EvaluationBook::AddPhase(const storage::v1::BatchRecord& phase) {
  if (phase.arrivals_size() != phase.items_size()) return false;
  std::vector<SampleItem> items;
  items.reserve(static_cast<size_t>(phase.items_size()));
  for (int i = 0; i < phase.items_size(); ++i) {
    std::optional<SampleItem> item = ItemOf(phase, i);
    if (!item.has_value() || phase.arrivals(i) >= open_->frame.arrivals()) return false;
    items.push_back(*std::move(item));
  }
  for (SampleItem& item : items) {
    open_->sampled.insert(item.no);
    open_->sample.push_back(std::move(item));
  }
  last_digest_ = phase.manifest().digest();
  return true;
}

void EvaluationBook::EraseItems(selection::CandidateNo no) {
  if (open_ == nullptr || !open_->sampled.contains(no)) return;
  for (SampleItem& item : open_->sample) {
    if (item.no == no) item.drawn.Clear();
  }
}

void EvaluationBook::Close(EvaluationNo number, const storage::v1::EvaluationRecord& record) {
  last_ = number;
  last_digest_ = LastDigest(record);
  open_.reset();
}

}  // namespace winnow::shard
