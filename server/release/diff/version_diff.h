// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DIFF_VERSION_DIFF_H_
#define WINNOW_SERVER_RELEASE_DIFF_VERSION_DIFF_H_

#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/release/diff/diff_summary.h"
#include "server/release/diff/member_change.h"
#include "server/release/diff/version_member.h"

namespace winnow::release {

struct VersionDiff {
  DiffSummary summary;
  uint64_t before = 0;     // members
  uint64_t after = 0;      // members
  uint64_t unchanged = 0;  // members in both, alike in all that ChangeKind tells apart
};

// Told of each change, by rising key, of one member in the order of ChangeKind. An error ends the
// comparison.
using ChangeReporter = absl::FunctionRef<absl::Status(const MemberChange&)>;

// Compares two versions in one merge of their members: each cursor is read once to its end, and one
// member of each is in memory beside the summary. For a reader that takes the changes as it can.
// The cursors outlive it. Not thread-safe.
class VersionComparison {
 public:
  VersionComparison(MemberCursor& before, MemberCursor& after, const SummaryLimits& limits);
  ~VersionComparison();

  // Reports what changed of the member with the next key; false when there are no more.
  // INVALID_ARGUMENT, naming the version, the place (from 0) and the keys, for a key that does not
  // rise above the one before, or a weight or probability that is no finite number; changes before
  // that place have been reported. Errors of cursors and of `report` are returned as they are. Not
  // called again after false or an error.
  absl::StatusOr<bool> Step(ChangeReporter report);

  // Once Step has returned false.
  VersionDiff Take();

 private:
  class Merge;
  std::unique_ptr<Merge> merge_;
};

// The whole comparison at once, with the errors of VersionComparison::Step.
absl::StatusOr<VersionDiff> CompareVersions(MemberCursor& before, MemberCursor& after,
                                            const SummaryLimits& limits, ChangeReporter report);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DIFF_VERSION_DIFF_H_
