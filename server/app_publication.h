// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_APP_PUBLICATION_H_
#define WINNOW_SERVER_APP_PUBLICATION_H_

#include "server/app_storage.h"
#include "server/ops/log.h"

namespace winnow::app {

// Renews the counts that callers without access to rows are shown (server/disclosure/README.md).
// Blocks for as long as a pass over the candidates takes; one call at a time.
void PublishCounts(Storage& storage, ops::Logger& log);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_PUBLICATION_H_
