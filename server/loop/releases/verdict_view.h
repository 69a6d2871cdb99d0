// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_RELEASES_VERDICT_VIEW_H_
#define WINNOW_SERVER_LOOP_RELEASES_VERDICT_VIEW_H_

#include "server/access/grants.h"
#include "server/shard/registry.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

// Takes the examples out of findings about data sets of queues whose evidence the caller may not
// read.
void HideOtherQueues(const shard::RegistrySnapshot& registry, const access::Grants& grants,
                     v1::ReleaseVerdict& verdict);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_VERDICT_VIEW_H_
