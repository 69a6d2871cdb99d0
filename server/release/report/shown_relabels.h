// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_SHOWN_RELABELS_H_
#define WINNOW_SERVER_RELEASE_REPORT_SHOWN_RELABELS_H_

#include "winnow/v1/release.pb.h"

namespace winnow::release {

// False of a data set that the reader may know nothing of but its name: every version has a digest
// that readers are told.
inline bool AreShown(const v1::RelabelCount& count) {
  return !count.digest().empty() || !count.before().empty() || count.members() > 0;
}

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_SHOWN_RELABELS_H_
