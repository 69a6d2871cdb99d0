// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/head_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/head_check.h"
#include "tests/storage/engine_fixture.h"
#include "tests/storage/write_failure.h"
#include "tests/testing/temp_dir.h"

namespace winnow::storage {
namespace {

using ::testing::HasSubstr;

constexpr size_t kSlot = 512;

class HeadFileTest : public ::testing::Test {
 protected:
  HeadFile MustCreate(size_t shards) {
    absl::StatusOr<HeadFile> file = HeadFile::Create(options_);
    EXPECT_TRUE(file.ok()) << file.status();
    const std::vector<ShardHead> heads(shards, ShardHead{1, 0, ""});
    EXPECT_TRUE(file->Reset(0, heads).ok());
    return *std::move(file);
  }
  // What a new process reads.
  absl::StatusOr<std::optional<ShardHead>> ReadAgain(ShardId shard) {
    absl::StatusOr<HeadFile> file = HeadFile::Open(options_);
    if (!file.ok()) return file.status();
    return file->Read(shard);
  }
  void Damage(size_t offset, const std::string& bytes) {
    std::fstream file(options_.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file << bytes;
  }

  winnow::testing::TempDir folder_;
  HeadFile::Options options_ = {folder_.Join("HEAD"), "database-1"};
};

TEST_F(HeadFileTest, TheNewestHeadOfEachShardReadsBack) {
  HeadFile file = MustCreate(3);
  for (uint64_t seq = 1; seq <= 5; ++seq) {
    ASSERT_TRUE(file.Write(1, {1, seq, "note " + std::to_string(seq)}).ok());
    EXPECT_EQ(**ReadAgain(1), (ShardHead{1, seq, "note " + std::to_string(seq)}));
  }
  EXPECT_EQ(**ReadAgain(0), (ShardHead{1, 0, ""}));
  EXPECT_EQ(**ReadAgain(2), (ShardHead{1, 0, ""}));
  EXPECT_EQ(std::filesystem::file_size(options_.path), 3 * 2 * kSlot);
}

TEST_F(HeadFileTest, ALaterEpochIsNewerThanAHigherSeq) {
  HeadFile file = MustCreate(1);
  ASSERT_TRUE(file.Write(0, {1, 90, "old"}).ok());
  ASSERT_TRUE(file.Write(0, {2, 70, "new"}).ok());
  EXPECT_EQ(**ReadAgain(0), (ShardHead{2, 70, "new"}));
}

// E3: a torn slot is the one that was being written; the other one is what was acknowledged.
TEST_F(HeadFileTest, ATornSlotLeavesTheOtherOne) {
  options_.sync = false;
  for (size_t torn = 0; torn < kMaxHeadRecord; ++torn) {
    HeadFile file = MustCreate(1);
    ASSERT_TRUE(file.Write(0, {1, 1, std::string(kMaxHeadText, 'a')}).ok());
    ASSERT_TRUE(file.Write(0, {1, 2, std::string(kMaxHeadText, 'b')}).ok());
    // Seq 2 lies in the second slot.
    Damage(kSlot + torn % 100, std::string(torn + 1, '\xee'));
    EXPECT_EQ((**ReadAgain(0)).last_seq, 1u) << torn;
  }
}

TEST_F(HeadFileTest, WritesTheSlotThatIsNotTheNewestAfterAnOpen) {
  HeadFile first = MustCreate(1);
  ASSERT_TRUE(first.Write(0, {1, 1, ""}).ok());
  ASSERT_TRUE(first.Write(0, {1, 2, ""}).ok());
  ASSERT_TRUE(first.Write(0, {1, 3, ""}).ok());
  absl::StatusOr<HeadFile> second = HeadFile::Open(options_);
  ASSERT_TRUE(second.ok() && second->Read(0).ok());
  ASSERT_TRUE(second->Write(0, {1, 4, ""}).ok());
  Damage(kSlot, std::string(kSlot, '\xee'));
  EXPECT_EQ((**ReadAgain(0)).last_seq, 3u);
}

TEST_F(HeadFileTest, TwoDamagedSlotsAreDataLossAndNoSlotIsNoHead) {
  MustCreate(2);
  Damage(0, std::string(2 * kSlot, '\xee'));
  EXPECT_TRUE(absl::IsDataLoss(ReadAgain(0).status()));
  EXPECT_TRUE(ReadAgain(1).ok());
  Damage(0, std::string(2 * kSlot, '\0'));
  const absl::StatusOr<std::optional<ShardHead>> blank = ReadAgain(0);
  ASSERT_TRUE(blank.ok());
  EXPECT_FALSE(blank->has_value());
  EXPECT_FALSE((*ReadAgain(7)).has_value());
}

TEST_F(HeadFileTest, ASlotOfAnotherDatabaseOrShardIsNotTaken) {
  MustCreate(1);
  options_.database_id = "database-2";
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadAgain(0).status()));
  options_.database_id = "database-1";
  std::string other = EncodeHeadRecord({"database-1", 5, {1, 9, ""}});
  other.resize(kSlot, '\0');
  Damage(0, other + other);
  EXPECT_TRUE(absl::IsDataLoss(ReadAgain(0).status()));
}

TEST_F(HeadFileTest, AMissingFileIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(HeadFile::Open(options_).status()));
}

TEST_F(HeadFileTest, AFailedWriteIsAnError) {
  HeadFile file = MustCreate(1);
  const WriteFailure failure;
  EXPECT_FALSE(file.Write(0, {1, 1, ""}).ok());
}

TEST(HeadRecord, IsTheseBytes) {
  EXPECT_EQ(absl::BytesToHexString(
                EncodeHeadRecord({"id", 0x0102, {0x0304, 0x0506, std::string("\0n", 2)}})),
            "574e484401"
            "0102"
            "0000000000000304"
            "0000000000000506"
            "026964"
            "02006e"
            "67d4d290");
}

TEST(HeadRecord, RefusesEveryTruncationAndEveryFlippedBit) {
  const std::string whole = EncodeHeadRecord({"id", 1, {2, 3, "note"}});
  ASSERT_TRUE(DecodeHeadRecord(whole + "anything").ok());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeHeadRecord(whole.substr(0, size)).status()));
  }
  for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    EXPECT_TRUE(absl::IsDataLoss(DecodeHeadRecord(flipped).status())) << bit;
  }
}

HeadEvidence Evidence(const ShardHead& stored, const ShardHead& acknowledged) {
  return {{"db", 3, stored}, acknowledged};
}

TEST(HeadCheck, AnEqualOrLeadingDatabaseOpensWithTheNextEpoch) {
  for (const ShardHead& acknowledged :
       {ShardHead{4, 7, "n"}, ShardHead{4, 6, "m"}, ShardHead{3, 7, "n"}, ShardHead{0, 0, ""}}) {
    const auto checked = CheckHead(Evidence({4, 7, "n"}, acknowledged), {});
    ASSERT_TRUE(checked.ok()) << checked.status();
    EXPECT_EQ(checked->next, (ShardHead{5, 7, "n"}));
    EXPECT_FALSE(checked->loss.has_value());
  }
}

TEST(HeadCheck, ADatabaseBehindHeadIsRefusedWithTheCountAndTheNextStep) {
  const absl::Status status = CheckHead(Evidence({4, 7, "n"}, {4, 10, "p"}), {}).status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("shard 3: 3 acknowledged commits are missing"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("restore the newest backup"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--accept-loss"));
}

TEST(HeadCheck, OneMissingCommitIsNamedAsOne) {
  const absl::Status status = CheckHead(Evidence({4, 7, "n"}, {4, 8, "p"}), {}).status();
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("shard 3: 1 acknowledged commit is missing"));
}

TEST(HeadCheck, EveryOtherDoubtIsRefusedToo) {
  EXPECT_FALSE(CheckHead(Evidence({4, 7, "n"}, {5, 7, "n"}), {}).ok());
  EXPECT_FALSE(CheckHead(Evidence({4, 7, "n"}, {4, 7, "other"}), {}).ok());
  EXPECT_FALSE(CheckHead({{"db", 3, {4, 7, "n"}}, std::nullopt}, {}).ok());
  EXPECT_FALSE(CheckHead({{"db", 3, {4, 7, "n"}}, absl::DataLossError("damaged")}, {}).ok());
}

TEST(HeadCheck, ACopyIsRefusedThoughItAgreesWithItself) {
  HeadEvidence evidence = Evidence({4, 7, "n"}, {4, 7, "n"});
  evidence.copied = true;
  const absl::Status status = CheckHead(evidence, {}).status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("the data folder is a copy"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("start once with --accept-loss"));
  const auto checked = CheckHead(evidence, {true, 1'700'000'000});
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->next.epoch, 1'700'000'000u);
  EXPECT_FALSE(checked->loss->abandoned.has_value()) << "nothing tells how far the original got";
}

// E3: the epoch jumps to the clock, so that no token of the abandoned history is issued again.
TEST(HeadCheck, AnAcceptedLossJumpsToTheClockAndNamesWhatWasAbandoned) {
  const LossPolicy policy = {true, 1'700'000'000};
  const auto checked = CheckHead(Evidence({4, 7, "n"}, {4, 10, "p"}), policy);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->next, (ShardHead{1'700'000'000, 7, "n"}));
  ASSERT_TRUE(checked->loss.has_value());
  EXPECT_EQ(checked->loss->kept.shard, 3);
  EXPECT_EQ(*checked->loss->abandoned, (ShardHead{4, 10, "p"}));
  EXPECT_EQ(checked->loss->kept.head, (ShardHead{4, 7, "n"}));
}

TEST(HeadCheck, AnAcceptedLossNeverTakesTheEpochBack) {
  const auto checked =
      CheckHead(Evidence({4, 7, "n"}, {1'800'000'000, 10, "p"}), {true, 1'700'000'000});
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(checked->next.epoch, 1'800'000'001u);
}

TEST(HeadCheck, AcceptingALossChangesNothingWhereNothingIsMissing) {
  const auto checked = CheckHead(Evidence({4, 7, "n"}, {4, 7, "n"}), {true, 1'700'000'000});
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(checked->next.epoch, 5u);
  EXPECT_FALSE(checked->loss.has_value());
}

}  // namespace
}  // namespace winnow::storage
