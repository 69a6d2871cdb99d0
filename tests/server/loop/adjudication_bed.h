// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AdjudicationBed: a ReviewBed whose items take several labels, and the calls of those who decide
// about labels that disagree.
#ifndef WINNOW_TESTS_SERVER_LOOP_ADJUDICATION_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_ADJUDICATION_BED_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {

inline constexpr char kJudge[] = "00000000000000ff";

class AdjudicationBed : public ReviewBed {
 public:
  explicit AdjudicationBed(int required = 2)
      : AdjudicationBed(required, std::make_shared<std::function<void()>>()) {}

  // Happens once, after the next row that is read by its key.
  void AfterNextGet(std::function<void()> event) { *event_ = std::move(event); }

  // A label by annotator number `annotator`.
  absl::StatusOr<v1::SubmitLabelsResponse> Say(const v1::RequestBatchResponse& batch,
                                               const std::string& candidate, int annotator,
                                               double word_errors) {
    v1::SubmitLabelsRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    AddLabel(request, candidate, annotator, word_errors);
    return Call(&Loop::labeling, &Labeling::SubmitLabels, request);
  }
  static void AddLabel(v1::SubmitLabelsRequest& request, const std::string& candidate,
                       int annotator, double word_errors) {
    v1::Label& label = *request.add_labels();
    label.set_candidate_id(candidate);
    label.set_rubric("asr@1");
    label.set_annotator("00000000000000a" + std::to_string(annotator));
    (*label.mutable_values())["word_errors"].set_number(word_errors);
  }

  v1::ListAdjudicationsResponse Disputes(const std::string& fields = "") {
    auto response = Call(&Loop::adjudications, &Adjudications::ListAdjudications,
                         Text<v1::ListAdjudicationsRequest>("queue: 'queues/q' " + fields));
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }
  std::vector<std::string> DisputedIds() {
    std::vector<std::string> ids;
    const v1::ListAdjudicationsResponse disputes = Disputes("page_size: 1000");
    for (const v1::Adjudication& dispute : disputes.adjudications())
      ids.push_back(dispute.candidate_id());
    return ids;
  }

  absl::StatusOr<v1::AdjudicateResponse> Decide(const std::string& candidate,
                                                const std::string& decision,
                                                const std::string& fields = "") {
    return Call(
        &Loop::adjudications, &Adjudications::Adjudicate,
        Text<v1::AdjudicateRequest>(absl::StrCat("queue: 'queues/q' candidate_id: '", candidate,
                                                 "' decision { ", decision, " } ", fields)));
  }

 private:
  using Event = std::shared_ptr<std::function<void()>>;

  AdjudicationBed(int required, const Event& event)
      : ReviewBed(absl::StrCat("required_labels: ", required), 1, {},
                  [event](shard::testing::GatedEngine& engine) {
                    engine.after_get = [event] {
                      if (*event) std::exchange(*event, nullptr)();
                    };
                  }),
        event_(event) {}

  const Event event_;
};

inline std::string By(absl::string_view judge, const std::string& decision) {
  return absl::StrCat("adjudicator: '", judge, "' ", decision);
}

inline const std::string kWrongAnnotator = By(kJudge,
                                              "cause: ADJUDICATION_CAUSE_ANNOTATOR_ERROR "
                                              "values { key: 'word_errors' value { number: 3 } }");

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_ADJUDICATION_BED_H_
