// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lease_verbs.h"

#include <optional>
#include <string>

#include "server/loop/error.h"
#include "server/loop/refused_rows.h"
#include "server/loop/review_row.h"
#include "server/loop/usage.h"

namespace winnow::loop {
namespace {

// A count that a call remembered; 0 where it did not.
uint32_t CountAt(const storage::v1::RequestRecord& record, int i) {
  return i < record.counts_size() ? static_cast<uint32_t>(record.counts(i)) : 0;
}

}  // namespace

absl::Status RenewVerb::CarryOut(const Request& request, LeaseContext& context, Response& response,
                                 storage::v1::RequestRecord& record) {
  const selection::LeaseRules& rules = context.queue.frame.policy()->lease;
  const absl::Duration term =
      request.has_lease() ? selection::ToDuration(request.lease()) : rules.default_lease;
  if (term < absl::Seconds(1) || term > rules.max_lease) {
    return FieldsInvalid({{"lease", "must be 1 second to the longest lease of the active policy"}});
  }
  for (uint32_t position = 0; position < context.batch.candidates.size(); ++position) {
    if (context.batch.record.item_states()[position] != v1::ITEM_STATE_OPEN) continue;
    const shard::CandidateNo no = context.batch.candidates[position];
    if (MayBeUsed(context.queue, no, context.state.now.latest_us()) == v1::ERROR_REASON_UNSPECIFIED)
      continue;
    response.add_withdrawn(std::string(context.queue.candidates.id(no)));
    record.add_withdrawn(no);
    context.change.GiveBackItem(position, v1::ITEM_STATE_RETURNED,
                                LeaseChange::Attempt::kDoesNotCount);
  }
  context.change.Renew(term);
  response.mutable_lease()->set_token(request.token());
  *response.mutable_lease()->mutable_expire_time() = context.batch.record.expire_time();
  context.change.Save(v1::BATCH_STATE_UNSPECIFIED);
  return absl::OkStatus();
}

void RenewVerb::Rebuild(const storage::v1::RequestRecord&, const LeaseView& lease,
                        Response& response) {
  response.mutable_lease()->set_token(shard::LeaseToken(lease.ref.batch_no, lease.record));
  *response.mutable_lease()->mutable_expire_time() = lease.record.expire_time();
  *response.mutable_withdrawn() = {lease.withdrawn.begin(), lease.withdrawn.end()};
}

absl::Status ReturnVerb::CarryOut(const Request& request, LeaseContext& context, Response& response,
                                  storage::v1::RequestRecord& record) {
  for (int i = 0; i < request.candidate_ids_size(); ++i) {
    const auto position = PositionOf(context.queue, context.batch, request.candidate_ids(i));
    if (!position.has_value()) {
      RefuseRow(i, v1::ERROR_REASON_ITEM_NOT_IN_BATCH, "candidate_ids",
                response.mutable_row_errors());
    } else if (context.batch.record.item_states()[*position] != v1::ITEM_STATE_OPEN) {
      RefuseRow(i, v1::ERROR_REASON_ITEM_DONE, "candidate_ids", response.mutable_row_errors());
    } else {
      response.set_returned(response.returned() + 1);
      const bool dead = context.change.GiveBackItem(*position, v1::ITEM_STATE_RETURNED,
                                                    LeaseChange::Attempt::kCounts);
      if (dead && !context.hides_draw) response.set_dead_lettered(response.dead_lettered() + 1);
    }
  }
  response.set_open_items(context.batch.open_items);
  record.add_counts(response.returned());
  record.add_counts(response.dead_lettered());
  record.add_counts(response.open_items());
  RememberRows(response.row_errors(), &record);
  context.change.Save(v1::BATCH_STATE_UNSPECIFIED);
  return absl::OkStatus();
}

void ReturnVerb::Rebuild(const storage::v1::RequestRecord& record, const LeaseView&,
                         Response& response) {
  response.set_returned(CountAt(record, 0));
  response.set_dead_lettered(CountAt(record, 1));
  response.set_open_items(CountAt(record, 2));
  RecallRows(record, response.mutable_row_errors());
}

absl::Status CompleteVerb::CarryOut(const Request&, LeaseContext& context, Response& response,
                                    storage::v1::RequestRecord& record) {
  const auto outcome =
      context.change.GiveBackAll(v1::ITEM_STATE_RETURNED, LeaseChange::Attempt::kCounts);
  response.set_returned(outcome.items);
  response.set_dead_lettered(context.hides_draw ? 0 : outcome.dead_lettered);
  record.add_counts(response.returned());
  record.add_counts(response.dead_lettered());
  *response.mutable_batch() = context.change.Save(v1::BATCH_STATE_COMPLETED);
  return absl::OkStatus();
}

void CompleteVerb::Rebuild(const storage::v1::RequestRecord& record, const LeaseView& lease,
                           Response& response) {
  response.set_returned(CountAt(record, 0));
  response.set_dead_lettered(CountAt(record, 1));
  *response.mutable_batch() = BatchOf(BatchName(lease.ref.queue, lease.ref.batch_no), lease.record);
}

absl::Status CancelVerb::CarryOut(const Request&, LeaseContext& context, Response& response,
                                  storage::v1::RequestRecord& record) {
  const auto outcome =
      context.change.GiveBackAll(v1::ITEM_STATE_RETURNED, LeaseChange::Attempt::kDoesNotCount);
  response.set_returned(outcome.items);
  record.add_counts(outcome.items);
  *response.mutable_batch() = context.change.Save(v1::BATCH_STATE_CANCELLED);
  return absl::OkStatus();
}

void CancelVerb::Rebuild(const storage::v1::RequestRecord& record, const LeaseView& lease,
                         Response& response) {
  response.set_returned(CountAt(record, 0));
  *response.mutable_batch() = BatchOf(BatchName(lease.ref.queue, lease.ref.batch_no), lease.record);
}

}  // namespace winnow::loop
