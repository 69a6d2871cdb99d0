// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A batch as canonical JSON Lines (api.md P6).
#ifndef WINNOW_SERVER_LOOP_EXPORT_JSONL_H_
#define WINNOW_SERVER_LOOP_EXPORT_JSONL_H_

#include "absl/types/span.h"
#include "server/loop/export_manifest.h"
#include "server/loop/export_pieces.h"

namespace winnow::loop {

// The manifest's line and a line for each item (selection/manifest_lines.h).
void WriteJsonLines(const v1::Manifest& manifest, absl::Span<const ExportItem> items,
                    ExportPieces& file);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_JSONL_H_
