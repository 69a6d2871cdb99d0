// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tests/testing/fake_clock.h"

namespace winnow::ops {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A pipe whose reading end a test holds. Its buffer is one page, so that it is soon full.
class Pipe {
 public:
  Pipe() {
    EXPECT_EQ(pipe2(ends_, O_CLOEXEC), 0);
    fcntl(ends_[1], F_SETPIPE_SZ, 4096);
  }
  ~Pipe() {
    close(ends_[0]);
    CloseWriter();
  }
  int writer() const { return ends_[1]; }
  void CloseWriter() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  // Everything until the writer closes.
  std::string ReadAll() const {
    std::string text;
    char buffer[4096];
    for (ssize_t size; (size = read(ends_[0], buffer, sizeof(buffer))) > 0;) {
      text.append(buffer, static_cast<size_t>(size));
    }
    return text;
  }

 private:
  int ends_[2] = {-1, -1};
};

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

TEST(Log, WritesOneLinePerEventInOrder) {
  Pipe pipe;
  FakeClock clock;
  {
    Logger logger({.format = LogFormat::kJson, .file_descriptor = pipe.writer()}, clock);
    logger.Log(LogLevel::kInfo, "started", {{"shards", 2}});
    clock.Advance(absl::Seconds(1));
    logger.Log(LogLevel::kError, "stopped");
  }
  pipe.CloseWriter();
  EXPECT_EQ(
      pipe.ReadAll(),
      "{\"time\":\"2026-01-01T00:00:00.000000Z\",\"level\":\"info\",\"event\":\"started\","
      "\"shards\":2}\n"
      "{\"time\":\"2026-01-01T00:00:01.000000Z\",\"level\":\"error\",\"event\":\"stopped\"}\n");
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  Pipe pipe;
  FakeClock clock;
  {
    Logger logger({.level = LogLevel::kWarning, .file_descriptor = pipe.writer()}, clock);
    EXPECT_FALSE(logger.Enabled(LogLevel::kInfo));
    EXPECT_TRUE(logger.Enabled(LogLevel::kWarning));
    logger.Log(LogLevel::kDebug, "debugged");
    logger.Log(LogLevel::kInfo, "informed");
    logger.Log(LogLevel::kWarning, "warned");
  }
  pipe.CloseWriter();
  EXPECT_THAT(Lines(pipe.ReadAll()), ElementsAre(HasSubstr("warned")));
}

// Nobody reads while the events are logged: the pipe fills, then the queue, then lines drop.
TEST(Log, DropsTheOldestAndSaysHowManyInsteadOfBlocking) {
  constexpr int kEvents = 5000;
  Pipe pipe;
  FakeClock clock;
  auto logger = std::make_unique<Logger>(
      LogOptions{.format = LogFormat::kJson, .queue_lines = 64, .file_descriptor = pipe.writer()},
      clock);
  for (int i = 0; i < kEvents; ++i) logger->Log(LogLevel::kInfo, "counted", {{"number", i}});
  const uint64_t dropped = logger->dropped_lines();
  EXPECT_GT(dropped, 0u);

  std::string text;
  std::thread reader([&] { text = pipe.ReadAll(); });
  logger.reset();
  pipe.CloseWriter();
  reader.join();

  uint64_t written = 0, reported = 0;
  for (const std::string& line : Lines(text)) {
    if (absl::StrContains(line, "\"event\":\"counted\"")) {
      ++written;
      continue;
    }
    const std::vector<std::string> parts = absl::StrSplit(line, "\"lines\":");
    ASSERT_EQ(parts.size(), 2u) << line;
    EXPECT_THAT(line, HasSubstr("log_lines_dropped"));
    uint64_t lines;
    ASSERT_TRUE(absl::SimpleAtoi(parts[1].substr(0, parts[1].size() - 1), &lines)) << line;
    reported += lines;
  }
  EXPECT_EQ(written + dropped, static_cast<uint64_t>(kEvents));
  EXPECT_EQ(reported, dropped);
  EXPECT_THAT(text, HasSubstr("\"number\":4999}")) << "the newest line survives";
}

TEST(Log, KeepsLinesWholeWhenManyThreadsWrite) {
  Pipe pipe;
  FakeClock clock;
  std::string text;
  std::thread reader([&] { text = pipe.ReadAll(); });
  {
    Logger logger({.queue_lines = 100000, .file_descriptor = pipe.writer()}, clock);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&logger] {
        for (int i = 0; i < 500; ++i) logger.Log(LogLevel::kInfo, "written", {{"a", "b"}});
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  pipe.CloseWriter();
  reader.join();
  const std::vector<std::string> lines = Lines(text);
  EXPECT_EQ(lines.size(), 2000u);
  for (const std::string& line : lines) {
    EXPECT_EQ(line, "2026-01-01T00:00:00.000000Z info    written a=b");
  }
}

TEST(Log, SurvivesADescriptorThatRefuses) {
  FakeClock clock;
  const int read_only = open("/dev/null", O_RDONLY | O_CLOEXEC);
  {
    Logger logger({.file_descriptor = read_only}, clock);
    logger.Log(LogLevel::kError, "lost");
  }
  close(read_only);
}

}  // namespace
}  // namespace winnow::ops
