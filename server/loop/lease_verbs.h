// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the holder of a lease can do with it (api.md P2): the verbs of LeaseCall.
#ifndef WINNOW_SERVER_LOOP_LEASE_VERBS_H_
#define WINNOW_SERVER_LOOP_LEASE_VERBS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/loop/lease_verb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Gives a lease a new term; items that may no longer be used leave the batch.
struct RenewVerb {
  using Request = v1::RenewLeaseRequest;
  using Response = v1::RenewLeaseResponse;
  static constexpr absl::string_view kMethod = "RenewLease";
  static constexpr absl::string_view kDecision = "RENEWED";
  static constexpr absl::string_view kEvent = "renewed";

  static absl::Status CarryOut(const Request& request, LeaseContext& context, Response& response,
                               storage::v1::RequestRecord& record);
  static void Rebuild(const storage::v1::RequestRecord& record, const LeaseView& lease,
                      Response& response);
};

// Gives single items back. No control item is ever dead-lettered: who must not know them is not
// told how many others were.
struct ReturnVerb {
  using Request = v1::ReturnItemsRequest;
  using Response = v1::ReturnItemsResponse;
  static constexpr absl::string_view kMethod = "ReturnItems";
  static constexpr absl::string_view kDecision = "RETURNED";
  static constexpr absl::string_view kEvent = "returned";

  static absl::Status CarryOut(const Request& request, LeaseContext& context, Response& response,
                               storage::v1::RequestRecord& record);
  static void Rebuild(const storage::v1::RequestRecord& record, const LeaseView& lease,
                      Response& response);
};

// Closes a batch; open items go back, and the attempt counts. As ReturnVerb.
struct CompleteVerb {
  using Request = v1::CompleteBatchRequest;
  using Response = v1::CompleteBatchResponse;
  static constexpr absl::string_view kMethod = "CompleteBatch";
  static constexpr absl::string_view kDecision = "COMPLETED";
  static constexpr absl::string_view kEvent = "completed";

  static absl::Status CarryOut(const Request& request, LeaseContext& context, Response& response,
                               storage::v1::RequestRecord& record);
  static void Rebuild(const storage::v1::RequestRecord& record, const LeaseView& lease,
                      Response& response);
};

// Closes a batch; open items go back, and the attempt does not count.
struct CancelVerb {
  using Request = v1::CancelBatchRequest;
  using Response = v1::CancelBatchResponse;
  static constexpr absl::string_view kMethod = "CancelBatch";
  static constexpr absl::string_view kDecision = "CANCELLED";
  static constexpr absl::string_view kEvent = "cancelled";

  static absl::Status CarryOut(const Request& request, LeaseContext& context, Response& response,
                               storage::v1::RequestRecord& record);
  static void Rebuild(const storage::v1::RequestRecord& record, const LeaseView& lease,
                      Response& response);
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LEASE_VERBS_H_
