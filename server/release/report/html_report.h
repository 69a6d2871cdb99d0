// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_HTML_REPORT_H_
#define WINNOW_SERVER_RELEASE_REPORT_HTML_REPORT_H_

#include <string>

#include "server/release/report/release_file.h"

namespace winnow::release {

// One page for people who decide about a launch. It has no script, loads nothing and says so to the
// browser, follows the colours that the reader prefers, and prints.
std::string HtmlReport(const ReleaseFile& file);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_HTML_REPORT_H_
