// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Frames: what draws read, as a file for an offline replay (selection.md S8).
#ifndef WINNOW_SERVER_LOOP_FRAMES_H_
#define WINNOW_SERVER_LOOP_FRAMES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/piece_source.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Frames {
 public:
  explicit Frames(Environment& environment) : environment_(environment) {}

  // Ends leases that are over, and answers once the moment of the frame is durable. The file is
  // made while its pieces are taken; it is of that moment all the same, or ends with an error.
  void ExportFrame(const Caller& caller, const v1::ExportFrameRequest& request,
                   Done<PieceSource> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_FRAMES_H_
