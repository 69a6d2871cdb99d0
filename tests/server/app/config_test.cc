// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/seed.h"

namespace winnow::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string DefaultFile() { return ReadAll(WINNOW_SOURCE_DIR "/deploy/winnowd.yaml"); }

// The problems, one per line of the message.
std::vector<std::string> Problems(const absl::StatusOr<Config>& config) {
  if (config.ok()) return {};
  EXPECT_EQ(config.status().code(), absl::StatusCode::kInvalidArgument);
  return absl::StrSplit(config.status().message(), '\n');
}

class TempFolder {
 public:
  TempFolder() : path_(::testing::TempDir() + "/winnow_config_XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }
  std::string Write(const std::string& name, const std::string& text) const {
    const std::string file = absl::StrCat(path_, "/", name);
    std::ofstream(file) << text;
    return file;
  }

 private:
  std::string path_;
};

TEST(Config, TheShippedFileIsExactlyTheDefaults) {
  const absl::StatusOr<Config> config = ParseConfig(DefaultFile());
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(*config, Config());
}

// The messages about an unknown key list the known ones: the shipped file must show them all.
TEST(Config, TheShippedFileShowsEveryKey) {
  const std::string file = DefaultFile();
  for (const char* text :
       {"x: 1", "access: {x: 1}", "tls: {x: 1}", "log: {x: 1}", "backup: {x: 1}", "disk: {x: 1}",
        "scrub: {x: 1}", "retention: {x: 1}", "publication: {x: 1}", "limits: {x: 1}"}) {
    const std::vector<std::string> problems = Problems(ParseConfig(text));
    ASSERT_EQ(problems.size(), 1u);
    const std::vector<std::string> parts = absl::StrSplit(problems[0], "known here: ");
    ASSERT_EQ(parts.size(), 2u) << problems[0];
    for (const absl::string_view key : absl::StrSplit(parts[1], ", ")) {
      EXPECT_THAT(file, HasSubstr(absl::StrCat(key, ":"))) << "deploy/winnowd.yaml";
    }
  }
}

TEST(Config, NothingIsTheDefaults) {
  for (const char* text : {"", "\n", "# only a comment\n", "{}", "limits:\nlog: {}\n"}) {
    const absl::StatusOr<Config> config = ParseConfig(text);
    ASSERT_TRUE(config.ok()) << text << config.status();
    EXPECT_EQ(*config, Config());
  }
}

constexpr char kEveryKey[] = R"(
listen: unix:/run/winnow/grpc.sock
admin_listen: "[::1]:0"
admin_beyond_loopback: true
tls:
  certificate_file: /c
  key_file: /k
  client_ca_file: /a
  require_client_certificate: false
access: {policy_file: /p, tokens_file: /t}
data_dir: /data
shards: 64
log: {format: json, level: error}
backup: {dir: /backups, interval: 90m, keep: 3}
disk: {low_water_bytes: 3GiB, reserve_bytes: 3GiB, log_bytes: 1MiB}
scrub: {interval: 30h, bytes_per_second: 1MiB}
retention: {interval: 2h, portion: 10, purge_delay: 3h}
publication: {interval: 100ms}
limits:
  max_receive_bytes: 65536
  max_send_bytes: 2MiB
  max_metadata_bytes: 16KiB
  max_deadline: 1m30s
  drain_deadline: 0s
  handshake_timeout: 250ms
  max_connections: 7
  resource_quota_bytes: 1GiB
  commit_queue_depth: 1
  commit_queue_bytes: 1MiB
  signal_backlog_bytes: 2GiB
  max_request_ids_per_principal: 5
)";

TEST(Config, EveryKeyIsRead) {
  const absl::StatusOr<Config> config = ParseConfig(kEveryKey);
  ASSERT_TRUE(config.ok()) << config.status();
  Config expected;
  expected.listen = {.unix_path = "/run/winnow/grpc.sock"};
  expected.admin_listen = {.host = "::1", .port = 0};
  expected.admin_beyond_loopback = true;
  expected.tls = {.certificate_file = "/c",
                  .key_file = "/k",
                  .client_ca_file = "/a",
                  .require_client_certificate = false};
  expected.access = {.policy_file = "/p", .tokens_file = "/t"};
  expected.data_dir = "/data";
  expected.shards = 64;
  expected.log = {.format = ops::LogFormat::kJson, .level = ops::LogLevel::kError};
  expected.backup = {.dir = "/backups", .interval = absl::Minutes(90), .keep = 3};
  expected.disk = {.low_water_bytes = uint64_t{3} << 30,
                   .reserve_bytes = uint64_t{3} << 30,
                   .log_bytes = 1 << 20};
  expected.scrub = {.interval = absl::Hours(30), .bytes_per_second = uint64_t{1} << 20};
  expected.retention = {.interval = absl::Hours(2), .portion = 10, .purge_delay = absl::Hours(3)};
  expected.publication = {.interval = absl::Milliseconds(100)};
  expected.limits = {.max_receive_bytes = 65536,
                     .max_send_bytes = 2 << 20,
                     .max_metadata_bytes = 16 << 10,
                     .max_deadline = absl::Seconds(90),
                     .drain_deadline = absl::ZeroDuration(),
                     .handshake_timeout = absl::Milliseconds(250),
                     .max_connections = 7,
                     .resource_quota_bytes = 1 << 30,
                     .commit_queue_depth = 1,
                     .commit_queue_bytes = 1 << 20,
                     .signal_backlog_bytes = uint64_t{2} << 30,
                     .max_request_ids_per_principal = 5};
  EXPECT_EQ(*config, expected);
}

struct Bad {
  const char* text;
  // The start of the only problem, and a part of the remedy.
  const char* start;
  const char* remedy;
};

constexpr Bad kBad[] = {
    {"lisen: 127.0.0.1:1", "config:1: lisen: unknown key", "listen, admin_listen"},
    {"\n\nlog:\n  colour: red", "config:4: log.colour: unknown key", "format, level"},
    {"limits:\n  max_conections: 1", "config:2: limits.max_conections: unknown", "max_connections"},
    {"backup:\n  dir: /var/lib/winnow/backups/", "config:2: backup.dir: is in data_dir", "another"},
    {"backup: {interval: 0s}", "config:1: backup.interval: ", "1s"},
    {"scrub: {interval: 0s}", "config:1: scrub.interval: ", "1s"},
    {"retention: {interval: 25h}", "config:1: retention.interval: ", "24h"},
    {"retention: {portion: 0}", "config:1: retention.portion: ", "1"},
    {"retention: {purge_delay: 13h}", "config:1: retention.purge_delay: ", "12h"},
    {"scrub: {bytes_per_second: 1}", "config:1: scrub.bytes_per_second: ", "64KiB"},
    {"publication: {interval: 99ms}", "config:1: publication.interval: ", "100ms"},
    {"backup: {keep: 0}", "config:1: backup.keep: ", "1 to 1000"},
    {"policies: []", "config:1: policies: unknown key", "known here"},
    {"[a]: 1", "config:1: ?: unknown key", "known here"},
    {"shards: 1\nshards: 1", "config:2: shards: occurs twice", "remove"},
    {"listen: 0.0.0.0:50051", "config:1: listen: only this machine may connect", "127.0.0.1:PORT"},
    {"listen: 10.1.2.3:50051", "config:1: listen: ", "certificate"},
    {"listen: example.com:50051", "config:1: listen: ", "unix:/ABSOLUTE/PATH"},
    {"listen: 50051", "config:1: listen: the port is missing", "127.0.0.1:PORT"},
    {"listen: 127.0.0.1:99999", "config:1: listen: the port", "65535"},
    {"listen: unix:winnow.sock", "config:1: listen: a Unix socket", "unix:/ABSOLUTE/PATH"},
    {"listen:", "config:1: listen: has no value", "remove the line"},
    {"listen: [127.0.0.1:1]", "config:1: listen: must be a single value", ""},
    {"admin_listen: '[::]:9464'", "config:1: admin_listen: only this machine", "beyond_loopback"},
    {"tls: {certificate_file: a}", "config: tls.key_file: is missing", "together"},
    {"tls: {key_file: a}", "config: tls.certificate_file: is missing", "together"},
    {"tls: {client_ca_file: a}", "config:1: tls.client_ca_file: needs", "key_file"},
    {"tls: {require_client_certificate: 1}", "config:1: tls.require_client_certificate: must be",
     "true or false"},
    {"plaintext_loopback: true\ntls: {certificate_file: a, key_file: b}",
     "config:1: plaintext_loopback: contradicts", "remove"},
    {"admin_listen: unix:/run/a", "config:1: admin_listen: is spoken to over HTTP", "[::1]:PORT"},
    {"admin_listen: 127.0.0.1:50051", "config:1: admin_listen: is the same", "another port"},
    {"plaintext_loopback: yes", "config:1: plaintext_loopback: must be", "true or false"},
    {"access: {policy_file: ''}", "config:1: access.policy_file: must be the path", "file"},
    {"data_dir: ''", "config:1: data_dir: must be the path", "folder"},
    {"data_dir: {a: b}", "config:1: data_dir: must be a single value", ""},
    {"shards: 0", "config:1: shards: must be a whole number", "from 1 to 64"},
    {"shards: 65", "config:1: shards: must be a whole number", "from 1 to 64"},
    {"shards: -1", "config:1: shards: must be a whole number", "from 1 to 64"},
    {"shards: 1.5", "config:1: shards: must be a whole number", "from 1 to 64"},
    {"shards: ' 1'", "config:1: shards: must be a whole number", "from 1 to 64"},
    {"shards: 18446744073709551617", "config:1: shards: must be a whole", "from 1 to 64"},
    {"shards: one", "config:1: shards: must be a whole number", "from 1 to 64"},
    {"log: json", "config:1: log: must be a map", "key: value"},
    {"log: {format: xml}", "config:1: log.format: must be", "json or text"},
    {"log: {level: INFO}", "config:1: log.level: must be", "debug, info, warning or error"},
    {"limits: [1]", "config:1: limits: must be a map", "key: value"},
    {"limits: {max_receive_bytes: 1}", "config:1: limits.max_receive_bytes: must be a size",
     "from 64KiB to 1GiB"},
    {"limits: {max_receive_bytes: 1 MiB}", "config:1: limits.max_receive_bytes: must be", "MiB"},
    {"limits: {max_receive_bytes: MiB}", "config:1: limits.max_receive_bytes: must be", "MiB"},
    {"limits: {max_send_bytes: 99999999999GiB}", "config:1: limits.max_send_bytes: must be",
     "to 1GiB"},
    {"limits: {max_send_bytes: 17179869185GiB}", "config:1: limits.max_send_bytes: must be",
     "to 1GiB"},
    {"limits: {max_deadline: 60}", "config:1: limits.max_deadline: must be a time", "30s"},
    {"limits: {max_deadline: inf}", "config:1: limits.max_deadline: must be a time", "to 1h"},
    {"limits: {max_deadline: -5s}", "config:1: limits.max_deadline: must be a time", "from 100ms"},
    {"limits: {max_connections: 1KiB}", "config:1: limits.max_connections: must be a whole",
     "from 1"},
    {"limits: {max_receive_bytes: 128MiB}", "config: limits.commit_queue_bytes: must hold",
     "limits.max_receive_bytes"},
    {"limits:\n  resource_quota_bytes: 16MiB\n  max_send_bytes: 16MiB",
     "config:2: limits.resource_quota_bytes: must hold", "limits.max_send_bytes"},
    {"limits:\n  max_receive_bytes: 64KiB\n  max_metadata_bytes: 128KiB",
     "config:3: limits.max_metadata_bytes: must not exceed", "limits.max_receive_bytes"},
    {"disk: {low_water_bytes: 1MiB}", "config: disk.reserve_bytes: must not exceed",
     "disk.low_water_bytes"},
    {"- listen", "config:1: must be a map", "key: value"},
    {"listen", "config:1: must be a map", "key: value"},
    {"shards: 1\n---\nshards: 2", "config:2: does not belong to the document", "---"},
    {"shards: 1\nx\n", "config:2: x: unknown key", "known here"},
    {"0\nshards: 1\n", "config:2: not valid YAML", ""},
    {"{}\nshards: 1\n", "config:2: does not belong to the document", "indentation"},
    {"shards: [1", "config:1: not valid YAML", ""},
    {"shards: 1\n\tlog: x", "config:2: not valid YAML", ""},
    {"a: *nowhere", "config:1: not valid YAML", ""},
    {"a: 'open", "config:1: not valid YAML", ""},
};

TEST(Config, RefusesEachMistakeWithLineFieldAndRemedy) {
  for (const Bad& bad : kBad) {
    const std::vector<std::string> problems = Problems(ParseConfig(bad.text));
    EXPECT_THAT(problems, ElementsAre(StartsWith(bad.start))) << bad.text;
    EXPECT_THAT(problems.at(0), HasSubstr(bad.remedy)) << bad.text;
  }
}

TEST(Config, ReportsAllMistakesAtOnceInTheOrderOfTheirLines) {
  const absl::StatusOr<Config> config = ParseConfig(
      "listen: 0.0.0.0:1\nport: 7\nshards: 99\nlog:\n  level: loud\n  size: 1\nlimits:\n"
      "  max_deadline: soon\nshards: 2\n");
  EXPECT_THAT(
      Problems(config),
      ElementsAre(StartsWith("config:1: listen: "), StartsWith("config:2: port: "),
                  StartsWith("config:3: shards: "), StartsWith("config:5: log.level: "),
                  StartsWith("config:6: log.size: "), StartsWith("config:8: limits.max_deadline: "),
                  StartsWith("config:9: shards: occurs twice")));
}

TEST(Config, DoesNotRepeatValues) {
  for (const char* key : {"listen", "admin_listen", "shards"}) {
    const absl::StatusOr<Config> config = ParseConfig(absl::StrCat(key, ": hunter2:hunter2"));
    EXPECT_THAT(std::string(config.status().message()), Not(HasSubstr("hunter2")));
  }
}

TEST(Config, SurvivesBrokenCopiesOfTheShippedFile) {
  const unsigned seed = winnow::testing::Seed();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const std::string file = DefaultFile();
  for (int round = 0; round < 500; ++round) {
    std::string text = file;
    for (unsigned i = 1 + random() % 8; i > 0; --i) {
      const size_t place = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[place] = static_cast<char>(random());
          break;
        case 1:
          text.erase(place, random() % 50);
          break;
        default:
          text.insert(place, text.substr(random() % text.size(), random() % 50));
      }
    }
    const absl::StatusOr<Config> config = ParseConfig(text);
    EXPECT_EQ(config.ok(), config.status().message().empty()) << text;
  }
}

TEST(Config, FlagsOverrideTheFile) {
  const TempFolder folder;
  const std::string path = folder.Write("winnowd.yaml", "listen: 127.0.0.1:1\nshards: 3\n");
  const absl::StatusOr<Config> config =
      LoadConfig(path, {.listen = "127.0.0.1:0",
                        .admin_listen = "127.0.0.1:0",
                        .data_dir = absl::StrCat(folder.path(), "/data")});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen.port, 0);
  EXPECT_EQ(config->admin_listen.port, 0);
  EXPECT_EQ(config->data_dir, folder.path() + "/data");
  EXPECT_EQ(config->shards, 3u);
}

TEST(Config, BadFlagsAndABadFileAreReportedTogether) {
  const TempFolder folder;
  const std::string path = folder.Write("winnowd.yaml", "\nshards: 0\n");
  EXPECT_THAT(Problems(LoadConfig(path, {.listen = "0.0.0.0:1",
                                         .admin_listen = "unix:/a",
                                         .data_dir = "/nonexistent/folder/data"})),
              ElementsAre(StartsWith(path + ": --admin-listen: is spoken to over HTTP"),
                          StartsWith(path + ": listen: only this machine"),
                          StartsWith(path + ": data_dir: is no folder"),
                          StartsWith(path + ":2: shards: must be a whole number")));
}

TEST(Config, FlagsAloneAreCheckedToo) {
  const absl::StatusOr<Config> good = ApplyFlags(Config(), {.listen = "[::1]:7"});
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->listen.host, "::1");
  EXPECT_THAT(Problems(ApplyFlags(Config(), {.listen = "x", .data_dir = ""})),
              ElementsAre(StartsWith("command line: --listen: "),
                          StartsWith("command line: --data-dir: ")));
  EXPECT_THAT(Problems(ApplyFlags(Config(), {.listen = "127.0.0.1:9464"})),
              ElementsAre(HasSubstr("admin_listen: is the same address")));
}

TEST(Config, PlaintextIsServedToThisMachineAndOnlyOnRequest) {
  Config config;
  EXPECT_THAT(std::string(CheckServing(config).message()), HasSubstr("--plaintext-loopback"));
  config.plaintext_loopback = true;
  EXPECT_TRUE(CheckServing(config).ok());
  config = Config();
  config.listen = {.unix_path = "/run/winnow/winnowd.sock"};
  EXPECT_TRUE(CheckServing(config).ok());
  config = Config();
  config.tls.certificate_file = "a";
  config.tls.key_file = "b";
  EXPECT_TRUE(CheckServing(config).ok());
  const auto open = ParseConfig("listen: 0.0.0.0:1\ntls: {certificate_file: a, key_file: b}");
  EXPECT_TRUE(open.ok()) << open.status();
}

TEST(Config, AFileThatIsNotThereIsAProblem) {
  const TempFolder folder;
  const ConfigFlags flags = {.data_dir = folder.path()};
  for (const std::string& path : {folder.path() + "/none.yaml", folder.path()}) {
    EXPECT_THAT(Problems(LoadConfig(path, flags)),
                ElementsAre(StartsWith(path + ": cannot be read")));
  }
}

TEST(Config, TheFoldersThatItNamesMustExist) {
  const TempFolder folder;
  const std::string path = folder.Write("empty.yaml", "");
  const std::string plain_file = folder.Write("file", "x");
  for (const std::string& good : {folder.path(), folder.path() + "/new", folder.path() + "/new/"}) {
    EXPECT_TRUE(LoadConfig(path, {.data_dir = good}).ok()) << good;
  }
  for (const std::string& bad : {plain_file, plain_file + "/x", folder.path() + "/a/b"}) {
    EXPECT_THAT(Problems(LoadConfig(path, {.data_dir = bad})),
                ElementsAre(HasSubstr("data_dir: is no folder")))
        << bad;
  }
  EXPECT_THAT(Problems(LoadConfig(
                  path, {.listen = "unix:/nonexistent/winnow.sock", .data_dir = folder.path()})),
              ElementsAre(HasSubstr("listen: the folder of the Unix socket does not exist")));
}

}  // namespace
}  // namespace winnow::app
