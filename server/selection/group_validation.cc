// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/group_validation.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/selection/names.h"
#include "server/selection/types.h"

namespace winnow::selection {
namespace {

constexpr int kMaxGroups = 1'000;
constexpr int kMaxSlices = 10'000;
constexpr int kMaxDepth = 8;
constexpr NumberRule kMaxShare = {1e-6, 1, "must be a finite number above 0 and at most 1"};

class GroupValidation {
 public:
  GroupValidation(const v1::Allocation& allocation, uint32_t largest_batch, ViolationList& out)
      : allocation_(allocation), largest_batch_(largest_batch), out_(out) {}

  void Run() {
    for (int i = 0; i < allocation_.groups_size(); ++i) CheckGroup(i);
    for (int i = 0; i < allocation_.groups_size(); ++i) CheckNesting(i);
    CheckSlices();
    if (!is_nested_) return;
    const std::vector<uint64_t> minima = Minima();
    for (int i = 0; i < allocation_.groups_size(); ++i) {
      CheckRoom(i, minima[static_cast<std::size_t>(i)]);
    }
  }

 private:
  static std::string Field(int i) { return absl::StrCat("allocation.groups[", i, "]"); }

  void CheckGroup(int i) {
    const v1::SliceGroup& group = allocation_.groups(i);
    out_.Require(IsId(group.name()), Field(i) + ".name", "must match [A-Za-z0-9_.:-]{1,64}");
    out_.Require(by_name_.emplace(group.name(), i).second, Field(i) + ".name",
                 "must be unique: a group before has the same name");
    if (group.has_max_share()) {
      out_.RequireNumber(group.max_share(), kMaxShare, Field(i) + ".max_share");
    }
  }

  // The group that encloses `i`; -1 at the top, and where there is none of that name.
  int ParentOf(int i) const {
    const auto found = by_name_.find(allocation_.groups(i).parent());
    return allocation_.groups(i).parent().empty() || found == by_name_.end() ? -1 : found->second;
  }

  void CheckNesting(int i) {
    const std::string& parent = allocation_.groups(i).parent();
    if (!out_.Require(parent.empty() || by_name_.contains(parent), Field(i) + ".parent",
                      "must be the name of a group of the policy, or empty")) {
      return;
    }
    int depth = 1;
    for (int at = ParentOf(i); at != -1 && depth <= kMaxDepth; at = ParentOf(at)) ++depth;
    is_nested_ &= out_.Require(depth <= kMaxDepth, Field(i) + ".parent",
                               "must not be in the group itself, nor make it more than 8 deep");
  }

  void CheckSlices() {
    absl::flat_hash_set<absl::string_view> seen;
    for (int i = 0; i < allocation_.groups_size(); ++i) {
      const v1::SliceGroup& group = allocation_.groups(i);
      for (int s = 0; s < group.slices_size(); ++s) {
        const std::string field = absl::StrCat(Field(i), ".slices[", s, "]");
        out_.Require(IsId(group.slices(s)), field, "must be an id, [A-Za-z0-9_.:-]{1,64}");
        out_.Require(seen.insert(group.slices(s)).second, field,
                     "must be unique: a slice is in at most one group");
      }
    }
  }

  // The sum of the minima of all slices below each group.
  std::vector<uint64_t> Minima() const {
    std::vector<uint64_t> minima(static_cast<std::size_t>(allocation_.groups_size()), 0);
    absl::flat_hash_map<absl::string_view, uint32_t> min_of;
    for (const v1::SliceQuota& quota : allocation_.quotas()) min_of[quota.slice()] = quota.min();
    for (int i = 0; i < allocation_.groups_size(); ++i) {
      uint64_t sum = 0;
      for (const std::string& slice : allocation_.groups(i).slices()) {
        const auto found = min_of.find(slice);
        sum += found != min_of.end() ? found->second : allocation_.default_quota().min();
      }
      for (int at = i; at != -1; at = ParentOf(at)) minima[static_cast<std::size_t>(at)] += sum;
    }
    return minima;
  }

  void CheckRoom(int i, uint64_t minima) {
    const v1::SliceGroup& group = allocation_.groups(i);
    if (group.has_max()) {
      out_.Require(minima <= group.max(), Field(i) + ".max",
                   "must be at least the sum of the minima of the slices in the group");
    }
    if (group.has_max_share()) {
      const Int128 most = Int128{ToMicros(group.max_share())} * largest_batch_ / kMicrosPerUnit;
      out_.Require(minima <= most, Field(i) + ".max_share",
                   "must leave room in the largest batch, lease.max_items, for the minima of the "
                   "slices in the group");
    }
  }

  const v1::Allocation& allocation_;
  const uint32_t largest_batch_;
  ViolationList& out_;
  absl::flat_hash_map<absl::string_view, int> by_name_;
  bool is_nested_ = true;
};

}  // namespace

void ValidateGroups(const v1::Allocation& allocation, uint32_t largest_batch, ViolationList& out) {
  if (!out.Require(allocation.groups_size() <= kMaxGroups, "allocation.groups",
                   "must be at most 1,000 groups")) {
    return;
  }
  int slices = 0;
  for (const v1::SliceGroup& group : allocation.groups()) slices += group.slices_size();
  if (!out.Require(slices <= kMaxSlices, "allocation.groups",
                   "must name at most 10,000 slices in all")) {
    return;
  }
  GroupValidation(allocation, largest_batch, out).Run();
}

}  // namespace winnow::selection
