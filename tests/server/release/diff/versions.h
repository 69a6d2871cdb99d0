// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Made-up data set versions, and what a diff of them must say, from maps.
#ifndef WINNOW_TESTS_SERVER_RELEASE_DIFF_VERSIONS_H_
#define WINNOW_TESTS_SERVER_RELEASE_DIFF_VERSIONS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/release/diff/diff_summary.h"
#include "server/release/diff/version_diff.h"
#include "server/release/diff/version_member.h"

namespace winnow::release {

using Version = std::map<std::string, VersionMember>;

// Yields given members, and counts how often it is asked. Fails at the place `failure`.
class ListCursor : public MemberCursor {
 public:
  explicit ListCursor(std::vector<VersionMember> members) : members_(std::move(members)) {}
  explicit ListCursor(const Version& version);

  absl::StatusOr<bool> Next(VersionMember& member) override;

  std::size_t calls() const { return calls_; }
  void FailAt(std::size_t place) { failure_ = place; }

 private:
  std::vector<VersionMember> members_;
  std::size_t calls_ = 0;
  std::optional<std::size_t> failure_;
};

// A change as a test compares it.
struct Seen {
  ChangeKind kind;
  std::string key;
  RelabelCause cause;

  friend auto operator<=>(const Seen&, const Seen&) = default;
};

// All that a comparison said.
struct Compared {
  std::vector<Seen> changes;
  VersionDiff diff;
};

Compared Compare(const Version& before, const Version& after, const SummaryLimits& limits = {});

// The changes that a member-by-member look into both maps finds, in the order of reports.
std::vector<Seen> LookUp(const Version& before, const Version& after);

// The cells of all changes, without any limit.
std::map<DiffCell, uint64_t> CellsOf(const Version& before, const Version& after);

// Members of few slices, sources, scopes and policies, of which a share changed in the second.
struct RandomVersions {
  explicit RandomVersions(std::mt19937_64& engine);

  Version before;
  Version after;
};

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_DIFF_VERSIONS_H_
