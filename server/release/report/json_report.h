// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_JSON_REPORT_H_
#define WINNOW_SERVER_RELEASE_REPORT_JSON_REPORT_H_

#include <string>

#include "server/release/report/release_file.h"

namespace winnow::release {

// One line: {"release":..,"verdict":..,"lineage":[..]} in protobuf's mapping with the names of the
// protos, as `winnow -o json` prints messages. Without a verdict it is null.
std::string JsonReport(const ReleaseFile& file);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_JSON_REPORT_H_
