// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/config_document.h"
#include "server/config_problems.h"
#include "server/config_section.h"
#include "server/config_values.h"

namespace winnow::app {
namespace {

constexpr uint64_t kMaxShards = 64;

absl::StatusOr<ops::ListenAddress> ParseAddress(const std::string& text) {
  return ops::ParseListenAddress(text);
}

absl::StatusOr<ops::ListenAddress> ParseAdminAddress(const std::string& text) {
  absl::StatusOr<ops::ListenAddress> address = ops::ParseListenAddress(text);
  if (address.ok() && address->is_unix()) {
    return absl::InvalidArgumentError(
        "is spoken to over HTTP and cannot be a Unix socket; write 127.0.0.1:PORT or [::1]:PORT");
  }
  return address;
}

absl::StatusOr<std::string> ParsePath(const std::string& text) {
  if (text.empty() || absl::StrContains(text, '\0')) {
    return absl::InvalidArgumentError("must be the path of a folder");
  }
  return text;
}

absl::StatusOr<std::string> ParseFilePath(const std::string& text) {
  if (text.empty() || absl::StrContains(text, '\0')) {
    return absl::InvalidArgumentError("must be the path of a file");
  }
  return text;
}

absl::StatusOr<std::string> ParseOptionalPath(const std::string& text) {
  return text.empty() ? text : ParsePath(text);
}

absl::StatusOr<uint64_t> ParseShards(const std::string& text) {
  return ParseCount(text, 1, kMaxShards);
}

absl::StatusOr<absl::Duration> ParseInterval(const std::string& text) {
  return ParseTime(text, absl::Seconds(1), absl::Hours(24 * 366));
}

void ReadBackup(ConfigSection section, BackupConfig& backup) {
  section.Read<std::string>("dir", ParseOptionalPath, backup.dir);
  section.Read<absl::Duration>("interval", ParseInterval, backup.interval);
  section.Read<uint64_t>(
      "keep", [](const std::string& text) { return ParseCount(text, 1, 1000); }, backup.keep);
  section.Finish();
}

absl::StatusOr<std::string> ParseOptionalFile(const std::string& text) {
  return text.empty() ? text : ParseFilePath(text);
}

void ReadAccess(ConfigSection section, AccessConfig& access) {
  section.Read<std::string>("policy_file", ParseFilePath, access.policy_file);
  section.Read<std::string>("tokens_file", ParseOptionalFile, access.tokens_file);
  section.Finish();
}

void ReadTls(ConfigSection section, TlsConfig& tls) {
  section.Read<std::string>("certificate_file", ParseOptionalFile, tls.certificate_file);
  section.Read<std::string>("key_file", ParseOptionalFile, tls.key_file);
  section.Read<std::string>("client_ca_file", ParseOptionalFile, tls.client_ca_file);
  section.Read<bool>("require_client_certificate", ParseSwitch, tls.require_client_certificate);
  section.Finish();
}

void ReadDisk(ConfigSection section, DiskConfig& disk) {
  constexpr uint64_t kMiB = uint64_t{1} << 20;
  constexpr uint64_t kTiB = uint64_t{1} << 40;
  const auto read = [&section](const char* key, uint64_t min, uint64_t& target) {
    section.Read<uint64_t>(
        key, [min](const std::string& text) { return ParseBytes(text, min, kTiB); }, target);
  };
  read("low_water_bytes", 0, disk.low_water_bytes);
  read("reserve_bytes", 0, disk.reserve_bytes);
  read("log_bytes", kMiB, disk.log_bytes);
  section.Finish();
}

void ReadScrub(ConfigSection section, ScrubConfig& scrub) {
  section.Read<absl::Duration>("interval", ParseInterval, scrub.interval);
  section.Read<uint64_t>(
      "bytes_per_second",
      [](const std::string& text) {
        return ParseBytes(text, uint64_t{64} << 10, uint64_t{64} << 30);
      },
      scrub.bytes_per_second);
  section.Finish();
}

void ReadRetention(ConfigSection section, RetentionConfig& retention) {
  section.Read<absl::Duration>(
      "interval",
      [](const std::string& text) { return ParseTime(text, absl::Seconds(1), absl::Hours(24)); },
      retention.interval);
  section.Read<uint64_t>(
      "portion", [](const std::string& text) { return ParseCount(text, 1, 10'000); },
      retention.portion);
  section.Read<absl::Duration>(
      "purge_delay",
      [](const std::string& text) {
        return ParseTime(text, absl::ZeroDuration(), absl::Hours(12));
      },
      retention.purge_delay);
  section.Finish();
}

absl::StatusOr<absl::Duration> ParsePublicationInterval(const std::string& text) {
  return ParseTime(text, absl::Milliseconds(100), absl::Hours(24));
}

void ReadPublication(ConfigSection section, PublicationConfig& publication) {
  section.Read<absl::Duration>("interval", ParsePublicationInterval, publication.interval);
  section.Finish();
}

void ReadClock(ConfigSection section, ops::ClockGuardOptions& clock) {
  const auto read = [&section](const char* key, absl::Duration& time) {
    section.Read<absl::Duration>(
        key,
        [](const std::string& text) {
          return ParseTime(text, absl::Minutes(1), absl::Hours(24 * 366));
        },
        time);
  };
  read("settle", clock.settle);
  read("longest_gap", clock.longest_gap);
  section.Finish();
}

void ReadLimits(ConfigSection section, Limits& limits) {
  for (const NumberLimit& limit : NumberLimits()) {
    const bool is_size = absl::StrContains(limit.key, "bytes");
    section.Read<uint64_t>(
        limit.key,
        [&](const std::string& text) {
          return (is_size ? ParseBytes : ParseCount)(text, limit.min, limit.max);
        },
        limits.*limit.field);
  }
  for (const TimeLimit& limit : TimeLimits()) {
    section.Read<absl::Duration>(
        limit.key, [&](const std::string& text) { return ParseTime(text, limit.min, limit.max); },
        limits.*limit.field);
  }
  section.Finish();
}

Config ReadText(absl::string_view text, ConfigProblems& problems) {
  Config config;
  ConfigSection section(ReadConfigDocument(text, problems), "", problems);
  section.Read<ops::ListenAddress>("listen", ParseAddress, config.listen);
  section.Read<ops::ListenAddress>("admin_listen", ParseAdminAddress, config.admin_listen);
  section.Read<bool>("plaintext_loopback", ParseSwitch, config.plaintext_loopback);
  section.Read<bool>("admin_beyond_loopback", ParseSwitch, config.admin_beyond_loopback);
  ReadTls(section.Section("tls"), config.tls);
  ReadAccess(section.Section("access"), config.access);
  section.Read<std::string>("data_dir", ParsePath, config.data_dir);
  section.Read<std::string>("audit_dir", ParseOptionalPath, config.audit_dir);
  section.Read<uint64_t>("shards", ParseShards, config.shards);
  ConfigSection log = section.Section("log");
  log.Read<ops::LogFormat>("format", ParseLogFormat, config.log.format);
  log.Read<ops::LogLevel>("level", ParseLogLevel, config.log.level);
  log.Finish();
  ReadBackup(section.Section("backup"), config.backup);
  ReadDisk(section.Section("disk"), config.disk);
  ReadScrub(section.Section("scrub"), config.scrub);
  ReadRetention(section.Section("retention"), config.retention);
  ReadPublication(section.Section("publication"), config.publication);
  ReadClock(section.Section("clock"), config.clock);
  ReadLimits(section.Section("limits"), config.limits);
  section.Finish();
  return config;
}

void ReadFlags(const ConfigFlags& flags, Config& config, ConfigProblems& problems) {
  const auto read = [&problems](const char* flag, const std::optional<std::string>& text,
                                auto parse, auto& target) {
    if (!text) return;
    auto value = parse(*text);
    if (value.ok()) {
      target = *std::move(value);
    } else {
      problems.AddAt(0, flag, std::string(value.status().message()));
    }
  };
  read("--listen", flags.listen, ParseAddress, config.listen);
  read("--admin-listen", flags.admin_listen, ParseAdminAddress, config.admin_listen);
  read("--data-dir", flags.data_dir, ParsePath, config.data_dir);
  read("--backup-dir", flags.backup_dir, ParsePath, config.backup.dir);
  read("--access-policy", flags.access_policy, ParseFilePath, config.access.policy_file);
  read("--access-tokens", flags.access_tokens, ParseFilePath, config.access.tokens_file);
  if (flags.plaintext_loopback) config.plaintext_loopback = true;
}

// As paths; links are not followed.
bool IsWithin(const std::string& path, const std::string& folder) {
  const auto normal = [](const std::string& text) {
    return (std::filesystem::path(text) / "").lexically_normal().string();
  };
  return absl::StartsWith(normal(path), normal(folder));
}

void CheckDoor(const Config& config, ConfigProblems& problems) {
  if (!config.listen.is_local() && !config.tls.on()) {
    problems.Add("listen",
                 "only this machine may connect without TLS; write 127.0.0.1:PORT, [::1]:PORT or "
                 "unix:/ABSOLUTE/PATH, or a certificate in tls");
  }
  if (!config.admin_listen.is_local() && !config.admin_beyond_loopback) {
    problems.Add("admin_listen",
                 "only this machine may connect, because nobody is asked there who they are; write "
                 "127.0.0.1:PORT or [::1]:PORT, or admin_beyond_loopback: true where the network "
                 "lets only the right ones through");
  }
  if (config.tls.on() == config.tls.key_file.empty()) {
    problems.Add(config.tls.on() ? "tls.key_file" : "tls.certificate_file",
                 "is missing; a certificate and its key go together");
  }
  if (!config.tls.client_ca_file.empty() && !config.tls.on()) {
    problems.Add("tls.client_ca_file", "needs tls.certificate_file and tls.key_file");
  }
  if (config.tls.on() && config.plaintext_loopback) {
    problems.Add("plaintext_loopback", "contradicts tls.certificate_file; remove one of them");
  }
}

void CheckCombinations(const Config& config, ConfigProblems& problems) {
  CheckDoor(config, problems);
  // Port 0 is another free port each time.
  if (config.listen == config.admin_listen && config.listen.port != 0) {
    problems.Add("admin_listen", "is the same address as listen; write another port");
  }
  if (!config.backup.dir.empty() && IsWithin(config.backup.dir, config.data_dir)) {
    problems.Add("backup.dir", "is in data_dir, and would be lost with it; write another folder");
  }
  if (config.disk.reserve_bytes > config.disk.low_water_bytes) {
    problems.Add("disk.reserve_bytes", "must not exceed disk.low_water_bytes");
  }
  const Limits& limits = config.limits;
  if (limits.max_metadata_bytes > limits.max_receive_bytes) {
    problems.Add("limits.max_metadata_bytes", "must not exceed limits.max_receive_bytes");
  }
  if (limits.commit_queue_bytes < limits.max_receive_bytes) {
    problems.Add("limits.commit_queue_bytes",
                 "must hold at least one message of limits.max_receive_bytes");
  }
  if (limits.resource_quota_bytes < limits.max_receive_bytes + limits.max_send_bytes) {
    problems.Add("limits.resource_quota_bytes",
                 "must hold at least one message of limits.max_receive_bytes and one of "
                 "limits.max_send_bytes");
  }
}

bool IsFolder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

std::optional<std::string> ReadFile(const std::string& path) {
  // A folder opens as a file does, and fails only when it is read.
  std::ifstream file(path);
  if (!file.is_open() || IsFolder(path)) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::filesystem::path FolderOf(const std::filesystem::path& path) {
  // "data/" names the same folder as "data", but its parent in text is "data" itself.
  const std::filesystem::path named = path.has_filename() ? path : path.parent_path();
  const std::filesystem::path folder = named.parent_path();
  return folder.empty() ? "." : folder;
}

void CheckFiles(const Config& config, ConfigProblems& problems) {
  std::error_code error;
  const std::filesystem::path data_dir = config.data_dir;
  if (std::filesystem::exists(data_dir, error) ? !IsFolder(data_dir)
                                               : !IsFolder(FolderOf(data_dir))) {
    problems.Add("data_dir", "is no folder and cannot be created; create the folder it is in");
  }
  if (config.listen.is_unix() && !IsFolder(FolderOf(config.listen.unix_path))) {
    problems.Add("listen", "the folder of the Unix socket does not exist; create it");
  }
}

}  // namespace

absl::StatusOr<Config> ParseConfig(absl::string_view text) {
  ConfigProblems problems("config");
  Config config = ReadText(text, problems);
  CheckCombinations(config, problems);
  if (absl::Status status = problems.ToStatus(); !status.ok()) return status;
  return config;
}

absl::StatusOr<Config> LoadConfig(const std::string& path, const ConfigFlags& flags) {
  ConfigProblems problems(path);
  Config config;
  if (const std::optional<std::string> text = ReadFile(path)) {
    config = ReadText(*text, problems);
  } else {
    problems.AddAt(0, "", "cannot be read; name an existing file with --config");
  }
  ReadFlags(flags, config, problems);
  CheckCombinations(config, problems);
  CheckFiles(config, problems);
  if (absl::Status status = problems.ToStatus(); !status.ok()) return status;
  return config;
}

absl::Status CheckServing(const Config& config) {
  ConfigProblems problems("config");
  if (!config.listen.is_unix() && !config.tls.on() && !config.plaintext_loopback) {
    problems.Add("listen",
                 "is TCP without TLS. Write a certificate in tls, or unix:/ABSOLUTE/PATH; or, "
                 "where everybody on this machine may "
                 "call as `local`, plaintext_loopback: true (--plaintext-loopback)");
  }
  return problems.ToStatus();
}

absl::StatusOr<Config> ApplyFlags(Config config, const ConfigFlags& flags) {
  ConfigProblems problems("command line");
  ReadFlags(flags, config, problems);
  CheckCombinations(config, problems);
  if (absl::Status status = problems.ToStatus(); !status.ok()) return status;
  return config;
}

}  // namespace winnow::app
