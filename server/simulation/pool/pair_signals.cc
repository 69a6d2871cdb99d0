// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/pair_signals.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/signal_vocabulary.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kSignalMembers[] = {
    "value",     "scorer",           "model_release",    "time",
    "direction", "baseline_release", "candidate_release"};

// As many as a queue can have signals.
constexpr std::size_t kMostSeries = 64;

// Of a member of a signal; empty where it is not there.
absl::StatusOr<std::string> ReleaseIn(const FileRow& row, const google::protobuf::Struct& signal,
                                      absl::string_view name, absl::string_view prefix) {
  const auto it = signal.fields().find(std::string(name));
  if (it == signal.fields().end()) return std::string();
  return row.TextIn(it->second, absl::StrCat(prefix, name));
}

}  // namespace

bool PairSignals::IsOfPair(absl::string_view baseline, absl::string_view candidate) const {
  if (baseline.empty() && candidate.empty()) return true;
  return baseline == baseline_ && candidate == candidate_;
}

absl::Status PairSignals::Check(const FilePlace& place, absl::string_view name,
                                double value) const {
  const std::string field = absl::StrCat("signals.", name);
  if (const auto problem = selection::CheckSignalName(name); problem.has_value())
    return place.Wrong(field, absl::StrCat(*problem, ": correct the name"));
  if (const auto problem = selection::CheckSignalValue(name, value); problem.has_value())
    return place.Wrong(field, absl::StrCat(*problem, ": correct the value"));
  if (name == units_signal_ && value < 0)
    return place.Wrong(field, "is below 0, and says how many words there are: correct the value");
  return absl::OkStatus();
}

absl::Status PairSignals::Read(const FileRow& row, PairSignalValues& out) {
  const auto signals = row.Object("signals");
  if (!signals.ok()) return signals.status();
  std::vector<std::string> names;
  for (const auto& [name, value] : (*signals)->fields()) names.push_back(name);
  // So that the message of a row with several slips does not depend on the order of a hash map.
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const auto stated = Parse(row, name);
    if (!stated.ok()) return stated.status();
    if (absl::Status status = Store(row.place(), *stated, out); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<PairSignals::Stated> PairSignals::Parse(const FileRow& row,
                                                       const std::string& name) {
  const FileRow::Value& value = (*row.Object("signals"))->fields().at(name);
  std::string field = absl::StrCat("signals.", name);
  const FileRow::Value* number = &value;
  Stated stated;
  stated.name = name;
  if (value.has_struct_value()) {
    const google::protobuf::Struct& signal = value.struct_value();
    const std::string prefix = absl::StrCat(field, ".");
    absl::Status known = row.CheckNames(signal, prefix, kSignalMembers);
    if (!known.ok()) return known;
    auto baseline = ReleaseIn(row, signal, "baseline_release", prefix);
    if (!baseline.ok()) return baseline.status();
    auto candidate = ReleaseIn(row, signal, "candidate_release", prefix);
    if (!candidate.ok()) return candidate.status();
    if (baseline->empty() != candidate->empty())
      return row.place().Wrong(field, "names one release of a pair: name both or neither");
    stated.baseline = *std::move(baseline);
    stated.candidate = *std::move(candidate);
    const auto it = signal.fields().find("value");
    if (it == signal.fields().end())
      return row.place().Wrong(absl::StrCat(prefix, "value"), "is missing: state it");
    number = &it->second;
    field = absl::StrCat(prefix, "value");
  }
  const auto read = row.NumberIn(*number, field);
  if (!read.ok()) return read.status();
  stated.value = *read;
  return stated;
}

absl::Status PairSignals::Store(const FilePlace& place, const Stated& stated,
                                PairSignalValues& out) {
  if (absl::Status status = Check(place, stated.name, stated.value); !status.ok()) return status;
  if (IsOfPair(stated.baseline, stated.candidate)) {
    out.of_pair[stated.name] = stated.value;
    return absl::OkStatus();
  }
  const auto series = stated.name == "pair_disagreement"
                          ? witnesses_.AddSeries(stated.baseline, stated.candidate)
                          : std::nullopt;
  if (!series.has_value()) {
    ++of_other_pairs_;
    return absl::OkStatus();
  }
  if (*series >= kMostSeries) {
    return place.Wrong("signals.pair_disagreement",
                       absl::StrCat("is of more than ", kMostSeries,
                                    " further pairs of releases: leave some out"));
  }
  if (out.distances.size() <= *series) out.distances.resize(*series + 1);
  out.distances[*series] = stated.value;
  return absl::OkStatus();
}

}  // namespace winnow::simulation
