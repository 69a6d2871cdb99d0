// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseBed: a ReviewBed whose queue has an evaluation of which every item is labeled, and the
// calls of a release manager.
#ifndef WINNOW_TESTS_SERVER_LOOP_RELEASES_RELEASE_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_RELEASES_RELEASE_BED_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {

inline constexpr char kReleasePolicy[] =
    "purpose: PURPOSE_EVALUATION "
    "signal_terms { name: 'd' signal: 'pair_disagreement' baseline_release: 'a' "
    "candidate_release: 'b' clamp_high: 9 weight: 1 missing_value: 1 } "
    "exploration { share: 1 floor: 0.000001 size_knots { x: 0 y: 0 } size_knots { x: 9 y: 9 } "
    "known_zero { term: 'd' audit_share: 0.02 } } ";

// What a model release made of an item.
struct Errors {
  double baseline = 0;
  double candidate = 0;
};

// Better everywhere, by an error of ten words or two.
inline Errors Better(int i) { return {2.0 + i % 2, 1.0}; }

class ReleaseBed : public ReviewBed {
 public:
  // `slices` of `per_slice` candidates c0, c1, ...: each of 10 words, 3 of them in another output,
  // and of 12 speakers.
  explicit ReleaseBed(int slices = 2, int per_slice = 60, size_t shards = 1)
      : ReviewBed(kReleasePolicy, shards), slices_(slices) {
    const auto scope =
        Call(&Loop::registries, &Registries::RegisterConsentScope,
             Text<v1::RegisterConsentScopeRequest>(
                 "consent_scope { name: 'consentScopes/exam' purposes: PURPOSE_EVALUATION }"));
    EXPECT_TRUE(scope.ok()) << scope.status();
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < slices * per_slice; ++i) {
      candidates.push_back(Testable(i));
      if (candidates.size() < 500 && i + 1 < slices * per_slice) continue;
      EXPECT_EQ(Upsert(candidates).accepted(), candidates.size());
      candidates.clear();
    }
  }

  v1::Candidate Testable(int i) const {
    v1::Candidate candidate = Complete(absl::StrCat("c", i));
    candidate.set_consent_scope("exam");
    candidate.set_split(v1::SPLIT_TEST);
    candidate.set_split_group(absl::StrCat("g", i));
    candidate.set_slice(SliceOf(i));
    (*candidate.mutable_attributes())["speaker"] =
        absl::StrCat("000000000000", 1000 + i / slices_ % 12);
    v1::Signal& pair = *candidate.add_signals();
    pair.set_name("pair_disagreement");
    pair.set_value(3);
    pair.set_baseline_release("a");
    pair.set_candidate_release("b");
    v1::Signal& words = *candidate.add_signals();
    words.set_name("x_words");
    words.set_value(10);
    return candidate;
  }

  // Evaluation 1 of the whole queue, every item labeled.
  void Evaluate(const std::string& fields = "") {
    auto request = Text<v1::CreateEvaluationRequest>(
        "queue: 'queues/q' release_under_test { baseline_release: 'a' candidate_release: 'b' } "
        "budget: 10000");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    const auto created = Call(&Loop::evaluations, &Evaluations::CreateEvaluation, request);
    ASSERT_TRUE(created.ok()) << created.status();
    LabelEverything();
  }
  void LabelEverything() {
    while (true) {
      const auto batch = Take("max_items: 1000");
      if (batch.items().empty()) return;
      std::vector<std::string> ids;
      for (const v1::BatchItem& item : batch.items()) ids.push_back(item.candidate_id());
      sampled_.insert(sampled_.end(), ids.begin(), ids.end());
      const auto labeled = Label(batch, ids, 1);
      ASSERT_TRUE(labeled.ok()) << labeled.status();
      ASSERT_EQ(labeled->accepted(), ids.size());
    }
  }
  const std::vector<std::string>& sampled() const { return sampled_; }

  // Queue `t` under lab-v0, with labeled training examples; `change` may edit each of them.
  void Train(int count, const std::function<void(int, v1::Candidate&)>& change = nullptr) {
    const auto created =
        Call(&Loop::queues, &Queues::CreateQueue,
             Text<v1::CreateQueueRequest>("queue { name: 'queues/t' attributes { key: 'speaker' "
                                          "kind: ATTRIBUTE_KIND_KEYED_HASH } }"));
    ASSERT_TRUE(created.ok()) << created.status();
    testing::Approve(*this, "policies/lab-v0@1");
    const auto active = Call(&Loop::policies, &Policies::ActivatePolicyRevision,
                             Text<v1::ActivatePolicyRevisionRequest>("queue: 'queues/t' policy: "
                                                                     "'policies/lab-v0@1'"));
    ASSERT_TRUE(active.ok()) << active.status();
    v1::BatchUpsertCandidatesRequest rows;
    rows.set_queue("queues/t");
    for (int i = 0; i < count; ++i) {
      v1::Candidate& candidate = *rows.add_candidates();
      candidate = Complete(absl::StrCat("t", i));
      candidate.set_slice(SliceOf(i));
      if (change) change(i, candidate);
    }
    const auto stored = Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, rows);
    ASSERT_TRUE(stored.ok()) << stored.status();
    ASSERT_EQ(stored->result().accepted(), static_cast<uint32_t>(count));
    LabelTraining();
  }
  // The next version of data set `train`, of what is labeled in queue `t`.
  std::string Freeze() {
    const auto version =
        Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
             Text<v1::CreateDatasetVersionRequest>(
                 "dataset: 'datasets/train' queue: 'queues/t' purpose: PURPOSE_TRAINING"));
    EXPECT_TRUE(version.ok()) << version.status();
    return version.ok() ? version->dataset_version().name() : "";
  }

  absl::StatusOr<v1::CreateReleaseResponse> CreateRelease(const std::string& fields = "") {
    auto request = Text<v1::CreateReleaseRequest>(
        "release { name: 'releases/r' evaluation: 'queues/q/evaluations/1' baseline_release: 'a' "
        "candidate_release: 'b' slice_budget: 0.01 aggregate_budget: 0.01 "
        "cluster_attribute: 'speaker' units_signal: 'x_words' risk_class: RISK_CLASS_LOW }");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return Call(&Loop::releases, &Releases::CreateRelease, request);
  }

  // Outcomes of every sampled item, by the number of its candidate.
  absl::StatusOr<v1::SubmitEvaluationResponse> Submit(
      const std::function<Errors(int)>& errors,
      const std::function<void(int, v1::Outcome&)>& change = nullptr,
      const std::string& release = "releases/r") {
    absl::StatusOr<v1::SubmitEvaluationResponse> response = v1::SubmitEvaluationResponse();
    v1::SubmitEvaluationRequest request;
    request.set_release(release);
    for (size_t at = 0; at < sampled_.size(); ++at) {
      const int i = std::stoi(sampled_[at].substr(1));
      for (const bool baseline : {true, false}) {
        v1::Outcome& outcome = *request.add_outcomes();
        outcome.set_candidate_id(sampled_[at]);
        outcome.set_model_release(baseline ? "a" : "b");
        outcome.set_rubric("asr@1");
        (*outcome.mutable_values())["words"] = 10;
        (*outcome.mutable_values())["word_errors"] =
            baseline ? errors(i).baseline : errors(i).candidate;
        if (change) change(i, outcome);
      }
      if (request.outcomes_size() < 1000 && at + 1 < sampled_.size()) continue;
      response = Call(&Loop::releases, &Releases::SubmitEvaluation, request);
      if (!response.ok()) return response;
      request.clear_outcomes();
    }
    return response;
  }

  absl::StatusOr<v1::ReleaseVerdict> Gate(const std::string& fields = "release: 'releases/r'") {
    const auto response =
        Call(&Loop::releases, &Releases::EvaluateGates, Text<v1::EvaluateGatesRequest>(fields));
    if (!response.ok()) return response.status();
    return response->verdict();
  }
  absl::StatusOr<v1::WaiveFindingResponse> Waive(const std::string& waiver,
                                                 const std::string& principal = "owner") {
    auto request = Text<v1::WaiveFindingRequest>(
        absl::StrCat("release: 'releases/r' waiver { ", waiver, " reason: 'seen' }"));
    if (!request.waiver().has_expire_time()) {
      request.mutable_waiver()->mutable_expire_time()->set_seconds(
          absl::ToUnixSeconds(clock().WallNow() + absl::Hours(24)));
    }
    const Caller caller{.principal = principal, .grants = access::Grants::OfServer()};
    return CallAs(caller, &Loop::releases, &Releases::WaiveFinding, request);
  }
  absl::StatusOr<v1::RecordRolloutResponse> Rollout(const std::string& rollout) {
    return Call(&Loop::releases, &Releases::RecordRollout,
                Text<v1::RecordRolloutRequest>(
                    absl::StrCat("release: 'releases/r' rollout { ", rollout, " }")));
  }
  absl::StatusOr<v1::GetReleaseResponse> Get(const std::string& fields = "name: 'releases/r'") {
    return Call(&Loop::releases, &Releases::GetRelease, Text<v1::GetReleaseRequest>(fields));
  }

 private:
  std::string SliceOf(int i) const { return absl::StrCat("s", i % slices_); }

  void LabelTraining(double word_errors = 2, int annotator = 1) {
    const auto batch = Take("queue: 'queues/t' max_items: 1000");
    v1::SubmitLabelsRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    for (const v1::BatchItem& item : batch.items()) {
      v1::Label& label = *request.add_labels();
      label.set_candidate_id(item.candidate_id());
      label.set_rubric("asr@1");
      label.set_annotator(absl::StrCat("00000000000000b", annotator));
      (*label.mutable_values())["word_errors"].set_number(word_errors);
    }
    const auto labeled = Call(&Loop::labeling, &Labeling::SubmitLabels, request);
    ASSERT_TRUE(labeled.ok()) << labeled.status();
  }

  const int slices_;
  std::vector<std::string> sampled_;
};

// Kinds of the findings, each once, in their order.
inline std::vector<v1::FindingKind> KindsOf(const v1::ReleaseVerdict& verdict) {
  std::vector<v1::FindingKind> kinds;
  for (const v1::Finding& finding : verdict.findings()) {
    if (kinds.empty() || kinds.back() != finding.kind()) kinds.push_back(finding.kind());
  }
  return kinds;
}

// The comparison of a slice by the measure that decides; of all of them for an empty id.
inline v1::Comparison ComparisonOf(const v1::ReleaseVerdict& verdict, const std::string& slice) {
  for (const v1::Comparison& comparison : verdict.comparisons()) {
    if (comparison.slice() == slice && comparison.guardrail() == v1::GUARDRAIL_KIND_UNSPECIFIED)
      return comparison;
  }
  ADD_FAILURE() << "no comparison of " << slice;
  return {};
}

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_RELEASES_RELEASE_BED_H_
