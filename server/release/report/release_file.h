// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseFile: all that a release is exported from, and the one function that exports it.
#ifndef WINNOW_SERVER_RELEASE_REPORT_RELEASE_FILE_H_
#define WINNOW_SERVER_RELEASE_REPORT_RELEASE_FILE_H_

#include <optional>
#include <string>
#include <vector>

#include "winnow/v1/release.pb.h"
#include "winnow/v1/trace.pb.h"

namespace winnow::release {

struct ReleaseFile {
  // With its numbers, waivers and rollouts.
  v1::Release release;
  // None before the first.
  std::optional<v1::ReleaseVerdict> verdict;
  // Back from the release, in any order. A step of kind DATASET or EVALUATION says when that data
  // set version or that sample was made, and its digest; where there is none, OpenLineage has no
  // event of it. OpenLineage takes its steps as they are; the page shows the first 500.
  std::vector<v1::LineageStep> lineage;
  // There are more steps, which TraceLineage tells.
  bool is_lineage_cut = false;
};

// False for IN_TOTO where there is no verdict or it has no digest: then there is nothing to attest.
bool CanRender(const ReleaseFile& file, v1::ReleaseFormat format);

// The file in a format; the same bytes for the same input. UNSPECIFIED is JSON. Empty where
// CanRender is false, and of OpenLineage where nothing is known to have happened. All of it is
// UTF-8 and ends with a line feed. Thread-safe.
std::string RenderRelease(const ReleaseFile& file, v1::ReleaseFormat format);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_RELEASE_FILE_H_
