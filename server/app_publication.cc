// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_publication.h"

#include <string>

namespace winnow::app {

void PublishCounts(Storage& storage, ops::Logger& log) {
  // What is shown may grow old sooner than the disk may run full.
  if (storage.disk().admission().room() == shard::Room::kReserve) return;
  const absl::Status status = storage.loop().publications.Renew();
  if (status.ok()) return;
  const std::string cause(status.message());
  log.Log(ops::LogLevel::kWarning, "publication_delayed", {{"cause", cause}});
}

}  // namespace winnow::app
