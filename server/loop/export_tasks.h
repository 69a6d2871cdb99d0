// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A batch for those who label it: tasks of Label Studio, lines of a NeMo manifest
// (client/LABEL_STUDIO.md).
//
// Neither says why an item was drawn. Arm, score, terms, cells and probability are left out, and so
// is the order of the draw, in which the best scored come first: items stand in the order of their
// ids.
#ifndef WINNOW_SERVER_LOOP_EXPORT_TASKS_H_
#define WINNOW_SERVER_LOOP_EXPORT_TASKS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/loop/export_manifest.h"
#include "server/loop/export_pieces.h"

namespace winnow::loop {

// A JSON array with a task for each item that is not withdrawn. `audio_url` is a template
// (audio_url.h), or empty: tasks have no `data.audio` then.
void WriteLabelStudioTasks(const v1::Manifest& manifest, absl::Span<const ExportItem> items,
                           absl::string_view audio_url, ExportPieces& file);

// A line for each item that is not withdrawn. `audio_url` is a template.
void WriteNemoManifest(const v1::Manifest& manifest, absl::Span<const ExportItem> items,
                       absl::string_view audio_url, ExportPieces& file);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_TASKS_H_
