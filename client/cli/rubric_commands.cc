// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/error.h"
#include "client/label_studio_config.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

std::vector<Column> Columns() {
  return {{"rubric"}, {"labels are"}, {"criteria", true}, {"measures", true},
          {"fixes"},  {"author"},     {"created"},        {"hash"}};
}

Cells CellsOf(const v1::RubricRevision& revision) {
  const v1::Rubric& rubric = revision.rubric();
  return {IdOf(revision.name()),
          EnumName(rubric.label_use()),
          absl::StrCat(rubric.criteria_size()),
          absl::StrCat(rubric.measures_size()),
          rubric.fixes(),
          revision.author(),
          FormatTime(revision.create_time()),
          revision.content_hash().substr(0, 16)};
}

std::string KindOf(const v1::Criterion& criterion) {
  if (criterion.has_flag()) return "yes or no";
  if (criterion.has_category()) {
    return absl::StrJoin(criterion.category().values(),
                         criterion.category().ordered() ? " < " : ", ");
  }
  const v1::ScoreCriterion& score = criterion.score();
  return absl::StrCat(score.min(), " to ", score.max(), score.whole() ? ", whole" : "");
}

void PrintRubric(const v1::RubricRevision& revision, std::ostream& out) {
  Table header(Columns());
  header.Add(CellsOf(revision));
  header.Print(out);
  Table criteria({{"criterion"}, {"stage"}, {"values"}, {"required"}, {"question"}});
  for (const v1::Criterion& criterion : revision.rubric().criteria()) {
    const char* const required = criterion.required() ? "yes" : "";
    criteria.Add({criterion.name(),
                  criterion.end_to_end() ? "END_TO_END" : EnumName(criterion.stage()),
                  KindOf(criterion), required, criterion.description()});
  }
  out << "\n";
  criteria.Print(out);
  if (revision.rubric().measures().empty()) return;
  Table measures({{"measure"}, {"stage"}, {"errors"}, {"per"}});
  for (const v1::Measure& measure : revision.rubric().measures()) {
    measures.Add({measure.name(), measure.end_to_end() ? "END_TO_END" : EnumName(measure.stage()),
                  measure.errors(), measure.units().empty() ? "item" : measure.units()});
  }
  out << "\n";
  measures.Print(out);
}

absl::Status Create(Session& session, const std::string& file) {
  auto request = ReadMessage<v1::CreateRubricRevisionRequest>(session, file);
  if (!request.ok()) return request.status();
  auto response = session.Call(std::move(*request));
  if (!response.ok()) return response.status();
  Print(session, *response,
        [&](std::ostream& out) { PrintRubric(response->rubric_revision(), out); });
  return absl::OkStatus();
}

struct ShowOptions {
  std::string rubric;
  std::string format;
};

absl::Status Show(Session& session, const ShowOptions& options) {
  if (!options.format.empty() && options.format != "label-studio") {
    return UsageError("--format: label-studio, or none for what -o says");
  }
  absl::StatusOr<std::string> name = RubricName(options.rubric);
  if (!name.ok()) return name.status();
  v1::GetRubricRevisionRequest request;
  request.set_name(*name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  if (!options.format.empty()) {
    session.out() << LabelStudioConfig(response->rubric_revision());
    return absl::OkStatus();
  }
  Print(session, *response,
        [&](std::ostream& out) { PrintRubric(response->rubric_revision(), out); });
  return absl::OkStatus();
}

absl::Status List(Session& session, uint64_t limit) {
  const ListShape<v1::ListRubricRevisionsResponse, v1::RubricRevision> shape{
      &v1::ListRubricRevisionsResponse::mutable_rubric_revisions, Columns(), CellsOf};
  return PrintList(session, v1::ListRubricRevisionsRequest(), shape, limit);
}

}  // namespace

void AddRubricCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"rubric", "What annotators decide and releases are compared by", "winnow rubric show asr"});
  auto file = std::make_shared<std::string>();
  CLI::App& create = commands.AddVerb(
      noun,
      {"create", "Creates a revision of a rubric from a document with rubric_id and rubric",
       "winnow rubric create -f rubric.yaml"},
      [file](Session& session) { return Create(session, *file); });
  create.add_option("-f,--file", *file, "Document, YAML or JSON, - for stdin")
      ->required()
      ->type_name("FILE");

  auto options = std::make_shared<ShowOptions>();
  CLI::App& show = commands.AddVerb(
      noun, {"show", "Shows a revision: its criteria and its measures", "winnow rubric show tts@1"},
      [options](Session& session) { return Show(session, *options); });
  show.add_option("rubric", options->rubric, "Id, with or without @revision")->required();
  show.add_option("--format", options->format, "label-studio: its labeling configuration, XML")
      ->type_name("FORMAT");

  auto limit = std::make_shared<uint64_t>(100);
  CLI::App& list =
      commands.AddVerb(noun, {"ls", "Lists revisions by rubric and number", "winnow rubric ls"},
                       [limit](Session& session) { return List(session, *limit); });
  AddLimitOption(list, *limit);
}

}  // namespace winnow::client::cli
