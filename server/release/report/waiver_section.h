// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_WAIVER_SECTION_H_
#define WINNOW_SERVER_RELEASE_REPORT_WAIVER_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/release/report/release_file.h"

namespace winnow::release {

// The findings that somebody answers for, in the order of their approval.
void WriteWaivers(const ReleaseFile& file, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_WAIVER_SECTION_H_
