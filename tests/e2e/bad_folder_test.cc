// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Data folders that winnowd does not take: refused with the reason and the next step, and nothing
// in them is touched (storage.md E3).
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/testing/small_disk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

std::string Bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Every name below a folder, with the times and bytes of what has it.
std::map<std::string, std::string> Digest(const fs::path& dir) {
  std::map<std::string, std::string> digest;
  const auto add = [&digest](const fs::path& path) {
    struct stat stats = {};
    EXPECT_EQ(stat(path.c_str(), &stats), 0) << path;
    digest[path.string()] =
        absl::StrCat(stats.st_mode, " ", stats.st_size, " ", stats.st_mtim.tv_sec, ".",
                     stats.st_mtim.tv_nsec, " ", S_ISREG(stats.st_mode) ? Bytes(path) : "");
  };
  add(dir);
  for (const auto& entry : fs::recursive_directory_iterator(dir)) add(entry.path());
  return digest;
}

// A server that was stopped, its folder holding a queue with candidates.
class BadFolder : public ::testing::Test {
 protected:
  static void Work(TestServer& server) {
    Desk desk(server.NewChannel());
    desk.SetUpQueue();
    ASSERT_TRUE(desk.Upsert({0, 50}).ok());
  }
  void SetUp() override {
    Work(server_);
    ASSERT_EQ(server_.Stop().code, app::kExitOk);
  }
  fs::path InFolder(const std::string& name) const { return fs::path(server_.data_dir()) / name; }
  // The start ends with `code` and `text`, and changes nothing.
  void ExpectRefusal(app::ExitCode code, const ::testing::Matcher<std::string>& text,
                     const std::vector<std::string>& flags = {}) {
    const auto before = Digest(server_.data_dir());
    const ProcessEnd end = RunOnFolderOf(server_, flags);
    EXPECT_EQ(end.code, code);
    EXPECT_THAT(end.errors, text);
    EXPECT_TRUE(Digest(server_.data_dir()) == before) << "the refused start changed the folder";
  }

  TestServer server_;
};

TEST_F(BadFolder, ThatIsNotOurs) {
  fs::remove_all(server_.data_dir());
  fs::create_directory(server_.data_dir());
  Write(InFolder("thesis.txt"), "do not touch");
  ExpectRefusal(app::kExitCannotStart,
                AllOf(HasSubstr("is not a Winnow data folder"), HasSubstr("empty or new folder")));
}

TEST_F(BadFolder, OfANewerSchema) {
  Write(InFolder("WINNOW"),
        absl::StrReplaceAll(Bytes(InFolder("WINNOW")), {{"schema 3", "schema 4"}}));
  ExpectRefusal(app::kExitCannotStart,
                AllOf(HasSubstr("has schema version 4, this server reads version 3"),
                      HasSubstr("start the release that wrote the folder")));
}

TEST_F(BadFolder, OfAnOlderSchema) {
  std::string text = absl::StrReplaceAll(Bytes(InFolder("WINNOW")), {{"schema 3", "schema 1"}});
  text.erase(text.find("head "));
  Write(InFolder("WINNOW"), text);
  ExpectRefusal(app::kExitCannotStart,
                AllOf(HasSubstr("has schema version 1"), HasSubstr("then run winnowd migrate")));
}

TEST_F(BadFolder, WithTheHeadOfAnotherDatabase) {
  TestServer other;
  Work(other);
  ASSERT_EQ(other.Stop().code, app::kExitOk);
  Write(InFolder("HEAD"), Bytes(fs::path(other.data_dir()) / "HEAD"));
  ExpectRefusal(app::kExitCannotStart, AllOf(HasSubstr("belongs to another database"),
                                             HasSubstr("put back the HEAD file of this folder")));
}

TEST_F(BadFolder, WithoutItsHead) {
  fs::remove(InFolder("HEAD"));
  ExpectRefusal(app::kExitDataDamaged,
                AllOf(HasSubstr("HEAD is missing"), HasSubstr("restore the newest backup")));
}

TEST_F(BadFolder, ThatLacksNothingWhereALossIsToBeAccepted) {
  ExpectRefusal(app::kExitUsage, AllOf(HasSubstr("no loss to accept"), HasSubstr("start without")),
                {"--accept-loss"});
  server_.Start();
  EXPECT_EQ(server_.Stop().code, app::kExitOk);
}

TEST_F(BadFolder, ThatIsInUse) {
  server_.Start();
  ExpectRefusal(app::kExitCannotStart, AllOf(HasSubstr("is in use by another server"),
                                             HasSubstr("stop that server or name another")));
  ExpectRefusal(app::kExitCannotStart, HasSubstr("is in use by another server"), {"--accept-loss"});
  Desk desk(server_.NewChannel());
  EXPECT_TRUE(desk.Upsert({50, 60}).ok());
  EXPECT_EQ(server_.Stop().code, app::kExitOk);
}

TEST_F(BadFolder, OnADiskThatIsMountedReadOnly) {
  const auto disk = SmallDisk::Mount(uint64_t{256} << 20);
  if (disk == nullptr) GTEST_SKIP() << "needs the right to mount a file system";
  TestServer server({.config = {}, .flags = {}, .data_dir = disk->Join("data")});
  Work(server);
  ASSERT_EQ(server.Stop().code, app::kExitOk);
  ASSERT_TRUE(disk->SetReadOnly(true));
  const auto before = Digest(server.data_dir());
  const ProcessEnd end = RunOnFolderOf(server);
  EXPECT_EQ(end.code, app::kExitCannotStart);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("cannot be written"), HasSubstr("Read-only file system"),
                                HasSubstr("mount it for writing")));
  EXPECT_TRUE(Digest(server.data_dir()) == before);
  ASSERT_TRUE(disk->SetReadOnly(false));
  server.Start();
  EXPECT_EQ(server.Stop().code, app::kExitOk);
}

// A child that the process, or a library of it, starts must not keep the lock.
TEST_F(BadFolder, IsLeftAloneByWhateverTheServerStarts) {
  server_.Start();
  Desk desk(server_.NewChannel());
  EXPECT_TRUE(desk.Upsert({50, 60}).ok());
  const fs::path process = absl::StrCat("/proc/", server_.pid());
  int files = 0;
  for (const auto& entry : fs::directory_iterator(process / "fd")) {
    std::error_code gone;
    const fs::path target = fs::read_symlink(entry.path(), gone);
    if (gone || target.string().rfind(server_.data_dir() + "/", 0) != 0) continue;
    ++files;
    std::ifstream about(process / "fdinfo" / entry.path().filename());
    int flags = 0;
    for (std::string word; about >> word;) {
      if (word == "flags:") about >> std::oct >> flags;
    }
    EXPECT_NE(flags & O_CLOEXEC, 0) << target;
  }
  EXPECT_GE(files, 4) << "LOCK, HEAD, and of the database its lock and its log";
  EXPECT_EQ(server_.Stop().code, app::kExitOk);
}

}  // namespace
}  // namespace winnow::testing
