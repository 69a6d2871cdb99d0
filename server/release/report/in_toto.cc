// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/in_toto.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/report/json_text.h"
#include "server/release/report/release_tests.h"
#include "server/release/report/report_words.h"
#include "server/release/report/version_digests.h"

namespace winnow::release {
namespace {

// https://github.com/in-toto/attestation: spec/v1/statement.md, spec/predicates/test-result.md.
constexpr char kStatementType[] = "https://in-toto.io/Statement/v1";
constexpr char kPredicateType[] = "https://in-toto.io/attestation/test-result/v0.1";

absl::string_view ResultWord(TestResult result) {
  switch (result) {
    case TestResult::kPassed:
      return "PASSED";
    case TestResult::kWarned:
      return "WARNED";
    case TestResult::kFailed:
      break;
  }
  return "FAILED";
}

void WriteName(JsonText& json, absl::string_view name, absl::string_view digest) {
  json.String("name", name);
  json.Open("digest", '{').String("sha256", digest).Close('}');
}

// A resource without a digest is left out: a descriptor has to have one.
void WriteResource(JsonText& json, absl::string_view name, absl::string_view digest) {
  if (!IsSha256(digest)) return;
  json.Open('{');
  WriteName(json, name, digest);
  json.Close('}');
}

void WriteEvaluation(JsonText& json, const v1::Release& release,
                     const v1::ReleaseVerdict& verdict) {
  if (!IsSha256(verdict.evaluation_digest())) return;
  json.Open('{');
  WriteName(json, release.evaluation(), verdict.evaluation_digest());
  json.Open("annotations", '{');
  json.String("winnowRelease", release.name());
  json.String("winnowBaselineRelease", release.baseline_release());
  json.String("winnowCandidateRelease", release.candidate_release());
  json.String("winnowRubric", verdict.rubric());
  json.Count("winnowLook", verdict.look());
  json.Count("winnowLooks", verdict.looks());
  json.String("winnowTime", Rfc3339(verdict.create_time()));
  json.Close('}').Close('}');
}

void WriteTests(JsonText& json, absl::string_view name, TestResult result,
                const std::vector<ReleaseTest>& tests) {
  json.Open(name, '[');
  for (const ReleaseTest& test : tests) {
    if (test.result == result) json.Element(test.name);
  }
  json.Close(']');
}

void WritePredicate(JsonText& json, const ReleaseFile& file) {
  const v1::ReleaseVerdict& verdict = *file.verdict;
  json.Open("predicate", '{');
  json.String("result", ResultWord(ResultOf(verdict.verdict())));
  json.Open("configuration", '[');
  WriteEvaluation(json, file.release, verdict);
  WriteResource(json, absl::StrCat(file.release.name(), "/outcomes"), verdict.outcomes_digest());
  for (const VersionDigest& version : BaselineVersions(file)) {
    WriteResource(json, version.name, version.digest);
  }
  json.Close(']');
  const std::vector<ReleaseTest> tests = TestsOf(file.release, verdict);
  WriteTests(json, "passedTests", TestResult::kPassed, tests);
  WriteTests(json, "warnedTests", TestResult::kWarned, tests);
  WriteTests(json, "failedTests", TestResult::kFailed, tests);
  json.Close('}');
}

}  // namespace

bool HasSubject(const ReleaseFile& file) {
  return file.verdict.has_value() && IsSha256(file.verdict->digest());
}

std::string InTotoStatement(const ReleaseFile& file) {
  JsonText json;
  json.Open('{').String("_type", kStatementType);
  json.Open("subject", '[');
  WriteResource(json, file.verdict->name(), file.verdict->digest());
  for (const VersionDigest& version : CandidateVersions(file)) {
    WriteResource(json, version.name, version.digest);
  }
  json.Close(']').String("predicateType", kPredicateType);
  WritePredicate(json, file);
  json.Close('}');
  return std::move(json).Take() + "\n";
}

}  // namespace winnow::release
