// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_manifest.h"

#include <utility>

#include "server/loop/export_csv.h"
#include "server/loop/export_jsonl.h"
#include "server/loop/export_pieces.h"

namespace winnow::loop {

std::vector<std::string> ExportManifest(const v1::Manifest& manifest,
                                        absl::Span<const ExportItem> items,
                                        v1::ExportFormat format) {
  ExportPieces file;
  if (format == v1::EXPORT_FORMAT_CSV) {
    WriteCsv(items, file);
  } else {
    WriteJsonLines(manifest, items, file);
  }
  return std::move(file).Take();
}

}  // namespace winnow::loop
