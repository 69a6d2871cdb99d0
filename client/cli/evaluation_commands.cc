// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands.h"
#include "client/cli/evaluation_view.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct CreateOptions {
  std::string queue;
  std::string releases;
  uint32_t budget = 0;
  uint32_t looks = 1;
};

// What names an evaluation, and what a verb asks of it.
struct EvaluationOptions {
  std::string evaluation;
  std::string queue;
  uint32_t items = 0;
  uint32_t phase = 0;
  uint64_t limit = 100;
};

struct ListOptions {
  std::string queue;
  uint64_t limit = 100;
};

// Calls and prints the evaluation that the answer holds.
template <typename Request>
absl::Status CallAndPrint(Session& session, Request request) {
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response,
        [&](std::ostream& out) { PrintEvaluation(response->evaluation(), out); });
  return absl::OkStatus();
}

absl::Status Create(Session& session, const CreateOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  auto pair = PairOption("--releases", options.releases, ',');
  if (!pair.ok()) return pair.status();
  v1::CreateEvaluationRequest request;
  request.set_queue(*queue);
  request.mutable_release_under_test()->set_baseline_release(pair->first);
  request.mutable_release_under_test()->set_candidate_release(pair->second);
  request.set_budget(options.budget);
  request.set_looks(options.looks);
  return CallAndPrint(session, std::move(request));
}

absl::Status Extend(Session& session, const EvaluationOptions& options) {
  absl::StatusOr<std::string> name = EvaluationName(options.queue, options.evaluation);
  if (!name.ok()) return name.status();
  v1::ExtendEvaluationRequest request;
  request.set_name(*name);
  request.set_items(options.items);
  return CallAndPrint(session, std::move(request));
}

absl::Status Close(Session& session, const EvaluationOptions& options) {
  absl::StatusOr<std::string> name = EvaluationName(options.queue, options.evaluation);
  if (!name.ok()) return name.status();
  v1::CloseEvaluationRequest request;
  request.set_name(*name);
  return CallAndPrint(session, std::move(request));
}

absl::Status Show(Session& session, const EvaluationOptions& options) {
  absl::StatusOr<std::string> name = EvaluationName(options.queue, options.evaluation);
  if (!name.ok()) return name.status();
  v1::GetEvaluationRequest request;
  request.set_name(*name);
  request.set_phase(options.phase);
  const PagedShape<v1::GetEvaluationResponse, v1::ManifestItem> shape{
      &v1::GetEvaluationResponse::mutable_items, PrintEvaluationAndPhase};
  return PrintWithRows(session, request, shape, options.limit);
}

absl::Status List(Session& session, const ListOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ListEvaluationsRequest request;
  request.set_queue(*queue);
  const ListShape<v1::ListEvaluationsResponse, v1::Evaluation> shape{
      &v1::ListEvaluationsResponse::mutable_evaluations, EvaluationColumns(), EvaluationCells};
  return PrintList(session, request, shape, options.limit);
}

void AddNameOptions(CLI::App& verb, EvaluationOptions& options) {
  verb.add_option("evaluation", options.evaluation, "Number, or full name")->required();
  verb.add_option("--queue", options.queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
}

void AddCreate(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<CreateOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"create",
       "Freezes the frame of a queue and draws the sample that answers a release question",
       "winnow evaluation create --queue asr-eval --releases r1,r2 --budget 2000"},
      [options](Session& session) { return Create(session, *options); });
  AddQueueOption(verb, options->queue);
  verb.add_option("--releases", options->releases, "The pair to compare")
      ->required()
      ->type_name("BASELINE,CANDIDATE");
  verb.add_option("--budget", options->budget, "Items to draw")->required()->type_name("N");
  verb.add_option("--looks", options->looks, "Planned analyses")
      ->type_name("N")
      ->capture_default_str();
}

void AddChanges(Commands& commands, CLI::App& noun) {
  auto extend = std::make_shared<EvaluationOptions>();
  CLI::App& extend_verb =
      commands.AddVerb(noun,
                       {"extend", "Draws more items from what is left of the frozen frame",
                        "winnow evaluation extend --queue asr-eval 1 --items 500"},
                       [extend](Session& session) { return Extend(session, *extend); });
  AddNameOptions(extend_verb, *extend);
  extend_verb.add_option("--items", extend->items, "Items to draw")->required()->type_name("N");

  auto close = std::make_shared<EvaluationOptions>();
  CLI::App& close_verb =
      commands.AddVerb(noun,
                       {"close", "Gives the frozen frame up: the queue draws batches again",
                        "winnow evaluation close --queue asr-eval 1"},
                       [close](Session& session) { return Close(session, *close); });
  AddNameOptions(close_verb, *close);
}

void AddReads(Commands& commands, CLI::App& noun) {
  auto show = std::make_shared<EvaluationOptions>();
  CLI::App& show_verb =
      commands.AddVerb(noun,
                       {"show", "Shows the draws of an evaluation and how its items stand by slice",
                        "winnow evaluation show --queue asr-eval 1"},
                       [show](Session& session) { return Show(session, *show); });
  AddNameOptions(show_verb, *show);
  show_verb.add_option("--phase", show->phase, "Shows the manifest of this draw as well")
      ->type_name("N");
  AddLimitOption(show_verb, show->limit);

  auto list = std::make_shared<ListOptions>();
  CLI::App& list_verb = commands.AddVerb(
      noun, {"ls", "Lists evaluations, newest first", "winnow evaluation ls --queue asr-eval"},
      [list](Session& session) { return List(session, *list); });
  AddQueueOption(list_verb, list->queue);
  AddLimitOption(list_verb, list->limit);
}

}  // namespace

void AddEvaluationCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun({"evaluation", "Samples that answer a release question",
                                     "winnow evaluation show --queue asr-eval 1"});
  AddCreate(commands, noun);
  AddChanges(commands, noun);
  AddReads(commands, noun);
}

}  // namespace winnow::client::cli
