// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The lines of a batch as canonical JSON Lines (api.md P6): the same bytes for the same manifest on
// every machine. Members stand in the order of api.md P6, terms in that of the policy, attributes
// by key.
#ifndef WINNOW_SERVER_SELECTION_MANIFEST_LINES_H_
#define WINNOW_SERVER_SELECTION_MANIFEST_LINES_H_

#include <string>

#include "winnow/v1/batch.pb.h"

namespace winnow::selection {

// Pure functions. Each line ends with a line feed.

std::string ManifestLine(const v1::Manifest& manifest);

// The line of an item in three parts, so that what a draw decides can be told from the rest.
struct ItemLine {
  std::string draw;        // candidate, slice, arm, score with its terms, cell and probability
  std::string provenance;  // source, consent, retention, rubric, split, release: no draw reads them
  std::string labeling;    // labels asked for, attributes, and the end of the line

  std::string Text() const { return draw + provenance + labeling; }
};
ItemLine ItemLineOf(const v1::ManifestItem& item);

// What stands in the place of an item that may no longer go out.
std::string WithdrawnLine(const std::string& candidate_id);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_MANIFEST_LINES_H_
