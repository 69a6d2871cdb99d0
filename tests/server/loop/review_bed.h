// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReviewBed: a LoopBed whose queue has candidates and a policy, and the calls of a labeling
// platform.
#ifndef WINNOW_TESTS_SERVER_LOOP_REVIEW_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_REVIEW_BED_H_

#include <algorithm>
#include <string>
#include <vector>

#include "server/loop/error.h"
#include "tests/server/loop/loop_bed.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop::testing {

class ReviewBed : public LoopBed {
 public:
  // Queue `q` under a policy that is this text, on top of: training, EQUAL quotas.
  explicit ReviewBed(const std::string& policy = "", size_t shards = 1, Limits limits = {},
                     Gate gate = nullptr)
      : LoopBed(shards, limits, std::move(gate)) {
    SetUp("");
    auto create = Text<v1::CreatePolicyRevisionRequest>(
        "policy_id: 'p' policy { purpose: PURPOSE_TRAINING "
        "allocation { kind: ALLOCATION_KIND_EQUAL } }");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(policy, create.mutable_policy()));
    const auto created = Call(&Loop::policies, &Policies::CreatePolicyRevision, create);
    EXPECT_TRUE(created.ok()) << created.status();
    testing::Approve(*this, "policies/p@1");
    const auto active =
        Call(&Loop::policies, &Policies::ActivatePolicyRevision,
             Text<v1::ActivatePolicyRevisionRequest>("queue: 'queues/q' policy: 'policies/p'"));
    EXPECT_TRUE(active.ok()) << active.status();
  }

  // Candidates c0, c1, ... of queue `q`.
  void AddCandidates(int count) {
    constexpr int kChunk = 500;
    for (int first = 0; first < count; first += kChunk) {
      std::vector<v1::Candidate> candidates;
      for (int i = first; i < std::min(first + kChunk, count); ++i)
        candidates.push_back(Complete("c" + std::to_string(i)));
      EXPECT_EQ(Upsert(candidates).accepted(), candidates.size());
    }
  }

  absl::StatusOr<v1::RequestBatchResponse> Request(const std::string& fields = "") {
    auto request =
        Text<v1::RequestBatchRequest>("queue: 'queues/q' labeler: 'team' max_items: 100");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return Call(&Loop::dispatch, &Dispatch::RequestBatch, request);
  }

  // A batch that must not fail.
  v1::RequestBatchResponse Take(const std::string& fields = "") {
    auto response = Request(fields);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::RequestBatchResponse();
  }

  // Calls a verb of Dispatch on a lease.
  template <typename Req, typename Response>
  absl::StatusOr<Response> OnLease(void (Dispatch::*verb)(const Caller&, const Req&,
                                                          Done<Response>),
                                   const v1::RequestBatchResponse& batch,
                                   const std::string& fields = "") {
    auto request = Text<Req>(fields);
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    return Call(&Loop::dispatch, verb, request);
  }

  // Labels by annotator number `annotator` for the given candidates.
  absl::StatusOr<v1::SubmitLabelsResponse> Label(const v1::RequestBatchResponse& batch,
                                                 const std::vector<std::string>& candidates,
                                                 int annotator,
                                                 const std::string& request_id = "") {
    v1::SubmitLabelsRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    request.set_request_id(request_id);
    for (const std::string& id : candidates) {
      v1::Label& label = *request.add_labels();
      label.set_candidate_id(id);
      label.set_rubric("asr@1");
      label.set_annotator("00000000000000a" + std::to_string(annotator));
      (*label.mutable_values())["word_errors"].set_number(2);
    }
    return Call(&Loop::labeling, &Labeling::SubmitLabels, request);
  }

  void Expire() { loop().dispatch.ExpireLeases(0); }
};

// The reason that an error carries.
inline v1::ErrorReason ReasonOf(const absl::Status& status) { return DetailOf(status).reason; }

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_REVIEW_BED_H_
