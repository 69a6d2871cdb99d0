// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/diff/versions.h"

#include <gtest/gtest.h>

#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::release {
namespace {

std::string OneOf(std::mt19937_64& engine, const char* prefix, uint64_t count) {
  return absl::StrCat(prefix, engine() % count);
}

VersionMember RandomMember(std::mt19937_64& engine, const std::string& key) {
  return {.key = key,
          .label_digest = OneOf(engine, "d", 3),
          .cause = static_cast<RelabelCause>(engine() % 4),
          .label_policy = OneOf(engine, "p", 2),
          .split = OneOf(engine, "split", 2),
          .weight = static_cast<double>(engine() % 2),
          .source = OneOf(engine, "source", 2),
          .consent_scope = OneOf(engine, "scope", 2),
          .slice = OneOf(engine, "slice", 3),
          .inclusion_probability = 0.25 * static_cast<double>(1 + engine() % 2)};
}

// One or several fields of a member, drawn anew.
void Disturb(std::mt19937_64& engine, VersionMember& member) {
  const VersionMember other = RandomMember(engine, member.key);
  const uint64_t which = engine();
  if (which & 1) {
    member.label_digest = other.label_digest;
    member.cause = other.cause;
  }
  if (which & 2) member.label_policy = other.label_policy;
  if (which & 4) member.split = other.split;
  if (which & 8) member.weight = other.weight;
  if (which & 16) member.source = other.source;
  if (which & 32) member.consent_scope = other.consent_scope;
  if (which & 64) member.slice = other.slice;
  if (which & 128) member.inclusion_probability = other.inclusion_probability;
}

std::vector<VersionMember> ListOf(const Version& version) {
  std::vector<VersionMember> members;
  for (const auto& [key, member] : version) members.push_back(member);
  return members;
}

}  // namespace

ListCursor::ListCursor(const Version& version) : members_(ListOf(version)) {}

absl::StatusOr<bool> ListCursor::Next(VersionMember& member) {
  const std::size_t place = calls_++;
  if (failure_ == place) return absl::DataLossError("a block is torn");
  EXPECT_LE(place, members_.size()) << "asked again after the end";
  if (place >= members_.size()) return false;
  member = members_[place];
  return true;
}

Compared Compare(const Version& before, const Version& after, const SummaryLimits& limits) {
  ListCursor first(before);
  ListCursor second(after);
  std::vector<Seen> changes;
  absl::StatusOr<VersionDiff> diff =
      CompareVersions(first, second, limits, [&](const MemberChange& change) {
        changes.push_back({change.kind, change.Member().key, change.Cause()});
        return absl::OkStatus();
      });
  EXPECT_TRUE(diff.ok()) << diff.status();
  EXPECT_EQ(first.calls(), before.size() + 1);
  EXPECT_EQ(second.calls(), after.size() + 1);
  return {std::move(changes), *std::move(diff)};
}

std::vector<Seen> LookUp(const Version& before, const Version& after) {
  std::map<std::string, std::vector<Seen>> changes;
  for (const auto& [key, was] : before) {
    if (!after.contains(key)) changes[key].push_back({ChangeKind::kRemoved, key, {}});
  }
  for (const auto& [key, is] : after) {
    const auto found = before.find(key);
    if (found == before.end()) {
      changes[key].push_back({ChangeKind::kAdded, key, {}});
      continue;
    }
    const VersionMember& was = found->second;
    if (was.label_digest != is.label_digest) {
      changes[key].push_back({ChangeKind::kRelabelled, key, is.cause});
    }
    if (std::pair(was.weight, was.inclusion_probability) !=
        std::pair(is.weight, is.inclusion_probability)) {
      changes[key].push_back({ChangeKind::kReweighted, key, {}});
    }
    if (was.split != is.split) changes[key].push_back({ChangeKind::kMoved, key, {}});
    if (std::tie(was.source, was.consent_scope, was.slice, was.label_policy) !=
        std::tie(is.source, is.consent_scope, is.slice, is.label_policy)) {
      changes[key].push_back({ChangeKind::kReattributed, key, {}});
    }
  }
  std::vector<Seen> all;
  for (const auto& [key, seen] : changes) all.insert(all.end(), seen.begin(), seen.end());
  return all;
}

std::map<DiffCell, uint64_t> CellsOf(const Version& before, const Version& after) {
  std::map<DiffCell, uint64_t> cells;
  for (const Seen& seen : LookUp(before, after)) {
    const Version& version = seen.kind == ChangeKind::kRemoved ? before : after;
    const VersionMember& member = version.at(seen.key);
    ++cells[{member.slice, member.source, member.consent_scope, member.label_policy, seen.kind,
             seen.cause}];
  }
  return cells;
}

RandomVersions::RandomVersions(std::mt19937_64& engine) {
  const uint64_t keys = engine() % 60;
  for (uint64_t i = 0; i < keys; ++i) {
    const std::string key = absl::StrCat("queue", engine() % 3, "/", engine() % 1000);
    const VersionMember member = RandomMember(engine, key);
    const uint64_t kind = engine() % 4;
    if (kind != 0) before[key] = member;
    if (kind == 1) continue;
    after[key] = member;
    if (kind == 2) Disturb(engine, after[key]);
  }
}

}  // namespace winnow::release
