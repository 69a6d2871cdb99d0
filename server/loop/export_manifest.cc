// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_manifest.h"

#include <utility>

#include "server/loop/export_csv.h"
#include "server/loop/export_jsonl.h"
#include "server/loop/export_pieces.h"
#include "server/loop/export_tasks.h"

namespace winnow::loop {

std::vector<std::string> ExportManifest(const v1::Manifest& manifest,
                                        absl::Span<const ExportItem> items,
                                        const ExportShape& shape) {
  ExportPieces file;
  switch (shape.format) {
    case v1::EXPORT_FORMAT_CSV:
      WriteCsv(items, file);
      break;
    case v1::EXPORT_FORMAT_LABEL_STUDIO:
      WriteLabelStudioTasks(manifest, items, shape.audio_url, file);
      break;
    case v1::EXPORT_FORMAT_NEMO_MANIFEST:
      WriteNemoManifest(manifest, items, shape.audio_url, file);
      break;
    default:
      WriteJsonLines(manifest, items, file);
      break;
  }
  return std::move(file).Take();
}

}  // namespace winnow::loop
