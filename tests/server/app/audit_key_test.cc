// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/app_audit_key.h"
#include "tests/testing/temp_dir.h"

namespace winnow::app {
namespace {

using ::testing::HasSubstr;

digest::LogCheckpoint At(uint64_t size, const std::string& root,
                         const std::string& origin = "winnow/db/shards/0/histories/0") {
  return {origin, {size, digest::MerkleLeafHash(root)}};
}

class AuditKeyTest : public ::testing::Test {
 protected:
  std::string KeyDir() const { return dir_.Join("audit"); }
  std::unique_ptr<AuditKey> Open() {
    auto key = AuditKey::Open(KeyDir(), "db");
    EXPECT_TRUE(key.ok()) << key.status();
    return key.ok() ? *std::move(key) : nullptr;
  }
  void ExpectRefused(const std::string& text) {
    const absl::Status status = AuditKey::Open(KeyDir(), "db").status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
  }
  std::string Read(const std::string& name) {
    std::ifstream file(KeyDir() + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  winnow::testing::TempDir dir_;
};

TEST_F(AuditKeyTest, IsMadeOnceAndForItsOwnerAlone) {
  const std::string verifier = Open()->verifier();
  struct stat file = {};
  ASSERT_EQ(stat((KeyDir() + "/key.pem").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(Open()->verifier(), verifier);
  EXPECT_EQ(Read("verifiers"), verifier + "\n");
}

TEST_F(AuditKeyTest, SignsWhatTheListedKeyVerifies) {
  const auto key = Open();
  const auto note = key->Sign(At(7, "root"));
  ASSERT_TRUE(note.ok());
  const auto verifier = digest::NoteVerifier::Parse(key->verifier());
  ASSERT_TRUE(verifier.ok());
  EXPECT_EQ(*digest::LogCheckpoint::Parse(*digest::OpenNote(*note, {*verifier})), At(7, "root"));
}

TEST_F(AuditKeyTest, NeverSignsBackwardsNorTwoTreesOfOneSizeEvenAfterARestart) {
  ASSERT_TRUE(Open()->Sign(At(7, "root")).ok());
  const auto key = Open();
  EXPECT_TRUE(absl::IsDataLoss(key->Sign(At(6, "older")).status()));
  EXPECT_TRUE(absl::IsDataLoss(key->Sign(At(7, "other")).status()));
  EXPECT_TRUE(key->Sign(At(7, "root")).ok());
  EXPECT_TRUE(key->Sign(At(8, "next")).ok());
  EXPECT_TRUE(absl::IsDataLoss(key->Sign(At(7, "root")).status()));
  EXPECT_TRUE(key->Sign(At(1, "first", "winnow/db/shards/0/histories/5")).ok())
      << "another history has a name of its own";
}

TEST_F(AuditKeyTest, ANewOneKeepsTheOlderListed) {
  const std::string before = Open()->verifier();
  const auto after = AuditKey::Rotate(KeyDir(), "db");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_NE(*after, before);
  EXPECT_EQ(Open()->verifier(), *after);
  EXPECT_EQ(Read("verifiers"), absl::StrCat(before, "\n", *after, "\n"));
}

TEST_F(AuditKeyTest, IsRefusedWhereOthersMayReadIt) {
  Open();
  for (const mode_t mode : {0640, 0604, 0666}) {
    ASSERT_EQ(chmod((KeyDir() + "/key.pem").c_str(), mode), 0);
    ExpectRefused("run chmod 600");
  }
  ASSERT_EQ(chmod((KeyDir() + "/key.pem").c_str(), 0400), 0);
  EXPECT_NE(Open(), nullptr);
}

TEST_F(AuditKeyTest, ThatIsGoneOrNoneIsNotReplacedInSilence) {
  Open();
  std::filesystem::remove(KeyDir() + "/key.pem");
  ExpectRefused("audit-key rotate");
  ASSERT_TRUE(AuditKey::Rotate(KeyDir(), "db").ok());
  std::ofstream(KeyDir() + "/key.pem") << "not a key";
  ExpectRefused("audit-key rotate");
}

TEST_F(AuditKeyTest, WithADamagedMemoryIsRefused) {
  ASSERT_TRUE(Open()->Sign(At(7, "root")).ok());
  std::ofstream(KeyDir() + "/signed") << "winnow/db seven\n";
  EXPECT_TRUE(absl::IsDataLoss(AuditKey::Open(KeyDir(), "db").status()));
}

}  // namespace
}  // namespace winnow::app
