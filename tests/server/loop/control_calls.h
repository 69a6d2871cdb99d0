// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The calls of those who set gold and anchor items apart, and of those who look at their batches.
#ifndef WINNOW_TESTS_SERVER_LOOP_CONTROL_CALLS_H_
#define WINNOW_TESTS_SERVER_LOOP_CONTROL_CALLS_H_

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {

inline absl::StatusOr<v1::ControlItem> SetControl(LoopBed& bed, const std::string& item,
                                                  const std::string& request_id = "") {
  v1::SetControlItemRequest request;
  request.set_queue("queues/q");
  *request.mutable_item() = Text<v1::ControlItem>(item);
  request.set_request_id(request_id);
  auto response = bed.Call(&Loop::control_items, &ControlItems::SetControlItem, request);
  if (!response.ok()) return response.status();
  return response->item();
}

inline std::string GoldText(const std::string& id, double errors = 2) {
  return absl::StrCat("candidate_id: '", id, "' kind: CONTROL_KIND_GOLD rubric: 'asr@1' ",
                      "values { key: 'word_errors' value { number: ", errors, " } }");
}
inline std::string AnchorText(const std::string& id) {
  return absl::StrCat("candidate_id: '", id, "' kind: CONTROL_KIND_ANCHOR");
}

// Candidates g0, g1, ... as gold items and a0, a1, ... as anchors, besides those that there are.
inline void AddControl(ReviewBed& bed, int gold, int anchors) {
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < gold; ++i) candidates.push_back(LoopBed::Complete(absl::StrCat("g", i)));
  for (int i = 0; i < anchors; ++i) candidates.push_back(LoopBed::Complete(absl::StrCat("a", i)));
  EXPECT_EQ(bed.Upsert(candidates).accepted(), candidates.size());
  for (int i = 0; i < gold; ++i) {
    const auto set = SetControl(bed, GoldText(absl::StrCat("g", i)));
    EXPECT_TRUE(set.ok()) << set.status();
  }
  for (int i = 0; i < anchors; ++i) {
    const auto set = SetControl(bed, AnchorText(absl::StrCat("a", i)));
    EXPECT_TRUE(set.ok()) << set.status();
  }
}

inline v1::ListControlItemsResponse ListControl(LoopBed& bed, const std::string& fields = "") {
  const auto response = bed.Call(&Loop::control_items, &ControlItems::ListControlItems,
                                 Text<v1::ListControlItemsRequest>("queue: 'queues/q' " + fields));
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::ListControlItemsResponse();
}

inline std::vector<std::string> ControlIds(LoopBed& bed) {
  std::vector<std::string> ids;
  const auto page = ListControl(bed, "page_size: 1000");
  for (const v1::ControlItem& item : page.items()) ids.push_back(item.candidate_id());
  return ids;
}

// Who labels, and has no other role over any queue.
inline Caller OnlyLabels() {
  auto policy = std::make_shared<access::Policy>();
  policy->rules.push_back({access::Effect::kAllow, {"vendor"}, {v1::ROLE_LABELER}, {"*"}});
  return {.principal = "vendor", .grants = access::Grants::Of(policy, "vendor")};
}

// A batch as those see it who answer for the draw.
inline v1::GetBatchResponse Evidence(LoopBed& bed, const std::string& batch) {
  auto request = Text<v1::GetBatchRequest>("page_size: 1000");
  request.set_name(batch);
  const auto response = bed.Call(&Loop::batches, &Batches::GetBatch, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::GetBatchResponse();
}

// The items of a batch that are, or are not, control items.
inline std::vector<std::string> ItemsOf(LoopBed& bed, const std::string& batch, bool control) {
  std::vector<std::string> ids;
  const v1::GetBatchResponse evidence = Evidence(bed, batch);
  for (const v1::ManifestItem& item : evidence.items()) {
    if ((item.arm() == v1::ARM_CONTROL) == control) ids.push_back(item.candidate_id());
  }
  return ids;
}

// What VerifyBatch finds.
inline std::string FindingsOf(LoopBed& bed, const std::string& batch) {
  v1::VerifyBatchRequest request;
  request.set_name(batch);
  const auto response = bed.Call(&Loop::batches, &Batches::VerifyBatch, request);
  EXPECT_TRUE(response.ok()) << response.status();
  std::string findings;
  for (const v1::VerifyFinding& finding : response->findings())
    absl::StrAppend(&findings, finding.ShortDebugString(), "\n");
  return findings;
}

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_CONTROL_CALLS_H_
