// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/settled_label.h"

#include <algorithm>
#include <tuple>

#include "server/digest/sha256.h"
#include "server/loop/request_replay.h"

namespace winnow::loop {

digest::Digest ContentOf(v1::Label label) {
  label.clear_label_time();
  label.clear_relabel_cause();
  return PayloadHash(label);
}

digest::Digest ContentOf(v1::AdjudicationDecision decision) {
  decision.clear_decide_time();
  return PayloadHash(decision);
}

namespace {

bool IsEarlier(const storage::v1::LabelRecord& a, const storage::v1::LabelRecord& b) {
  return std::tuple(a.submit_time().seconds(), a.submit_time().nanos(), a.batch_no()) <
         std::tuple(b.submit_time().seconds(), b.submit_time().nanos(), b.batch_no());
}

void Apply(const v1::AdjudicationDecision& decision, SettledLabel& settled) {
  if (decision.cause() == v1::ADJUDICATION_CAUSE_RUBRIC_BUG && decision.values().empty()) {
    settled.left_out = v1::LEFT_OUT_REASON_DISPUTED;
  } else if (decision.values().empty()) {
    settled.left_out = v1::LEFT_OUT_REASON_UNUSABLE;
  } else {
    settled.digest = ContentOf(decision).ToHex();
    settled.cause = v1::RELABEL_CAUSE_ADJUDICATION;
  }
}

}  // namespace

SettledLabel Settle(const std::vector<storage::v1::LabelRecord>& labels, uint32_t required,
                    const storage::v1::AdjudicationRecord* adjudication) {
  const std::string decided = adjudication != nullptr && adjudication->has_decision()
                                  ? adjudication->rubric()
                                  : std::string();
  const storage::v1::LabelRecord& last =
      *std::max_element(labels.begin(), labels.end(),
                        [&](const storage::v1::LabelRecord& a, const storage::v1::LabelRecord& b) {
                          const bool is_decided_a = a.label().rubric() == decided;
                          const bool is_decided_b = b.label().rubric() == decided;
                          return is_decided_a == is_decided_b ? IsEarlier(a, b) : is_decided_b;
                        });
  SettledLabel settled;
  settled.rubric = last.label().rubric();
  settled.cause = last.label().relabel_cause();
  settled.batch_no = last.batch_no();
  digest::Sha256Stream content;
  for (const storage::v1::LabelRecord& record : labels) {
    if (record.label().rubric() != settled.rubric) continue;
    ++settled.labels;
    content.Update(ContentOf(record.label()).view());
  }
  settled.digest = content.Finish().ToHex();
  // Of another revision it says nothing about these labels.
  const bool is_theirs = adjudication != nullptr && adjudication->rubric() == settled.rubric;
  if (is_theirs && adjudication->has_decision()) {
    Apply(adjudication->decision(), settled);
  } else if (settled.labels < required) {
    settled.left_out = v1::LEFT_OUT_REASON_LABELS_MISSING;
  } else if (is_theirs) {
    settled.left_out = v1::LEFT_OUT_REASON_DISPUTED;
  }
  return settled;
}

}  // namespace winnow::loop
