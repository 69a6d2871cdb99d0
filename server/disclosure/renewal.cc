// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/disclosure/renewal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/disclosure/safe_step.h"

namespace winnow::disclosure {
namespace {

constexpr int64_t kMinuteUs = 60'000'000;

// Calls `visit` with each run of elements of which none is the `same` as the one before it.
template <typename T, typename Same, typename Visit>
void ForEachRun(absl::Span<T> all, Same same, Visit visit) {
  for (size_t begin = 0; begin < all.size();) {
    size_t end = begin + 1;
    while (end < all.size() && same(all[end - 1], all[end])) ++end;
    visit(all.subspan(begin, end - begin));
    begin = end;
  }
}

constexpr uint64_t kUnknown = 0;

// Candidates of unknown persons stand each for itself.
bool SamePerson(const auto& a, const auto& b) {
  return a.person == b.person && a.person != kUnknown;
}

// What each person contributes; the entries are sorted by person. Those of the slice `apart` count
// in the second half of the cells now.
std::vector<Contribution> Contributions(auto entries, std::optional<uint32_t> apart = {}) {
  std::vector<Contribution> contributions;
  ForEachRun(
      entries, [](const auto& a, const auto& b) { return SamePerson(a, b); },
      [&](auto of_person) {
        Contribution& person = contributions.emplace_back();
        person.known = of_person.front().person != kUnknown;
        for (const auto& entry : of_person) {
          if (entry.before < kCells) ++person.before[entry.before];
          const size_t offset = apart == entry.slice ? kCells : 0;
          if (entry.now < kCells) ++person.now[offset + entry.now];
        }
      });
  return contributions;
}

// Known persons with a candidate that counts now; the entries are sorted by person.
size_t PersonsNow(auto entries) {
  size_t persons = 0;
  ForEachRun(
      entries, [](const auto& a, const auto& b) { return SamePerson(a, b); },
      [&](auto of_person) {
        if (of_person.front().person == kUnknown) return;
        persons += std::any_of(of_person.begin(), of_person.end(),
                               [](const auto& entry) { return entry.now < kCells; })
                       ? 1
                       : 0;
      });
  return persons;
}

void SortByPerson(auto& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.person < b.person; });
}

// The same cells of a second row.
Grouping OfSecondRow(const Grouping& grouping) {
  Grouping moved;
  for (const CellSet set : grouping) moved.push_back(static_cast<CellSet>(set << kCells));
  return moved;
}

}  // namespace

Renewal::Renewal(const Publication& last, const Census& census, const RenewalRules& rules)
    : last_(last), census_(census), rules_(rules), next_(last) {
  next_.places.resize(census.candidates.size());
}

std::optional<Publication> Renewal::Run() {
  FindRows();
  FindEntries();
  GiveRows();
  RenewOwnRows();
  RenewRest();
  if (!renewed_) return std::nullopt;
  FindOldest();
  return std::move(next_);
}

void Renewal::FindRows() {
  absl::flat_hash_map<absl::string_view, uint32_t> rows;
  for (uint32_t row = 1; row < last_.rows.size(); ++row) rows[last_.rows[row].slice] = row;
  for (const std::string& slice : census_.slices) {
    const auto row = rows.find(slice);
    row_of_slice_.push_back(row == rows.end() ? 0 : row->second);
  }
  first_arrival_.assign(census_.slices.size(), std::numeric_limits<int64_t>::max());
  for (const Observation& candidate : census_.candidates) {
    int64_t& first = first_arrival_[candidate.slice];
    if (candidate.cell.has_value()) first = std::min(first, candidate.arrival_us);
  }
}

// A candidate that counts in one row and belongs to another leaves the one before it joins the
// other.
Renewal::Entry Renewal::EntryOf(uint32_t candidate) const {
  const Observation& observed = census_.candidates[candidate];
  const uint32_t place = next_.places[candidate];
  const uint32_t row = row_of_slice_[observed.slice];
  Entry entry{
      .row = row, .slice = observed.slice, .person = observed.person, .candidate = candidate};
  if (place > 0) {
    entry.row = (place - 1) / kCells;
    entry.before = static_cast<uint8_t>((place - 1) % kCells);
  }
  if (entry.row == row && observed.cell.has_value())
    entry.now = static_cast<uint8_t>(*observed.cell);
  return entry;
}

void Renewal::FindEntries() {
  entries_.reserve(census_.candidates.size());
  for (uint32_t candidate = 0; candidate < census_.candidates.size(); ++candidate) {
    const Entry entry = EntryOf(candidate);
    if (entry.before < kCells || entry.now < kCells) entries_.push_back(entry);
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.row, a.slice, a.person) < std::tie(b.row, b.slice, b.person);
  });
}

void Renewal::GiveRows() {
  ForEachRun(
      absl::MakeSpan(entries_),
      [](const Entry& a, const Entry& b) { return a.row == b.row && a.slice == b.slice; },
      [&](Entries of_slice) {
        if (of_slice.front().row != 0 || PersonsNow(of_slice) < rules_.min_persons) return;
        if (std::any_of(of_slice.begin(), of_slice.end(),
                        [](const Entry& entry) { return entry.before < kCells; })) {
          return;
        }
        const auto row = static_cast<uint32_t>(next_.rows.size());
        next_.rows.push_back({.slice = census_.slices[of_slice.front().slice]});
        for (Entry& entry : of_slice) entry.row = row;
      });
}

void Renewal::RenewOwnRows() {
  ForEachRun(
      absl::MakeSpan(entries_), [](const Entry& a, const Entry& b) { return a.row == b.row; },
      [&](Entries of_row) {
        const uint32_t row = of_row.front().row;
        if (row == 0) return;
        // Those who left for another slice stand between the others.
        SortByPerson(of_row);
        const auto grouping =
            NextGrouping(Contributions(of_row), next_.rows[row].grouping(), rules_.min_persons);
        if (grouping.has_value()) {
          Show(row, *grouping, of_row);
        } else {
          Keep(row);
        }
      });
}

void Renewal::RenewRest() {
  std::vector<Entry> rest;
  for (const Entry& entry : entries_) {
    const bool settled = first_arrival_[entry.slice] <= rules_.now_us - rules_.settling_us;
    if (entry.row == 0 && (entry.before < kCells || settled)) rest.push_back(entry);
  }
  if (rest.empty() || Promote(absl::MakeSpan(rest))) return;
  SortByPerson(rest);
  const auto grouping = NextGrouping(Contributions(absl::MakeSpan(rest)), next_.rows[0].grouping(),
                                     rules_.min_persons);
  if (grouping.has_value()) {
    Show(0, *grouping, absl::MakeSpan(rest));
  } else {
    Keep(0);
  }
}

bool Renewal::Promote(Entries rest) {
  size_t most = rules_.min_persons;
  std::optional<uint32_t> slice;
  ForEachRun(
      rest, [](const Entry& a, const Entry& b) { return a.slice == b.slice; },
      [&](Entries of_slice) {
        const size_t persons = PersonsNow(of_slice);
        if (persons < most) return;
        most = persons + 1;
        slice = of_slice.front().slice;
      });
  if (!slice.has_value()) return false;
  std::vector<Entry> both(rest.begin(), rest.end());
  SortByPerson(both);
  const std::vector<Contribution> persons = Contributions(absl::MakeSpan(both), slice);
  const Grouping before = next_.rows[0].grouping();
  for (const Grouping& own : Groupings()) {
    Grouping now = OfSecondRow(own);
    now.insert(now.end(), before.begin(), before.end());
    if (!IsSafeStep(persons, before, now, rules_.min_persons)) continue;
    const auto end = std::stable_partition(
        rest.begin(), rest.end(), [&](const Entry& entry) { return entry.slice != *slice; });
    const auto staying = static_cast<size_t>(end - rest.begin());
    Show(0, before, rest.subspan(0, staying));
    const auto row = static_cast<uint32_t>(next_.rows.size());
    next_.rows.push_back({.slice = census_.slices[*slice]});
    Show(row, own, rest.subspan(staying));
    return true;
  }
  return false;
}

void Renewal::Show(uint32_t row, const Grouping& grouping, Entries entries) {
  std::array<uint64_t, kCells> candidates = {};
  bool same = true;
  for (const Entry& entry : entries) {
    const bool counts = entry.now < kCells;
    if (counts) ++candidates[entry.now];
    uint32_t& place = next_.places[entry.candidate];
    const uint32_t now = counts ? 1 + row * uint32_t{kCells} + entry.now : 0;
    same &= place == now;
    place = now;
  }
  std::vector<ShownCount> shown;
  for (const CellSet cells : grouping) {
    ShownCount& count = shown.emplace_back();
    count.cells = cells;
    for (size_t cell = 0; cell < kCells; ++cell) {
      if ((cells >> cell) & 1u) count.candidates += candidates[cell];
    }
  }
  Row& kept = next_.rows[row];
  if (same && kept.counts == shown && !kept.withdrawn) return;
  kept.counts = std::move(shown);
  kept.as_of_us = rules_.now_us;
  kept.withdrawn = false;
  renewed_ = true;
}

void Renewal::Keep(uint32_t row) {
  Row& kept = next_.rows[row];
  if (!kept.IsShown() || rules_.now_us - kept.as_of_us < rules_.patience_us) return;
  kept.withdrawn = true;
  renewed_ = true;
}

void Renewal::FindOldest() {
  absl::flat_hash_map<uint64_t, int64_t> oldest;
  for (size_t candidate = 0; candidate < next_.places.size(); ++candidate) {
    const uint32_t place = next_.places[candidate];
    if (place == 0 || (place - 1) % kCells != static_cast<size_t>(Cell::kAvailable)) continue;
    const Observation& observed = census_.candidates[candidate];
    if (observed.person == kUnknown) continue;
    const auto [person, added] = oldest.try_emplace(observed.person, observed.arrival_us);
    if (!added) person->second = std::min(person->second, observed.arrival_us);
  }
  next_.oldest_available_us.reset();
  if (oldest.size() < rules_.min_persons) return;
  std::vector<int64_t> arrivals;
  for (const auto& [person, arrival_us] : oldest) arrivals.push_back(arrival_us);
  const auto rank = arrivals.begin() + static_cast<std::ptrdiff_t>(rules_.min_persons - 1);
  std::nth_element(arrivals.begin(), rank, arrivals.end());
  next_.oldest_available_us = *rank - *rank % kMinuteUs;
}

}  // namespace winnow::disclosure
