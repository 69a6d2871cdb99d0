// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/outcome_book.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "server/loop/proto_time.h"
#include "server/loop/releases/release_check.h"
#include "server/loop/request_replay.h"

namespace winnow::loop {
namespace {

std::vector<std::string> NamesOf(const v1::Rubric& rubric) {
  std::set<std::string> names;
  for (const v1::Measure& measure : rubric.measures()) {
    names.insert(measure.errors());
    if (!measure.units().empty()) names.insert(measure.units());
  }
  return {names.begin(), names.end()};
}

double Stated(const v1::Outcome& outcome, const std::string& name) {
  const auto it = outcome.values().find(name);
  return it == outcome.values().end() ? 0 : it->second;
}

double UnitsOf(const v1::Outcome& outcome, const v1::Measure& measure) {
  return measure.units().empty() ? 1 : Stated(outcome, measure.units());
}

}  // namespace

absl::Status OutcomeBook::Read(const ReleasePlace& place, const ReleaseSample& sample,
                               const v1::Rubric& rubric, const LabelStandings& labels) {
  rubric_ = &rubric;
  names_ = NamesOf(rubric);
  digest::Sha256Stream content;
  Group group;
  absl::Status status = storage::OutcomeTable::ScanRange(
      place.shard->engine(), place.shard->id(),
      storage::OutcomeTable::ReleaseRange(place.shard->id(), place.id),
      [&](const storage::OutcomeId& id, storage::v1::OutcomeRecord& record) {
        const auto no = static_cast<shard::CandidateNo>(id.arrival);
        const Side side = id.side == 'b' ? Side::kBaseline : Side::kCandidate;
        if (group.no != no || group.side != side) {
          Take(group, place, sample);
          group = {no, side, {}};
        }
        content.Update(storage::OutcomeTable::Key(place.shard->id(), id));
        content.Update(PayloadHash(record.outcome()).view());
        if (!labels.HoldsSince(no, FromTimestamp(record.submit_time()))) return absl::OkStatus();
        group.outcomes.emplace_back(id.rubric, std::move(*record.mutable_outcome()));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  Take(group, place, sample);
  digest_ = content.Finish().ToHex();
  for (const DrawnItem& item : sample.items) {
    const ItemOutcome* const baseline = Find(item.no, Side::kBaseline);
    const ItemOutcome* const candidate = Find(item.no, Side::kCandidate);
    if (baseline == nullptr || candidate == nullptr) continue;
    if (baseline->vendor != candidate->vendor) vendor_mismatch_.Add(item.candidate_id);
  }
  return absl::OkStatus();
}

void OutcomeBook::Take(const Group& group, const ReleasePlace& place, const ReleaseSample& sample) {
  const auto item = sample.places.find(group.no);
  if (group.outcomes.empty() || item == sample.places.end()) return;
  const auto here =
      std::find_if(group.outcomes.begin(), group.outcomes.end(),
                   [&](const auto& own) { return own.first == place.release.rubric(); });
  for (const auto& [rubric, outcome] : group.outcomes) {
    if (here == group.outcomes.end()) {
      // Rows come by item: one of which both sides are here is counted with the first of them.
      const auto [last, is_first] = mismatched_.try_emplace(rubric, group.no);
      if (!is_first && std::exchange(last->second, group.no) == group.no) continue;
      rubric_mismatch_[rubric].Add(sample.items[item->second].candidate_id);
    } else if (rubric != here->first) {
      CountEffect(group.side, rubric, here->second, outcome);
    }
  }
  if (here != group.outcomes.end())
    pairs_[group.no].sides[static_cast<size_t>(group.side)] = Keep(here->second);
}

void OutcomeBook::CountEffect(Side side, const std::string& rubric, const v1::Outcome& here,
                              const v1::Outcome& there) {
  const v1::Measure* const measure = DecisiveMeasure(*rubric_);
  if (measure == nullptr) return;
  Effect& effect = effects_[{side, rubric}];
  ++effect.items;
  effect.errors_here += Stated(here, measure->errors());
  effect.units_here += UnitsOf(here, *measure);
  effect.errors_there += Stated(there, measure->errors());
  effect.units_there += UnitsOf(there, *measure);
}

ItemOutcome OutcomeBook::Keep(const v1::Outcome& outcome) const {
  ItemOutcome kept{outcome.vendor(), {}};
  kept.values.reserve(names_.size());
  for (const std::string& name : names_) {
    const auto it = outcome.values().find(name);
    kept.values.push_back(it == outcome.values().end() ? std::numeric_limits<double>::quiet_NaN()
                                                       : it->second);
  }
  return kept;
}

const ItemOutcome* OutcomeBook::Find(shard::CandidateNo no, Side side) const {
  const auto pair = pairs_.find(no);
  if (pair == pairs_.end()) return nullptr;
  const std::optional<ItemOutcome>& outcome = pair->second.sides[static_cast<size_t>(side)];
  return outcome.has_value() ? &*outcome : nullptr;
}

bool OutcomeBook::IsComparable(shard::CandidateNo no) const {
  const ItemOutcome* const baseline = Find(no, Side::kBaseline);
  const ItemOutcome* const candidate = Find(no, Side::kCandidate);
  return baseline != nullptr && candidate != nullptr && baseline->vendor == candidate->vendor;
}

double OutcomeBook::Value(const ItemOutcome& outcome, absl::string_view name) const {
  const auto it = std::lower_bound(names_.begin(), names_.end(), name);
  if (it == names_.end() || *it != name) return std::numeric_limits<double>::quiet_NaN();
  return outcome.values[static_cast<size_t>(it - names_.begin())];
}

std::vector<v1::PolicyEffect> OutcomeBook::PolicyEffects(const ReleasePlace& place) const {
  std::vector<v1::PolicyEffect> effects;
  for (const auto& [key, sums] : effects_) {
    if (sums.units_here <= 0 || sums.units_there <= 0) continue;
    v1::PolicyEffect& effect = effects.emplace_back();
    effect.set_model_release(key.first == Side::kBaseline ? place.release.baseline_release()
                                                          : place.release.candidate_release());
    effect.set_rubric_before(place.release.rubric());
    effect.set_rubric_after(key.second);
    effect.set_items(sums.items);
    effect.set_change(sums.errors_there / sums.units_there - sums.errors_here / sums.units_here);
  }
  return effects;
}

}  // namespace winnow::loop
