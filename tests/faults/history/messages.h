// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A history's calls as messages of the API, whichever way they are carried.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_MESSAGES_H_
#define WINNOW_TESTS_FAULTS_HISTORY_MESSAGES_H_

#include "tests/faults/history/history.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::testing {

// The number of a candidate of MakeCandidate, from its id.
uint64_t NumberOf(const std::string& candidate_id);

// The reason without the prefix that all have.
std::string NameOf(v1::ErrorReason reason);

v1::BatchUpsertCandidatesRequest ToIngest(const Asked& asked);
v1::BatchPushSignalsRequest ToSignals(const Asked& asked);
v1::RequestBatchRequest ToRequest(const Asked& asked);
v1::RenewLeaseRequest ToRenew(const Asked& asked);
v1::SubmitLabelsRequest ToSubmit(const Asked& asked);
v1::ReturnItemsRequest ToReturn(const Asked& asked);
v1::CompleteBatchRequest ToComplete(const Asked& asked);
v1::CancelBatchRequest ToCancel(const Asked& asked);
v1::RequeueItemsRequest ToRequeue(const Asked& asked);

// But for the position, which all have.
void TakeAnswer(const v1::BatchUpsertCandidatesResponse& response, Answer& answer);
void TakeAnswer(const v1::BatchPushSignalsResponse& response, Answer& answer);
void TakeAnswer(const v1::RequestBatchResponse& response, Answer& answer);
void TakeAnswer(const v1::RenewLeaseResponse& response, Answer& answer);
void TakeAnswer(const v1::SubmitLabelsResponse& response, Answer& answer);
void TakeAnswer(const v1::ReturnItemsResponse& response, Answer& answer);
void TakeAnswer(const v1::CompleteBatchResponse& response, Answer& answer);
void TakeAnswer(const v1::CancelBatchResponse& response, Answer& answer);
void TakeAnswer(const v1::RequeueItemsResponse& response, Answer& answer);

// Calls `carry(request, &response)`, which says whether an answer came, with what is asked.
template <typename Carry>
bool Exchange(const Asked& asked, Answer& answer, const Carry& carry) {
  const auto exchange = [&](const auto& request, auto response) {
    if (!carry(request, &response)) return false;
    TakeAnswer(response, answer);
    answer.epoch = response.position().epoch();
    answer.seq = response.position().seq();
    return true;
  };
  switch (asked.verb) {
    case Verb::kIngest:
      return exchange(ToIngest(asked), v1::BatchUpsertCandidatesResponse());
    case Verb::kSignals:
      return exchange(ToSignals(asked), v1::BatchPushSignalsResponse());
    case Verb::kRequest:
      return exchange(ToRequest(asked), v1::RequestBatchResponse());
    case Verb::kRenew:
      return exchange(ToRenew(asked), v1::RenewLeaseResponse());
    case Verb::kSubmit:
      return exchange(ToSubmit(asked), v1::SubmitLabelsResponse());
    case Verb::kReturn:
      return exchange(ToReturn(asked), v1::ReturnItemsResponse());
    case Verb::kComplete:
      return exchange(ToComplete(asked), v1::CompleteBatchResponse());
    case Verb::kCancel:
      return exchange(ToCancel(asked), v1::CancelBatchResponse());
    case Verb::kRequeue:
      return exchange(ToRequeue(asked), v1::RequeueItemsResponse());
  }
  return false;
}

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_MESSAGES_H_
