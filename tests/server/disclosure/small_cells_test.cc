// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A solver that reads two publications in a row cannot derive a count to which some persons
// contribute, but fewer than it takes (governance.md G2).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/disclosure/cell_solver.h"
#include "tests/server/disclosure/crowd.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::disclosure::testing {
namespace {

using winnow::testing::CellSolver;

// A moment at which a row was published.
struct Version {
  uint32_t row = 0;
  int64_t as_of_us = 0;

  bool operator<(const Version& other) const {
    return std::pair(row, as_of_us) < std::pair(other.row, other.as_of_us);
  }
};

// What a version counts: by candidate, its slice and cell.
using Truth = std::map<size_t, std::pair<uint32_t, size_t>>;

// Who contribute to a sum, as far as it is still known.
struct Contributors {
  size_t persons = 0;
  bool unknown = false;

  bool none() const { return persons == 0 && !unknown; }
};

// A sum over some slices and cells of a version.
struct Part {
  Version version;
  std::set<uint32_t> slices;
  CellSet cells = 0;
  int64_t sign = 1;
};

// Everything that was published, and what it stood for.
class Witness {
 public:
  void See(const Crowd& crowd) {
    seen_.push_back({});
    candidates_ = crowd.census().candidates;
    now_us_ = crowd.now_us();
    const Publication& publication = crowd.publication();
    for (uint32_t row = 0; row < publication.rows.size(); ++row) {
      const Version version{row, publication.rows[row].as_of_us};
      if (publication.rows[row].counts.empty()) continue;
      if (truths_.count(version) == 0) truths_[version] = TruthOf(crowd, row);
      counts_[version] = publication.rows[row].counts;
      seen_.back().push_back(version);
    }
  }

  // Counts that follow from the last two publications and stand for 1 to min - 1 persons.
  int Derived(size_t min, std::string* first) {
    CellSolver solver;
    std::set<Version> versions;
    for (size_t i = seen_.size() < 2 ? 0 : seen_.size() - 2; i < seen_.size(); ++i)
      versions.insert(seen_[i].begin(), seen_[i].end());
    for (const Version& version : versions) {
      for (const ShownCount& count : counts_[version])
        solver.Know(ToSum({{version, SlicesOf(version), count.cells}}));
    }
    int derived = 0;
    const auto check = [&](const std::vector<Part>& parts) {
      const Contributors who = WhoContribute(parts);
      if (who.none() || who.persons >= min || !solver.Derives(ToSum(parts))) return;
      if (derived++ == 0) *first = Describe(parts, who.persons);
    };
    for (const Version& a : versions) {
      for (const Version& b : versions) {
        // A row, and slices that have left row 0, are what can be compared.
        if (b < a || (a.row != b.row && !Shares(a, b))) continue;
        for (const auto& slices : Subsets(a, b)) CheckPair({a, b}, slices, check);
      }
    }
    return derived;
  }

 private:
  static Truth TruthOf(const Crowd& crowd, uint32_t row) {
    Truth truth;
    const Census& census = crowd.census();
    for (size_t i = 0; i < crowd.publication().places.size(); ++i) {
      const uint32_t place = crowd.publication().places[i];
      if (place == 0 || (place - 1) / kCells != row) continue;
      truth[i] = {census.candidates[i].slice, (place - 1) % kCells};
    }
    return truth;
  }

  std::set<uint32_t> SlicesOf(const Version& version) {
    std::set<uint32_t> slices;
    for (const auto& [candidate, cell] : truths_[version]) slices.insert(cell.first);
    return slices;
  }

  // Whether candidates of row 0 have a row of their own in the other version.
  bool Shares(const Version& rest, const Version& own) {
    const Truth& others = truths_[own];
    return rest.row == 0 && std::any_of(others.begin(), others.end(), [&](const auto& other) {
             return truths_[rest].count(other.first) != 0;
           });
  }

  // The slices of each version together, and each slice alone.
  std::vector<std::pair<std::set<uint32_t>, std::set<uint32_t>>> Subsets(const Version& a,
                                                                         const Version& b) {
    std::vector<std::pair<std::set<uint32_t>, std::set<uint32_t>>> subsets = {
        {SlicesOf(a), SlicesOf(b)}};
    for (const uint32_t slice : SlicesOf(a)) subsets.push_back({{slice}, {slice}});
    return subsets;
  }

  template <typename Check>
  void CheckPair(const std::pair<Version, Version>& versions,
                 const std::pair<std::set<uint32_t>, std::set<uint32_t>>& slices, Check check) {
    for (CellSet before = 0; before < (1u << kCells); ++before) {
      for (CellSet now = 0; now < (1u << kCells); ++now) {
        // Of one version, the sums are all that there is to tell, and who they stood for may have
        // been forgotten since.
        if (before == 0 ? !IsNew(versions.second) : !(versions.first < versions.second)) continue;
        if (now == 0) continue;
        check(
            {{versions.first, slices.first, before, -1}, {versions.second, slices.second, now, 1}});
      }
    }
  }

  bool IsNew(const Version& version) const { return version.as_of_us == now_us_; }

  size_t Unknown(const Version& version, const std::pair<uint32_t, size_t>& cell) {
    return unknowns_.emplace(std::pair(version, cell), unknowns_.size()).first->second;
  }

  CellSolver::Sum ToSum(const std::vector<Part>& parts) {
    CellSolver::Sum sum;
    for (const Part& part : parts) {
      for (const uint32_t slice : part.slices) {
        for (size_t cell = 0; cell < kCells; ++cell) {
          if ((part.cells >> cell) & 1u) sum[Unknown(part.version, {slice, cell})] += part.sign;
        }
      }
    }
    return sum;
  }

  Contributors WhoContribute(const std::vector<Part>& parts) {
    // By person, and by candidate of unknown ones.
    std::map<std::pair<uint64_t, size_t>, int64_t> sums;
    for (const Part& part : parts) {
      for (const auto& [candidate, cell] : truths_[part.version]) {
        if (part.slices.count(cell.first) == 0 || !((part.cells >> cell.second) & 1u)) continue;
        const uint64_t person = candidates_[candidate].person;
        sums[{person, person == 0 ? candidate : 0}] += part.sign;
      }
    }
    Contributors who;
    for (const auto& [holder, sum] : sums) {
      if (sum != 0 && holder.first != 0) ++who.persons;
      who.unknown |= sum != 0 && holder.first == 0;
    }
    return who;
  }

  static std::string Describe(const std::vector<Part>& parts, size_t persons) {
    std::string text = absl::StrCat(persons, " persons:");
    for (const Part& part : parts) {
      absl::StrAppend(&text, part.sign > 0 ? " +" : " -", "row ", part.version.row, " of ",
                      part.version.as_of_us / 60'000'000, " slices", part.slices.size(), " cells ",
                      int{part.cells});
    }
    return text;
  }

  std::vector<std::vector<Version>> seen_;
  std::map<Version, std::vector<ShownCount>> counts_;
  std::map<Version, Truth> truths_;
  std::vector<Observation> candidates_;  // as of the last look
  int64_t now_us_ = 0;                   // of the last look
  std::map<std::pair<Version, std::pair<uint32_t, size_t>>, size_t> unknowns_;
};

// What is shown is what is true of the candidates that it counts.
void ExpectTrue(const Crowd& crowd) {
  const Publication& publication = crowd.publication();
  std::vector<std::array<uint64_t, kCells>> counted(publication.rows.size());
  for (const uint32_t place : publication.places) {
    if (place > 0) ++counted[(place - 1) / kCells][(place - 1) % kCells];
  }
  for (size_t row = 0; row < publication.rows.size(); ++row) {
    CellSet seen = 0;
    for (const ShownCount& shown : publication.rows[row].counts) {
      uint64_t candidates = 0;
      for (size_t cell = 0; cell < kCells; ++cell) {
        if ((shown.cells >> cell) & 1u) candidates += counted[row][cell];
      }
      EXPECT_EQ(shown.candidates, candidates) << "row " << row;
      EXPECT_EQ(seen & shown.cells, 0);
      seen |= shown.cells;
    }
  }
}

TEST(SmallCells, CannotBeDerivedFromTwoPublications) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  const int crowds = winnow::testing::LongForm() ? 2000 : 100;
  int derived = 0;
  size_t renewed = 0;
  size_t rows = 0;
  for (int i = 0; i < crowds; ++i) {
    Crowd crowd(seed + static_cast<uint32_t>(i), i % 3 == 0 ? 11 : 3);
    Witness witness;
    for (int step = 0; step < 30; ++step) {
      crowd.Live();
      crowd.Publish();
      witness.See(crowd);
      std::string first;
      derived += witness.Derived(i % 3 == 0 ? 11 : 3, &first);
      ASSERT_EQ(derived, 0) << "crowd " << i << ", step " << step << ": " << first;
      ExpectTrue(crowd);
      for (const Row& row : crowd.publication().rows) {
        renewed += row.as_of_us == crowd.now_us() ? 1 : 0;
      }
    }
    rows += crowd.publication().rows.size() - 1;
  }
  // Nothing hides so well as nothing shown.
  EXPECT_GT(renewed, static_cast<size_t>(crowds));
  EXPECT_GT(rows, static_cast<size_t>(crowds) / 2);
  winnow::testing::Publish("small_cells",
                           {{"cells_derived", derived}, {"publications_solved", crowds * 30.0}});
}

}  // namespace
}  // namespace winnow::disclosure::testing
