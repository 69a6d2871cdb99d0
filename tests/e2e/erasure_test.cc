// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Deleted means gone, with everything real: server, engine, sockets, backups. After EraseSubject
// and the purge that follows it, no byte of any file tells anything of the person, and what was
// decided still verifies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/exit_codes.h"
#include "storage/backup_record.h"
#include "tests/e2e/person.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kCandidates = 40;

// A server that makes backups all the time and purges as soon as there is something to purge.
class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() {
    PersonDesk desk(server_.NewChannel());
    desk.SetUp();
    for (const Person& person : persons_) {
      desk.TakeIn(person, kCandidates);
      // One batch is closed, one stays open.
      batches_.push_back(desk.LabelHalf(person, person.Candidate(0).candidate_id()));
      EXPECT_TRUE(desk.Complete(batches_.back()).ok());
      batches_.push_back(desk.LabelHalf(person, ""));
    }
  }

  std::vector<std::string> Folders() { return {server_.data_dir(), backups_}; }

  void ExpectAllVerify() {
    PersonDesk desk(server_.NewChannel());
    for (const v1::RequestBatchResponse& batch : batches_) {
      v1::VerifyBatchResponse verified;
      const grpc::Status status = desk.Verify(batch.batch(), &verified);
      ASSERT_TRUE(status.ok()) << batch.batch() << ": " << status.error_message();
      EXPECT_THAT(verified.findings(), IsEmpty()) << verified.DebugString();
      EXPECT_EQ(verified.digest(), batch.manifest().digest());
    }
  }

  TempDir folder_;
  const std::string backups_ = folder_.Join("backups");
  TestServer server_{{.config = absl::StrCat("backup: {dir: ", backups_,
                                             ", interval: 1s, keep: 5}\n"
                                             "retention: {interval: 1s, purge_delay: 0s}\n")}};
  const std::vector<Person> persons_ = {Person(1), Person(2)};
  std::vector<v1::RequestBatchResponse> batches_;
};

// How many backups the server has made.
double Made(const TestServer& server) {
  return MetricOf(server, "winnow_storage_backups_total{result=\"made\"}");
}

TEST_F(ErasureTest, NoFileHoldsAnythingOfAnErasedPersonAndOldBatchesVerify) {
  const double before = Made(server_);
  while (Made(server_) < before + 2) {
  }
  PersonDesk desk(server_.NewChannel());
  v1::EraseSubjectResponse erased;
  ASSERT_TRUE(desk.Erase(persons_[0], "erase-1", &erased).ok());
  EXPECT_EQ(erased.receipt().candidates(), static_cast<uint64_t>(kCandidates));
  EXPECT_GT(erased.receipt().labels(), 0u);
  AwaitPurge(server_);
  v1::EraseSubjectResponse again;
  ASSERT_TRUE(desk.Erase(persons_[0], "erase-1", &again).ok());
  EXPECT_EQ(again.receipt().SerializeAsString(), erased.receipt().SerializeAsString());
  ExpectAllVerify();
  ASSERT_EQ(server_.Stop().code, app::kExitOk);
  const std::vector<std::string> residue = Residue(Folders(), {persons_[0]});
  EXPECT_THAT(residue, IsEmpty());
  // The scan is one that finds what is there.
  EXPECT_THAT(Residue(Folders(), {persons_[1]}), Not(IsEmpty()));
  Publish("erasure", {{"residue_hits", static_cast<double>(residue.size())}});
  server_.Start();
  ExpectAllVerify();
  v1::CandidateStatus status;
  PersonDesk later(server_.NewChannel());
  ASSERT_TRUE(later.GetCandidate(persons_[0].Candidate(1).candidate_id(), &status).ok());
  EXPECT_TRUE(status.has_tombstone());
  EXPECT_TRUE(status.candidate().subject().empty());
}

TEST_F(ErasureTest, ARestoreOfABackupOfBeforeErasesAgainBeforeItServes) {
  // A copy of the backups, as somebody took one away before the erasure.
  const double before = Made(server_);
  while (Made(server_) < before + 2) {
  }
  ASSERT_EQ(server_.Stop().code, app::kExitOk);
  const std::string copy = folder_.Join("copy");
  std::filesystem::copy(backups_, copy, std::filesystem::copy_options::recursive);
  server_.Start();
  {
    PersonDesk desk(server_.NewChannel());
    v1::EraseSubjectResponse erased;
    ASSERT_TRUE(desk.Erase(persons_[0], "", &erased).ok());
    AwaitPurge(server_);
  }
  ASSERT_EQ(server_.Stop().code, app::kExitOk);
  std::filesystem::copy(backups_ + "/ERASURES", copy + "/ERASURES");
  std::filesystem::remove_all(server_.data_dir());
  ASSERT_EQ(
      RunWinnowd(folder_, {"backup", "restore", "--config", server_.folder().Join("winnowd.yaml"),
                           "--data-dir", server_.data_dir(), "--backup-dir", copy})
          .code,
      app::kExitOk);
  EXPECT_THAT(Residue({server_.data_dir()}, {persons_[0]}), Not(IsEmpty()));
  server_.Start();
  v1::CandidateStatus status;
  ASSERT_TRUE(PersonDesk(server_.NewChannel())
                  .GetCandidate(persons_[0].Candidate(1).candidate_id(), &status)
                  .ok());
  EXPECT_TRUE(status.has_tombstone());
  AwaitPurge(server_);
  ASSERT_EQ(server_.Stop().code, app::kExitOk);
  EXPECT_THAT(Residue(Folders(), {persons_[0]}), IsEmpty());
}

// kill -9 in the middle of erasures and of the purges after them.
TEST_F(ErasureTest, NoKillInAnErasureOrAPurgeLeavesAnythingForGood) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937_64 random(seed);
  const int kills = LongForm() ? 60 : 6;
  std::vector<Person> erased;
  for (int i = 0; i < kills; ++i) {
    const Person& person = erased.emplace_back(10 + i);
    const std::string id = absl::StrCat("erase-", i);
    {
      PersonDesk desk(server_.NewChannel());
      desk.TakeIn(person, kCandidates);
      batches_.push_back(desk.LabelHalf(person, ""));
    }
    std::thread eraser([&] {
      v1::EraseSubjectResponse response;
      (void)PersonDesk(server_.NewChannel()).Erase(person, id, &response);
    });
    // The kill comes after so many answers to others: before, in and after the erasure, or in the
    // purge.
    PersonDesk others(server_.NewChannel());
    const uint64_t answers = random() % (i % 2 == 0 ? 20 : 200);
    for (uint64_t n = 0; n < answers; ++n) {
      v1::QueueStatusResponse status;
      (void)others.Status(&status);
    }
    server_.Kill();
    eraser.join();
    server_.Start();
    v1::EraseSubjectResponse response;
    ASSERT_TRUE(PersonDesk(server_.NewChannel()).Erase(person, id, &response).ok());
  }
  ExpectAllVerify();
  AwaitPurge(server_);
  ASSERT_EQ(server_.Stop().code, app::kExitOk);
  EXPECT_THAT(Residue(Folders(), erased), IsEmpty());
  EXPECT_EQ(RunOnFolderOf(server_, {"--check-config"}).code, app::kExitOk);
  const ProcessEnd fsck =
      RunWinnowd(folder_, {"fsck", "--config", server_.folder().Join("winnowd.yaml"), "--data-dir",
                           server_.data_dir()});
  EXPECT_EQ(fsck.code, app::kExitOk) << fsck.errors;
}

}  // namespace
}  // namespace winnow::testing
