// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/p6_pool.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/simulation/pool/outcome_pairs.h"
#include "server/simulation/pool/pool_draft.h"
#include "server/simulation/pool/slice_names.h"

namespace winnow::simulation {
namespace {

// Texts of a candidate that a slice or cluster can be made of, besides its attributes.
constexpr absl::string_view kPlainFields[] = {"slice",       "stage",   "source",
                                              "split_group", "subject", "model_release"};

using Fields = absl::btree_map<std::string, std::string>;

// A candidate of which it is not known yet what its cluster is.
struct ReadCandidate {
  FilePlace place;
  DraftRow row;
  Fields fields;  // its attributes, and the plain fields before them
};

absl::StatusOr<Fields> FieldsOf(const FileRow& row) {
  Fields fields;
  const auto attributes = row.Object("attributes");
  if (!attributes.ok()) return attributes.status();
  for (const auto& [name, value] : (*attributes)->fields()) {
    auto text = row.TextIn(value, absl::StrCat("attributes.", name));
    if (!text.ok()) return text.status();
    if (!text->empty()) fields[name] = *std::move(text);
  }
  for (const absl::string_view name : kPlainFields) {
    auto text = row.Text(std::string(name));
    if (!text.ok()) return text.status();
    if (!text->empty()) fields[std::string(name)] = *std::move(text);
  }
  return fields;
}

std::string FieldOf(const Fields& fields, const std::string& name) {
  const auto it = fields.find(name);
  return it == fields.end() ? std::string() : it->second;
}

absl::StatusOr<std::string> SliceOf(const ReadCandidate& candidate, const PoolOptions& options,
                                    SliceNames& names) {
  if (options.slice.empty()) {
    const std::string slice = FieldOf(candidate.fields, "slice");
    if (!slice.empty()) return slice;
    return candidate.place.Wrong("slice", "is missing: state it, or take the row out");
  }
  std::vector<std::string> values;
  for (const std::string& name : options.slice) {
    values.push_back(FieldOf(candidate.fields, name));
    if (values.back().empty()) {
      return candidate.place.Wrong(
          name,
          "is missing, and slices are made of it: state it, take the row out, or make slices "
          "of other fields");
    }
  }
  auto name = names.Join(values);
  if (!name.has_value()) return candidate.place.Wrong(options.slice.front(), SliceNames::kTaken);
  return *std::move(name);
}

absl::StatusOr<ReadCandidate> ReadCandidateOf(const FileRow& row, const PoolOptions& options,
                                              PairSignals& signals, SliceNames& names) {
  absl::Status status = CheckCandidateNames(row);
  if (!status.ok()) return status;
  ReadCandidate candidate;
  candidate.place = row.place();
  auto id = row.RequiredText("candidate_id");
  if (!id.ok()) return id.status();
  candidate.row.id = *std::move(id);
  auto fields = FieldsOf(row);
  if (!fields.ok()) return fields.status();
  candidate.fields = *std::move(fields);
  auto slice = SliceOf(candidate, options, names);
  if (!slice.ok()) return slice.status();
  candidate.row.slice = *std::move(slice);
  auto group = row.Text("dup_group");
  if (!group.ok()) return group.status();
  candidate.row.dup_group = *std::move(group);
  const auto sensitive = row.Flag("sensitive");
  if (!sensitive.ok()) return sensitive.status();
  candidate.row.sensitive = *sensitive;
  status = signals.Read(row, candidate.row.signals);
  if (!status.ok()) return status;
  return candidate;
}

bool AnyHas(const std::vector<ReadCandidate>& candidates, const std::string& field) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [&field](const ReadCandidate& one) { return one.fields.contains(field); });
}

// INVALID_ARGUMENT where a field that is asked for is in no candidate: a slip of the pen.
absl::Status CheckAnyHas(const std::vector<ReadCandidate>& candidates, const std::string& field,
                         const std::string& file) {
  if (field.empty() || AnyHas(candidates, field)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      file, ": ", field, ": no candidate has such an attribute: name one that candidates have"));
}

absl::Status AddAll(std::vector<ReadCandidate> candidates, const JsonPoolInput& input,
                    PoolDraft& draft) {
  const std::string& asked = input.options.cluster;
  for (const std::string& field : {asked, input.near_duplicate}) {
    absl::Status status = CheckAnyHas(candidates, field, input.candidates.name);
    if (!status.ok()) return status;
  }
  const std::string usual = AnyHas(candidates, "speaker") ? "speaker" : "subject";
  const std::string cluster = asked.empty() ? usual : asked;
  for (ReadCandidate& candidate : candidates) {
    candidate.row.cluster = FieldOf(candidate.fields, cluster);
    candidate.row.near_duplicate = FieldOf(candidate.fields, input.near_duplicate);
    absl::Status status = draft.Add(candidate.place, std::move(candidate.row));
    if (!status.ok()) return status;
  }
  return draft.AddSignals();
}

absl::Status CheckKnown(const OutcomePairs& outcomes, const PoolDraft& draft,
                        const JsonPoolInput& input) {
  for (const OutcomePairs::Pair& pair : outcomes.pairs()) {
    if (draft.Contains(pair.candidate_id)) continue;
    const StatedCounts& first = pair.baseline.has_value() ? *pair.baseline : *pair.candidate;
    return FilePlace{input.outcomes.name, first.line}.Wrong(
        "candidate_id",
        absl::StrCat(pair.candidate_id, " is no candidate of ", input.candidates.name,
                     ": add the candidate, or take its outcomes out"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Pool> P6Pool(const JsonPoolInput& input) {
  const auto counts = CountsOf(input.options);
  if (!counts.ok()) return counts.status();
  PoolDraft draft(input, *counts, input.candidates.BaseName());
  draft.task().set_source(absl::StrCat("candidates of ", input.candidates.BaseName()));
  SliceNames names;
  std::vector<ReadCandidate> candidates;
  for (std::size_t i = 0; i < input.candidates.lines.size(); ++i) {
    const auto row = FileRow::Parse(input.candidates, i);
    if (!row.ok()) return row.status();
    auto candidate = ReadCandidateOf(*row, input.options, draft.signals(), names);
    if (!candidate.ok()) return candidate.status();
    candidates.push_back(*std::move(candidate));
  }
  if (absl::Status status = AddAll(std::move(candidates), input, draft); !status.ok())
    return status;
  const auto outcomes = OutcomePairs::Read(input.outcomes, *counts);
  if (!outcomes.ok()) return outcomes.status();
  if (absl::Status status = CheckKnown(*outcomes, draft, input); !status.ok()) return status;
  return std::move(draft).Finish(*outcomes);
}

}  // namespace winnow::simulation
