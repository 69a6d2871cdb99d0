// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/pool_draft.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow::simulation {
namespace {

// Below this share of candidates with outcomes a pool may be another population.
constexpr double kLeastShare = 0.95;

constexpr absl::string_view kCandidateMembers[] = {
    "candidate_id",  "signals", "signals_time", "scorer",    "source",   "consent_scope",
    "retain_until",  "rubric",  "slice",        "stage",     "split",    "split_group",
    "model_release", "subject", "attributes",   "dup_group", "sensitive"};

constexpr std::array<absl::string_view, 5> kExclusionReasons = {
    "", "without an outcome of either release", "with an outcome of only one of the two releases",
    "of which the two outcomes are of labels of two vendors",
    "of which the two outcomes are not of the same reference: their units differ"};

}  // namespace

absl::Status CheckCandidateNames(const FileRow& row) {
  return row.CheckNames(row.object(), "", kCandidateMembers);
}

PoolDraft::PoolDraft(const JsonPoolInput& input, const ComparedCounts& counts,
                     absl::string_view kind)
    : input_(input), counts_(counts), kind_(kind), signals_(counts, input.units_signal) {
  task_.set_task(
      absl::StrCat(input.candidates.BaseName(), " ", counts.baseline, " -> ", counts.candidate));
  task_.set_baseline_release(counts.baseline);
  task_.set_candidate_release(counts.candidate);
  task_.set_unit(counts.units.empty() ? kTaskUnit : "word");
}

absl::Status PoolDraft::Add(const FilePlace& place, DraftRow row) {
  if (!places_.try_emplace(row.id, rows_.size()).second) {
    return place.Wrong("candidate_id",
                       absl::StrCat(row.id, " is there twice: keep one of its rows"));
  }
  rows_.push_back(std::move(row));
  return absl::OkStatus();
}

absl::Status PoolDraft::AddSignals() {
  for (const FileLines& file : input_.signals) {
    bool any = false;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const auto row = FileRow::Parse(file, i);
      if (!row.ok()) return row.status();
      absl::Status status = CheckCandidateNames(*row);
      if (!status.ok()) return status;
      const auto id = row->RequiredText("candidate_id");
      if (!id.ok()) return id.status();
      const auto it = places_.find(*id);
      if (it == places_.end()) continue;
      any = true;
      status = signals_.Read(*row, rows_[it->second].signals);
      if (!status.ok()) return status;
    }
    if (!any) {
      return absl::InvalidArgumentError(
          absl::StrCat(file.name, ": candidate_id: names no candidate of ", input_.candidates.name,
                       ": give the signals of these candidates"));
    }
  }
  return absl::OkStatus();
}

uint64_t PoolDraft::CountOf(const std::string& signal) const {
  return static_cast<uint64_t>(std::count_if(
      rows_.begin(), rows_.end(),
      [&signal](const DraftRow& row) { return row.signals.of_pair.contains(signal); }));
}

PoolDraft::Groups PoolDraft::GroupsOfDuplicates() {
  Groups groups;
  absl::flat_hash_map<std::string, std::size_t> named;
  uint64_t sensitive = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const DraftRow& row = rows_[i];
    if (row.sensitive) {
      sensitive += row.members;
      continue;
    }
    if (row.dup_group.empty()) {
      groups.push_back({i});
      continue;
    }
    const auto [it, is_new] = named.try_emplace(row.dup_group, groups.size());
    if (is_new) groups.emplace_back();
    groups[it->second].push_back(i);
  }
  Exclude("that are sensitive", sensitive);
  return groups;
}

absl::StatusOr<Pool> PoolDraft::Finish(const OutcomePairs& outcomes) && {
  if (!input_.units_signal.empty() && counts_.units.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--units-signal ", input_.units_signal, ": ", counts_.errors,
                     " are counted per candidate, of whatever size: leave it out, or name with "
                     "--units what they are counted per"));
  }
  if (!input_.units_signal.empty() && CountOf(input_.units_signal) == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(input_.candidates.name, ": signals.", input_.units_signal,
                     ": no candidate has it: name another signal of the incumbent's words, give "
                     "the file that has it as signals, or name none"));
  }
  Pool pool;
  const Groups groups = GroupsOfDuplicates();
  std::array<uint64_t, kExclusionReasons.size()> left_out = {};
  std::vector<std::size_t> rows;  // of the items
  uint64_t all = 0;
  uint64_t with_outcomes = 0;
  for (const std::vector<std::size_t>& group : groups) {
    uint64_t members = 0;
    for (const std::size_t i : group) members += rows_[i].members;
    all += members;
    const auto drawn = std::find_if(group.begin(), group.end(), [&](std::size_t i) {
      return outcomes.StateOf(rows_[i].id) == PairState::kComparable;
    });
    if (drawn == group.end()) {
      left_out[static_cast<std::size_t>(outcomes.StateOf(rows_[group[0]].id))] += members;
      continue;
    }
    with_outcomes += members;
    auto item = ItemOf(rows_[*drawn], *outcomes.Find(rows_[*drawn].id));
    if (!item.ok()) return item.status();
    item->members = members;
    pool.items.push_back(*std::move(item));
    rows.push_back(*drawn);
  }
  HearWitnesses(rows, pool.items);
  for (std::size_t i = 0; i < left_out.size(); ++i) Exclude(kExclusionReasons[i], left_out[i]);
  pool.slices.resize(slices_.size());
  for (const auto& [slice, number] : slices_) pool.slices[number] = slice;
  NoteShare(with_outcomes, all);
  NoteCounts();
  pool.task = std::move(task_);
  return FinishPool(std::move(pool), input_.options.least_items);
}

absl::StatusOr<PoolItem> PoolDraft::ItemOf(DraftRow& row, const OutcomePairs::Pair& pair) {
  PoolItem item;
  ++items_;
  item.slice = slices_.try_emplace(row.slice, slices_.size()).first->second;
  if (row.cluster.empty()) {
    item.cluster = ++last_cluster_;
    ++alone_;
  } else {
    const auto [it, is_new] = clusters_.try_emplace(row.cluster, last_cluster_ + 1);
    if (is_new) ++last_cluster_;
    item.cluster = it->second;
  }
  if (!row.near_duplicate.empty()) {
    item.near_duplicate =
        near_duplicates_.try_emplace(row.near_duplicate, near_duplicates_.size() + 1).first->second;
  }
  item.difference = pair.candidate->errors - pair.baseline->errors;
  item.reference_units = pair.baseline->units;
  unstated_ += pair.baseline->stated ? 0 : 1;
  if (!input_.units_signal.empty()) {
    const auto units = row.signals.of_pair.find(input_.units_signal);
    without_units_ += units == row.signals.of_pair.end() ? 1 : 0;
    if (units != row.signals.of_pair.end()) item.incumbent_units = units->second;
  }
  item.signals = std::move(row.signals.of_pair);
  item.id = std::move(row.id);
  return item;
}

void PoolDraft::HearWitnesses(absl::Span<const std::size_t> rows, std::vector<PoolItem>& items) {
  release::Witnesses& witnesses = signals_.witnesses();
  for (const std::size_t row : rows) witnesses.Count(rows_[row].signals.distances);
  witnesses.Choose();
  if (!witnesses.any()) return;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    items[i].witnessed_change = witnesses.ExpectedChange(rows_[rows[i]].signals.distances,
                                                         items[i].Signal("pair_disagreement"));
  }
  Note(
      "Where nobody pushed expected_change, estimates use what distances to further releases say, "
      "as the gate does.");
}

void PoolDraft::Exclude(absl::string_view reason, uint64_t rows) {
  if (rows == 0) return;
  v1::SimulationExclusion& exclusion = *task_.add_exclusions();
  exclusion.set_reason(std::string(reason));
  exclusion.set_items(rows);
}

void PoolDraft::Note(absl::string_view sentence) { task_.add_generated(std::string(sentence)); }

void PoolDraft::NoteShare(uint64_t with_outcomes, uint64_t all) {
  const auto with = static_cast<double>(with_outcomes);
  if (with >= kLeastShare * static_cast<double>(all)) return;
  Note(absl::StrFormat(
      "Only %d of %d candidates of %s (%.1f %%) have outcomes: where a policy chose whom to label, "
      "they are no random part of it, and what is called the truth here is that of the labelled "
      "ones.",
      with_outcomes, all, kind_, 100 * with / static_cast<double>(all)));
}

void PoolDraft::NoteCounts() {
  if (!counts_.units.empty() && input_.units_signal.empty()) {
    Note(
        "No signal says how many words the incumbent gave: each candidate counts with 1, as in the "
        "gate of a release without a units signal.");
  }
  const auto missing = [this](absl::string_view what, uint64_t items, absl::string_view then) {
    if (items > 0) Note(absl::StrCat(what, " of ", items, " of ", items_, " candidates: ", then));
  };
  missing(absl::StrCat("There is no ", input_.units_signal), without_units_,
          "they count with 1 word of the incumbent, as the service counts them.");
  missing("There is no key of a speaker, call or session", alone_,
          "each counts as a cluster of its own.");
  missing(absl::StrCat("The outcomes state neither ", counts_.errors, " nor ", counts_.units),
          unstated_, "they count as 0 of 0, as the service counts them.");
  if (signals_.of_other_pairs() > 0) {
    Note(absl::StrCat("Values of signals of other pairs of releases are left out: ",
                      signals_.of_other_pairs(), "."));
  }
}

}  // namespace winnow::simulation
