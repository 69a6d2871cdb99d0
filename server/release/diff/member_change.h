// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DIFF_MEMBER_CHANGE_H_
#define WINNOW_SERVER_RELEASE_DIFF_MEMBER_CHANGE_H_

#include <cstdint>

#include "server/release/diff/version_member.h"

namespace winnow::release {

enum class ChangeKind : uint8_t {
  kAdded,
  kRemoved,
  kRelabelled,    // the label digest differs
  kReweighted,    // weight or inclusion probability differs
  kMoved,         // to another split
  kReattributed,  // source, consent scope, slice or label policy differs
};

// One difference between two versions. A member in both that differs in several ways is several
// changes. Points into the versions: good during the call that reports it.
struct MemberChange {
  ChangeKind kind = ChangeKind::kAdded;
  const VersionMember* before = nullptr;  // null of an added member
  const VersionMember* after = nullptr;   // null of a removed one

  // The member as it is now, or was last: whose slice, source, scope and policy a change counts
  // for.
  const VersionMember& Member() const { return after != nullptr ? *after : *before; }

  // Nothing of the member is to be shown but that it changed.
  bool IsWithdrawn() const {
    return (before != nullptr && before->withdrawn) || (after != nullptr && after->withdrawn);
  }

  // Why it was relabelled: the cause that the label after names; else, where it is made of more
  // labels or fewer, that another number of them is asked for. kNone of other kinds.
  RelabelCause Cause() const {
    if (kind != ChangeKind::kRelabelled) return RelabelCause::kNone;
    const bool counts_differ = before->labels != after->labels;
    return after->cause == RelabelCause::kNone && counts_differ ? RelabelCause::kPolicyChange
                                                                : after->cause;
  }

  // What a gate blocks a release for (UNEXPLAINED_RELABEL), under the same label policy or another.
  bool IsUnexplainedRelabel() const {
    return kind == ChangeKind::kRelabelled && Cause() == RelabelCause::kNone;
  }
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DIFF_MEMBER_CHANGE_H_
