// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_VERSION_DIGESTS_H_
#define WINNOW_SERVER_RELEASE_REPORT_VERSION_DIGESTS_H_

#include <string>
#include <vector>

#include "server/release/report/release_file.h"

namespace winnow::release {

// A data set version that the release is about.
struct VersionDigest {
  std::string name;    // `datasets/{dataset}/versions/{number}`
  std::string digest;  // SHA-256, hex; empty where the file does not say it
};

// What the candidate was trained on, in the order of the release, each once. Digests are those of
// the verdict, else those of the lineage.
std::vector<VersionDigest> CandidateVersions(const ReleaseFile& file);
// What that was compared with: named by the release or found by the verdict, and not the
// candidate's too.
std::vector<VersionDigest> BaselineVersions(const ReleaseFile& file);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_VERSION_DIGESTS_H_
