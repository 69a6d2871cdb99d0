// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Items of a batch as comma-separated values (RFC 4180).
#ifndef WINNOW_SERVER_LOOP_EXPORT_CSV_H_
#define WINNOW_SERVER_LOOP_EXPORT_CSV_H_

#include "absl/types/span.h"
#include "server/loop/export_manifest.h"
#include "server/loop/export_pieces.h"

namespace winnow::loop {

// The header and a record for each item that is not withdrawn. Terms are in columns `terms.{name}`,
// attributes in `attributes.{key}`, each by name; the field is empty where an item has none.
void WriteCsv(absl::Span<const ExportItem> items, ExportPieces& file);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_CSV_H_
