// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_RUN_ID_H_
#define WINNOW_SERVER_RELEASE_REPORT_RUN_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow::release {

// The UUID of what made `name`, whose content has `digest`: version 8 of RFC 9562, its 122 free
// bits those of FNV-1a over both. The same for the same two on every machine and in every version;
// another name or another digest has another one but for accidents. It identifies and proves
// nothing.
std::string RunId(absl::string_view name, absl::string_view digest);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_RUN_ID_H_
