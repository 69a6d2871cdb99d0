// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/group_room.h"

#include <algorithm>
#include <utility>

namespace winnow::selection {

GroupRoom::GroupRoom(const GroupRules& rules, std::vector<std::size_t> group_of, uint64_t batch) {
  auto tree = std::make_shared<Tree>();
  for (const GroupRule& rule : rules.groups) {
    const std::size_t group = left_.size();
    left_.push_back(rule.CapacityOf(batch));
    tree->parent.push_back(rule.parent);
    tree->end.push_back(group + 1);
    for (std::size_t g = rule.parent; g != kNoGroup; g = tree->parent[g]) {
      tree->end[g] = group + 1;
    }
  }
  tree->lanes.resize(left_.size());
  for (std::size_t lane = 0; lane < group_of.size(); ++lane) {
    for (std::size_t g = group_of[lane]; g != kNoGroup; g = tree->parent[g]) {
      tree->lanes[g].push_back(lane);
    }
  }
  tree->group_of = std::move(group_of);
  tree_ = std::move(tree);
}

bool GroupRoom::Has(std::size_t lane) const {
  if (empty()) return true;
  for (std::size_t g = tree_->group_of[lane]; g != kNoGroup; g = tree_->parent[g]) {
    if (left_[g] == 0) return false;
  }
  return true;
}

void GroupRoom::Take(std::size_t lane, uint64_t slots) {
  if (empty()) return;
  for (std::size_t g = tree_->group_of[lane]; g != kNoGroup; g = tree_->parent[g]) {
    left_[g] -= slots;
  }
}

void GroupRoom::Return(std::size_t lane, uint64_t slots) {
  if (empty()) return;
  for (std::size_t g = tree_->group_of[lane]; g != kNoGroup; g = tree_->parent[g]) {
    left_[g] += slots;
  }
}

void GroupRoom::Reserve(std::size_t group, uint64_t slots) {
  left_[group] -= std::min(left_[group], slots);
}

uint64_t GroupRoom::Reach(absl::Span<const uint64_t> wants) const {
  uint64_t reach = 0;
  std::vector<uint64_t> below(size(), 0);
  for (std::size_t lane = 0; lane < wants.size(); ++lane) {
    const std::size_t group = empty() ? kNoGroup : tree_->group_of[lane];
    (group == kNoGroup ? reach : below[group]) += wants[lane];
  }
  for (std::size_t g = size(); g-- > 0;) {
    const std::size_t parent = tree_->parent[g];
    (parent == kNoGroup ? reach : below[parent]) += std::min(below[g], left_[g]);
  }
  return reach;
}

std::vector<std::size_t> GroupRoom::PathOrder(std::size_t lanes) const {
  std::vector<std::vector<std::size_t>> direct(size());
  std::vector<std::size_t> order;
  order.reserve(lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::size_t group = empty() ? kNoGroup : tree_->group_of[lane];
    (group == kNoGroup ? order : direct[group]).push_back(lane);
  }
  for (const std::vector<std::size_t>& part : direct) {
    order.insert(order.end(), part.begin(), part.end());
  }
  return order;
}

}  // namespace winnow::selection
