// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Lineage: which releases rest on an example, and on which examples a release rests (governance.md
// G4).
#ifndef WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_H_
#define WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Lineage {
 public:
  explicit Lineage(Environment& environment) : environment_(environment) {}

  // Reads rows on the caller's thread, a page's worth; gives up when nobody waits any more.
  void TraceLineage(const Caller& caller, const v1::TraceLineageRequest& request,
                    Done<v1::TraceLineageResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_LINEAGE_H_
