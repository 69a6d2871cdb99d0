// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/real_release.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/selection/stable_hash.h"

namespace winnow::release {
namespace {

using Strings = std::vector<std::string>;

// A line of a file, by the names of its columns.
class Row {
 public:
  Row(const std::map<std::string, std::size_t>& columns, Strings cells)
      : columns_(columns), cells_(std::move(cells)) {}

  const std::string& Text(const std::string& column) const {
    return cells_.at(columns_.at(column));
  }

  // NaN for an empty cell: no output of that system.
  double Number(const std::string& column) const {
    double value = 0;
    return absl::SimpleAtod(Text(column), &value) ? value
                                                  : std::numeric_limits<double>::quiet_NaN();
  }

  double NumberOrOne(const std::string& column) const {
    return column.empty() ? 1 : Number(column);
  }

  // In how much two systems differ; distances to the incumbent of a file may name the other alone.
  double Distance(const std::string& a, const std::string& b) const {
    for (const std::string& column :
         {absl::StrCat("d_", a, "__", b), absl::StrCat("d_", b, "__", a), absl::StrCat("d_", b)}) {
      if (columns_.contains(column)) return Number(column);
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  const std::map<std::string, std::size_t>& columns_;
  Strings cells_;
};

Utterance Read(const RealRelease& release, const Row& row) {
  const auto errors = [&](const std::string& system) {
    return row.Number(release.errors_prefix + system + release.errors_suffix);
  };
  Utterance said;
  said.y = errors(release.candidate) - errors(release.incumbent);
  said.reference_words = row.NumberOrOne(release.reference_words);
  const double d =
      std::min(row.Distance(release.incumbent, release.candidate), release.largest_label);
  double expected = 0;
  for (const std::string& other : release.committee) {
    expected += (row.Distance(release.candidate, other) - row.Distance(release.incumbent, other)) /
                static_cast<double>(release.committee.size());
  }
  said.item.cluster = selection::StaticIdHash(row.Text(release.cluster));
  said.item.incumbent_words = row.NumberOrOne(release.incumbent_words);
  said.item.bound = std::max(d, std::abs(said.y));
  said.item.x = ReleaseRegressors(d, row.Number(release.disagreement), expected);
  return said;
}

}  // namespace

RealRelease EarningsGoogleAmazon() {
  return {.name = "EarningsGoogleAmazon",
          .file = "earnings21_asr.csv",
          .incumbent = "google",
          .candidate = "amazon",
          .slice = {"sector", "role"},
          .committee = {"microsoft", "speechmatics", "rev_kaldi", "rev_espnet"}};
}

RealRelease AccentsTo(const std::string& candidate) {
  return {.name = "AccentsTo_" + candidate,
          .file = "afrispeech_asr.csv",
          .incumbent = "whisper_md",
          .candidate = candidate,
          .slice = {"source", "accent"},
          .incumbent_words = "inc_words"};
}

RealRelease AgentGoogleMulti() {
  return {.name = "AgentGoogleMulti",
          .file = "slurp_agent.csv",
          .incumbent = "google_hermit",
          .candidate = "multi_slurp_hermit",
          .slice = {"scenario", "device"},
          .incumbent_words = "",
          .reference_words = "",
          .cluster = "session_key",
          .errors_prefix = "",
          .errors_suffix = "_task_err",
          .disagreement = "u_intent_committee",
          .largest_label = 1};
}

std::string RealReleaseFolder() {
  const char* given = std::getenv("WINNOW_SHARED_DATA");
  return given != nullptr ? given : WINNOW_SOURCE_DIR "/../shared/data";
}

std::optional<RealPool> LoadRelease(const RealRelease& release) {
  std::ifstream file(absl::StrCat(RealReleaseFolder(), "/", release.file));
  if (!file) return std::nullopt;
  std::string line;
  std::getline(file, line);
  std::map<std::string, std::size_t> columns;
  for (const std::string& name : Strings(absl::StrSplit(line, ','))) {
    const std::size_t place = columns.size();
    columns[name] = place;
  }
  std::map<std::string, std::vector<Utterance>> slices;
  while (std::getline(file, line)) {
    const Row row(columns, absl::StrSplit(line, ','));
    const Utterance said = Read(release, row);
    if (std::isnan(said.y) || std::isnan(said.item.x[0])) continue;
    Strings names;
    for (const std::string& column : release.slice) names.push_back(row.Text(column));
    slices[absl::StrJoin(names, "/")].push_back(said);
  }
  RealPool pool;
  for (auto& [name, utterances] : slices) {
    if (utterances.size() < release.least_rows) continue;
    for (Utterance& said : utterances) {
      said.item.slice = static_cast<uint32_t>(pool.slices.size());
      pool.utterances.push_back(std::move(said));
    }
    pool.slices.push_back(name);
  }
  return pool;
}

}  // namespace winnow::release
