// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SettledLabel: what the labels of a candidate come to.
#ifndef WINNOW_SERVER_LOOP_DATASETS_SETTLED_LABEL_H_
#define WINNOW_SERVER_LOOP_DATASETS_SETTLED_LABEL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/digest/digest.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/dataset.pb.h"

namespace winnow::loop {

// SHA-256 of what a label, or a decision about labels, says, whenever that was and for whatever
// reason. Pure.
digest::Digest ContentOf(v1::Label label);
digest::Digest ContentOf(v1::AdjudicationDecision decision);

struct SettledLabel {
  v1::LeftOutReason left_out = v1::LEFT_OUT_REASON_UNSPECIFIED;  // unspecified: it counts
  std::string digest;                                            // hex
  std::string rubric;
  v1::RelabelCause cause = v1::RELABEL_CAUSE_UNSPECIFIED;
  uint32_t labels = 0;
  uint64_t batch_no = 0;  // of the last of them
};

// Pure. `labels` by annotator, one at least; of several rubric revisions that one counts of which
// it was decided, else that of the last label. `adjudication` is nullptr where they agree.
SettledLabel Settle(const std::vector<storage::v1::LabelRecord>& labels, uint32_t required,
                    const storage::v1::AdjudicationRecord* adjudication);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_SETTLED_LABEL_H_
