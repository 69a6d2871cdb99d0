// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/release_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/datasets/version_place.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_catalog.h"

namespace winnow::loop {
namespace {

class Checker {
 public:
  Checker(const ReleaseGround& ground, v1::Release& release) : ground_(ground), release_(release) {}

  absl::Status Run() {
    CheckPair();
    CheckRubric();
    CheckDatasets(release_.datasets(), "datasets");
    CheckDatasets(release_.baseline_datasets(), "baseline_datasets");
    absl::Status status = CheckQueue();
    if (!status.ok()) return status;
    if (!violations_.empty()) return FieldsInvalid(std::move(violations_));
    if (release_.risk_class() == v1::RISK_CLASS_UNSPECIFIED)
      release_.set_risk_class(v1::RISK_CLASS_MEDIUM);
    return absl::OkStatus();
  }

 private:
  void Refuse(std::string field, std::string problem) {
    violations_.push_back({absl::StrCat("release.", field), std::move(problem)});
  }

  void CheckPair() {
    const v1::ReleaseUnderTest& pair = ground_.evaluation.release_under_test();
    if (release_.baseline_release() != pair.baseline_release())
      Refuse("baseline_release", "must be the baseline that the evaluation was drawn for");
    if (release_.candidate_release() != pair.candidate_release())
      Refuse("candidate_release", "must be the candidate that the evaluation was drawn for");
  }

  void CheckRubric() {
    if (release_.rubric().empty()) {
      if (ground_.evaluation.rubrics_size() != 1)
        return Refuse("rubric", "must be set: the evaluation has items of several rubrics");
      release_.set_rubric(ground_.evaluation.rubrics(0));
    }
    const auto& pinned = ground_.evaluation.rubrics();
    if (std::find(pinned.begin(), pinned.end(), release_.rubric()) == pinned.end())
      return Refuse("rubric", "must be one of the evaluation: its labels follow these");
    const auto registry = ground_.shards.registry().Get();
    const v1::Rubric* rubric = FindRubric(*registry, release_.rubric());
    if (rubric == nullptr || rubric->measures().empty())
      return Refuse("rubric", "has no measures: nothing could be compared by it");
    for (int i = 0; i < release_.rate_guardrails_size(); ++i) {
      if (FindMeasure(*rubric, release_.rate_guardrails(i).measure()) == nullptr) {
        Refuse(absl::StrCat("rate_guardrails[", i, "].measure"),
               "is no measure of the rubric; GetRubricRevision names them");
      }
    }
  }

  void CheckDatasets(const google::protobuf::RepeatedPtrField<std::string>& names,
                     absl::string_view field) {
    for (int i = 0; i < names.size(); ++i) {
      const std::string path = absl::StrCat(field, "[", i, "]");
      const auto version = FindVersion(ground_.shards, ground_.caller, names[i], path);
      if (!version.ok()) {
        Refuse(path, "names no version of a data set; ListDatasetVersions names those of a queue");
      } else if (version->record.version().purpose() != v1::PURPOSE_TRAINING) {
        // Its consent was given for something else.
        Refuse(path, "must be a version of purpose TRAINING: a model was trained on it");
      }
    }
  }

  absl::Status CheckQueue() {
    const auto shard = ShardOfQueue(ground_.shards, ground_.queue_id);
    if (!shard.ok()) return shard.status();
    return Peek(**shard, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, ground_.queue_id);
      if (!queue.ok()) return queue.status();
      CheckSlices((*queue)->candidates.dictionaries().slices);
      CheckAttribute((*queue)->record.queue());
      return absl::OkStatus();
    });
  }

  void CheckSlices(const shard::Interner& slices) {
    constexpr absl::string_view kProblem = "is no slice of the queue; ListSlices names them";
    for (int i = 0; i < release_.slices_size(); ++i) {
      if (!slices.Find(release_.slices(i).slice()).has_value())
        Refuse(absl::StrCat("slices[", i, "].slice"), std::string(kProblem));
    }
    for (int i = 0; i < release_.canary().slices_at_risk_size(); ++i) {
      if (!slices.Find(release_.canary().slices_at_risk(i)).has_value())
        Refuse(absl::StrCat("canary.slices_at_risk[", i, "]"), std::string(kProblem));
    }
  }

  void CheckAttribute(const v1::Queue& queue) {
    if (release_.cluster_attribute().empty()) return;
    for (const v1::AttributeSpec& attribute : queue.attributes()) {
      if (attribute.key() == release_.cluster_attribute()) return;
    }
    Refuse("cluster_attribute", "is no attribute of the queue; GetQueue names them");
  }

  const ReleaseGround& ground_;
  v1::Release& release_;
  std::vector<FieldViolation> violations_;
};

}  // namespace

absl::Status CheckRelease(const ReleaseGround& ground, v1::Release& release) {
  return Checker(ground, release).Run();
}

const v1::Measure* DecisiveMeasure(const v1::Rubric& rubric) {
  for (const v1::Measure& measure : rubric.measures()) {
    if (measure.end_to_end()) return &measure;
  }
  return rubric.measures().empty() ? nullptr : &rubric.measures(0);
}

const v1::Measure* FindMeasure(const v1::Rubric& rubric, absl::string_view name) {
  for (const v1::Measure& measure : rubric.measures()) {
    if (measure.name() == name) return &measure;
  }
  return nullptr;
}

}  // namespace winnow::loop
