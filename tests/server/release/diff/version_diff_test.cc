// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/diff/version_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/release/diff/versions.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

VersionMember Member(const std::string& key) {
  return {.key = key,
          .label_digest = "digest",
          .label_policy = "asr@1",
          .split = "train",
          .source = "phone",
          .consent_scope = "research",
          .slice = "en"};
}

Version Of(const std::vector<VersionMember>& members) {
  Version version;
  for (const VersionMember& member : members) version[member.key] = member;
  return version;
}

absl::Status CompareLists(std::vector<VersionMember> before, std::vector<VersionMember> after) {
  ListCursor first(std::move(before));
  ListCursor second(std::move(after));
  return CompareVersions(first, second, {}, [](const MemberChange&) { return absl::OkStatus(); })
      .status();
}

TEST(VersionDiff, SaysWhatALookIntoBothVersionsFinds) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937_64 engine(seed);
  for (int trial = 0; trial < 300; ++trial) {
    const RandomVersions versions(engine);
    const Compared compared = Compare(versions.before, versions.after);
    EXPECT_EQ(compared.changes, LookUp(versions.before, versions.after));
    EXPECT_EQ(compared.diff.summary.cells(), CellsOf(versions.before, versions.after));
    EXPECT_THAT(compared.diff.summary.other(), IsEmpty());
    EXPECT_EQ(compared.diff.summary.changes(), compared.changes.size());
    EXPECT_EQ(compared.diff.before, versions.before.size());
    EXPECT_EQ(compared.diff.after, versions.after.size());
  }
}

TEST(VersionDiff, OfAVersionWithItselfIsEmpty) {
  std::mt19937_64 engine(1);
  for (int trial = 0; trial < 50; ++trial) {
    const RandomVersions versions(engine);
    const Compared compared = Compare(versions.after, versions.after);
    EXPECT_THAT(compared.changes, IsEmpty());
    EXPECT_EQ(compared.diff.summary.changes(), 0u);
    EXPECT_EQ(compared.diff.unchanged, versions.after.size());
  }
}

TEST(VersionDiff, MirrorsTheDiffTheOtherWayRound) {
  std::mt19937_64 engine(2);
  for (int trial = 0; trial < 100; ++trial) {
    const RandomVersions versions(engine);
    const Compared forth = Compare(versions.before, versions.after);
    std::vector<Seen> back = Compare(versions.after, versions.before).changes;
    std::vector<Seen> mirrored = forth.changes;
    for (Seen& seen : back) seen.cause = RelabelCause::kNone;  // each version names its own
    for (Seen& seen : mirrored) {
      seen.cause = RelabelCause::kNone;
      if (seen.kind == ChangeKind::kAdded) {
        seen.kind = ChangeKind::kRemoved;
      } else if (seen.kind == ChangeKind::kRemoved) {
        seen.kind = ChangeKind::kAdded;
      }
    }
    EXPECT_EQ(back, mirrored);
  }
}

TEST(VersionDiff, OfNothingAddsOrRemovesEverything) {
  const Version some = Of({Member("a"), Member("b")});
  const Compared added = Compare({}, some);
  EXPECT_EQ(added.diff.summary.CountOf(ChangeKind::kAdded), 2u);
  EXPECT_EQ(added.diff.summary.changes(), 2u);
  const Compared removed = Compare(some, {});
  EXPECT_EQ(removed.diff.summary.CountOf(ChangeKind::kRemoved), 2u);
  EXPECT_EQ(Compare({}, {}).diff.summary.changes(), 0u);
}

TEST(VersionDiff, ReportsEachWayInWhichAMemberChanged) {
  const VersionMember was = Member("a");
  VersionMember is = was;
  is.label_digest = "other";
  is.cause = RelabelCause::kAdjudication;
  is.weight = 2;
  is.split = "test";
  is.slice = "de";
  const Compared compared = Compare(Of({was}), Of({is}));
  EXPECT_THAT(compared.changes,
              ElementsAre(Seen{ChangeKind::kRelabelled, "a", RelabelCause::kAdjudication},
                          Seen{ChangeKind::kReweighted, "a", RelabelCause::kNone},
                          Seen{ChangeKind::kMoved, "a", RelabelCause::kNone},
                          Seen{ChangeKind::kReattributed, "a", RelabelCause::kNone}));
  for (const auto& [cell, count] : compared.diff.summary.cells()) EXPECT_EQ(cell.slice, "de");
  EXPECT_EQ(compared.diff.summary.unexplained_relabels(), 0u);
}

TEST(VersionDiff, TakesAnotherInclusionProbabilityForAnotherWeight) {
  const VersionMember was = Member("a");
  VersionMember is = was;
  is.inclusion_probability = 0.5;
  EXPECT_THAT(Compare(Of({was}), Of({is})).changes,
              ElementsAre(Seen{ChangeKind::kReweighted, "a", RelabelCause::kNone}));
}

TEST(VersionDiff, ALabelMadeOfMoreLabelsIsThatOfAnotherPolicy) {
  const VersionMember was = Member("a");
  VersionMember is = was;
  is.label_digest = "other";
  is.labels = 2;
  const Compared compared = Compare(Of({was}), Of({is}));
  EXPECT_THAT(compared.changes,
              ElementsAre(Seen{ChangeKind::kRelabelled, "a", RelabelCause::kPolicyChange}));
  EXPECT_EQ(compared.diff.summary.unexplained_relabels(), 0u);
  is.cause = RelabelCause::kCorrection;
  EXPECT_THAT(Compare(Of({was}), Of({is})).changes,
              ElementsAre(Seen{ChangeKind::kRelabelled, "a", RelabelCause::kCorrection}));
}

TEST(VersionDiff, ARelabelWithoutCauseIsUnexplainedUnderAnyPolicy) {
  for (const bool has_new_policy : {false, true}) {
    const VersionMember was = Member("a");
    VersionMember is = was;
    is.label_digest = "other";
    if (has_new_policy) is.label_policy = "asr@2";
    const DiffSummary summary = Compare(Of({was}), Of({is})).diff.summary;
    EXPECT_EQ(summary.unexplained_relabels(), 1u);
    EXPECT_THAT(summary.UnexplainedKeys(), ElementsAre("a"));
    is.cause = RelabelCause::kPolicyChange;
    EXPECT_EQ(Compare(Of({was}), Of({is})).diff.summary.unexplained_relabels(), 0u);
  }
}

TEST(VersionDiff, ACauseAloneIsNoChange) {
  const VersionMember was = Member("a");
  VersionMember is = was;
  is.cause = RelabelCause::kCorrection;
  EXPECT_THAT(Compare(Of({was}), Of({is})).changes, IsEmpty());
}

TEST(VersionDiff, RefusesKeysThatDoNotRiseAndSaysWhere) {
  for (const char* second : {"b", "a", ""}) {
    const absl::Status status =
        CompareLists({Member("a"), Member("c")}, {Member("b"), Member(second)});
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("version after, member 1"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("'b'"));
  }
  const absl::Status status =
      CompareLists({Member("a"), Member("x"), Member("b\n")}, {Member("a")});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("version before, member 2: key 'b\\n'"));
  EXPECT_TRUE(CompareLists({Member(""), Member("a")}, {Member("")}).ok());
}

TEST(VersionDiff, RefusesWeightsThatAreNoNumbers) {
  for (const double wrong : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    VersionMember member = Member("b");
    member.weight = wrong;
    EXPECT_EQ(CompareLists({Member("a"), member}, {}).code(), absl::StatusCode::kInvalidArgument);
    member = Member("b");
    member.inclusion_probability = wrong;
    EXPECT_EQ(CompareLists({}, {member}).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(VersionDiff, PassesErrorsOfCursorsOnAndReadsNoFurther) {
  for (const std::size_t place : {0, 1, 2}) {
    ListCursor before(std::vector{Member("a"), Member("b")});
    ListCursor after(std::vector{Member("a"), Member("b")});
    after.FailAt(place);
    const auto diff =
        CompareVersions(before, after, {}, [](const MemberChange&) { return absl::OkStatus(); });
    EXPECT_EQ(diff.status(), absl::DataLossError("a block is torn"));
    EXPECT_EQ(after.calls(), place + 1);
  }
}

TEST(VersionDiff, EndsWhenItsReporterFails) {
  ListCursor before(std::vector<VersionMember>{});
  ListCursor after(std::vector{Member("a"), Member("b"), Member("c")});
  int reports = 0;
  const auto diff = CompareVersions(before, after, {}, [&](const MemberChange&) {
    return ++reports < 2 ? absl::OkStatus() : absl::CancelledError("the reader left");
  });
  EXPECT_EQ(diff.status(), absl::CancelledError("the reader left"));
  EXPECT_EQ(reports, 2);
  EXPECT_EQ(after.calls(), 2u);
}

// Makes members up one by one, so that none of them is kept, in a new slice each.
class EndlessSlices : public MemberCursor {
 public:
  explicit EndlessSlices(uint64_t count) : count_(count) {}

  absl::StatusOr<bool> Next(VersionMember& member) override {
    if (calls_++ == count_) return false;
    member = Member(absl::StrCat(absl::Dec(calls_, absl::kZeroPad10)));
    member.slice = member.key;
    return true;
  }

  uint64_t calls() const { return calls_; }

 private:
  uint64_t count_;
  uint64_t calls_ = 0;
};

TEST(VersionDiff, HoldsNoMoreCellsThanItsLimitAndReadsEachMemberOnce) {
  constexpr uint64_t kMembers = 200'000;
  EndlessSlices before(0);
  EndlessSlices after(kMembers);
  const auto diff = CompareVersions(before, after, {.cells = 1000, .unexplained_keys = 10},
                                    [](const MemberChange&) { return absl::OkStatus(); });
  ASSERT_TRUE(diff.ok());
  EXPECT_EQ(after.calls(), kMembers + 1);
  EXPECT_EQ(diff->summary.cells().size(), 1000u);
  EXPECT_THAT(diff->summary.other(),
              ElementsAre(std::pair(DiffSummary::Other(ChangeKind::kAdded, RelabelCause::kNone),
                                    kMembers - 1000)));
  EXPECT_EQ(diff->summary.CountOf(ChangeKind::kAdded), kMembers);
}

}  // namespace
}  // namespace winnow::release
