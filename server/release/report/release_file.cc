// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/release_file.h"

#include "server/release/report/html_report.h"
#include "server/release/report/in_toto.h"
#include "server/release/report/json_report.h"
#include "server/release/report/open_lineage.h"

namespace winnow::release {

bool CanRender(const ReleaseFile& file, v1::ReleaseFormat format) {
  return format != v1::RELEASE_FORMAT_IN_TOTO || HasSubject(file);
}

std::string RenderRelease(const ReleaseFile& file, v1::ReleaseFormat format) {
  if (!CanRender(file, format)) return "";
  switch (format) {
    case v1::RELEASE_FORMAT_HTML:
      return HtmlReport(file);
    case v1::RELEASE_FORMAT_OPENLINEAGE:
      return OpenLineageEvents(file);
    case v1::RELEASE_FORMAT_IN_TOTO:
      return InTotoStatement(file);
    default:
      return JsonReport(file);
  }
}

}  // namespace winnow::release
