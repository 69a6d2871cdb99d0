// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_GROUP_ROOM_H_
#define WINNOW_SERVER_SELECTION_GROUP_ROOM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/group_rules.h"

namespace winnow::selection {

// How many more slots the groups of a batch have room for (S4.1). Lanes are the slices of a batch
// by position; groups are numbered as in GroupRules, inner ones after those that enclose them.
//
// Copies share what does not change and are independent in what does. Not thread-safe.
class GroupRoom {
 public:
  // No groups: every lane always has room.
  GroupRoom() = default;

  // `group_of` has the innermost group of each lane, or kNoGroup.
  GroupRoom(const GroupRules& rules, std::vector<std::size_t> group_of, uint64_t batch);

  // The number of groups.
  std::size_t size() const { return left_.size(); }
  bool empty() const { return left_.empty(); }

  // Whether every group that encloses the lane has a slot left.
  bool Has(std::size_t lane) const;

  // Takes slots of every group that encloses the lane, which have as many, or gives them back.
  void Take(std::size_t lane, uint64_t slots = 1);
  void Return(std::size_t lane, uint64_t slots);

  uint64_t left(std::size_t group) const { return left_[group]; }

  // Takes slots of this group alone; at most those that are left.
  void Reserve(std::size_t group, uint64_t slots);

  // The lanes below a group, rising.
  absl::Span<const std::size_t> Lanes(std::size_t group) const { return tree_->lanes[group]; }

  // The number behind the last group that `group` encloses.
  std::size_t EndOf(std::size_t group) const { return tree_->end[group]; }

  // The most slots that lanes which want these many can have together.
  uint64_t Reach(absl::Span<const uint64_t> wants) const;

  // All `lanes` lanes, first those of no group, then by group; by position within a group.
  std::vector<std::size_t> PathOrder(std::size_t lanes) const;

 private:
  struct Tree {
    std::vector<std::size_t> parent;
    std::vector<std::size_t> end;
    std::vector<std::vector<std::size_t>> lanes;
    std::vector<std::size_t> group_of;  // by lane
  };

  std::shared_ptr<const Tree> tree_;
  std::vector<uint64_t> left_;  // by group
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_GROUP_ROOM_H_
