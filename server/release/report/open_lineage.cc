// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/open_lineage.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/release/report/json_text.h"
#include "server/release/report/lineage_facets.h"
#include "server/release/report/release_tests.h"
#include "server/release/report/report_words.h"
#include "server/release/report/run_id.h"
#include "server/release/report/shown_relabels.h"
#include "server/release/report/version_digests.h"

namespace winnow::release {
namespace {

constexpr char kRunEventSchema[] =
    "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

// Two versions of a data set are two data sets of OpenLineage: one event may have both, and would
// otherwise say two things of one name.
void OpenDataset(JsonText& json, absl::string_view resource) {
  json.Open('{').String("namespace", kLineageNamespace).String("name", resource);
}

void WriteFacets(JsonText& json, absl::string_view resource, absl::string_view digest) {
  json.Open("facets", '{');
  WriteVersion(json, LastPart(resource));
  if (!digest.empty()) WriteDigest(json, digest);
  json.Close('}');
}

void WritePlainDataset(JsonText& json, absl::string_view resource) {
  OpenDataset(json, resource);
  json.Close('}');
}

// One run of one job, as two events.
class LineageRun {
 public:
  LineageRun(absl::string_view job, absl::string_view subject, absl::string_view digest)
      : job_(job), run_id_(RunId(subject, digest)) {}

  // Both events; `write_rest` writes what only the completed run has.
  template <typename WriteRunFacets, typename WriteRest>
  std::string Events(absl::string_view time, WriteRunFacets write_run_facets,
                     WriteRest write_rest) const {
    JsonText start;
    Begin(start, "START", time, [](JsonText&) {});
    start.Close('}');
    JsonText complete;
    Begin(complete, "COMPLETE", time, write_run_facets);
    write_rest(complete);
    complete.Close('}');
    return absl::StrCat(std::move(start).Take(), "\n", std::move(complete).Take(), "\n");
  }

 private:
  template <typename WriteRunFacets>
  void Begin(JsonText& json, absl::string_view type, absl::string_view time,
             WriteRunFacets write_run_facets) const {
    json.Open('{').String("eventType", type).String("eventTime", time);
    json.Open("run", '{').String("runId", run_id_).Open("facets", '{');
    write_run_facets(json);
    json.Close('}').Close('}');
    json.Open("job", '{').String("namespace", kLineageNamespace).String("name", job_);
    json.Open("facets", '{');
    WriteJobType(json, job_.substr(0, job_.find('/')));
    json.Close('}').Close('}');
    json.String("producer", kLineageProducer).String("schemaURL", kRunEventSchema);
  }

  std::string job_;
  std::string run_id_;
};

void NoFacets(JsonText&) {}

const v1::LineageStep* StepOf(const ReleaseFile& file, v1::LineageKind kind,
                              absl::string_view name) {
  const auto it =
      std::find_if(file.lineage.begin(), file.lineage.end(), [&](const v1::LineageStep& step) {
        return step.kind() == kind && step.name() == name && !Rfc3339(step.time()).empty();
      });
  return it == file.lineage.end() ? nullptr : &*it;
}

const v1::RelabelCount* RelabelsOf(const ReleaseFile& file, absl::string_view version) {
  if (!file.verdict) return nullptr;
  for (const v1::RelabelCount& count : file.verdict->relabels()) {
    if (count.dataset() == version) return AreShown(count) ? &count : nullptr;
  }
  return nullptr;
}

// What a version was made from. Single examples are no data sets.
void WriteParents(JsonText& json, const ReleaseFile& file, absl::string_view version) {
  std::set<std::string> parents;
  for (const v1::LineageStep& step : file.lineage) {
    if (step.kind() == v1::LINEAGE_KIND_DATASET && step.name() == version &&
        !step.parent().empty() && !absl::StrContains(step.parent(), "/candidates/")) {
      parents.insert(step.parent());
    }
  }
  json.Open("inputs", '[');
  for (const std::string& parent : parents) WritePlainDataset(json, parent);
  json.Close(']');
}

std::string VersionEvents(const ReleaseFile& file, const VersionDigest& version) {
  const v1::LineageStep* step = StepOf(file, v1::LINEAGE_KIND_DATASET, version.name);
  if (step == nullptr) return "";
  const v1::RelabelCount* relabels = RelabelsOf(file, version.name);
  const LineageRun run(absl::StrCat("create_dataset_version/", ParentOf(version.name)),
                       version.name, version.digest);
  return run.Events(Rfc3339(step->time()), NoFacets, [&](JsonText& json) {
    WriteParents(json, file, version.name);
    json.Open("outputs", '[');
    OpenDataset(json, version.name);
    WriteFacets(json, version.name, version.digest);
    if (relabels != nullptr) {
      json.Open("outputFacets", '{');
      WriteOutputRows(json, relabels->members());
      json.Close('}');
    }
    json.Close('}').Close(']');
  });
}

std::string EvaluationEvents(const ReleaseFile& file) {
  const std::string& name = file.release.evaluation();
  const v1::LineageStep* step = StepOf(file, v1::LINEAGE_KIND_EVALUATION, name);
  if (step == nullptr) return "";
  const LineageRun run(absl::StrCat("draw_evaluation/", ParentOf(name)), name, step->digest());
  return run.Events(Rfc3339(step->time()), NoFacets, [&](JsonText& json) {
    json.Open("inputs", '[');
    WritePlainDataset(json, ParentOf(name));
    json.Close(']').Open("outputs", '[');
    OpenDataset(json, name);
    WriteFacets(json, name, step->digest());
    json.Close('}').Close(']');
  });
}

// The data sets that a gate read: trained on, compared with, and what it decided by.
void WriteGateInputs(JsonText& json, const ReleaseFile& file) {
  const v1::ReleaseVerdict& verdict = *file.verdict;
  const FindingIndex findings(verdict);
  json.Open("inputs", '[');
  OpenDataset(json, file.release.evaluation());
  WriteFacets(json, file.release.evaluation(), verdict.evaluation_digest());
  json.Open("inputFacets", '{');
  WriteInputRows(json, verdict.items());
  json.Close('}').Close('}');
  OpenDataset(json, absl::StrCat(file.release.name(), "/outcomes"));
  if (!verdict.outcomes_digest().empty()) {
    WriteFacets(json, verdict.outcomes_digest(), verdict.outcomes_digest());
  }
  json.Close('}');
  for (const VersionDigest& version : CandidateVersions(file)) {
    OpenDataset(json, version.name);
    json.Open("facets", '{');
    WriteVersion(json, LastPart(version.name));
    if (!version.digest.empty()) WriteDigest(json, version.digest);
    const v1::RelabelCount* relabels = RelabelsOf(file, version.name);
    if (relabels != nullptr) WriteRelabels(json, *relabels);
    json.Close('}').Open("inputFacets", '{');
    if (relabels != nullptr) WriteInputRows(json, relabels->members());
    WriteAssertions(json, version.name, findings);
    json.Close('}').Close('}');
  }
  for (const VersionDigest& version : BaselineVersions(file)) {
    OpenDataset(json, version.name);
    WriteFacets(json, version.name, version.digest);
    json.Close('}');
  }
  json.Close(']');
}

std::string GateEvents(const ReleaseFile& file) {
  if (!file.verdict || Rfc3339(file.verdict->create_time()).empty()) return "";
  const v1::ReleaseVerdict& verdict = *file.verdict;
  const LineageRun run(absl::StrCat("evaluate_gates/", file.release.name()), verdict.name(),
                       verdict.digest());
  const auto run_facets = [&](JsonText& json) {
    WriteTestRun(json, TestsOf(file.release, verdict));
    WriteVerdict(json, file.release, verdict);
  };
  return run.Events(Rfc3339(verdict.create_time()), run_facets, [&](JsonText& json) {
    WriteGateInputs(json, file);
    json.Open("outputs", '[');
    OpenDataset(json, verdict.name());
    WriteFacets(json, verdict.name(), verdict.digest());
    json.Close('}').Close(']');
  });
}

}  // namespace

std::string OpenLineageEvents(const ReleaseFile& file) {
  std::string events;
  for (const VersionDigest& version : BaselineVersions(file))
    events += VersionEvents(file, version);
  for (const VersionDigest& version : CandidateVersions(file))
    events += VersionEvents(file, version);
  return absl::StrCat(events, EvaluationEvents(file), GateEvents(file));
}

}  // namespace winnow::release
