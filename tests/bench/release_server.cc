// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/release_server.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"
#include "tests/bench/push.h"
#include "tests/bench/release_store.h"
#include "tests/bench/workload.h"
#include "tests/testing/approve_policy.h"

namespace winnow::bench {
namespace {

constexpr char kBaselineRelease[] = "a";
constexpr char kCandidateRelease[] = "b";
constexpr char kRelease[] = "releases/bench";
constexpr char kAskedRubric[] = "asr@1";
constexpr uint64_t kCandidatesPerStream = 100'000;
constexpr int kItemsPerCall = 1'000;
constexpr uint64_t kOutcomeSeed = 20270116;

std::string FullName(const std::string& queue_id) { return absl::StrCat("queues/", queue_id); }

// Calls a method and returns its response.
template <typename Response, typename Stub, typename Request>
Response Ask(Stub& stub,
             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             const Request& request) {
  grpc::ClientContext context;
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return response;
}

void AddSignal(const std::string& name, double value, v1::Candidate& candidate) {
  v1::Signal& signal = *candidate.add_signals();
  signal.set_name(name);
  signal.set_value(value);
  if (name != "pair_disagreement") return;
  signal.set_baseline_release(kBaselineRelease);
  signal.set_candidate_release(kCandidateRelease);
}

// Half of the held-out candidates have outputs that differ.
double DisagreementOf(const std::string& id) {
  const uint64_t random = selection::Mix(kOutcomeSeed, selection::StaticIdHash(id));
  return random % 2 == 0 ? 0 : static_cast<double>(1 + random / 2 % 9);
}

void HoldOut(v1::Candidate& candidate) {
  candidate.set_candidate_id(absl::StrCat("x", candidate.candidate_id()));
  candidate.set_split(v1::SPLIT_TEST);
  candidate.set_split_group(absl::StrCat("x", candidate.split_group()));
  AddSignal("pair_disagreement", DisagreementOf(candidate.candidate_id()), candidate);
  AddSignal("x_words", 10, candidate);
}

v1::Outcome OutcomeOf(const std::string& id, bool baseline) {
  v1::Outcome outcome;
  outcome.set_candidate_id(id);
  outcome.set_model_release(baseline ? kBaselineRelease : kCandidateRelease);
  outcome.set_rubric(kAskedRubric);
  const bool fewer = selection::Mix(kOutcomeSeed + 1, selection::StaticIdHash(id)) % 3 != 0;
  const double errors = baseline == fewer ? std::min(DisagreementOf(id), 2.0) : 0;
  (*outcome.mutable_values())["words"] = 10;
  (*outcome.mutable_values())["word_errors"] = errors;
  return outcome;
}

}  // namespace

ReleaseServer::ReleaseServer() {
  Connect();
  Register();
  v1::CreatePolicyRevisionRequest policy;
  policy.set_policy_id("bench");
  *policy.mutable_policy() = BenchPolicy();
  const auto created = Ask(*policies_, &v1::PolicyService::Stub::CreatePolicyRevision, policy);
  winnow::testing::ApprovePolicy(*policies_, created.policy_revision().name());
  winnow::testing::ApprovePolicy(*policies_, "policies/release-evaluation@1");
  CreateQueue(kTrainId, "policies/bench");
  CreateQueue(kExamId, "policies/release-evaluation");
}

void ReleaseServer::Connect() {
  const auto channel = server_.NewChannel();
  policies_ = v1::PolicyService::NewStub(channel);
  ingest_ = v1::IngestService::NewStub(channel);
  review_ = v1::ReviewService::NewStub(channel);
  releases_ = v1::ReleaseService::NewStub(channel);
}

void ReleaseServer::Start() {
  server_.Start();
  Connect();
}

void ReleaseServer::Register() {
  v1::RegisterSourceRequest source;
  source.mutable_source()->set_name("sources/bench");
  Ask(*policies_, &v1::PolicyService::Stub::RegisterSource, source);
  v1::RegisterConsentScopeRequest scope;
  scope.mutable_consent_scope()->set_name("consentScopes/research");
  scope.mutable_consent_scope()->add_purposes(v1::PURPOSE_TRAINING);
  scope.mutable_consent_scope()->add_purposes(v1::PURPOSE_EVALUATION);
  Ask(*policies_, &v1::PolicyService::Stub::RegisterConsentScope, scope);
}

void ReleaseServer::CreateQueue(const std::string& queue_id, const std::string& policy) {
  v1::CreateQueueRequest request;
  request.mutable_queue()->set_name(FullName(queue_id));
  v1::AttributeSpec& speaker = *request.mutable_queue()->add_attributes();
  speaker.set_key("speaker");
  speaker.set_kind(v1::ATTRIBUTE_KIND_KEYED_HASH);
  request.mutable_queue()->mutable_release_under_test()->set_baseline_release(kBaselineRelease);
  request.mutable_queue()->mutable_release_under_test()->set_candidate_release(kCandidateRelease);
  request.set_policy(policy);
  Ask(*policies_, &v1::PolicyService::Stub::CreateQueue, request);
}

void ReleaseServer::PushTraining(uint64_t candidates) {
  PushInParts(kTrainId, candidates, [](v1::Candidate&) {});
}

void ReleaseServer::PushExam(uint64_t candidates) { PushInParts(kExamId, candidates, HoldOut); }

void ReleaseServer::PushInParts(const std::string& queue_id, uint64_t candidates,
                                void (*change)(v1::Candidate&)) {
  WorkloadOptions options;
  options.candidates = candidates;
  options.slices = kReleaseSlices;
  const Workload workload(options);
  for (uint64_t first = 0; first < candidates; first += kCandidatesPerStream) {
    auto requests = CandidateStream(FullName(queue_id), workload,
                                    {first, std::min(first + kCandidatesPerStream, candidates)});
    for (v1::IngestCandidatesRequest& request : requests) {
      if (!request.has_chunk()) continue;
      for (v1::Candidate& candidate : *request.mutable_chunk()->mutable_candidates())
        change(candidate);
    }
    grpc::ClientContext context;
    Push(*ingest_->IngestCandidates(&context), requests);
  }
}

ReleaseServer::Diff ReleaseServer::DiffVersions(const std::string& before,
                                                const std::string& after) {
  v1::DiffDatasetVersionsRequest request;
  request.set_before(before);
  request.set_after(after);
  grpc::ClientContext context;
  const auto stream = releases_->DiffDatasetVersions(&context, request);
  Diff diff;
  v1::DiffDatasetVersionsResponse response;
  while (stream->Read(&response)) {
    diff.bytes += response.content().size();
    diff.summary += response.content();
    // Keeps the last line, whole or not: it may begin in the piece before.
    if (diff.summary.size() < 2) continue;
    const size_t line = diff.summary.rfind('\n', diff.summary.size() - 2);
    if (line != std::string::npos) diff.summary.erase(0, line + 1);
  }
  const grpc::Status status = stream->Finish();
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return diff;
}

v1::AgreementReportResponse ReleaseServer::Agreement() {
  v1::AgreementReportRequest request;
  request.set_queue(FullName(kTrainId));
  request.set_rubric(kAskedRubric);
  request.set_dimension(v1::AGREEMENT_DIMENSION_VENDOR_AGAINST_OTHERS);
  request.set_cluster_attribute("speaker");
  return Ask(*releases_, &v1::ReleaseService::Stub::AgreementReport, request);
}

void ReleaseServer::MakeRelease(uint32_t items, const std::string& dataset_version) {
  v1::CreateEvaluationRequest evaluation;
  evaluation.set_queue(FullName(kExamId));
  evaluation.mutable_release_under_test()->set_baseline_release(kBaselineRelease);
  evaluation.mutable_release_under_test()->set_candidate_release(kCandidateRelease);
  evaluation.set_budget(items);
  const auto drawn = Ask(*releases_, &v1::ReleaseService::Stub::CreateEvaluation, evaluation);
  LabelEverything();
  v1::CreateReleaseRequest request;
  v1::Release& release = *request.mutable_release();
  release.set_name(kRelease);
  release.set_evaluation(drawn.evaluation().name());
  release.set_baseline_release(kBaselineRelease);
  release.set_candidate_release(kCandidateRelease);
  release.set_slice_budget(0.01);
  release.set_aggregate_budget(0.01);
  release.set_cluster_attribute("speaker");
  release.set_units_signal("x_words");
  release.add_datasets(dataset_version);
  Ask(*releases_, &v1::ReleaseService::Stub::CreateRelease, request);
  SubmitOutcomes();
}

void ReleaseServer::LabelEverything() {
  v1::RequestBatchRequest request;
  request.set_queue(FullName(kExamId));
  request.set_labeler("bench");
  request.set_max_items(kItemsPerCall);
  while (true) {
    const auto batch = Ask(*review_, &v1::ReviewService::Stub::RequestBatch, request);
    if (batch.items().empty()) return;
    v1::SubmitLabelsRequest labels;
    labels.set_batch(batch.batch());
    labels.set_token(batch.lease().token());
    for (const v1::BatchItem& item : batch.items()) {
      sampled_.push_back(item.candidate_id());
      v1::Label& label = *labels.add_labels();
      label.set_candidate_id(item.candidate_id());
      label.set_rubric(kAskedRubric);
      label.set_annotator("00000000c0ffee00");
      (*label.mutable_values())["word_errors"].set_number(0);
    }
    const auto labeled = Ask(*review_, &v1::ReviewService::Stub::SubmitLabels, labels);
    if (labeled.accepted() != static_cast<uint32_t>(labels.labels_size()))
      throw std::runtime_error("a label was refused");
  }
}

void ReleaseServer::SubmitOutcomes() {
  v1::SubmitEvaluationRequest request;
  request.set_release(kRelease);
  for (size_t i = 0; i < sampled_.size(); ++i) {
    for (const bool baseline : {true, false})
      *request.add_outcomes() = OutcomeOf(sampled_[i], baseline);
    if (request.outcomes_size() < kItemsPerCall && i + 1 < sampled_.size()) continue;
    Ask(*releases_, &v1::ReleaseService::Stub::SubmitEvaluation, request);
    request.clear_outcomes();
  }
}

v1::ReleaseVerdict ReleaseServer::Gate() {
  v1::EvaluateGatesRequest request;
  request.set_release(kRelease);
  return Ask(*releases_, &v1::ReleaseService::Stub::EvaluateGates, request).verdict();
}

}  // namespace winnow::bench
