// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_OPEN_LINEAGE_H_
#define WINNOW_SERVER_RELEASE_REPORT_OPEN_LINEAGE_H_

#include <string>

#include "server/release/report/release_file.h"

namespace winnow::release {

// OpenLineage run events of version 2-0-2, one a line: a START and a COMPLETE for each data set
// version of the lineage that the release is about, for its evaluation and for its verdict, in this
// order. Each was one commit, so that both have one time. Empty where no such step has a time.
std::string OpenLineageEvents(const ReleaseFile& file);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_OPEN_LINEAGE_H_
