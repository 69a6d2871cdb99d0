// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/head_check.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

constexpr absl::string_view kNextStep =
    "; restore the newest backup, or start with --accept-loss to go on without what is missing";

constexpr absl::string_view kCopied =
    "the data folder is a copy, or was put back from one, and what was acknowledged after the copy "
    "was made is not in it; use the original or restore the newest backup. Where no server used "
    "the original since, as when the folder was moved, start once with --accept-loss";

// Empty when the database has everything that HEAD says was acknowledged.
std::string WhatIsMissing(const ShardHead& stored, const ShardHead& acknowledged) {
  if (stored.last_seq < acknowledged.last_seq) {
    const uint64_t missing = acknowledged.last_seq - stored.last_seq;
    return absl::StrCat(missing,
                        missing == 1 ? " acknowledged commit is" : " acknowledged commits are",
                        " missing: the database ends at seq ", stored.last_seq, ", HEAD has ",
                        acknowledged.last_seq);
  }
  if (stored.epoch < acknowledged.epoch) {
    return absl::StrCat("the database is of epoch ", stored.epoch, ", HEAD of the later epoch ",
                        acknowledged.epoch);
  }
  if (stored.last_seq == acknowledged.last_seq && stored.head_note != acknowledged.head_note) {
    return absl::StrCat("the database and HEAD hold different histories up to seq ",
                        stored.last_seq);
  }
  return "";
}

}  // namespace

absl::StatusOr<CheckedHead> CheckHead(const HeadEvidence& evidence, const LossPolicy& policy) {
  const ShardHead& stored = evidence.stored.head;
  std::string problem;
  std::optional<ShardHead> abandoned;
  if (!evidence.acknowledged.ok()) {
    problem = absl::StrCat(evidence.acknowledged.status().message(), kNextStep);
  } else if (!evidence.acknowledged->has_value()) {
    problem = absl::StrCat("HEAD does not know this shard", kNextStep);
  } else if (problem = WhatIsMissing(stored, **evidence.acknowledged); !problem.empty()) {
    abandoned = **evidence.acknowledged;
    absl::StrAppend(&problem, kNextStep);
  } else if (evidence.copied) {
    problem = std::string(kCopied);
  }

  CheckedHead checked;
  checked.next = stored;
  ++checked.next.epoch;
  if (problem.empty()) return checked;
  if (!policy.accept_loss) {
    return absl::DataLossError(absl::StrCat("shard ", evidence.stored.shard, ": ", problem));
  }
  const uint64_t now = static_cast<uint64_t>(std::max<int64_t>(policy.now_unix_seconds, 0));
  const uint64_t known = abandoned.has_value() ? abandoned->epoch : 0;
  checked.next.epoch = std::max({checked.next.epoch, known + 1, now});
  checked.loss = Origin{Origin::Cause::kLossAccepted, evidence.stored, abandoned};
  return checked;
}

}  // namespace winnow::storage
