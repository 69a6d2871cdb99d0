// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AgreementCount: labels of one rubric revision, counted as they are read.
#ifndef WINNOW_SERVER_LOOP_AGREEMENT_COUNT_H_
#define WINNOW_SERVER_LOOP_AGREEMENT_COUNT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/release/agreement/agreement_table.h"
#include "server/release/agreement/anchor_sums.h"
#include "winnow/v1/agreement.pb.h"
#include "winnow/v1/control.pb.h"
#include "winnow/v1/label.pb.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::loop {

// Not thread-safe. `rubric` outlives it.
class AgreementCount {
 public:
  static absl::StatusOr<AgreementCount> Make(const v1::Rubric& rubric,
                                             v1::AgreementDimension dimension);

  // What is known of the candidate of a label.
  struct Place {
    std::string slice;
    std::string cluster;  // empty: it stands alone
    // Of a gold item: what is known under the rubric of the labels. Valid for the call.
    const v1::ControlItem* gold = nullptr;
  };
  // Labels of a candidate come one after the other.
  absl::Status Add(const v1::Label& label, const Place& place);

  absl::StatusOr<std::vector<v1::AgreementRow>> Rows() const;
  absl::StatusOr<std::vector<v1::VendorShift>> VendorShifts() const;
  uint64_t labels() const { return labels_; }

 private:
  AgreementCount(const v1::Rubric& rubric, release::AgreementTable table);

  // What vendors are compared by: the end-to-end rate, of labels that state it, and the end-to-end
  // score under a rubric whose labels state no such rate.
  absl::Status AddAnchor(const v1::Label& label, const Place& place);

  const v1::Rubric* rubric_;
  const v1::Measure* rate_;  // nullptr where labels state none
  release::AgreementTable table_;
  release::AnchorSums anchors_;
  std::string last_candidate_;
  uint64_t labels_ = 0;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_AGREEMENT_COUNT_H_
