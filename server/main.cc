// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/stubs/logging.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "server/app.h"
#include "server/app_access.h"
#include "server/app_flags.h"
#include "server/app_verbs.h"
#include "server/config.h"
#include "server/exit_codes.h"
#include "server/ops/clock.h"
#include "server/ops/signal_waiter.h"

namespace winnow::app {
namespace {

// Writes each line of `text` as one of ours.
void Complain(absl::string_view text) {
  const std::string lines = absl::StrReplaceAll(text, {{"\n", "\nwinnowd: "}});
  std::fprintf(stderr, "winnowd: %s\n", lines.c_str());
}

void Print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// A write over a limit of file sizes is an error of the write, which the storage knows how to take,
// and not the end of the process.
void TakeLargeFilesAsErrors() { std::signal(SIGXFSZ, SIG_IGN); }

// A connection is a file, and gRPC stops accepting for good once files run out (operations.md O1).
void RaiseFileLimit() {
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

ExitCode Serve(const Flags& flags, Config config) {
  TakeLargeFilesAsErrors();
  RaiseFileLimit();
  // What a parser has to say about bytes is told to their sender (server/rpc/wire.h).
  google::protobuf::SetLogHandler(nullptr);
  App app({.config = std::move(config),
           .accept_loss = flags.accept_loss,
           .accept_clock = flags.accept_clock,
           .version = WINNOW_VERSION,
           .revision = WINNOW_REVISION,
           .on_ready = [](const std::string& line) { Print(absl::StrCat(line, "\n")); }});
  const ops::SignalWaiter signals([&app](int) { app.Stop(); }, [&app] { app.Reload(); });
  return app.Run();
}

ExitCode RunOffline(const Flags& flags, const Config& config) {
  TakeLargeFilesAsErrors();
  const absl::StatusOr<VerbEnd> end = RunVerb(flags, config, std::cin);
  if (end.ok()) {
    Print(end->text);
    return end->code;
  }
  Complain(end.status().message());
  return ExitCodeOf(end.status());
}

ExitCode Main(absl::Span<const absl::string_view> arguments) {
  const absl::StatusOr<Flags> flags = ParseFlags(arguments);
  if (!flags.ok()) {
    Complain(flags.status().message());
    return kExitUsage;
  }
  if (flags->help || flags->version) {
    Print(flags->help ? std::string(HelpText()) : absl::StrCat("winnowd ", WINNOW_VERSION, "\n"));
    return kExitOk;
  }
  absl::StatusOr<Config> config = LoadConfig(flags->config_path, flags->config);
  if (!config.ok()) {
    Complain(config.status().message());
    return kExitUsage;
  }
  if (flags->verb == Verb::kServe) {
    if (const absl::Status door = CheckAccess(*config, ops::SystemClock()); !door.ok()) {
      Complain(door.message());
      return kExitUsage;
    }
  }
  if (flags->check_config) return kExitOk;
  return flags->verb == Verb::kServe ? Serve(*flags, *std::move(config))
                                     : RunOffline(*flags, *config);
}

}  // namespace
}  // namespace winnow::app

int main(int argc, char** argv) {
  // First of all, while there is one thread: the others inherit the mask.
  const absl::Status blocked = winnow::ops::BlockStopSignals();
  if (!blocked.ok()) {
    winnow::app::Complain(blocked.message());
    return winnow::app::kExitCannotStart;
  }
  const std::vector<absl::string_view> arguments(argv + 1, argv + argc);
  return winnow::app::Main(arguments);
}
