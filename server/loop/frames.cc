// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/frames.h"

#include <memory>
#include <utility>
#include <vector>

#include "server/loop/export_pieces.h"
#include "server/loop/frame_export.h"
#include "server/loop/lease_change.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

// The pieces of the header, then portion by portion what the export gives.
PieceSource PiecesOf(shard::Shard& shard, std::shared_ptr<FrameExport> frame) {
  ExportPieces header;
  header.Append(frame->HeaderLine());
  return [&shard, frame = std::move(frame),
          first = SourceOf(std::move(header).Take())]() mutable -> absl::StatusOr<std::string> {
    absl::StatusOr<std::string> piece = first();
    if (!piece.ok() || !piece->empty()) return piece;
    bool at_end = false;
    while (piece.ok() && piece->empty() && !at_end) {
      const absl::Status seen = Peek(shard, [&](const shard::ShardState& state) {
        piece = frame->NextLines(state.now.latest_us());
        at_end = frame->AtEnd();
        return absl::OkStatus();
      });
      if (!seen.ok()) return seen;
    }
    return piece;
  };
}

}  // namespace

void Frames::ExportFrame(const Caller&, const v1::ExportFrameRequest& request,
                         Done<PieceSource> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  // As before a draw. Where nothing can be written, the frame has the leases as they are.
  (*shard)->Mutate(
      [&](shard::ShardState& state, shard::MutationLog& log) {
        if (const auto queue = FindQueue(state, *queue_id); queue.ok())
          ExpireDue(state, **queue, log, environment_.metrics.lease());
        return absl::OkStatus();
      },
      [](const absl::StatusOr<shard::Position>&) {}, shard::Priority::kEssential);
  auto frame = std::make_shared<std::shared_ptr<FrameExport>>();
  const auto begin = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    auto begun = FrameExport::Begin(state, **queue);
    if (!begun.ok()) return begun.status();
    *frame = *std::move(begun);
    return absl::OkStatus();
  };
  (*shard)->Read(begin, [&shard = **shard, frame, done = std::move(done)](
                            const absl::StatusOr<shard::Position>& position) mutable {
    if (!position.ok()) return done(position.status());
    done(PiecesOf(shard, std::move(*frame)));
  });
}

}  // namespace winnow::loop
