// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_jsonl.h"

#include "server/selection/manifest_lines.h"

namespace winnow::loop {

void WriteJsonLines(const v1::Manifest& manifest, absl::Span<const ExportItem> items,
                    ExportPieces& file) {
  file.Append(selection::ManifestLine(manifest));
  for (const ExportItem& entry : items) {
    file.Append(entry.withdrawn ? selection::WithdrawnLine(entry.item.candidate_id())
                                : selection::ItemLineOf(entry.item).Text());
  }
}

}  // namespace winnow::loop
