// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_columns.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/stable_hash.h"
#include "tests/server/shard/commands.h"

namespace winnow::shard::testing {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

uint64_t HashOf(const std::string& id) { return selection::StaticIdHash(id); }

class CandidateColumnsTest : public ::testing::Test {
 protected:
  CandidateColumnsTest() {
    Declare("speaker", v1::ATTRIBUTE_KIND_KEYED_HASH);
    Declare("device", v1::ATTRIBUTE_KIND_CATEGORY);
  }
  void Declare(const std::string& key, v1::AttributeKind kind) {
    v1::AttributeSpec& attribute = *queue_.add_attributes();
    attribute.set_key(key);
    attribute.set_kind(kind);
    columns_.SetAttributes(queue_.attributes());
  }
  CandidateNo Add(const v1::Candidate& candidate) {
    return columns_.Add(candidate, HashOf(candidate.candidate_id()), 5);
  }
  google::protobuf::Map<std::string, std::string> Attributes(CandidateNo no) {
    google::protobuf::Map<std::string, std::string> attributes;
    columns_.attributes().Write(no, &attributes);
    return attributes;
  }

  v1::Queue queue_;
  CandidateColumns columns_;
};

TEST_F(CandidateColumnsTest, FindEveryCandidateByItsIdAndNoOther) {
  constexpr int kCandidates = 50'000;  // several chunks of rows and ids
  for (int i = 0; i < kCandidates; ++i) {
    const std::string id = absl::StrCat("id-", i, std::string(static_cast<size_t>(i % 50), 'x'));
    ASSERT_EQ(Add(PlainCandidate(id)), static_cast<CandidateNo>(i));
  }
  for (int i = 0; i < kCandidates; ++i) {
    const std::string id = absl::StrCat("id-", i, std::string(static_cast<size_t>(i % 50), 'x'));
    ASSERT_EQ(columns_.Find(id, HashOf(id)), static_cast<CandidateNo>(i));
    ASSERT_EQ(columns_.id(static_cast<CandidateNo>(i)), id);
  }
  EXPECT_EQ(columns_.Find("id", HashOf("id")), std::nullopt);
  // Equal hashes do not make equal ids.
  EXPECT_EQ(columns_.Find("other", HashOf("id-0")), std::nullopt);
}

TEST_F(CandidateColumnsTest, ReplaceMetadataAndKeepWhatHappened) {
  const CandidateNo no = Add(PlainCandidate("a"));
  columns_.row(no).attempts = 2;
  columns_.row(no).lease = 4;
  v1::Candidate changed = PlainCandidate("a");
  changed.set_slice("b");
  changed.clear_retain_until();
  changed.set_dup_group("g");
  columns_.Replace(no, changed);
  const CandidateRow& row = columns_.row(no);
  EXPECT_EQ(columns_.dictionaries().slices.Text(row.slice), "b");
  EXPECT_EQ(columns_.dictionaries().dup_groups.Text(row.dup_group - 1), "g");
  EXPECT_EQ(row.retain_until_us, 0);
  EXPECT_EQ(row.quarantine, 1u << (v1::QUARANTINE_REASON_RETENTION_MISSING - 1));
  EXPECT_EQ(row.attempts, 2);
  EXPECT_EQ(row.lease, 4u);
  EXPECT_EQ(row.ingest_us, 5);
}

TEST_F(CandidateColumnsTest, ShowHashesAsTheirFirstSixteenDigits) {
  v1::Candidate candidate = PlainCandidate("a");
  (*candidate.mutable_attributes())["speaker"] = "00ff00ff00ff00ffdeadbeef";
  (*candidate.mutable_attributes())["device"] = "phone";
  const CandidateNo no = Add(candidate);
  EXPECT_THAT(Attributes(no),
              UnorderedElementsAre(Pair("speaker", "00ff00ff00ff00ff"), Pair("device", "phone")));
  EXPECT_EQ(columns_.attributes().Key(no, 0), 0x00ff00ff00ff00ffu);
  EXPECT_NE(columns_.attributes().Key(no, 1), 0u);
  EXPECT_THAT(Attributes(Add(PlainCandidate("b"))), ::testing::IsEmpty());
}

TEST_F(CandidateColumnsTest, GiveOldCandidatesNoKeyForAnAttributeDeclaredLater) {
  const CandidateNo old = Add(PlainCandidate("a"));
  Declare("session", v1::ATTRIBUTE_KIND_CATEGORY);
  EXPECT_EQ(columns_.attributes().Key(old, 2), 0u);
  v1::Candidate candidate = PlainCandidate("b");
  (*candidate.mutable_attributes())["session"] = "s1";
  EXPECT_THAT(Attributes(Add(candidate)), UnorderedElementsAre(Pair("session", "s1")));
}

TEST(Quarantine, HasABitForEachMissingField) {
  EXPECT_EQ(QuarantineBits(PlainCandidate("a")), 0);
  EXPECT_EQ(QuarantineBits({}), 0x7f);
  v1::Candidate candidate = PlainCandidate("a");
  candidate.clear_split();
  EXPECT_EQ(QuarantineBits(candidate), 1u << (v1::QUARANTINE_REASON_SPLIT_MISSING - 1));
  candidate.set_split_group("call7");
  EXPECT_EQ(QuarantineBits(candidate), 0);
}

TEST(Fingerprint, DiffersInEveryFieldButSignals) {
  const v1::Candidate plain = PlainCandidate("a");
  v1::Candidate same = plain;
  same.add_signals()->set_name("confidence");
  EXPECT_EQ(Fingerprint(same), Fingerprint(plain));
  std::set<uint64_t> seen = {Fingerprint(plain)};
  const auto expect_new = [&](auto change) {
    v1::Candidate changed = plain;
    change(changed);
    EXPECT_TRUE(seen.insert(Fingerprint(changed)).second) << changed.ShortDebugString();
  };
  expect_new([](auto& c) { c.set_source("x"); });
  expect_new([](auto& c) { c.set_consent_scope("x"); });
  expect_new([](auto& c) { c.set_rubric("x"); });
  expect_new([](auto& c) { c.set_slice("x"); });
  expect_new([](auto& c) { c.set_split_group("x"); });
  expect_new([](auto& c) { c.set_model_release("x"); });
  expect_new([](auto& c) { c.set_subject("x"); });
  expect_new([](auto& c) { c.set_dup_group("x"); });
  expect_new([](auto& c) { c.clear_retain_until(); });
  expect_new([](auto& c) { c.mutable_retain_until()->clear_seconds(); });
  expect_new([](auto& c) { c.mutable_retain_until()->set_nanos(1000); });
  expect_new([](auto& c) { c.set_stage(v1::STAGE_SAFETY); });
  expect_new([](auto& c) { c.set_split(v1::SPLIT_TEST); });
  expect_new([](auto& c) { c.set_sensitive(true); });
  expect_new([](auto& c) { (*c.mutable_attributes())["k"] = "v"; });
  expect_new([](auto& c) { (*c.mutable_attributes())["v"] = "k"; });
  // A value that moves to the next field makes a difference as well.
  expect_new(
      [](auto& c) { c.set_source(c.source() + c.consent_scope()), c.clear_consent_scope(); });
}

}  // namespace
}  // namespace winnow::shard::testing
