// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Facets of OpenLineage events: standard ones where one fits, else our own, whose keys begin with
// `winnow_`. README.md describes ours.
#ifndef WINNOW_SERVER_RELEASE_REPORT_LINEAGE_FACETS_H_
#define WINNOW_SERVER_RELEASE_REPORT_LINEAGE_FACETS_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/release/report/finding_index.h"
#include "server/release/report/json_text.h"
#include "server/release/report/release_tests.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

inline constexpr char kLineageProducer[] = "urn:winnow:winnowd";
// What tells names of ours from those of others, of jobs and of data sets.
inline constexpr char kLineageNamespace[] = "winnow";

// Each writes one member of the object that is open.
void WriteJobType(JsonText& json, absl::string_view job_type);
void WriteVersion(JsonText& json, absl::string_view version);
void WriteDigest(JsonText& json, absl::string_view sha256);
void WriteRelabels(JsonText& json, const v1::RelabelCount& count);
void WriteOutputRows(JsonText& json, uint64_t rows);
void WriteInputRows(JsonText& json, uint64_t rows);

// What the gate says of one data set version, by rule. A rule that has findings of another subject
// alone says nothing of this version and is left out.
void WriteAssertions(JsonText& json, absl::string_view version, const FindingIndex& findings);

// Of the run of a gate.
void WriteTestRun(JsonText& json, const std::vector<ReleaseTest>& tests);
void WriteVerdict(JsonText& json, const v1::Release& release, const v1::ReleaseVerdict& verdict);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_LINEAGE_FACETS_H_
