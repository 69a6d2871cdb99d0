// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_access.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/access_document.h"

namespace winnow::app {
namespace {

constexpr char kNoPolicy[] =
    "; without an access policy nobody may call: start from deploy/access.yaml, and name the file "
    "by access.policy_file or --access-policy";

void AddProblems(const absl::Status& status, std::string& problems) {
  if (!status.ok()) absl::StrAppend(&problems, problems.empty() ? "" : "\n", status.message());
}

absl::Status ToStatus(const std::string& problems) {
  return problems.empty() ? absl::OkStatus() : absl::InvalidArgumentError(problems);
}

}  // namespace

absl::Status CheckAccess(const Config& config) {
  std::string problems;
  AddProblems(CheckServing(config), problems);
  rpc::AccessGuard guard(/*serves_local=*/false);
  AddProblems(AccessFiles(config.access, guard).Load(), problems);
  return ToStatus(problems);
}

AccessFiles::AccessFiles(const AccessConfig& config, rpc::AccessGuard& guard) {
  files_.push_back({.name = "policy",
                    .path = config.policy_file,
                    .guard = Guard::kUnchanged,
                    .take = [path = config.policy_file, &guard](const std::string& text) {
                      auto policy = ParseAccessPolicy(text, path);
                      if (!policy.ok()) return policy.status();
                      guard.SetPolicy(std::make_shared<const access::Policy>(*std::move(policy)));
                      return absl::OkStatus();
                    }});
  if (config.tokens_file.empty()) return;
  files_.push_back({.name = "tokens",
                    .path = config.tokens_file,
                    .guard = Guard::kSecret,
                    .take = [path = config.tokens_file, &guard](const std::string& text) {
                      auto tokens = ParseTokens(text, path);
                      if (!tokens.ok()) return tokens.status();
                      guard.SetTokens(std::make_shared<const access::Tokens>(*std::move(tokens)));
                      return absl::OkStatus();
                    }});
}

absl::Status AccessFiles::Load() {
  ops::MutexLock lock(mutex_);
  std::string problems;
  for (File& file : files_) {
    file.seen = ReadGuardedFile(file.path, file.guard);
    if (file.seen.ok()) {
      AddProblems(file.take(*file.seen), problems);
    } else {
      AddProblems(file.seen.status(), problems);
      if (&file == &files_.front()) problems += kNoPolicy;
    }
  }
  return ToStatus(problems);
}

void AccessFiles::Watch(const AccessWitnesses& witnesses) {
  ops::MutexLock lock(mutex_);
  for (File& file : files_) {
    absl::StatusOr<std::string> text = ReadGuardedFile(file.path, file.guard);
    if (text == file.seen) continue;
    file.seen = std::move(text);
    const absl::Status taken = file.seen.ok() ? file.take(*file.seen) : file.seen.status();
    witnesses.metrics.CountReload(file.name, taken.ok());
    if (taken.ok()) {
      witnesses.log.Log(ops::LogLevel::kInfo, "access_reloaded", {{"file", file.name}});
    } else {
      const std::string cause(taken.message());
      witnesses.log.Log(ops::LogLevel::kError, "access_kept_as_it_was",
                        {{"file", file.name}, {"cause", cause}});
    }
  }
}

}  // namespace winnow::app
