// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_RELEASES_VERDICT_VIEW_H_
#define WINNOW_SERVER_LOOP_RELEASES_VERDICT_VIEW_H_

#include "server/access/grants.h"
#include "server/shard/registry.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

// Leaves of data sets of queues whose evidence the caller may not read nothing but their names and
// what was found: no examples, counts or digests. For a copy on its way out; the digest stays that
// of the whole verdict.
void HideOtherQueues(const shard::RegistrySnapshot& registry, const access::Grants& grants,
                     v1::ReleaseVerdict& verdict);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_VERDICT_VIEW_H_
