// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/diff/version_diff.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow::release {
namespace {

// One version at its current member, checked.
class Reader {
 public:
  Reader(absl::string_view name, MemberCursor& cursor) : name_(name), cursor_(cursor) {}

  absl::Status Advance() {
    last_key_.swap(member_.key);
    absl::StatusOr<bool> has_next = cursor_.Next(member_);
    if (!has_next.ok()) return has_next.status();
    has_member_ = *has_next;
    if (!has_member_) return absl::OkStatus();
    if (read_ > 0 && member_.key <= last_key_) {
      return Wrong(absl::StrCat("does not rise above '", absl::CEscape(last_key_), "'"));
    }
    if (!std::isfinite(member_.weight) || !std::isfinite(member_.inclusion_probability)) {
      return Wrong("has a weight or inclusion probability that is no finite number");
    }
    ++read_;
    return absl::OkStatus();
  }

  bool has_member() const { return has_member_; }
  const VersionMember& member() const { return member_; }
  uint64_t read() const { return read_; }

 private:
  absl::Status Wrong(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat("version ", name_, ", member ", read_, ": key '",
                                                   absl::CEscape(member_.key), "' ", what));
  }

  absl::string_view name_;
  MemberCursor& cursor_;
  VersionMember member_;
  std::string last_key_;
  bool has_member_ = false;
  uint64_t read_ = 0;
};

bool IsReweighted(const VersionMember& a, const VersionMember& b) {
  return a.weight != b.weight || a.inclusion_probability != b.inclusion_probability;
}

bool IsReattributed(const VersionMember& a, const VersionMember& b) {
  return a.source != b.source || a.consent_scope != b.consent_scope || a.slice != b.slice ||
         a.label_policy != b.label_policy;
}

class Merge {
 public:
  Merge(const SummaryLimits& limits, ChangeReporter report)
      : diff_{DiffSummary(limits)}, report_(report) {}

  absl::Status Run(Reader& before, Reader& after) {
    if (absl::Status status = before.Advance(); !status.ok()) return status;
    if (absl::Status status = after.Advance(); !status.ok()) return status;
    while (before.has_member() || after.has_member()) {
      if (absl::Status status = Step(before, after); !status.ok()) return status;
    }
    diff_.before = before.read();
    diff_.after = after.read();
    return absl::OkStatus();
  }

  VersionDiff Take() { return std::move(diff_); }

 private:
  // Deals with the lower key.
  absl::Status Step(Reader& before, Reader& after) {
    const int order = !before.has_member()  ? 1
                      : !after.has_member() ? -1
                                            : before.member().key.compare(after.member().key);
    absl::Status status;
    if (order < 0) {
      status = Report(ChangeKind::kRemoved, &before.member(), nullptr);
    } else if (order > 0) {
      status = Report(ChangeKind::kAdded, nullptr, &after.member());
    } else {
      status = CompareMembers(before.member(), after.member());
    }
    if (status.ok() && order <= 0) status = before.Advance();
    if (status.ok() && order >= 0) status = after.Advance();
    return status;
  }

  absl::Status CompareMembers(const VersionMember& a, const VersionMember& b) {
    const std::pair<ChangeKind, bool> changes[] = {
        {ChangeKind::kRelabelled, a.label_digest != b.label_digest},
        {ChangeKind::kReweighted, IsReweighted(a, b)},
        {ChangeKind::kMoved, a.split != b.split},
        {ChangeKind::kReattributed, IsReattributed(a, b)},
    };
    bool is_changed = false;
    for (const auto& [kind, is_there] : changes) {
      if (!is_there) continue;
      is_changed = true;
      if (absl::Status status = Report(kind, &a, &b); !status.ok()) return status;
    }
    diff_.unchanged += is_changed ? 0 : 1;
    return absl::OkStatus();
  }

  absl::Status Report(ChangeKind kind, const VersionMember* before, const VersionMember* after) {
    const MemberChange change{kind, before, after};
    diff_.summary.Add(change);
    return report_(change);
  }

  VersionDiff diff_;
  ChangeReporter report_;
};

}  // namespace

absl::StatusOr<VersionDiff> CompareVersions(MemberCursor& before, MemberCursor& after,
                                            const SummaryLimits& limits, ChangeReporter report) {
  Reader reader_before("before", before);
  Reader reader_after("after", after);
  Merge comparison(limits, report);
  if (absl::Status status = comparison.Run(reader_before, reader_after); !status.ok()) {
    return status;
  }
  return comparison.Take();
}

}  // namespace winnow::release
