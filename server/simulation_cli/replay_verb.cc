// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/simulation/replay/replay.h"
#include "server/simulation_cli/arguments.h"
#include "server/simulation_cli/files.h"
#include "server/simulation_cli/thread_executor.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kReplayOptions[] = {"--frame", "--batch", "--threads"};

absl::StatusOr<std::unique_ptr<ExportedFrame>> ReadFrame(const std::string& path) {
  std::unique_ptr<ExportedFrame> frame;
  absl::Status status = ForEachLine(path, [&frame](uint64_t number, const std::string& line) {
    if (number > 0) return frame->Add(line);
    auto opened = ExportedFrame::Open(line);
    if (opened.ok()) frame = *std::move(opened);
    return opened.status();
  });
  if (!status.ok()) return status;
  if (frame == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, ": is empty"));
  status = frame->CheckComplete();
  if (!status.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
  return frame;
}

int Report(const ReplayResult& result, uint64_t candidates) {
  if (result.differing_lines == 0) {
    return Tell(absl::StrCat("reproduced: ", result.items, " items, drawn again from ", candidates,
                             " candidates\n"));
  }
  std::string text = absl::StrCat("not reproduced: ", result.differing_lines, " lines differ\n");
  for (const std::string& note : result.notes) absl::StrAppend(&text, "note: ", note, "\n");
  for (const Difference& difference : result.differences) {
    absl::StrAppend(&text, "line ", difference.line, "\n  batch   ", difference.batch,
                    "\n  replay  ", difference.replay, "\n");
  }
  return Tell(text, kExitDiffers);
}

}  // namespace

int ReplayVerb(absl::Span<const std::string> words) {
  const auto arguments = Arguments::Parse(words, {.once = kReplayOptions});
  if (!arguments.ok()) return Complain(arguments.status());
  const auto frame_path = arguments->Required("--frame");
  if (!frame_path.ok()) return Complain(frame_path.status());
  const auto batch_path = arguments->Required("--batch");
  if (!batch_path.ok()) return Complain(batch_path.status());
  const auto threads = arguments->Whole("--threads", 1, {1, kMostThreads});
  if (!threads.ok()) return Complain(threads.status());
  const auto frame = ReadFrame(*frame_path);
  if (!frame.ok()) return Complain(frame.status());
  std::vector<std::string> lines;
  const absl::Status read = ForEachLine(*batch_path, [&lines](uint64_t, std::string line) {
    lines.push_back(std::move(line));
    return absl::OkStatus();
  });
  if (!read.ok()) return Complain(read);
  ThreadExecutor executor(static_cast<uint32_t>(*threads));
  const auto result = Replay(**frame, lines, executor);
  if (!result.ok()) return Complain(absl::StrCat(*batch_path, ": ", result.status().message()));
  return Report(*result, (*frame)->header().candidates());
}

}  // namespace winnow::simulation
