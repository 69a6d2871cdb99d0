// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/revocation_sweep.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/digest/sha256.h"
#include "server/selection/stable_hash.h"
#include "server/shard/frame_shadow.h"
#include "server/shard/signal_columns.h"
#include "tests/server/shard/commands.h"

namespace winnow::shard::testing {
namespace {

constexpr CandidateNo kCandidates = 1'000;
constexpr char kSubject[] = "00000000000000aa";

class RevocationSweepTest : public ::testing::Test {
 protected:
  RevocationSweepTest() {
    registry_.sources["src"] = {};
    registry_.consent_scopes["scope"].mutable_consent_scope()->add_purposes(v1::PURPOSE_TRAINING);
    Follow();
    frame_.Activate(*selection::CompilePolicy(PlainPolicy(), {}), 0);
    for (CandidateNo no = 0; no < kCandidates; ++no) {
      v1::Candidate candidate = PlainCandidate(absl::StrCat("c", no));
      if (no % 10 == 0) candidate.set_subject(kSubject);
      candidates_.Add(candidate, selection::StaticIdHash(candidate.candidate_id()), 0);
      frame_.Update(no, 0);
    }
  }

  void Follow() {
    ++registry_.version;
    const auto next = std::make_shared<const RegistrySnapshot>(registry_);
    frame_.SetRegistry(next, 0);
    sweep_.Begin(next);
  }
  void RevokeScope() {
    storage::v1::RevocationRecord record;
    record.set_consent_scope("scope");
    registry_.revocations.Add(record);
    Follow();
  }
  void RevokeSubject(const std::string& subject = kSubject) {
    storage::v1::RevocationRecord record;
    record.set_subject(digest::Sha256(subject).ToHex());
    registry_.revocations.Add(record);
    Follow();
  }
  uint64_t Revoked() const {
    uint64_t revoked = 0;
    for (CandidateNo no = 0; no < kCandidates; ++no)
      revoked += frame_.standings().at(no).exclusion == v1::EXCLUSION_REASON_CONSENT_REVOKED;
    return revoked;
  }

  RegistrySnapshot registry_;
  CandidateColumns candidates_;
  SignalColumns signals_;
  SliceBook slices_;
  LabelBook labels_;
  EvaluationBook evaluations_;
  FrameWatchers watchers_;
  Frame frame_{{&candidates_, &signals_, &slices_, &labels_, &evaluations_, &watchers_}, 7};
  FrameShadow shadow_{frame_};
  RevocationSweep sweep_{candidates_, frame_};
};

TEST_F(RevocationSweepTest, APortionTakesOutNoMoreThanItMay) {
  EXPECT_FALSE(sweep_.under_way());
  RevokeScope();
  EXPECT_TRUE(sweep_.under_way());
  EXPECT_EQ(Revoked(), 0u);
  EXPECT_EQ(sweep_.Sweep(300, 0), 0u);
  EXPECT_EQ(Revoked(), 300u);
  EXPECT_TRUE(sweep_.under_way());
  EXPECT_GT(sweep_.Sweep(2'000, 0), 1'000u);
  EXPECT_FALSE(sweep_.under_way());
  EXPECT_EQ(Revoked(), kCandidates);
  EXPECT_EQ(frame_.index()->TotalCount(), 0u);
}

TEST_F(RevocationSweepTest, ASubjectCostsItsOwnCandidatesAndALook) {
  RevokeSubject();
  EXPECT_GT(sweep_.Sweep(300, 0), 100u);
  EXPECT_FALSE(sweep_.under_way());
  EXPECT_EQ(Revoked(), kCandidates / 10);
  // Others that nobody has revoked stay, and nothing is begun for what is known.
  Follow();
  EXPECT_FALSE(sweep_.under_way());
  RevokeSubject("00000000000000bb");
  sweep_.Sweep(kCandidates, 0);
  EXPECT_EQ(Revoked(), kCandidates / 10);
}

TEST_F(RevocationSweepTest, ARevocationDuringASweepIsSweptAsWell) {
  RevokeSubject();
  sweep_.Sweep(30, 0);
  ASSERT_TRUE(sweep_.under_way());
  RevokeScope();
  while (sweep_.under_way()) sweep_.Sweep(100, 0);
  EXPECT_EQ(Revoked(), kCandidates);
}

TEST_F(RevocationSweepTest, TheNextFrameIsSweptToo) {
  shadow_.Begin(*selection::CompilePolicy(PlainPolicy(), {}));
  EXPECT_FALSE(shadow_.Build(500, 0));
  RevokeScope();
  sweep_.Sweep(200, 0);
  ASSERT_TRUE(shadow_.Build(kCandidates, 0));
  shadow_.Adopt(0);
  ASSERT_TRUE(sweep_.under_way());
  while (sweep_.under_way()) sweep_.Sweep(100, 0);
  EXPECT_EQ(Revoked(), kCandidates);
}

TEST(RevocationsTest, CopiesDoNotFollowEachOther) {
  Revocations first;
  storage::v1::RevocationRecord record;
  record.set_subject(digest::Sha256(kSubject).ToHex());
  first.Add(record);
  Revocations second = first;
  record.set_subject(digest::Sha256("00000000000000bb").ToHex());
  second.Add(record);
  EXPECT_EQ(first.OfSubject(SubjectKey(digest::Sha256(kSubject))), 1u);
  EXPECT_EQ(first.OfSubject(SubjectKey(digest::Sha256("00000000000000bb"))), 0u);
  EXPECT_EQ(second.OfSubject(SubjectKey(digest::Sha256("00000000000000bb"))), 2u);
  EXPECT_EQ(second.last(), 2u);
  EXPECT_EQ(second.OfSubject(0), 0u);
}

}  // namespace
}  // namespace winnow::shard::testing
