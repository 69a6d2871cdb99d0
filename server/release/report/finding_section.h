// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_FINDING_SECTION_H_
#define WINNOW_SERVER_RELEASE_REPORT_FINDING_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/release/report/release_file.h"

namespace winnow::release {

// Why it does not pass, one row for each finding, with who answers for those that are waived.
void WriteFindings(const ReleaseFile& file, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_FINDING_SECTION_H_
