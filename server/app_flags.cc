// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_flags.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow::app {
namespace {

constexpr absl::string_view kHelp =
    R"(winnowd serves review queues over gRPC.

    winnowd --config FILE [--data-dir DIR] [--listen ADDRESS] [--admin-listen ADDRESS]
            [--access-policy FILE] [--access-tokens FILE] [--plaintext-loopback]
    winnowd backup create --config FILE [--data-dir DIR] [--backup-dir DIR]
    winnowd backup verify --config FILE [--backup-dir DIR] [--backup-id N]
    winnowd backup restore --config FILE [--data-dir DIR] [--backup-dir DIR] [--backup-id N]
    winnowd fsck --config FILE [--data-dir DIR]
    winnowd scan --config FILE [--data-dir DIR] [--backup-dir DIR] < STRINGS
    winnowd migrate --config FILE [--data-dir DIR]
    winnowd audit-key rotate --config FILE [--data-dir DIR]

  --config FILE           the configuration; deploy/winnowd.yaml describes every key
  --data-dir DIR          the folder of the database, in place of the file's
  --backup-dir DIR        the folder of the backups, in place of the file's backup.dir
  --backup-id N           the backup to verify or to restore; all of them, and the newest, without
  --listen ADDRESS        where gRPC is served: 127.0.0.1:PORT, [::1]:PORT or unix:/PATH
  --admin-listen ADDRESS  where /metrics, /healthz, /readyz and /statusz are served
  --access-policy FILE    who may call what, in place of the file's access.policy_file
  --access-tokens FILE    whose tokens are known, in place of the file's access.tokens_file
  --plaintext-loopback    serves TCP without TLS, to this machine alone
  --check-config          reads the configuration, says what is wrong with it, and ends
  --accept-loss           opens a folder that lacks acknowledged commits, or may lack some as a copy
                          does, and lets go of them
  --accept-clock          trusts the time of day, however far it is from that of the last run
  --version, --help

Once it is ready, it prints one line with the addresses that it took:
    {"listen":"127.0.0.1:50051","admin":"127.0.0.1:9464"}
SIGTERM or SIGINT ends it after the calls that are under way; a second one ends it at once.

SIGHUP reads the files of access control again at once; a change is seen by itself within a second.

`fsck` reads all of a data folder that no server uses, writes nothing, and says what is wrong.
`scan` looks in every file of a data folder that no server uses, and of its backups, for the strings
that it reads from standard input, one per line in hexadecimal, and says where they are.
`backup create` is for a server that does not run; one that does makes its own, where backup.dir
is set. `backup restore` fills an empty folder and verifies the backup before. `migrate` brings the
data folder of an older release to this one, for good. `audit-key rotate` makes a new key for the
signatures of the audit log, prints its verifier key, and keeps the older ones listed.

Exit codes: 0 stopped as asked, 2 wrong flag or configuration, 3 address or data folder cannot be
had, 4 data folder or backup damaged, 5 storage failed while serving, 6 scan found a string,
130 ended by a second signal.
)";

// A flag as it stands on the command line.
struct Argument {
  absl::string_view name;
  std::optional<absl::string_view> value;
};

Argument Split(absl::string_view text) {
  const size_t equals = text.find('=');
  if (equals == absl::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// Takes the command from the front of `arguments`; none is kServe.
Verb TakeVerb(absl::Span<const absl::string_view>* arguments, std::vector<std::string>* problems) {
  if (arguments->empty() || absl::StartsWith(arguments->front(), "-")) return Verb::kServe;
  const absl::string_view command = arguments->front();
  arguments->remove_prefix(1);
  if (command == "fsck") return Verb::kFsck;
  if (command == "migrate") return Verb::kMigrate;
  if (command == "scan") return Verb::kScan;
  if (command == "audit-key" && !arguments->empty() && arguments->front() == "rotate") {
    arguments->remove_prefix(1);
    return Verb::kAuditKeyRotate;
  }
  if (command != "backup") {
    problems->push_back(absl::StrCat(command, ": no such command"));
    return Verb::kServe;
  }
  const absl::string_view what = arguments->empty() ? "" : arguments->front();
  for (const auto& [name, verb] :
       {std::pair("create", Verb::kBackupCreate), std::pair("verify", Verb::kBackupVerify),
        std::pair("restore", Verb::kBackupRestore)}) {
    if (what != name) continue;
    arguments->remove_prefix(1);
    return verb;
  }
  problems->push_back("backup: write create, verify or restore after it");
  return Verb::kServe;
}

// Flags that the command does not know.
void CheckUse(const Flags& flags, std::vector<std::string>* problems) {
  const bool chooses = flags.verb == Verb::kBackupVerify || flags.verb == Verb::kBackupRestore;
  if (flags.backup_id != 0 && !chooses) {
    problems->push_back("--backup-id: only for backup verify and backup restore");
  }
  for (const auto& [given, flag] : {std::pair(flags.accept_loss, "--accept-loss"),
                                    std::pair(flags.accept_clock, "--accept-clock")}) {
    if (given && flags.verb != Verb::kServe)
      problems->push_back(absl::StrCat(flag, ": only for a start of the server"));
  }
}

bool* SwitchOf(absl::string_view name, Flags& flags) {
  if (name == "--plaintext-loopback") return &flags.config.plaintext_loopback;
  if (name == "--check-config") return &flags.check_config;
  if (name == "--accept-loss") return &flags.accept_loss;
  if (name == "--accept-clock") return &flags.accept_clock;
  if (name == "--help") return &flags.help;
  if (name == "--version") return &flags.version;
  return nullptr;
}

// False when no flag that takes a value has the name.
bool SetValue(const Argument& argument, Flags& flags) {
  const std::string value(argument.value.value_or(""));
  if (argument.name == "--config") {
    flags.config_path = value;
  } else if (argument.name == "--data-dir") {
    flags.config.data_dir = value;
  } else if (argument.name == "--backup-dir") {
    flags.config.backup_dir = value;
  } else if (argument.name == "--listen") {
    flags.config.listen = value;
  } else if (argument.name == "--admin-listen") {
    flags.config.admin_listen = value;
  } else if (argument.name == "--access-policy") {
    flags.config.access_policy = value;
  } else if (argument.name == "--access-tokens") {
    flags.config.access_tokens = value;
  } else {
    return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Flags> ParseFlags(absl::Span<const absl::string_view> arguments) {
  Flags flags;
  std::vector<std::string> problems;
  flags.verb = TakeVerb(&arguments, &problems);
  for (size_t i = 0; i < arguments.size(); ++i) {
    Argument argument = Split(arguments[i]);
    bool* const is_set = SwitchOf(argument.name, flags);
    if (is_set != nullptr && !argument.value.has_value()) {
      *is_set = true;
      continue;
    }
    const bool has_next = i + 1 < arguments.size() && !absl::StartsWith(arguments[i + 1], "--");
    if (!argument.value.has_value() && has_next) argument.value = arguments[++i];
    if (argument.name == "--backup-id") {
      if (!absl::SimpleAtoi(argument.value.value_or(""), &flags.backup_id) ||
          flags.backup_id == 0) {
        problems.push_back("--backup-id: needs the number of a backup, from 1 on");
      }
    } else if (is_set != nullptr || !SetValue(argument, flags)) {
      problems.push_back(
          absl::StrCat(argument.name, is_set != nullptr ? ": takes no value" : ": no such flag"));
    } else if (!argument.value.has_value() || argument.value->empty()) {
      problems.push_back(absl::StrCat(argument.name, ": needs a value"));
    }
  }
  CheckUse(flags, &problems);
  if (problems.empty() && flags.config_path.empty() && !flags.help && !flags.version) {
    problems.push_back("--config: is required");
  }
  if (problems.empty()) return flags;
  return absl::InvalidArgumentError(absl::StrJoin(problems, "\n"));
}

absl::string_view HelpText() { return kHelp; }

}  // namespace winnow::app
