// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/replay/exported_frame.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/json_util.h"
#include "server/selection/manifest_record.h"
#include "server/selection/stable_hash.h"

namespace winnow::simulation {
namespace {

absl::Status Wrong(absl::string_view problem) { return absl::InvalidArgumentError(problem); }

absl::Status Parse(const std::string& line, google::protobuf::Message* message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status = google::protobuf::util::JsonStringToMessage(line, message, options);
  if (status.ok()) return absl::OkStatus();
  return Wrong(absl::StrCat("is no ", message->GetDescriptor()->name(), " in JSON"));
}

selection::SliceFacts FactsOf(const v1::FrameSlice& slice) {
  selection::SliceFacts facts;
  facts.id = slice.slice();
  facts.launch_weight = slice.launch_weight_micros();
  facts.labeled = slice.labeled();
  facts.target = slice.target();
  if (slice.has_coverage_override_micros())
    facts.coverage_override = slice.coverage_override_micros();
  facts.recent_regression = slice.recent_regression();
  return facts;
}

selection::SliceExclusions ExclusionsOf(const v1::FrameSlice& slice) {
  selection::SliceExclusions exclusions;
  for (const v1::ExclusionCount& excluded : slice.excluded()) {
    const bool leased = excluded.reason() == v1::EXCLUSION_REASON_LEASED;
    (leased ? exclusions.leased : exclusions.filtered) += excluded.count();
  }
  return exclusions;
}

}  // namespace

ExportedFrame::ExportedFrame(v1::FrameHeader header, selection::CompiledPolicy policy)
    : header_(std::move(header)),
      policy_(std::move(policy)),
      index_(policy_.range, policy_.exploration) {
  for (const v1::FrameSlice& slice : header_.slices()) {
    slice_numbers_.emplace(slice.slice(), static_cast<selection::SliceNo>(slices_.size()));
    slices_.push_back(FactsOf(slice));
    exclusions_.push_back(ExclusionsOf(slice));
  }
}

absl::StatusOr<std::unique_ptr<ExportedFrame>> ExportedFrame::Open(const std::string& header_line) {
  v1::FrameHeader header;
  if (absl::Status status = Parse(header_line, &header); !status.ok()) return status;
  selection::PolicyContext context;
  for (const v1::AttributeSpec& attribute : header.attributes())
    context.attributes.push_back(attribute.key());
  if (header.has_release_under_test()) context.release_under_test = header.release_under_test();
  auto policy = selection::CompilePolicy(header.rules(), context);
  if (!policy.ok()) return Wrong(absl::StrCat("has no valid policy: ", policy.status().message()));
  policy->age_anchor_us = header.age_anchor_us();
  const int slices = header.slices_size();
  std::unique_ptr<ExportedFrame> frame(new ExportedFrame(std::move(header), *std::move(policy)));
  if (frame->slice_numbers_.size() != static_cast<std::size_t>(slices))
    return Wrong("names a slice twice");
  for (const v1::FrameWindowCount& window : frame->header_.window_counts()) {
    const auto key = frame->ReadKey(window.key());
    if (!key.ok()) return key.status();
    frame->window_counts_[*key] = window.count();
  }
  return frame;
}

absl::Status ExportedFrame::Add(const std::string& line) {
  v1::FrameCandidate candidate;
  if (absl::Status status = Parse(line, &candidate); !status.ok()) return status;
  const auto slice = FindSlice(candidate.slice());
  if (!slice.has_value()) return Wrong("names a slice that the header does not");
  if (candidate.terms_size() != header_.rules().signal_terms_size())
    return Wrong("does not have a value per term of the policy");
  if (rows_.size() >= std::numeric_limits<selection::CandidateNo>::max())
    return Wrong("is one candidate too many");
  if (ids_.contains(candidate.candidate_id())) return Wrong("names a candidate twice");
  if (absl::Status status = AddKeys(candidate); !status.ok()) return status;
  for (const v1::FrameTerm& term : candidate.terms())
    values_.push_back({!term.missing(), term.micros()});
  const auto no = static_cast<selection::CandidateNo>(rows_.size());
  rows_.push_back({candidate.candidate_id(), candidate.group_members(), candidate.sensitive(),
                   candidate.arrival_us()});
  ids_.insert(rows_.back().id);
  const std::size_t terms = policy_.terms.size();
  const bool known_zero = selection::IsKnownZero(policy_, absl::MakeConstSpan(values_).last(terms));
  index_.Insert(
      {no, *slice, candidate.score_micros(), selection::StaticIdHash(rows_.back().id), known_zero});
  if (!candidate.has_parked()) return absl::OkStatus();
  const auto key = ReadKey(candidate.parked());
  if (!key.ok()) return key.status();
  index_.Park(no, *key);
  return absl::OkStatus();
}

absl::Status ExportedFrame::AddKeys(const v1::FrameCandidate& candidate) {
  std::vector<uint64_t> keys;
  for (const v1::AttributeSpec& attribute : header_.attributes()) {
    uint64_t& key = keys.emplace_back(0);
    const auto it = candidate.attributes().find(attribute.key());
    if (it == candidate.attributes().end()) continue;
    const auto read = ReadKey(attribute, it->second);
    if (!read.ok()) return read.status();
    key = *read;
  }
  keys_.insert(keys_.end(), keys.begin(), keys.end());
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> ExportedFrame::ReadKey(const v1::AttributeSpec& attribute,
                                                const std::string& text) {
  uint64_t key = 0;
  if (attribute.kind() == v1::ATTRIBUTE_KIND_KEYED_HASH) {
    if (!absl::SimpleHexAtoi(text, &key)) return Wrong("has a key that is no hash");
    return key;
  }
  key = category_keys_.try_emplace(text, categories_.size() + 1).first->second;
  if (key > categories_.size()) categories_.push_back(text);
  return key;
}

absl::StatusOr<selection::DiversityKey> ExportedFrame::ReadKey(const v1::FrameKey& key) {
  for (int i = 0; i < header_.attributes_size(); ++i) {
    if (header_.attributes(i).key() != key.attribute()) continue;
    const auto read = ReadKey(header_.attributes(i), key.key());
    if (!read.ok()) return read.status();
    return selection::DiversityKey{static_cast<uint32_t>(i), *read};
  }
  return Wrong("names an attribute that the queue does not declare");
}

absl::Status ExportedFrame::CheckComplete() const {
  if (rows_.size() == header_.candidates()) return absl::OkStatus();
  return Wrong(absl::StrCat("has ", rows_.size(), " candidates, and its header says ",
                            header_.candidates(), "; export the frame again"));
}

std::optional<selection::SliceNo> ExportedFrame::FindSlice(absl::string_view id) const {
  const auto it = slice_numbers_.find(id);
  if (it == slice_numbers_.end()) return std::nullopt;
  return it->second;
}

std::string ExportedFrame::KeyText(std::size_t attribute, uint64_t key) const {
  const v1::AttributeSpec& spec = header_.attributes(static_cast<int>(attribute));
  return spec.kind() == v1::ATTRIBUTE_KIND_KEYED_HASH ? absl::StrFormat("%016x", key)
                                                      : categories_[key - 1];
}

v1::ManifestItem ExportedFrame::ItemOf(const selection::DrawItem& item) const {
  const Row& row = rows_[item.no];
  v1::ManifestItem out;
  out.set_candidate_id(row.id);
  out.set_slice(slices_[item.slice].id);
  selection::RecordItem(item, out);
  const std::size_t terms = policy_.terms.size();
  selection::RecordTerms(policy_,
                         {absl::MakeConstSpan(values_).subspan(item.no * terms, terms),
                          row.sensitive, row.arrival_us, slices_[item.slice]},
                         out);
  out.set_required_labels(policy_.required_labels);
  for (std::size_t i = 0; i < AttributeCount(); ++i) {
    if (const uint64_t key = Key(item.no, i); key != 0) {
      (*out.mutable_attributes())[header_.attributes(static_cast<int>(i)).key()] = KeyText(i, key);
    }
  }
  return out;
}

v1::CapOverflow ExportedFrame::OverflowOf(const selection::CapOverflow& overflow) const {
  v1::CapOverflow out;
  out.set_attribute(header_.attributes(static_cast<int>(overflow.attribute)).key());
  out.set_key(KeyText(overflow.attribute, overflow.key));
  out.set_count(overflow.count);
  return out;
}

}  // namespace winnow::simulation
