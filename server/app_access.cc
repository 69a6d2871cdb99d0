// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_access.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/access_document.h"
#include "server/digest/certificate.h"

namespace winnow::app {
namespace {

constexpr char kNoPolicy[] =
    "without an access policy nobody may call: start from deploy/access.yaml, and name the file by "
    "access.policy_file or --access-policy";

void AddProblem(absl::string_view problem, std::string& problems) {
  absl::StrAppend(&problems, problems.empty() ? "" : "\n", problem);
}

absl::Status ToStatus(const std::string& problems) {
  return problems.empty() ? absl::OkStatus() : absl::InvalidArgumentError(problems);
}

// Appends what is wrong with the file at `path`.
void AddProblemOf(const std::string& path, const absl::Status& status, std::string& problems) {
  if (!status.ok()) AddProblem(absl::StrCat(path, ": ", status.message()), problems);
}

}  // namespace

absl::Status CheckAccess(const Config& config, const ops::Clock& clock) {
  std::string problems;
  if (const absl::Status status = CheckServing(config); !status.ok()) {
    AddProblem(status.message(), problems);
  }
  rpc::AccessGuard guard(/*serves_local=*/false);
  rpc::CertificateStore certificates;
  const absl::Status files = AccessFiles(config, {guard, certificates}).Load(clock);
  if (!files.ok()) AddProblem(files.message(), problems);
  return ToStatus(problems);
}

AccessFiles::AccessFiles(const Config& config, const AccessTargets& targets) {
  sources_.push_back(PolicyOf(config.access, targets.guard));
  if (!config.access.tokens_file.empty()) {
    sources_.push_back(TokensOf(config.access, targets.guard));
  }
  if (config.tls.on()) sources_.push_back(CertificatesOf(config.tls, targets.certificates));
}

AccessFiles::Source AccessFiles::PolicyOf(const AccessConfig& config, rpc::AccessGuard& guard) {
  const std::string path = config.policy_file;
  return {.name = "policy",
          .files = {{path, Guard::kUnchanged}},
          .take = [path, &guard](const Texts& texts, absl::Time) {
            auto policy = ParseAccessPolicy(texts[0], path);
            if (!policy.ok()) return policy.status();
            guard.SetPolicy(std::make_shared<const access::Policy>(*std::move(policy)));
            return absl::OkStatus();
          }};
}

AccessFiles::Source AccessFiles::TokensOf(const AccessConfig& config, rpc::AccessGuard& guard) {
  const std::string path = config.tokens_file;
  return {.name = "tokens",
          .files = {{path, Guard::kSecret}},
          .take = [path, &guard](const Texts& texts, absl::Time) {
            auto tokens = ParseTokens(texts[0], path);
            if (!tokens.ok()) return tokens.status();
            guard.SetTokens(std::make_shared<const access::Tokens>(*std::move(tokens)));
            return absl::OkStatus();
          }};
}

AccessFiles::Source AccessFiles::CertificatesOf(const TlsConfig& config,
                                                rpc::CertificateStore& certificates) {
  Source source{
      .name = "certificates",
      .files = {{config.certificate_file, Guard::kUnchanged}, {config.key_file, Guard::kSecret}},
      .take = {}};
  const bool asks_clients = !config.client_ca_file.empty();
  if (asks_clients) source.files.push_back({config.client_ca_file, Guard::kUnchanged});
  source.take = [config, asks_clients, &certificates](const Texts& texts, absl::Time now) {
    std::string problems;
    AddProblemOf(config.certificate_file, digest::CheckServerCertificate(texts[0], texts[1], now),
                 problems);
    if (asks_clients) {
      AddProblemOf(config.client_ca_file, digest::CheckAuthorities(texts[2], now), problems);
    }
    if (!problems.empty()) return absl::InvalidArgumentError(problems);
    certificates.Set(
        {.chain = texts[0], .key = texts[1], .client_authorities = asks_clients ? texts[2] : ""});
    return absl::OkStatus();
  };
  return source;
}

absl::StatusOr<AccessFiles::Texts> AccessFiles::Read(const Source& source) {
  Texts texts;
  std::string problems;
  for (const File& file : source.files) {
    absl::StatusOr<std::string> text = ReadGuardedFile(file.path, file.guard);
    if (text.ok()) {
      texts.push_back(*std::move(text));
    } else {
      AddProblem(text.status().message(), problems);
    }
  }
  if (!problems.empty()) return absl::InvalidArgumentError(problems);
  return texts;
}

absl::Status AccessFiles::Load(const ops::Clock& clock) {
  ops::MutexLock lock(mutex_);
  std::string problems;
  for (Source& source : sources_) {
    source.seen = Read(source);
    const absl::Status taken =
        source.seen.ok() ? source.take(*source.seen, clock.WallNow()) : source.seen.status();
    if (!taken.ok()) AddProblem(taken.message(), problems);
  }
  if (!sources_.front().seen.ok()) AddProblem(kNoPolicy, problems);
  return ToStatus(problems);
}

void AccessFiles::Watch(const AccessWitnesses& witnesses) {
  ops::MutexLock lock(mutex_);
  for (Source& source : sources_) {
    absl::StatusOr<Texts> texts = Read(source);
    if (texts == source.seen) continue;
    source.seen = std::move(texts);
    const absl::Status taken = source.seen.ok()
                                   ? source.take(*source.seen, witnesses.clock.WallNow())
                                   : source.seen.status();
    witnesses.metrics.CountReload(source.name, taken.ok());
    if (taken.ok()) {
      witnesses.log.Log(ops::LogLevel::kInfo, "access_reloaded", {{"files", source.name}});
    } else {
      const std::string cause(taken.message());
      witnesses.log.Log(ops::LogLevel::kError, "access_kept_as_it_was",
                        {{"files", source.name}, {"cause", cause}});
    }
  }
}

}  // namespace winnow::app
