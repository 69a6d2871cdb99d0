// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/replay/replay.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/selection/manifest_lines.h"
#include "server/selection/manifest_record.h"
#include "server/selection/sampler.h"
#include "server/simulation/replay/batch_file.h"

namespace winnow::simulation {
namespace {

constexpr std::size_t kShown = 10;

std::string WithoutEnd(std::string line) { return std::string(absl::StripSuffix(line, "\n")); }

absl::StatusOr<selection::DrawRequest> RequestOf(const ExportedFrame& frame,
                                                 const v1::Manifest& manifest) {
  selection::DrawRequest request = {manifest.draw_size(), manifest.seed(), {}};
  for (const v1::QuotaLine& quota : manifest.quotas()) {
    const auto slice = frame.FindSlice(quota.slice());
    if (!slice.has_value()) {
      return absl::InvalidArgumentError(
          "names a slice that the frame has not; the files do not belong together");
    }
    request.slices.push_back(*slice);
  }
  if (request.slices.empty()) return absl::InvalidArgumentError("names no slice");
  return request;
}

// The manifest that the draw makes out of what the batch was asked for.
v1::Manifest ManifestOf(const ExportedFrame& frame, v1::Manifest asked,
                        const selection::DrawResult& result) {
  asked.set_policy(frame.header().policy());
  asked.set_policy_hash(frame.header().policy_hash());
  asked.set_selected(result.items.size());
  asked.clear_quotas();
  uint64_t eligible = 0;
  for (const selection::SliceLine& line : result.lines) {
    *asked.add_quotas() = selection::RecordLine(line, frame.frame().slices[line.slice].id);
    eligible += line.eligible;
  }
  asked.set_eligible(eligible);
  for (const selection::CapOverflow& overflow : result.cap_overflows)
    *asked.add_cap_overflows() = frame.OverflowOf(overflow);
  selection::SortOverflows(asked);
  return asked;
}

// Whether the line of an item is what the replay has, but for what no draw reads.
bool IsSame(const std::string& line, const v1::ManifestItem& item) {
  const selection::ItemLine replay = selection::ItemLineOf(item);
  const std::string end = WithoutEnd(replay.labeling);
  return (line.size() >= replay.draw.size() + end.size() && absl::StartsWith(line, replay.draw) &&
          absl::EndsWith(line, end)) ||
         line == WithoutEnd(selection::WithdrawnLine(item.candidate_id()));
}

// Gold and anchor items, which come last, and those that were withdrawn: no draw takes them.
bool IsBesideTheDraw(const std::string& line) {
  return absl::StrContains(line, R"("arm":"CONTROL")") ||
         absl::StartsWith(line, R"({"type":"withdrawn")");
}

void AddNotes(const v1::FrameHeader& frame, const v1::Manifest& batch, ReplayResult& result) {
  const auto differ = [&result](absl::string_view what, auto of_frame, auto of_batch) {
    if (of_frame == of_batch) return;
    result.notes.push_back(
        absl::StrCat("the frame has the ", what, " ", of_frame, ", the batch ", of_batch));
  };
  differ("policy hash", frame.policy_hash(), batch.policy_hash());
  differ("index epoch", frame.index_epoch(), batch.index_epoch());
  differ("mutation number", frame.frame_seq(), batch.frame_seq());
}

void Differ(std::size_t line, const std::string& batch, std::string replay, ReplayResult& result) {
  ++result.differing_lines;
  if (result.differences.size() < kShown) {
    result.differences.push_back({line + 1, batch, WithoutEnd(std::move(replay))});
  }
}

}  // namespace

absl::StatusOr<ReplayResult> Replay(const ExportedFrame& frame, absl::Span<const std::string> lines,
                                    selection::Executor& executor) {
  if (lines.empty()) return absl::InvalidArgumentError("is empty");
  auto asked = ParseManifestLine(lines.front());
  if (!asked.ok()) return asked.status();
  const auto request = RequestOf(frame, *asked);
  if (!request.ok()) return request.status();
  const selection::DrawResult drawn =
      selection::Draw(frame.policy(), frame.frame(), *request, executor);
  ReplayResult result;
  result.items = drawn.items.size();
  AddNotes(frame.header(), *asked, result);
  std::string manifest = selection::ManifestLine(ManifestOf(frame, *std::move(asked), drawn));
  if (lines.front() != absl::StripSuffix(manifest, "\n"))
    Differ(0, lines.front(), std::move(manifest), result);
  const std::size_t items = std::max(lines.size() - 1, drawn.items.size());
  for (std::size_t i = 0; i < items; ++i) {
    const std::string line = i + 1 < lines.size() ? lines[i + 1] : "";
    if (i >= drawn.items.size()) {
      if (IsBesideTheDraw(line)) continue;
      Differ(i + 1, line, "", result);
      continue;
    }
    const v1::ManifestItem item = frame.ItemOf(drawn.items[i]);
    if (!IsSame(line, item)) Differ(i + 1, line, selection::ItemLineOf(item).Text(), result);
  }
  return result;
}

}  // namespace winnow::simulation
