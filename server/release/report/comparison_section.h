// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_COMPARISON_SECTION_H_
#define WINNOW_SERVER_RELEASE_REPORT_COMPARISON_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/release/report/release_file.h"

namespace winnow::release {

// The plot and the table of the first kMostPlotted comparisons.
void WriteComparisons(const ReleaseFile& file, HtmlText& html);
// The table of all further ones; nothing where there are none.
void WriteOtherComparisons(const ReleaseFile& file, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_COMPARISON_SECTION_H_
