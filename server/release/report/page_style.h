// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_PAGE_STYLE_H_
#define WINNOW_SERVER_RELEASE_REPORT_PAGE_STYLE_H_

#include "server/release/report/html_text.h"

namespace winnow::release {

// The style sheet of the page: light, dark, and for paper.
void WriteStyle(HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_PAGE_STYLE_H_
