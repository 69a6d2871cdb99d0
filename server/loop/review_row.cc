// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/review_row.h"

namespace winnow::loop {
namespace {

absl::string_view TextOf(v1::ErrorReason reason, absl::string_view field) {
  switch (reason) {
    case v1::ERROR_REASON_CANDIDATE_UNKNOWN:
      return "no such candidate in the queue";
    case v1::ERROR_REASON_ITEM_NOT_IN_BATCH:
      return "the candidate is not an item of the batch";
    case v1::ERROR_REASON_ITEM_DONE:
      return "the item is not open any more: it is done or went back";
    case v1::ERROR_REASON_ITEM_NOT_DEAD_LETTERED:
      return "the candidate is not dead-lettered, nor has it labels that a relabel_cause gives up";
    case v1::ERROR_REASON_ITEM_LEASED:
      return "the item is in an open batch; call again when its lease has ended";
    case v1::ERROR_REASON_ANNOTATOR_REPEATED:
      return "the annotator has labelled the candidate already; ask another one";
    case v1::ERROR_REASON_RUBRIC_MISMATCH:
      return "must be the rubric revision that the batch names for the item, {rubric}@{revision}";
    case v1::ERROR_REASON_CONSENT_DISALLOWED:
      return "the consent scope no longer allows the use; the label is not kept";
    case v1::ERROR_REASON_CONSENT_REVOKED:
      return "the consent of its subject or scope was revoked; the candidate is not used any more";
    case v1::ERROR_REASON_RETENTION_EXPIRED:
      return "the candidate's retention has ended; the label is not kept";
    case v1::ERROR_REASON_CANDIDATE_REMOVED:
      return "the candidate was removed: its retention ended or its subject was erased";
    case v1::ERROR_REASON_CANDIDATE_RETIRED:
      return "the candidate was retired by its owner; it is not used any more";
    case v1::ERROR_REASON_LEASE_SUPERSEDED:
      return "the lease has ended and the item was leased again";
    default:
      break;
  }
  if (field == "annotator") return "must be a keyed hash of 16 to 64 lower-case hex digits";
  if (field == "vendor") return "must be empty or an id, [A-Za-z0-9_.:-]{1,64}";
  if (field == "label_time") return "must be unset or a time from 1970 on, at most one day ahead";
  if (field == "values") return "has a value that is no criterion of the rubric revision";
  return "must be what the rubric revision asks for: of its kind, within its bounds, and not "
         "missing where it is required";
}

}  // namespace

void RefuseRow(uint32_t index, v1::ErrorReason reason, absl::string_view field, RowErrors* errors) {
  v1::RowError& error = *errors->Add();
  error.set_index(index);
  error.set_reason(reason);
  error.set_field(std::string(field));
  error.set_message(std::string(TextOf(reason, field)));
}

void RecallRows(const storage::v1::RequestRecord& record, RowErrors* errors) {
  for (const RefusedRow& row : RefusedRowsOf(record))
    RefuseRow(row.index, row.reason, row.field, errors);
}

}  // namespace winnow::loop
