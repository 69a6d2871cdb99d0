// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/call_each.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/error.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct RegisterOptions {
  std::string name;
  std::string file;
  std::string purposes;
  std::string expire;
  std::string description;
  // Those that say what a document says.
  std::vector<const CLI::Option*> about_one;
};

std::vector<Column> Columns() {
  return {{"scope"}, {"purposes"}, {"expires"}, {"created"}, {"description"}};
}

Cells CellsOf(const v1::ConsentScope& scope) {
  const std::string purposes =
      absl::StrJoin(scope.purposes(), ", ", [](std::string* text, int purpose) {
        absl::StrAppend(text, EnumName(static_cast<v1::Purpose>(purpose)));
      });
  return {IdOf(scope.name()), purposes, FormatTime(scope.expire_time()),
          FormatTime(scope.create_time()), scope.description()};
}

absl::StatusOr<v1::ConsentScope> FromOptions(const RegisterOptions& options) {
  v1::ConsentScope scope;
  scope.set_name(options.name);
  scope.set_description(options.description);
  for (const std::string& text : SplitList(options.purposes)) {
    auto purpose = OptionalEnum<v1::Purpose>("--purpose", text);
    if (!purpose.ok()) return purpose.status();
    scope.add_purposes(*purpose);
  }
  if (scope.purposes().empty()) return UsageError("--purpose: TRAINING, EVALUATION or both");
  if (!options.expire.empty()) {
    auto time = TimeOption("--expire", options.expire);
    if (!time.ok()) return time.status();
    *scope.mutable_expire_time() = *time;
  }
  return scope;
}

absl::StatusOr<std::vector<v1::ConsentScope>> Scopes(Session& session,
                                                     const RegisterOptions& options) {
  std::vector<v1::ConsentScope> scopes;
  if (options.file.empty() == options.name.empty()) {
    return UsageError("give either a name with --purpose or a document with -f");
  }
  absl::Status alone = CheckBesideDocument(options.file, options.about_one);
  if (!alone.ok()) return alone;
  if (options.file.empty()) {
    auto scope = FromOptions(options);
    if (!scope.ok()) return scope.status();
    scopes.push_back(std::move(*scope));
  } else {
    auto read = ReadMessages<v1::ConsentScope>(session, options.file);
    if (!read.ok()) return read.status();
    scopes = std::move(*read);
  }
  for (v1::ConsentScope& scope : scopes) {
    absl::StatusOr<std::string> name = ConsentScopeName(scope.name());
    if (!name.ok()) return name.status();
    scope.set_name(*name);
  }
  return scopes;
}

absl::Status Register(Session& session, const RegisterOptions& options) {
  absl::StatusOr<std::vector<v1::ConsentScope>> scopes = Scopes(session, options);
  if (!scopes.ok()) return scopes.status();
  std::vector<v1::RegisterConsentScopeRequest> requests;
  for (v1::ConsentScope& scope : *scopes) {
    *requests.emplace_back().mutable_consent_scope() = std::move(scope);
  }
  const RowShape<v1::RegisterConsentScopeResponse, v1::ConsentScope> shape{
      &v1::RegisterConsentScopeResponse::consent_scope, Columns(), CellsOf};
  return CallEach(session, std::move(requests), shape);
}

absl::Status List(Session& session, uint64_t limit) {
  const ListShape<v1::ListConsentScopesResponse, v1::ConsentScope> shape{
      &v1::ListConsentScopesResponse::mutable_consent_scopes, Columns(), CellsOf};
  return PrintList(session, v1::ListConsentScopesRequest(), shape, limit);
}

}  // namespace

void AddScopeCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun({"scope", "What people consented to", "winnow scope ls"});
  auto options = std::make_shared<RegisterOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"register", "Registers consent scopes; the same again changes nothing",
                        "winnow scope register research --purpose TRAINING,EVALUATION"},
                       [options](Session& session) { return Register(session, *options); });
  verb.add_option("name", options->name, "Id, or full name");
  verb.add_option("-f,--file", options->file,
                  "Document of one or more scopes, YAML or JSON, instead of name and options")
      ->type_name("FILE");
  options->about_one = {
      verb.add_option("--purpose", options->purposes, "TRAINING, EVALUATION or both")
          ->type_name("PURPOSES"),
      verb.add_option("--expire", options->expire, "When the consent ends (default: never)")
          ->type_name("TIME"),
      verb.add_option("--description", options->description, "What was consented to")
          ->type_name("TEXT")};

  auto limit = std::make_shared<uint64_t>(100);
  CLI::App& list_verb =
      commands.AddVerb(noun, {"ls", "Lists consent scopes by name", "winnow scope ls"},
                       [limit](Session& session) { return List(session, *limit); });
  AddLimitOption(list_verb, *limit);
}

}  // namespace winnow::client::cli
