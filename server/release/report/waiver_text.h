// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_WAIVER_TEXT_H_
#define WINNOW_SERVER_RELEASE_REPORT_WAIVER_TEXT_H_

#include <string>

#include "server/release/report/release_file.h"

namespace winnow::release {

// "until 2026-05-01 00:00 UTC by lead" of a waived finding: the last waiver of its kind and subject
// that was in force when the verdict was reached. Empty of a finding that counts.
std::string WaiverText(const ReleaseFile& file, const v1::Finding& finding);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_WAIVER_TEXT_H_
