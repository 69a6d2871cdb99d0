// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <vector>

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
  std::string description;
  std::string owner;
  // Those that say what a document says.
  std::vector<const CLI::Option*> about_one;
};

std::vector<Column> Columns() { return {{"source"}, {"owner"}, {"created"}, {"description"}}; }

Cells CellsOf(const v1::Source& source) {
  return {IdOf(source.name()), source.owner(), FormatTime(source.create_time()),
          source.description()};
}

absl::StatusOr<std::vector<v1::Source>> Sources(Session& session, const RegisterOptions& options) {
  std::vector<v1::Source> sources;
  if (options.file.empty() == options.name.empty()) {
    return UsageError("give either a name or a document with -f");
  }
  absl::Status alone = CheckBesideDocument(options.file, options.about_one);
  if (!alone.ok()) return alone;
  if (options.file.empty()) {
    v1::Source& source = sources.emplace_back();
    source.set_name(options.name);
    source.set_description(options.description);
    source.set_owner(options.owner);
  } else {
    auto read = ReadMessages<v1::Source>(session, options.file);
    if (!read.ok()) return read.status();
    sources = std::move(*read);
  }
  for (v1::Source& source : sources) {
    absl::StatusOr<std::string> name = SourceName(source.name());
    if (!name.ok()) return name.status();
    source.set_name(*name);
  }
  return sources;
}

absl::Status Register(Session& session, const RegisterOptions& options) {
  absl::StatusOr<std::vector<v1::Source>> sources = Sources(session, options);
  if (!sources.ok()) return sources.status();
  std::vector<v1::RegisterSourceRequest> requests;
  for (v1::Source& source : *sources) {
    *requests.emplace_back().mutable_source() = std::move(source);
  }
  const RowShape<v1::RegisterSourceResponse, v1::Source> shape{&v1::RegisterSourceResponse::source,
                                                               Columns(), CellsOf};
  return CallEach(session, std::move(requests), shape);
}

absl::Status List(Session& session, uint64_t limit) {
  const ListShape<v1::ListSourcesResponse, v1::Source> shape{
      &v1::ListSourcesResponse::mutable_sources, Columns(), CellsOf};
  return PrintList(session, v1::ListSourcesRequest(), shape, limit);
}

}  // namespace

void AddSourceCommands(Commands& commands) {
  CLI::App& noun =
      commands.AddNoun({"source", "Documented origins of examples", "winnow source ls"});
  auto options = std::make_shared<RegisterOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"register", "Registers sources; the same again changes nothing",
                        "winnow source register earnings21 --description \"44 earnings calls\""},
                       [options](Session& session) { return Register(session, *options); });
  verb.add_option("name", options->name, "Id, or full name");
  verb.add_option("-f,--file", options->file,
                  "Document of one or more sources, YAML or JSON, instead of name and options")
      ->type_name("FILE");
  options->about_one = {
      verb.add_option("--description", options->description, "What the source is")
          ->type_name("TEXT"),
      verb.add_option("--owner", options->owner, "Team that answers for it")->type_name("ID")};

  auto limit = std::make_shared<uint64_t>(100);
  CLI::App& list_verb =
      commands.AddVerb(noun, {"ls", "Lists sources by name", "winnow source ls"},
                       [limit](Session& session) { return List(session, *limit); });
  AddLimitOption(list_verb, *limit);
}

}  // namespace winnow::client::cli
