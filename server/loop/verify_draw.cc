// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks of the draw: caps and probabilities.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/manifest.h"
#include "server/loop/verify_checks.h"

namespace winnow::loop {
namespace {

// Cells count expected draws in units of 2^-32.
double Slots(uint64_t units) { return std::ldexp(static_cast<double>(units), -32); }

// How often keys of one attribute are in a batch, counted item by item as the draw did.
class CapCount {
 public:
  explicit CapCount(const v1::Cap& cap) : cap_(cap) {}

  // Counts the item in; true when a bound of the batch or of its slice was reached before.
  bool Exceeds(const std::string& key, const std::string& slice) {
    const uint64_t batch = in_batch_[key]++;
    const uint64_t in_slice = in_slice_[{key, slice}]++;
    return (cap_.per_batch() > 0 && batch >= cap_.per_batch()) ||
           (cap_.per_slice() > 0 && in_slice >= cap_.per_slice());
  }

 private:
  const v1::Cap& cap_;
  std::map<std::string, uint64_t> in_batch_;
  std::map<std::pair<std::string, std::string>, uint64_t> in_slice_;
};

using Overflows = std::map<std::pair<std::string, std::string>, uint64_t>;

// Adds what EXPLORE has above `cap` to `overflows`.
void CheckCap(const BatchEvidence& evidence, const v1::Cap& cap, Findings& findings,
              Overflows& overflows) {
  CapCount count(cap);
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    // Caps are about what is drawn.
    if (!evidence.items[i].has_value() || evidence.items[i]->arm() == v1::ARM_CONTROL) continue;
    const v1::ManifestItem& item = *evidence.items[i];
    const auto key = item.attributes().find(cap.attribute());
    if (key == item.attributes().end() || !count.Exceeds(key->second, item.slice())) continue;
    if (item.arm() == v1::ARM_EXPLORE) {
      ++overflows[{cap.attribute(), key->second}];
    } else {
      findings.AddOfItem(i, absl::StrCat("its ", cap.attribute(), " is above its cap"));
    }
  }
}

// What is outside the frame has neither.
void CheckControl(size_t i, const v1::ManifestItem& item, Findings& findings) {
  if (item.inclusion_probability() != 0)
    findings.AddOfItem(i, "it is a control item and has a probability");
  if (item.cell_candidates() != 0 || item.cell_draws() != 0 || item.cell_expectation() != 0)
    findings.AddOfItem(i, "it is a control item and has a cell");
}

void CheckCertain(size_t i, const v1::ManifestItem& item, Findings& findings) {
  if (item.inclusion_probability() != 1) findings.AddOfItem(i, "its probability is not 1");
  if (item.cell_candidates() != 0 || item.cell_draws() != 0 || item.cell_expectation() != 0) {
    findings.AddOfItem(i, "it is no random draw and has a cell");
  }
}

void CheckRandom(size_t i, const v1::ManifestItem& item, Findings& findings) {
  const double expected = Slots(item.cell_expectation());
  const auto candidates = static_cast<double>(item.cell_candidates());
  if (item.cell_candidates() == 0 || item.cell_expectation() == 0 || expected > candidates) {
    return findings.AddOfItem(i, "its cell expects no draw, or more than it has candidates");
  }
  if (item.inclusion_probability() != expected / candidates) {
    findings.AddOfItem(i, "its probability is not e_c / N_c");
  }
  const auto draws = static_cast<double>(item.cell_draws());
  if (draws < std::floor(expected) || draws > std::ceil(expected) || item.cell_draws() == 0) {
    findings.AddOfItem(i, "the draws of its cell are neither floor nor ceil of e_c");
  }
}

// The random draws of one slice, in the order of the manifest.
struct SliceDraws {
  uint64_t items = 0;
  double cells_expect = 0;  // of the cells that were drawn from
};

bool InOneCell(const v1::ManifestItem& a, const v1::ManifestItem& b) {
  return a.slice() == b.slice() &&
         std::tuple(a.cell_candidates(), a.cell_draws(), a.cell_expectation()) ==
             std::tuple(b.cell_candidates(), b.cell_draws(), b.cell_expectation());
}

// Items of a cell stand together. Cells of equal numbers may be neighbours, so a run is a multiple
// of n_c.
std::map<std::string, SliceDraws> CheckCells(const BatchEvidence& evidence, Findings& findings) {
  std::map<std::string, SliceDraws> slices;
  const bool has_gaps = evidence.has_gaps();
  const auto is_draw = [&](size_t i) {
    return evidence.items[i].has_value() && evidence.items[i]->arm() == v1::ARM_EXPLORE;
  };
  for (size_t i = 0; i < evidence.items.size();) {
    size_t end = i + 1;
    if (!is_draw(i)) {
      i = end;
      continue;
    }
    const v1::ManifestItem& first = *evidence.items[i];
    while (end < evidence.items.size() && is_draw(end) && InOneCell(first, *evidence.items[end]))
      ++end;
    const uint64_t draws = std::max<uint64_t>(first.cell_draws(), 1);
    if ((end - i) % draws != 0 && !has_gaps) {
      findings.AddOfItem(i, absl::StrCat("its cell has ", draws, " draws, and not the items"));
    }
    SliceDraws& slice = slices[first.slice()];
    slice.items += end - i;
    slice.cells_expect +=
        Slots(first.cell_expectation()) * static_cast<double>((end - i + draws - 1) / draws);
    i = end;
  }
  return slices;
}

}  // namespace

void CheckCaps(const BatchEvidence& evidence, Findings& findings) {
  if (!evidence.policy.has_value()) return;  // CheckPolicy says so
  Overflows overflows;
  bool in_windows = false;
  for (const v1::Cap& cap : evidence.policy->policy().caps()) {
    CheckCap(evidence, cap, findings, overflows);
    in_windows |= cap.per_window() > 0;
  }
  Overflows recorded;
  const v1::Manifest header = OpenHeader(evidence.batch);
  for (const v1::CapOverflow& overflow : header.cap_overflows()) {
    recorded[{overflow.attribute(), overflow.key()}] += overflow.count();
  }
  // What a window held before the batch is in no row of it, and erased items are not counted.
  const auto& sealed = evidence.batch.overflows();
  const bool lines_erased = std::any_of(sealed.begin(), sealed.end(), IsErased);
  for (const auto& [key, count] : overflows) {
    if (recorded[key] < count && !(lines_erased && recorded[key] == 0)) {
      findings.Add(absl::StrCat("random draws exceed a cap of ", key.first, " ", count,
                                " times, and the header says ", recorded[key]));
    }
  }
  if (in_windows || evidence.has_gaps()) return;
  for (const auto& [key, count] : recorded) {
    if (count > overflows[key]) {
      findings.Add(absl::StrCat("the header says that random draws exceed a cap of ", key.first,
                                " ", count, " times, and they do ", overflows[key], " times"));
    }
  }
}

void CheckProbabilities(const BatchEvidence& evidence, Findings& findings) {
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    if (!evidence.items[i].has_value()) continue;
    const v1::ManifestItem& item = *evidence.items[i];
    if (item.arm() == v1::ARM_EXPLORE) {
      CheckRandom(i, item, findings);
    } else if (item.arm() == v1::ARM_CONTROL) {
      CheckControl(i, item, findings);
    } else {
      CheckCertain(i, item, findings);
    }
  }
  // A batch of an evaluation has a part of each cell's draws.
  if (!evidence.batch.manifest().evaluation().empty()) return;
  const bool has_gaps = evidence.has_gaps();
  std::map<std::string, SliceDraws> slices = CheckCells(evidence, findings);
  for (const v1::QuotaLine& quota : evidence.batch.manifest().quotas()) {
    const SliceDraws& slice = slices[quota.slice()];
    const auto draws = static_cast<double>(slice.items);
    if (draws > std::ceil(quota.explore()) || (draws < std::floor(quota.explore()) && !has_gaps)) {
      findings.AddOfSlice(quota.slice(),
                          absl::StrCat("it has ", slice.items,
                                       " random draws, neither floor nor ceil of its sum of e_c"));
    }
    if (slice.cells_expect > quota.explore()) {
      findings.AddOfSlice(quota.slice(), "its cells expect more draws than the slice");
    }
  }
}

}  // namespace winnow::loop
