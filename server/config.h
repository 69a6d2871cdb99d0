// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Config: everything that an operator decides before winnowd starts (operations.md O4). What is
// decided while it runs (policies, queues, slices) is data and never stands here.
#ifndef WINNOW_SERVER_CONFIG_H_
#define WINNOW_SERVER_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/limits.h"
#include "server/ops/clock_guard.h"
#include "server/ops/listen_address.h"
#include "server/ops/log_line.h"

namespace winnow::app {

struct LogConfig {
  ops::LogFormat format = ops::LogFormat::kText;
  ops::LogLevel level = ops::LogLevel::kInfo;

  bool operator==(const LogConfig&) const = default;
};

// Backups that the server makes while it serves.
struct BackupConfig {
  std::string dir;  // empty: none
  absl::Duration interval = absl::Hours(24);
  uint64_t keep = 7;

  bool operator==(const BackupConfig&) const = default;
};

// What the server leaves of the disk of data_dir (app_disk_watch.h).
struct DiskConfig {
  uint64_t low_water_bytes = uint64_t{1} << 30;
  uint64_t reserve_bytes = uint64_t{256} << 20;
  uint64_t log_bytes = uint64_t{512} << 20;

  bool operator==(const DiskConfig&) const = default;
};

// The check of all table files that the server makes while it serves.
struct ScrubConfig {
  absl::Duration interval = absl::Hours(24 * 7);
  uint64_t bytes_per_second = uint64_t{8} << 20;

  bool operator==(const ScrubConfig&) const = default;
};

// Who may call (server/access/README.md).
struct AccessConfig {
  std::string policy_file = "/etc/winnow/access.yaml";
  // Empty: no token is known.
  std::string tokens_file;

  bool operator==(const AccessConfig&) const = default;
};

// The counts that callers without access to rows are shown (server/disclosure/README.md).
struct PublicationConfig {
  absl::Duration interval = absl::Minutes(1);

  bool operator==(const PublicationConfig&) const = default;
};

// What the server removes by itself (app_removal.h).
struct RetentionConfig {
  absl::Duration interval = absl::Hours(1);
  uint64_t portion = 256;
  absl::Duration purge_delay = absl::Hours(1);

  bool operator==(const RetentionConfig&) const = default;
};

// TLS for gRPC (server/access/README.md). Without a certificate there is none.
struct TlsConfig {
  std::string certificate_file;
  std::string key_file;
  // Empty: clients are asked for no certificate.
  std::string client_ca_file;
  // Else a client without a certificate needs a token.
  bool require_client_certificate = true;

  bool on() const { return !certificate_file.empty(); }
  bool operator==(const TlsConfig&) const = default;
};

// The defaults are those of deploy/winnowd.yaml, which describes each field.
struct Config {
  // For gRPC. An address that other machines reach needs TLS.
  ops::ListenAddress listen = {.host = "127.0.0.1", .port = 50051};
  // For /metrics, /healthz, /readyz and /statusz: loopback, unless admin_beyond_loopback.
  ops::ListenAddress admin_listen = {.host = "127.0.0.1", .port = 9464};
  bool admin_beyond_loopback = false;
  // Whether TCP without TLS may be served, to this machine alone.
  bool plaintext_loopback = false;
  TlsConfig tls;
  AccessConfig access;
  std::string data_dir = "/var/lib/winnow";
  // Of the key that signs the audit log; empty: the folder `audit` in data_dir.
  std::string audit_dir;
  // Fixed when the data folder is created.
  uint64_t shards = 1;
  LogConfig log;
  BackupConfig backup;
  DiskConfig disk;
  ScrubConfig scrub;
  RetentionConfig retention;
  PublicationConfig publication;
  ops::ClockGuardOptions clock;
  Limits limits;

  bool operator==(const Config&) const = default;

  std::string AuditDir() const { return audit_dir.empty() ? data_dir + "/audit" : audit_dir; }
};

// The values of the command line's flags of these names, where given.
struct ConfigFlags {
  std::optional<std::string> listen = std::nullopt;
  std::optional<std::string> admin_listen = std::nullopt;
  std::optional<std::string> data_dir = std::nullopt;
  std::optional<std::string> backup_dir = std::nullopt;
  std::optional<std::string> access_policy = std::nullopt;
  std::optional<std::string> access_tokens = std::nullopt;
  bool plaintext_loopback = false;
};

// All functions below are safe from any thread. Their error is INVALID_ARGUMENT with one problem
// per line of its message, all problems at once, each with the file's line, the field and what to
// write instead. Values are not repeated in messages.

// Reads one YAML document. Absent keys keep their defaults; an empty text is a valid one. Unknown
// keys, keys that occur twice, values out of range and combinations that cannot work are problems.
absl::StatusOr<Config> ParseConfig(absl::string_view text);

// Reads the file at `path`, with `flags` in place of what it says, and looks for the folders that
// the result names: that of a Unix socket must exist, and data_dir or the folder it is to be
// created in.
absl::StatusOr<Config> LoadConfig(const std::string& path, const ConfigFlags& flags = {});

// What is wrong with serving under `config`, its files aside: other uses of it go without.
absl::Status CheckServing(const Config& config);

// `config` with what `flags` give, or the problems with that.
absl::StatusOr<Config> ApplyFlags(Config config, const ConfigFlags& flags);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_CONFIG_H_
