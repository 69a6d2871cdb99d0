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

bool IsReweighted(const VersionMember& a, const VersionMember& b) {
  return a.weight != b.weight || a.inclusion_probability != b.inclusion_probability;
}

bool IsReattributed(const VersionMember& a, const VersionMember& b) {
  return a.source != b.source || a.consent_scope != b.consent_scope || a.slice != b.slice ||
         a.label_policy != b.label_policy;
}

}  // namespace

class VersionComparison::Merge {
 public:
  Merge(MemberCursor& before, MemberCursor& after, const SummaryLimits& limits)
      : before_("before", before), after_("after", after), diff_{DiffSummary(limits)} {}

  absl::StatusOr<bool> Step(ChangeReporter report) {
    if (!begun_) {
      begun_ = true;
      if (absl::Status status = Advance(true, true); !status.ok()) return status;
    }
    if (!before_.has_member() && !after_.has_member()) return false;
    const int order = !before_.has_member()  ? 1
                      : !after_.has_member() ? -1
                                             : before_.member().key.compare(after_.member().key);
    absl::Status status;
    if (order < 0) {
      status = Report({ChangeKind::kRemoved, &before_.member(), nullptr}, report);
    } else if (order > 0) {
      status = Report({ChangeKind::kAdded, nullptr, &after_.member()}, report);
    } else {
      status = CompareMembers(before_.member(), after_.member(), report);
    }
    if (status.ok()) status = Advance(order <= 0, order >= 0);
    if (!status.ok()) return status;
    return true;
  }

  VersionDiff Take() {
    diff_.before = before_.read();
    diff_.after = after_.read();
    return std::move(diff_);
  }

 private:
  absl::Status Advance(bool before, bool after) {
    absl::Status status = before ? before_.Advance() : absl::OkStatus();
    if (status.ok() && after) status = after_.Advance();
    return status;
  }

  absl::Status CompareMembers(const VersionMember& a, const VersionMember& b,
                              ChangeReporter report) {
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
      if (absl::Status status = Report({kind, &a, &b}, report); !status.ok()) return status;
    }
    diff_.unchanged += is_changed ? 0 : 1;
    return absl::OkStatus();
  }

  absl::Status Report(const MemberChange& change, ChangeReporter report) {
    diff_.summary.Add(change);
    return report(change);
  }

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
      return absl::InvalidArgumentError(absl::StrCat("version ", name_, ", member ", read_,
                                                     ": key '", absl::CEscape(member_.key), "' ",
                                                     what));
    }

    absl::string_view name_;
    MemberCursor& cursor_;
    VersionMember member_;
    std::string last_key_;
    bool has_member_ = false;
    uint64_t read_ = 0;
  };

  Reader before_;
  Reader after_;
  bool begun_ = false;
  VersionDiff diff_;
};

VersionComparison::VersionComparison(MemberCursor& before, MemberCursor& after,
                                     const SummaryLimits& limits)
    : merge_(std::make_unique<Merge>(before, after, limits)) {}

VersionComparison::~VersionComparison() = default;

absl::StatusOr<bool> VersionComparison::Step(ChangeReporter report) { return merge_->Step(report); }

VersionDiff VersionComparison::Take() { return merge_->Take(); }

absl::StatusOr<VersionDiff> CompareVersions(MemberCursor& before, MemberCursor& after,
                                            const SummaryLimits& limits, ChangeReporter report) {
  VersionComparison comparison(before, after, limits);
  while (true) {
    const absl::StatusOr<bool> more = comparison.Step(report);
    if (!more.ok()) return more.status();
    if (!*more) return comparison.Take();
  }
}

}  // namespace winnow::release
