// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_REPORT_SAMPLE_RELEASE_H_
#define WINNOW_TESTS_SERVER_RELEASE_REPORT_SAMPLE_RELEASE_H_

#include <string>

#include "server/release/report/release_file.h"

namespace winnow::release {

// 64 hex digits that differ by `seed`.
std::string SampleDigest(int seed);

// Better in all, one slice blocks, several are undecided for every reason that there is, one
// finding is waived; with data sets, policy effects, guardrails, rollouts and lineage.
ReleaseFile SampleRelease();

// The sample with the verdict PASS: no finding, no slice but those that pass.
ReleaseFile PassingRelease();

// A release as it was created: no verdict, no lineage.
ReleaseFile BareRelease();

// The sample with markup and quotes in everything that people write.
ReleaseFile HostileRelease();

// The sample with `slices` slices, every tenth of which blocks and every third is undecided.
ReleaseFile WideRelease(int slices);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_REPORT_SAMPLE_RELEASE_H_
