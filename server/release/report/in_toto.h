// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_IN_TOTO_H_
#define WINNOW_SERVER_RELEASE_REPORT_IN_TOTO_H_

#include <string>

#include "server/release/report/release_file.h"

namespace winnow::release {

// Whether there is a verdict with a digest to make a statement about.
bool HasSubject(const ReleaseFile& file);

// One line: an in-toto Statement v1 with a test result v0.1 as its predicate, not signed. Subjects
// are the verdict and the data set versions of the candidate whose digest is known; the
// configuration is the evaluation, the outcomes and what was compared with. Needs HasSubject.
std::string InTotoStatement(const ReleaseFile& file);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_IN_TOTO_H_
