// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct ListDisputesOptions {
  std::string queue;
  bool all = false;
  uint64_t limit = 100;
};

struct DecideOptions {
  std::string queue;
  std::string candidate;
  std::string file;
};

std::vector<Column> DisputeColumns() {
  return {{"candidate"}, {"rubric"}, {"disagree on"}, {"labels", true}, {"since"}, {"decision"}};
}

Cells DisputeCells(const v1::Adjudication& adjudication) {
  const bool decided = adjudication.has_decision();
  return {adjudication.candidate_id(),
          adjudication.rubric(),
          absl::StrJoin(adjudication.criteria(), ", "),
          absl::StrCat(adjudication.labels_size()),
          FormatTime(adjudication.create_time()),
          decided ? EnumName(adjudication.decision().cause()) : std::string("(open)")};
}

absl::Status ListDisputes(Session& session, const ListDisputesOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ListAdjudicationsRequest request;
  request.set_queue(*queue);
  request.set_include_decided(options.all);
  const ListShape<v1::ListAdjudicationsResponse, v1::Adjudication> shape{
      &v1::ListAdjudicationsResponse::mutable_adjudications, DisputeColumns(), DisputeCells};
  return PrintList(session, std::move(request), shape, options.limit);
}

absl::Status Decide(Session& session, const DecideOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  auto decision = ReadMessage<v1::AdjudicationDecision>(session, options.file);
  if (!decision.ok()) return decision.status();
  v1::AdjudicateRequest request;
  request.set_queue(*queue);
  request.set_candidate_id(options.candidate);
  *request.mutable_decision() = *std::move(decision);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table(DisputeColumns());
    table.Add(DisputeCells(response->adjudication()));
    table.Print(out);
  });
  return absl::OkStatus();
}

}  // namespace

void AddAdjudicationCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"adjudication", "Examples whose labels disagree", "winnow adjudication ls --queue asr"});
  auto list = std::make_shared<ListDisputesOptions>();
  CLI::App& list_verb = commands.AddVerb(
      noun,
      {"ls", "Lists examples whose labels disagree, oldest first; -o json has the labels",
       "winnow adjudication ls --queue asr --all"},
      [list](Session& session) { return ListDisputes(session, *list); });
  AddQueueOption(list_verb, list->queue);
  list_verb.add_flag("--all", list->all, "Also those that are decided");
  AddLimitOption(list_verb, list->limit);

  auto decide = std::make_shared<DecideOptions>();
  CLI::App& decide_verb =
      commands.AddVerb(noun,
                       {"decide", "Decides about labels that disagree, for good",
                        "winnow adjudication decide --queue asr c1 -f decision.yaml"},
                       [decide](Session& session) { return Decide(session, *decide); });
  AddQueueOption(decide_verb, decide->queue);
  decide_verb.add_option("candidate", decide->candidate, "Id of the candidate")->required();
  decide_verb
      .add_option("-f,--file", decide->file,
                  "Document of cause, adjudicator, values such as {usable: {flag: true}} and "
                  "fixed_by, YAML or JSON, - for stdin")
      ->required()
      ->type_name("FILE");
}

}  // namespace winnow::client::cli
