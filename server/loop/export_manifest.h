// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A batch as a file that other programs read (api.md P6).
//
// JSON Lines: the manifest, then a line per item in the order of the draw. Counts are numbers; the
// seed is a string, because it has 64 bits; `cell_expectation` counts in units of 2^-32, so that
// inclusion_probability = cell_expectation / 2^32 / cell_candidates. CSV (RFC 4180): a header, then
// a record per item, with a column for each term and attribute that any item has; no field can be
// taken for a formula with effects, because ids have no `=`, `+`, `@`, `(` or space.
//
// An item that consent or retention no longer allows to go out is withdrawn: in its place stands
// `{"type":"withdrawn","candidate_id":..}`, and the other formats leave it out. The manifest line
// stays as it was drawn. The formats for labelers are in export_tasks.h.
#ifndef WINNOW_SERVER_LOOP_EXPORT_MANIFEST_H_
#define WINNOW_SERVER_LOOP_EXPORT_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "winnow/v1/batch.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

struct ExportItem {
  v1::ManifestItem item;
  bool withdrawn = false;
};

// What a file of the batch is to be like: `format` and `audio_url` of the request.
struct ExportShape {
  v1::ExportFormat format = v1::EXPORT_FORMAT_UNSPECIFIED;
  std::string audio_url = {};
};

// The file in pieces of at most 256 KiB. Equal batches give equal bytes. Pure.
std::vector<std::string> ExportManifest(const v1::Manifest& manifest,
                                        absl::Span<const ExportItem> items,
                                        const ExportShape& shape);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_MANIFEST_H_
