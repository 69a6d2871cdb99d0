// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/queue_pool.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "server/simulation/pool/outcome_pairs.h"
#include "server/simulation/pool/pool_draft.h"
#include "server/simulation/pool/slice_names.h"
#include "winnow/v1/frame.pb.h"

namespace winnow::simulation {
namespace {

constexpr double kMicrosOfFrames = 1e6;
// What policies and the gate read of a candidate, as a term of the policy or beside it.
constexpr absl::string_view kReadSignals[] = {"pair_disagreement", "expected_change",
                                              "committee_disagreement"};

// Members that later versions add are passed over, as ExportedFrame does.
absl::Status ParseFrameLine(const FileLines& file, std::size_t index,
                            google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status =
      google::protobuf::util::JsonStringToMessage(file.lines[index], &message, options);
  if (status.ok()) return absl::OkStatus();
  return FilePlace{file.name, index + 1}.Wrong(
      "", absl::StrCat("is no ", message.GetDescriptor()->name(),
                       " in JSON: export the frame again with winnow queue export"));
}

// The pair that a term reads; both empty where its signal has none.
v1::ReleaseUnderTest PairOf(const v1::SignalTerm& term, const v1::FrameHeader& header) {
  if (term.use_release_under_test()) return header.release_under_test();
  v1::ReleaseUnderTest pair;
  pair.set_baseline_release(term.baseline_release());
  pair.set_candidate_release(term.candidate_release());
  return pair;
}

class FrameRows {
 public:
  FrameRows(const JsonPoolInput& input, const v1::FrameHeader& header, PoolDraft& draft)
      : input_(input), header_(header), draft_(draft) {
    for (const v1::FrameSlice& slice : header.slices()) slices_[slice.slice()] = &slice;
    for (const v1::SignalTerm& term : header.rules().signal_terms()) {
      const v1::ReleaseUnderTest pair = PairOf(term, header);
      reads_.push_back(draft.signals().IsOfPair(pair.baseline_release(), pair.candidate_release()));
      if (!reads_.back()) {
        draft.Note(absl::StrCat("The frame's ", term.signal(), " is of ", pair.baseline_release(),
                                " and ", pair.candidate_release(),
                                ", not of the two releases that are compared: it is left out."));
      }
    }
  }

  absl::Status CheckOptions();
  absl::Status AddAll();
  // What slices of launch weight 0 have.
  uint64_t kept_out() const { return kept_out_; }
  bool IsKeptOut(const std::string& id) const { return kept_out_ids_.contains(id); }

 private:
  absl::Status Add(std::size_t index);
  absl::Status AddTerms(const FilePlace& place, const v1::FrameCandidate& candidate,
                        SignalValues& out) const;
  absl::StatusOr<std::string> SliceOf(const FilePlace& place, const v1::FrameCandidate& candidate);
  static std::string KeyOf(const v1::FrameCandidate& candidate, const std::string& attribute) {
    const auto it = candidate.attributes().find(attribute);
    return it == candidate.attributes().end() ? std::string() : it->second;
  }
  bool Declares(const std::string& attribute) const {
    return std::any_of(header_.attributes().begin(), header_.attributes().end(),
                       [&](const v1::AttributeSpec& spec) { return spec.key() == attribute; });
  }

  const JsonPoolInput& input_;
  const v1::FrameHeader& header_;
  PoolDraft& draft_;
  absl::flat_hash_map<std::string, const v1::FrameSlice*> slices_;
  uint64_t kept_out_ = 0;
  absl::flat_hash_set<std::string> kept_out_ids_;
  SliceNames names_;
  std::vector<bool> reads_;  // by term: its signal is of the pair, or of none
};

absl::Status FrameRows::CheckOptions() {
  std::vector<std::string> asked = {input_.options.cluster, input_.near_duplicate};
  asked.insert(asked.end(), input_.options.slice.begin(), input_.options.slice.end());
  for (const std::string& name : asked) {
    if (name.empty() || name == "slice" || Declares(name)) continue;
    const auto key = [](std::string* out, const v1::AttributeSpec& spec) {
      out->append(spec.key());
    };
    return FilePlace{input_.candidates.name, 1}.Wrong(
        "attributes", absl::StrCat("the queue declares no ", name, ": name one of slice, ",
                                   absl::StrJoin(header_.attributes(), ", ", key)));
  }
  return absl::OkStatus();
}

absl::Status FrameRows::AddAll() {
  const std::vector<std::string>& lines = input_.candidates.lines;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (absl::Status status = Add(i); !status.ok()) return status;
  }
  if (lines.size() - 1 == header_.candidates()) return absl::OkStatus();
  return FilePlace{input_.candidates.name, 1}.Wrong(
      "candidates", absl::StrCat("says ", header_.candidates(), ", and ", lines.size() - 1,
                                 " lines follow: export the frame again"));
}

absl::Status FrameRows::Add(std::size_t index) {
  v1::FrameCandidate candidate;
  absl::Status status = ParseFrameLine(input_.candidates, index, candidate);
  if (!status.ok()) return status;
  const FilePlace place = {input_.candidates.name, index + 1};
  if (candidate.candidate_id().empty())
    return place.Wrong("candidate_id", "is missing: export the frame again");
  if (candidate.group_members() == 0)
    return place.Wrong("group_members", "is missing or 0: export the frame again");
  DraftRow row;
  row.id = candidate.candidate_id();
  auto slice = SliceOf(place, candidate);
  if (!slice.ok()) return slice.status();
  row.slice = *std::move(slice);
  if (slices_.at(candidate.slice())->launch_weight_micros() <= 0) {
    kept_out_ += candidate.group_members();
    kept_out_ids_.insert(candidate.candidate_id());
    return absl::OkStatus();
  }
  const std::string& cluster = input_.options.cluster;
  row.cluster =
      cluster == "slice" ? row.slice : KeyOf(candidate, cluster.empty() ? "speaker" : cluster);
  if (!input_.near_duplicate.empty()) row.near_duplicate = KeyOf(candidate, input_.near_duplicate);
  row.members = candidate.group_members();
  row.sensitive = candidate.sensitive();
  status = AddTerms(place, candidate, row.signals.of_pair);
  if (!status.ok()) return status;
  return draft_.Add(place, std::move(row));
}

absl::StatusOr<std::string> FrameRows::SliceOf(const FilePlace& place,
                                               const v1::FrameCandidate& candidate) {
  if (!slices_.contains(candidate.slice()))
    return place.Wrong("slice", "is none that the header names: export the frame again");
  if (input_.options.slice.empty()) return candidate.slice();
  std::vector<std::string> values;
  for (const std::string& name : input_.options.slice) {
    values.push_back(name == "slice" ? candidate.slice() : KeyOf(candidate, name));
    if (values.back().empty()) {
      return place.Wrong(absl::StrCat("attributes.", name),
                         "is missing, and slices are made of it: make slices of other fields");
    }
  }
  auto name = names_.Join(values);
  if (!name.has_value()) return place.Wrong(input_.options.slice.front(), SliceNames::kTaken);
  return *std::move(name);
}

absl::Status FrameRows::AddTerms(const FilePlace& place, const v1::FrameCandidate& candidate,
                                 SignalValues& out) const {
  if (static_cast<std::size_t>(candidate.terms_size()) != reads_.size())
    return place.Wrong("terms", "are not one per term of the policy: export the frame again");
  for (std::size_t i = 0; i < reads_.size(); ++i) {
    const v1::FrameTerm& term = candidate.terms(static_cast<int>(i));
    if (term.missing()) continue;
    const std::string& name = header_.rules().signal_terms(static_cast<int>(i)).signal();
    const double value = static_cast<double>(term.micros()) / kMicrosOfFrames;
    absl::Status status = draft_.signals().Check(place, name, value);
    if (!status.ok()) return status;
    if (reads_[i]) out[name] = value;
  }
  return absl::OkStatus();
}

// Candidates that draws before the export, or an evaluation, took out of the frame.
uint64_t TakenBefore(const v1::FrameHeader& header) {
  uint64_t taken = 0;
  for (const v1::FrameSlice& slice : header.slices()) {
    for (const v1::ExclusionCount& excluded : slice.excluded()) {
      const auto reason = excluded.reason();
      if (reason == v1::EXCLUSION_REASON_ALREADY_LABELED || reason == v1::EXCLUSION_REASON_LEASED ||
          reason == v1::EXCLUSION_REASON_HELD_FOR_EVALUATION)
        taken += excluded.count();
    }
  }
  return taken;
}

// Of slices that take part.
bool HasUnequalWeights(const v1::FrameHeader& header) {
  std::set<int64_t> weights;
  for (const v1::FrameSlice& slice : header.slices()) {
    if (slice.launch_weight_micros() > 0) weights.insert(slice.launch_weight_micros());
  }
  return weights.size() > 1;
}

void NoteFrame(const v1::FrameHeader& header, PoolDraft& draft) {
  if (HasUnequalWeights(header)) {
    draft.Note("The launch weights of the queue's slices are not used: all slices weigh alike.");
  }
  std::vector<absl::string_view> none;
  for (const absl::string_view name : kReadSignals) {
    if (draft.CountOf(std::string(name)) == 0) none.push_back(name);
  }
  if (!none.empty()) {
    draft.Note(absl::StrCat("No candidate of the frame has ", absl::StrJoin(none, " or "),
                            ", as if nobody had pushed them: a frame has the signals that are "
                            "terms of its policy, and others where files of signals are given."));
  }
  const uint64_t taken = TakenBefore(header);
  if (taken == 0) return;
  draft.Note(absl::StrCat(taken,
                          " candidates of the queue were labelled, leased or held for an "
                          "evaluation when the frame was exported: they are not in it, and "
                          "what is left is no random part of the queue."));
}

}  // namespace

absl::StatusOr<Pool> QueuePool(const JsonPoolInput& input) {
  v1::FrameHeader header;
  if (input.candidates.lines.empty())
    return FilePlace{input.candidates.name, 1}.Wrong("", "is missing: the file is empty");
  absl::Status status = ParseFrameLine(input.candidates, 0, header);
  if (!status.ok()) return status;
  PoolOptions options = input.options;
  if (options.baseline.empty() && options.candidate.empty()) {
    options.baseline = header.release_under_test().baseline_release();
    options.candidate = header.release_under_test().candidate_release();
  }
  const auto counts = CountsOf(options);
  if (!counts.ok()) return counts.status();
  PoolDraft draft(input, *counts, "the frame");
  draft.task().set_source(
      absl::StrCat("frame of ", header.queue(), " under ", header.policy(), " at ",
                   google::protobuf::util::TimeUtil::ToString(header.frame_time())));
  FrameRows rows(input, header, draft);
  if (status = rows.CheckOptions(); !status.ok()) return status;
  if (status = rows.AddAll(); !status.ok()) return status;
  if (status = draft.AddSignals(); !status.ok()) return status;
  const auto outcomes = OutcomePairs::Read(input.outcomes, *counts);
  if (!outcomes.ok()) return outcomes.status();
  NoteFrame(header, draft);
  const auto outside = std::count_if(
      outcomes->pairs().begin(), outcomes->pairs().end(), [&](const OutcomePairs::Pair& pair) {
        return !draft.Contains(pair.candidate_id) && !rows.IsKeptOut(pair.candidate_id);
      });
  draft.Exclude("in slices of launch weight 0, of which a queue draws nothing", rows.kept_out());
  draft.Exclude("with outcomes, but not in the frame", static_cast<uint64_t>(outside));
  return std::move(draft).Finish(*outcomes);
}

}  // namespace winnow::simulation
