// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/lineage_facets.h"

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

// The facets that https://github.com/OpenLineage/OpenLineage/tree/main/spec/facets publishes.
constexpr char kStandard[] = "https://openlineage.io/spec/facets/";
// Ours are described in README.md: a schema that changes gets another number.
constexpr char kOwn[] = "urn:winnow:openlineage:1-0-0#/$defs/";

void OpenFacet(JsonText& json, absl::string_view key, absl::string_view schema) {
  json.Open(key, '{');
  json.String("_producer", kLineageProducer).String("_schemaURL", schema);
}

void OpenStandard(JsonText& json, absl::string_view key, absl::string_view version,
                  absl::string_view type) {
  OpenFacet(json, key, absl::StrCat(kStandard, version, "/", type, ".json#/$defs/", type));
}

void OpenOwn(JsonText& json, absl::string_view key, absl::string_view type) {
  OpenFacet(json, key, absl::StrCat(kOwn, type));
}

void WriteAssertion(JsonText& json, v1::FindingKind kind,
                    const std::vector<const v1::Finding*>& findings) {
  json.Open('{').String("assertion", FindingId(kind));
  json.Bool("success", findings.empty());
  json.String("severity", ResultOf(findings) == TestResult::kWarned ? "warn" : "error");
  if (!findings.empty()) json.String("description", findings.front()->message());
  json.Close('}');
}

}  // namespace

void WriteJobType(JsonText& json, absl::string_view job_type) {
  OpenStandard(json, "jobType", "2-0-4", "JobTypeJobFacet");
  json.String("processingType", "BATCH").String("integration", "WINNOW");
  json.String("jobType", job_type).Close('}');
}

void WriteVersion(JsonText& json, absl::string_view version) {
  OpenStandard(json, "version", "1-0-1", "DatasetVersionDatasetFacet");
  json.String("datasetVersion", version).Close('}');
}

void WriteDigest(JsonText& json, absl::string_view sha256) {
  OpenOwn(json, "winnow_digest", "WinnowDigestDatasetFacet");
  json.String("sha256", sha256).Close('}');
}

void WriteRelabels(JsonText& json, const v1::RelabelCount& count) {
  OpenOwn(json, "winnow_relabels", "WinnowRelabelsDatasetFacet");
  json.String("before", count.before());
  json.Count("added", count.added()).Count("removed", count.removed());
  json.Count("byPolicy", count.by_policy()).Count("byAdjudication", count.by_adjudication());
  json.Count("byCorrection", count.by_correction()).Count("unexplained", count.unexplained());
  json.Close('}');
}

void WriteOutputRows(JsonText& json, uint64_t rows) {
  OpenStandard(json, "outputStatistics", "1-0-2", "OutputStatisticsOutputDatasetFacet");
  json.Count("rowCount", rows).Close('}');
}

void WriteInputRows(JsonText& json, uint64_t rows) {
  OpenStandard(json, "inputStatistics", "1-0-0", "InputStatisticsInputDatasetFacet");
  json.Count("rowCount", rows).Close('}');
}

void WriteAssertions(JsonText& json, absl::string_view version, const FindingIndex& findings) {
  OpenStandard(json, "dataQualityAssertions", "1-1-0", "DataQualityAssertionsDatasetFacet");
  json.Open("assertions", '[');
  for (const v1::FindingKind kind :
       {v1::FINDING_KIND_UNKNOWN_SOURCE, v1::FINDING_KIND_MISSING_CONSENT,
        v1::FINDING_KIND_CONSENT_REVOKED, v1::FINDING_KIND_RETENTION_EXPIRED,
        v1::FINDING_KIND_SPLIT_LEAKAGE, v1::FINDING_KIND_EVAL_CONTAMINATION,
        v1::FINDING_KIND_UNEXPLAINED_RELABEL}) {
    const auto about = findings.Of(kind, version);
    if (!about.empty() || !findings.Has(kind)) WriteAssertion(json, kind, about);
  }
  json.Close(']').Close('}');
}

void WriteTestRun(JsonText& json, const std::vector<ReleaseTest>& tests) {
  OpenStandard(json, "test", "1-0-1", "TestRunFacet");
  json.Open("tests", '[');
  for (const ReleaseTest& test : tests) {
    json.Open('{').String("name", test.name);
    json.String("status", test.result == TestResult::kPassed ? "pass" : "fail");
    json.String("severity", test.result == TestResult::kWarned ? "warn" : "error");
    json.String("type", test.type);
    if (!test.expected.empty()) json.String("expected", test.expected);
    if (!test.actual.empty()) json.String("actual", test.actual);
    json.Close('}');
  }
  json.Close(']').Close('}');
}

void WriteVerdict(JsonText& json, const v1::Release& release, const v1::ReleaseVerdict& verdict) {
  OpenOwn(json, "winnow_verdict", "WinnowVerdictRunFacet");
  json.String("name", verdict.name()).String("verdict", VerdictWord(verdict.verdict()));
  json.String("sha256", verdict.digest());
  json.String("baselineRelease", release.baseline_release());
  json.String("candidateRelease", release.candidate_release());
  json.String("rubric", verdict.rubric());
  json.Count("look", verdict.look()).Count("looks", verdict.looks());
  json.Count("items", verdict.items()).Count("completeItems", verdict.complete_items());
  json.Open("findings", '[');
  for (const v1::Finding& finding : verdict.findings()) {
    json.Open('{').String("kind", FindingId(finding.kind()));
    json.String("effect", VerdictWord(finding.effect())).String("subject", finding.subject());
    json.Count("count", finding.count()).Bool("waived", finding.waived()).Close('}');
  }
  json.Close(']').Close('}');
}

}  // namespace winnow::release
