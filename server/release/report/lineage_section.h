// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_LINEAGE_SECTION_H_
#define WINNOW_SERVER_RELEASE_REPORT_LINEAGE_SECTION_H_

#include <cstddef>

#include "server/release/report/html_text.h"
#include "server/release/report/release_file.h"

namespace winnow::release {

inline constexpr std::size_t kMostLineageSteps = 500;

// The steps from examples to this verdict, at most kMostLineageSteps of them, and the digests.
void WriteLineage(const ReleaseFile& file, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_LINEAGE_SECTION_H_
