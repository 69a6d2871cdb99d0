// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/frame_export.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "server/loop/draw_input.h"
#include "server/loop/error.h"
#include "server/loop/manifest.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/loop/usage.h"
#include "server/selection/json_line.h"
#include "winnow/v1/frame.pb.h"

namespace winnow::loop {
namespace {

// A portion ends with either: both keep the mutex below a millisecond.
constexpr size_t kPortionBytes = size_t{64} << 10;
constexpr uint64_t kPortionCandidates = 16'384;
// What a kept line costs besides its text.
constexpr size_t kKeptOverhead = 64;

v1::FrameSlice SliceOf(const shard::QueueState& queue, selection::SliceNo no) {
  const selection::SliceFacts& facts = queue.roster.facts()[no];
  v1::FrameSlice slice;
  slice.set_slice(facts.id);
  slice.set_launch_weight_micros(facts.launch_weight);
  slice.set_labeled(facts.labeled);
  slice.set_target(facts.target);
  if (facts.coverage_override.has_value())
    slice.set_coverage_override_micros(*facts.coverage_override);
  slice.set_recent_regression(facts.recent_regression);
  slice.set_eligible(queue.frame.index()->Cells(no).count());
  WriteExclusions(queue.frame.standings().slice(no).counts, slice.mutable_excluded());
  return slice;
}

v1::FrameKey KeyOf(const shard::QueueState& queue, const selection::DiversityKey& key) {
  v1::FrameKey out;
  out.set_attribute(queue.record.queue().attributes(static_cast<int>(key.attribute)).key());
  out.set_key(queue.candidates.attributes().KeyText(key.attribute, key.key));
  return out;
}

absl::StatusOr<std::string> Header(const shard::ShardState& state, const shard::QueueState& queue) {
  const storage::v1::PolicyRevisionRecord& active = queue.record.active_policy();
  v1::FrameHeader header;
  header.set_queue(QueueName(queue.record.queue_id()));
  header.set_policy(PolicyName(active.policy_id(), active.revision()));
  header.set_policy_hash(absl::BytesToHexString(active.content_hash()));
  *header.mutable_rules() = active.policy();
  *header.mutable_attributes() = queue.record.queue().attributes();
  if (queue.record.queue().has_release_under_test())
    *header.mutable_release_under_test() = queue.record.queue().release_under_test();
  header.set_index_epoch(queue.record.index_epoch());
  header.set_frame_seq(state.seq);
  *header.mutable_frame_time() = ToTimestamp(state.now.latest());
  const size_t slices = queue.candidates.dictionaries().slices.size();
  for (selection::SliceNo no = 0; no < slices; ++no) *header.add_slices() = SliceOf(queue, no);
  header.set_candidates(queue.frame.index()->TotalCount());
  header.set_age_anchor_us(queue.frame.policy()->age_anchor_us);
  for (const auto& [key, count] : queue.windows.counts()) {
    v1::FrameWindowCount& window = *header.add_window_counts();
    *window.mutable_key() = KeyOf(queue, key);
    window.set_count(count);
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  const auto status = google::protobuf::util::MessageToJsonString(header, &line, options);
  if (!status.ok()) return absl::InternalError("a policy cannot be written as JSON");
  return line + '\n';
}

}  // namespace

FrameExport::FrameExport(shard::QueueState& queue, size_t kept_bytes)
    : queue_(queue), kept_bytes_(kept_bytes), end_(queue.candidates.size()) {}

absl::StatusOr<std::shared_ptr<FrameExport>> FrameExport::Begin(const shard::ShardState& state,
                                                                shard::QueueState& queue,
                                                                size_t kept_bytes) {
  if (queue.frame.policy() == nullptr) {
    return NotAllowed(v1::ERROR_REASON_NO_ACTIVE_POLICY,
                      "A queue without an active policy has no frame. Activate one.");
  }
  if (absl::Status status = CheckSwept(queue); !status.ok()) return status;
  // As before a draw: what time has made ineligible is not in the frame.
  queue.frame.Advance(state.now.latest_us());
  queue.windows.Advance(queue.frame.policy()->caps, state.now.expected_us());
  queue.RefreshRoster();
  auto header = Header(state, queue);
  if (!header.ok()) return header.status();
  std::shared_ptr<FrameExport> frame(new FrameExport(queue, kept_bytes));
  frame->header_ = *std::move(header);
  if (!queue.watchers.Add(frame)) {
    return Overloaded(absl::Seconds(10),
                      "The queue has as many exports under way as it may have. Wait for one to "
                      "end.");
  }
  return frame;
}

absl::StatusOr<std::string> FrameExport::NextLines(int64_t now_us) {
  if (lost_) {
    return VersionConflict(
        "The queue changed too much while its frame was exported, or another policy became active. "
        "Export it again.");
  }
  std::string lines;
  const uint64_t last = std::min(end_, next_ + kPortionCandidates);
  for (; next_ < last && lines.size() < kPortionBytes; ++next_) {
    const auto no = static_cast<selection::CandidateNo>(next_);
    std::string line;
    if (auto kept = kept_.extract(no); !kept.empty()) {
      bytes_ -= kept.mapped().size() + kKeptOverhead;
      line = std::move(kept.mapped());
    } else {
      line = LineOf(no);
    }
    if (!line.empty() && MayBeUsed(queue_, no, now_us) != v1::ERROR_REASON_UNSPECIFIED) {
      GiveUp();
      return VersionConflict(
          "The consent or the retention of a candidate of the frame ended while it was exported. "
          "Export it again.");
    }
    lines += line;
  }
  return lines;
}

void FrameExport::BeforeChange(selection::CandidateNo no) {
  if (lost_ || no < next_ || no >= end_ || kept_.contains(no)) return;
  std::string line = LineOf(no);
  bytes_ += line.size() + kKeptOverhead;
  if (bytes_ > kept_bytes_) return GiveUp();
  kept_.emplace(no, std::move(line));
}

void FrameExport::BeforeRebuild() { GiveUp(); }

void FrameExport::GiveUp() {
  lost_ = true;
  kept_.clear();
}

std::string FrameExport::LineOf(selection::CandidateNo no) {
  if (!queue_.frame.index()->Contains(no)) return "";
  const shard::CandidateRow& row = queue_.candidates.row(no);
  selection::JsonLine json;
  json.Open('{');
  json.String("candidate_id", queue_.candidates.id(no));
  json.String("slice", queue_.candidates.dictionaries().slices.Text(row.slice));
  // 64 bits are strings in protobuf's JSON.
  json.String("score_micros", absl::StrCat(queue_.frame.index()->At(no).score));
  json.Open("terms", '[');
  for (const selection::SignalValue& value : queue_.frame.Terms(no)) {
    json.Open('{');
    if (value.present) {
      json.String("micros", absl::StrCat(value.micros));
    } else {
      json.Number("missing", "true");
    }
    json.Close('}');
  }
  json.Close(']');
  if (row.sensitive) json.Number("sensitive", "true");
  json.Open("attributes", '{');
  const auto& attributes = queue_.record.queue().attributes();
  for (int i = 0; i < attributes.size(); ++i) {
    const uint64_t key = queue_.candidates.attributes().Key(no, static_cast<size_t>(i));
    if (key == 0) continue;
    json.String(attributes[i].key(),
                queue_.candidates.attributes().KeyText(static_cast<size_t>(i), key));
  }
  json.Close('}');
  json.String("group_members", absl::StrCat(queue_.frame.GroupMembers(no)));
  if (queue_.frame.policy()->age_boost_per_day > 0)
    json.String("arrival_us", absl::StrCat(row.ingest_us));
  const selection::ParkedGroups* parked = queue_.frame.index()->Cells(row.slice).parked();
  if (parked != nullptr && parked->Contains(no)) {
    const v1::FrameKey key = KeyOf(queue_, *parked->KeyOf(no));
    json.Open("parked", '{');
    json.String("attribute", key.attribute());
    json.String("key", key.key());
    json.Close('}');
  }
  json.Close('}');
  return std::move(json).Take();
}

}  // namespace winnow::loop
