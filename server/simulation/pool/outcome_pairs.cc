// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/outcome_pairs.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kOutcomeMembers[] = {"candidate_id", "model_release", "rubric",
                                                 "vendor", "values"};

// A count under its name; nullopt where it is not stated.
absl::StatusOr<std::optional<double>> CountIn(const FileRow& row,
                                              const google::protobuf::Struct& values,
                                              const std::string& name) {
  const auto it = values.fields().find(name);
  if (it == values.fields().end()) return std::optional<double>();
  const std::string field = absl::StrCat("values.", name);
  const auto count = row.NumberIn(it->second, field);
  if (!count.ok()) return count.status();
  if (*count < 0) return row.place().Wrong(field, "is below 0: correct the row");
  if (*count > kMostUnits) return row.place().Wrong(field, "is above a billion: correct the row");
  return std::optional<double>(*count);
}

absl::StatusOr<StatedCounts> ReadCounts(const FileRow& row, const ComparedCounts& counts) {
  const auto values = row.Object("values");
  if (!values.ok()) return values.status();
  if ((*values)->fields().empty())
    return row.place().Wrong("values", "is missing or empty: state the counts of the outcome");
  StatedCounts stated;
  const auto errors = CountIn(row, **values, counts.errors);
  if (!errors.ok()) return errors.status();
  const auto missing = [&row](absl::string_view name, absl::string_view other) {
    return row.place().Wrong(absl::StrCat("values.", name),
                             absl::StrCat("is missing", other, ": state it"));
  };
  if (counts.units.empty()) {
    if (!errors->has_value()) return missing(counts.errors, "");
    stated.errors = **errors;
    return stated;
  }
  const auto units = CountIn(row, **values, counts.units);
  if (!units.ok()) return units.status();
  if (errors->has_value() && !units->has_value())
    return missing(counts.units, absl::StrCat(", with ", counts.errors));
  if (!errors->has_value() && units->has_value())
    return missing(counts.errors, absl::StrCat(", with ", counts.units));
  stated.stated = errors->has_value();
  stated.errors = errors->value_or(0);
  stated.units = units->value_or(0);
  return stated;
}

}  // namespace

absl::StatusOr<ComparedCounts> CountsOf(const PoolOptions& options) {
  if (options.baseline.empty() || options.candidate.empty() ||
      options.baseline == options.candidate) {
    return absl::InvalidArgumentError(
        "two different model releases have to be named: the one in use, and the one that wants to "
        "replace it, as --truth A,B");
  }
  ComparedCounts counts;
  counts.baseline = options.baseline;
  counts.candidate = options.candidate;
  counts.errors = options.errors.empty() ? "word_errors" : options.errors;
  counts.units = options.units;
  if (counts.units.empty() && counts.errors == "word_errors") counts.units = "words";
  return counts;
}

absl::StatusOr<OutcomePairs> OutcomePairs::Read(const FileLines& file,
                                                const ComparedCounts& counts) {
  OutcomePairs pairs;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const auto row = FileRow::Parse(file, i);
    if (!row.ok()) return row.status();
    if (row->Has("guardrail")) continue;
    if (absl::Status status = pairs.Add(*row, counts); !status.ok()) return status;
  }
  if (absl::Status status = pairs.CheckFound(file, counts); !status.ok()) return status;
  return pairs;
}

absl::Status OutcomePairs::Add(const FileRow& row, const ComparedCounts& counts) {
  absl::Status status = row.CheckNames(row.object(), "", kOutcomeMembers);
  if (!status.ok()) return status;
  const auto id = row.RequiredText("candidate_id");
  if (!id.ok()) return id.status();
  const auto release = row.RequiredText("model_release");
  if (!release.ok()) return release.status();
  const auto rubric = row.RequiredText("rubric");
  if (!rubric.ok()) return rubric.status();
  auto vendor = row.Text("vendor");
  if (!vendor.ok()) return vendor.status();
  const auto place = std::lower_bound(releases_.begin(), releases_.end(), *release);
  if (place == releases_.end() || *place != *release) releases_.insert(place, *release);
  if (*release != counts.baseline && *release != counts.candidate) return absl::OkStatus();
  if (rubric_.empty()) rubric_ = *rubric;
  if (rubric_ != *rubric) {
    return row.place().Wrong(
        "rubric", absl::StrCat("is ", *rubric, ", and rows before have ", rubric_,
                               ": labels of two revisions are not compared, keep the rows of one"));
  }
  auto stated = ReadCounts(row, counts);
  if (!stated.ok()) return stated.status();
  stated->vendor = *std::move(vendor);
  stated->line = row.place().line;
  const auto [it, is_new] = places_.try_emplace(*id, pairs_.size());
  if (is_new) pairs_.emplace_back().candidate_id = *id;
  Pair& pair = pairs_[it->second];
  std::optional<StatedCounts>& side = *release == counts.baseline ? pair.baseline : pair.candidate;
  if (side.has_value()) {
    return row.place().Wrong(
        "candidate_id", absl::StrCat(*id, " has an outcome of ", *release, " in line ", side->line,
                                     " already: keep one of the two"));
  }
  side = *std::move(stated);
  return absl::OkStatus();
}

absl::Status OutcomePairs::CheckFound(const FileLines& file, const ComparedCounts& counts) const {
  for (const std::string& release : {counts.baseline, counts.candidate}) {
    if (std::binary_search(releases_.begin(), releases_.end(), release)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        file.name, ": model_release: no outcome is of ", release,
        releases_.empty() ? std::string()
                          : absl::StrCat(", they are of ", absl::StrJoin(releases_, ", ")),
        ": add its outcomes, or name other releases"));
  }
  const auto states = [](const std::optional<StatedCounts>& side) {
    return side.has_value() && side->stated;
  };
  const bool any = std::any_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) {
    return states(pair.baseline) || states(pair.candidate);
  });
  if (any) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(file.name, ": values: no outcome states ",
                                                 counts.errors, " and ", counts.units,
                                                 ": name the counts of the rubric's measure"));
}

const OutcomePairs::Pair* OutcomePairs::Find(absl::string_view candidate_id) const {
  const auto it = places_.find(candidate_id);
  return it == places_.end() ? nullptr : &pairs_[it->second];
}

PairState OutcomePairs::StateOf(absl::string_view candidate_id) const {
  const Pair* const pair = Find(candidate_id);
  if (pair == nullptr) return PairState::kNone;
  if (!pair->baseline.has_value() || !pair->candidate.has_value()) return PairState::kOneSided;
  if (pair->baseline->vendor != pair->candidate->vendor) return PairState::kVendors;
  const bool same = pair->baseline->stated == pair->candidate->stated &&
                    pair->baseline->units == pair->candidate->units;
  return same ? PairState::kComparable : PairState::kReference;
}

}  // namespace winnow::simulation
