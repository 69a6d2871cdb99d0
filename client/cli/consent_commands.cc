// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <string>

#include "client/cli/commands.h"
#include "client/cli/output.h"
#include "client/cli/table.h"
#include "client/error.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct RevokeOptions {
  std::string subject;
  std::string scope;
};

absl::StatusOr<v1::RevokeConsentRequest> RequestOf(const RevokeOptions& options) {
  v1::RevokeConsentRequest request;
  if (options.subject.empty() == options.scope.empty())
    return UsageError("give either --subject or --scope");
  if (options.scope.empty()) {
    request.set_subject(options.subject);
    return request;
  }
  absl::StatusOr<std::string> name = ConsentScopeName(options.scope);
  if (!name.ok()) return name.status();
  request.set_consent_scope(*name);
  return request;
}

absl::Status Revoke(Session& session, const RevokeOptions& options) {
  const absl::StatusOr<v1::RevokeConsentRequest> request = RequestOf(options);
  if (!request.ok()) return request.status();
  const auto response = session.Call(*request);
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    out << response->candidates() << " candidates are not used any more\n"
        << response->withdrawn_items() << " items are withdrawn from open batches\n"
        << response->batch_count() << " batches hold one of them\n"
        << response->evaluations_size() << " evaluations hold one of them\n"
        << response->dataset_versions_size() << " data set versions hold one of them\n"
        << response->releases_size() << " releases rest on one of them\n";
    for (const auto* names : {&response->batches(), &response->evaluations(),
                              &response->dataset_versions(), &response->releases()}) {
      for (const std::string& name : *names) out << Printable(name) << "\n";
    }
  });
  return absl::OkStatus();
}

}  // namespace

void AddConsentCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun({"consent", "What people consented to and do not any more",
                                     "winnow consent revoke --subject 9f86d081884c7d65"});
  auto options = std::make_shared<RevokeOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"revoke", "Revokes the consent of a subject, or a scope as a whole, for good",
       "winnow consent revoke --scope research"},
      [options](Session& session) { return Revoke(session, *options); });
  verb.add_option("--subject", options->subject, "Keyed hash of the person")->type_name("HASH");
  verb.add_option("--scope", options->scope, "Consent scope, id or full name")->type_name("SCOPE");
}

}  // namespace winnow::client::cli
