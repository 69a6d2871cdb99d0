// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_RELABEL_SECTION_H_
#define WINNOW_SERVER_RELEASE_REPORT_RELABEL_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/release/report/release_file.h"

namespace winnow::release {

// What changed between the data of the two releases, and what changes of the label policy alone
// did.
void WriteDataChanges(const ReleaseFile& file, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_RELABEL_SECTION_H_
