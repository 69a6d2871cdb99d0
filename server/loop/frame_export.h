// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrameExport: the frame of a queue at one moment, read in portions while the queue goes on
// (selection.md S8).
#ifndef WINNOW_SERVER_LOOP_FRAME_EXPORT_H_
#define WINNOW_SERVER_LOOP_FRAME_EXPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/shard/frame_watchers.h"
#include "server/shard/shard_state.h"

namespace winnow::loop {

// Exact by copy on write: it hears of every change before it happens, and keeps the line of a
// candidate that it has not read yet as it was. So the mutex of the shard is held for one portion
// at a time, a fraction of a millisecond whatever the size of the queue, and a change while an
// export is under way costs one line. What it keeps is bounded: a queue that changes by more than
// that before it is read, or whose frame is built anew, ends the export.
//
// All of it under the shard's mutex, from any thread.
class FrameExport final : public shard::FrameWatcher {
 public:
  // Most bytes that are kept of changed candidates.
  static constexpr size_t kKeptBytes = size_t{64} << 20;

  // Fixes the moment: now, before whatever comes next. NO_ACTIVE_POLICY without a policy,
  // OVERLOADED while the queue has as many exports as it may have.
  static absl::StatusOr<std::shared_ptr<FrameExport>> Begin(const shard::ShardState& state,
                                                            shard::QueueState& queue,
                                                            size_t kept_bytes = kKeptBytes);

  // The first line of the file.
  std::string HeaderLine() const { return header_; }
  // The next lines, of at most 256 KiB; there may be none before the end, where many candidates in
  // a row are out of the frame. VERSION_CONFLICT when the moment is lost, or when the consent or
  // retention of one of them has ended since.
  absl::StatusOr<std::string> NextLines(int64_t now_us);
  bool AtEnd() const { return next_ == end_; }

  void BeforeChange(selection::CandidateNo no) override;
  void BeforeRebuild() override;

 private:
  FrameExport(shard::QueueState& queue, size_t kept_bytes);

  // The line of a candidate as it is now; empty when it is not in the frame.
  std::string LineOf(selection::CandidateNo no);
  void GiveUp();

  shard::QueueState& queue_;
  const size_t kept_bytes_;
  std::string header_;
  uint64_t next_ = 0;       // candidates before it are read
  const uint64_t end_ = 0;  // later ones were not there yet
  absl::flat_hash_map<selection::CandidateNo, std::string> kept_;
  size_t bytes_ = 0;  // of kept_
  bool lost_ = false;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_FRAME_EXPORT_H_
