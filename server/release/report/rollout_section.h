// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_ROLLOUT_SECTION_H_
#define WINNOW_SERVER_RELEASE_REPORT_ROLLOUT_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/release/report/release_file.h"

namespace winnow::release {

// Steps into production with their figures and triggers, and the steps still to come.
void WriteRollouts(const ReleaseFile& file, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_ROLLOUT_SECTION_H_
