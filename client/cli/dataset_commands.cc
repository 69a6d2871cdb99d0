// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands.h"
#include "client/cli/export_file.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct DatasetOptions {
  std::string dataset;
  std::string queue;
  std::string purpose;
  std::string splits;
  CLI::Option* splits_option = nullptr;
};

struct VersionOptions {
  std::string version;
  std::string other;
  std::string queue;
  std::string file = "-";
  uint64_t limit = 20;
};

std::vector<Column> VersionColumns() {
  return {{"version"},  {"queue"},   {"purpose"}, {"members", true}, {"splits"},
          {"left out"}, {"rubrics"}, {"created"}, {"digest"}};
}

Cells VersionCells(const v1::DatasetVersion& version) {
  const std::string splits =
      absl::StrJoin(version.splits(), ", ", [](std::string* out, const v1::SplitCount& count) {
        absl::StrAppend(out, EnumName(count.split()), " ", count.members());
      });
  const std::string left_out =
      absl::StrJoin(version.left_out(), ", ", [](std::string* out, const v1::LeftOutCount& count) {
        absl::StrAppend(out, EnumName(count.reason()), " ", count.candidates());
      });
  return {version.name(),
          IdOf(version.queue()),
          EnumName(version.purpose()),
          absl::StrCat(version.members()),
          splits,
          left_out,
          absl::StrJoin(version.rubrics(), ", "),
          FormatTime(version.create_time()),
          version.digest().substr(0, 16)};
}

void PrintVersion(const v1::DatasetVersion& version, std::ostream& out) {
  Table table(VersionColumns());
  table.Add(VersionCells(version));
  table.Print(out);
}

void PrintVersionAndMembers(const v1::GetDatasetVersionResponse& response, std::ostream& out) {
  PrintVersion(response.dataset_version(), out);
  if (response.members().empty()) return;
  Table members({{"candidate"},
                 {"slice"},
                 {"split"},
                 {"rubric"},
                 {"weight", true},
                 {"source"},
                 {"scope"},
                 {"label"}});
  for (const v1::DatasetMember& member : response.members()) {
    members.Add({member.candidate_id(), member.slice(), EnumName(member.split()), member.rubric(),
                 absl::StrCat(member.weight()), member.source(), member.consent_scope(),
                 member.label_digest().substr(0, 16)});
  }
  out << "\n";
  members.Print(out);
}

absl::Status CreateVersion(Session& session, const DatasetOptions& options) {
  absl::StatusOr<std::string> dataset = DatasetName(options.dataset);
  if (!dataset.ok()) return dataset.status();
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  auto purpose = OptionalEnum<v1::Purpose>("--purpose", options.purpose);
  if (!purpose.ok()) return purpose.status();
  v1::CreateDatasetVersionRequest request;
  request.set_dataset(*dataset);
  request.set_queue(*queue);
  request.set_purpose(*purpose);
  auto splits = ListOption(*options.splits_option, options.splits);
  if (!splits.ok()) return splits.status();
  for (const std::string& text : *splits) {
    auto split = OptionalEnum<v1::Split>("--splits", text);
    if (!split.ok()) return split.status();
    request.add_splits(*split);
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response,
        [&](std::ostream& out) { PrintVersion(response->dataset_version(), out); });
  return absl::OkStatus();
}

absl::Status ListVersions(Session& session, const VersionOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ListDatasetVersionsRequest request;
  request.set_queue(*queue);
  const ListShape<v1::ListDatasetVersionsResponse, v1::DatasetVersion> shape{
      &v1::ListDatasetVersionsResponse::mutable_dataset_versions, VersionColumns(), VersionCells};
  return PrintList(session, std::move(request), shape, options.limit);
}

absl::Status ShowVersion(Session& session, const VersionOptions& options) {
  absl::StatusOr<std::string> name = DatasetVersionName(options.version);
  if (!name.ok()) return name.status();
  v1::GetDatasetVersionRequest request;
  request.set_name(*name);
  const PagedShape<v1::GetDatasetVersionResponse, v1::DatasetMember> shape{
      &v1::GetDatasetVersionResponse::mutable_members, PrintVersionAndMembers};
  return PrintWithRows(session, request, shape, options.limit);
}

absl::Status ExportVersion(Session& session, const VersionOptions& options) {
  absl::StatusOr<std::string> name = DatasetVersionName(options.version);
  if (!name.ok()) return name.status();
  v1::ExportDatasetVersionRequest request;
  request.set_name(*name);
  return WriteExport(session, options.file, [&](Connection& connection, const PieceSink& sink) {
    return ExportDatasetVersion(connection, request, sink);
  });
}

absl::Status DiffVersions(Session& session, const VersionOptions& options) {
  absl::StatusOr<std::string> before = DatasetVersionName(options.version);
  if (!before.ok()) return before.status();
  absl::StatusOr<std::string> after = DatasetVersionName(options.other);
  if (!after.ok()) return after.status();
  v1::DiffDatasetVersionsRequest request;
  request.set_before(*before);
  request.set_after(*after);
  return WriteExport(session, options.file, [&](Connection& connection, const PieceSink& sink) {
    return DiffDatasetVersions(connection, request, sink);
  });
}

void AddFileVerbs(Commands& commands, CLI::App& noun) {
  auto exported = std::make_shared<VersionOptions>();
  CLI::App& export_verb =
      commands.AddVerb(noun,
                       {"export", "Writes a version as JSON Lines: a line per member",
                        "winnow dataset export train/3 -O train-3.jsonl"},
                       [exported](Session& session) { return ExportVersion(session, *exported); });
  export_verb.add_option("version", exported->version, "Name/number, or full name")->required();
  AddOutputFileOption(export_verb, exported->file);

  auto diff = std::make_shared<VersionOptions>();
  CLI::App& diff_verb = commands.AddVerb(
      noun,
      {"diff", "Writes what changed between two versions as JSON Lines, then the counts",
       "winnow dataset diff train/2 train/3"},
      [diff](Session& session) { return DiffVersions(session, *diff); });
  diff_verb.add_option("before", diff->version, "Name/number, or full name")->required();
  diff_verb.add_option("after", diff->other, "Name/number, or full name")->required();
  AddOutputFileOption(diff_verb, diff->file);
}

}  // namespace

void AddDatasetCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"dataset", "Frozen sets of labeled examples", "winnow dataset ls --queue asr"});
  auto create = std::make_shared<DatasetOptions>();
  CLI::App& create_verb = commands.AddVerb(
      noun,
      {"create", "Freezes the labeled examples of a queue as the next version of a data set",
       "winnow dataset create train --queue asr --purpose TRAINING"},
      [create](Session& session) { return CreateVersion(session, *create); });
  create_verb.add_option("dataset", create->dataset, "Id of the data set")->required();
  AddQueueOption(create_verb, create->queue);
  create_verb.add_option("--purpose", create->purpose, "TRAINING or EVALUATION")
      ->required()
      ->type_name("PURPOSE");
  create->splits_option =
      create_verb
          .add_option("--splits", create->splits,
                      "TRAIN, DEV, TEST (default: all that may serve the purpose)")
          ->type_name("SPLITS");

  auto list = std::make_shared<VersionOptions>();
  CLI::App& list_verb = commands.AddVerb(
      noun, {"ls", "Lists versions of the data sets of a queue", "winnow dataset ls --queue asr"},
      [list](Session& session) { return ListVersions(session, *list); });
  AddQueueOption(list_verb, list->queue);
  AddLimitOption(list_verb, list->limit);

  auto show = std::make_shared<VersionOptions>();
  CLI::App& show_verb = commands.AddVerb(
      noun, {"show", "Shows a version and its first members", "winnow dataset show train/3"},
      [show](Session& session) { return ShowVersion(session, *show); });
  show_verb.add_option("version", show->version, "Name/number, or full name")->required();
  AddLimitOption(show_verb, show->limit);
  AddFileVerbs(commands, noun);
}

}  // namespace winnow::client::cli
