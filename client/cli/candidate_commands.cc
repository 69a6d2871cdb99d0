// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "client/cli/candidate_view.h"
#include "client/cli/commands.h"
#include "client/cli/import_options.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/cli/output.h"
#include "client/cli/row_errors.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct GetOptions {
  std::string candidate;
  std::string queue;
};

struct RetireOptions {
  std::string queue;
  std::vector<std::string> candidates;
};

struct ListOptions {
  std::string queue;
  std::string slice;
  std::string exclusion;
  uint64_t limit = 100;
};

absl::Status Get(Session& session, const GetOptions& options) {
  absl::StatusOr<std::string> name = CandidateName(options.queue, options.candidate);
  if (!name.ok()) return name.status();
  v1::GetCandidateRequest request;
  request.set_name(*name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintCandidate(response->candidate(), out); });
  return absl::OkStatus();
}

absl::Status List(Session& session, const ListOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  auto exclusion = OptionalEnum<v1::ExclusionReason>("--exclusion", options.exclusion);
  if (!exclusion.ok()) return exclusion.status();
  v1::ListCandidatesRequest request;
  request.set_queue(*queue);
  request.set_slice(options.slice);
  request.set_exclusion(*exclusion);
  const ListShape<v1::ListCandidatesResponse, v1::CandidateStatus> shape{
      &v1::ListCandidatesResponse::mutable_candidates, CandidateColumns(), CandidateCells};
  return PrintList(session, request, shape, options.limit);
}

absl::Status Retire(Session& session, const RetireOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::RetireCandidatesRequest request;
  request.set_queue(*queue);
  *request.mutable_candidate_ids() = {options.candidates.begin(), options.candidates.end()};
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"retired", true}});
    table.Add({absl::StrCat(response->retired())});
    table.Print(out);
  });
  NoteRowErrors(session, options.candidates, response->errors());
  return absl::OkStatus();
}

void AddRetire(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<RetireOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"retire", "Takes candidates out of the frame, for good",
                        "winnow candidate retire --queue asr c1 c2"},
                       [options](Session& session) { return Retire(session, *options); });
  AddQueueOption(verb, options->queue);
  verb.add_option("candidates", options->candidates, "Ids, at most 1000")->required();
}

void AddImport(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"import", "Streams candidates from a JSON Lines file; run again, it resumes",
       "winnow candidate import --queue asr candidates.jsonl"},
      [options](Session& session) { return ImportCandidates(session, *options); });
  AddImportOptions(verb, *options);
  verb.add_option("--source", options->source, "Source of rows that name none")->type_name("ID");
}

}  // namespace

void AddCandidateCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"candidate", "Examples that people may review", "winnow candidate list --queue asr"});
  AddImport(commands, noun);

  auto get = std::make_shared<GetOptions>();
  CLI::App& get_verb = commands.AddVerb(
      noun,
      {"get", "Shows one candidate and where it stands", "winnow candidate get --queue asr c1"},
      [get](Session& session) { return Get(session, *get); });
  get_verb.add_option("candidate", get->candidate, "Id, or full name")->required();
  get_verb.add_option("--queue", get->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");

  auto list = std::make_shared<ListOptions>();
  CLI::App& list_verb =
      commands.AddVerb(noun,
                       {"list", "Lists candidates in order of arrival",
                        "winnow candidate list --queue asr --exclusion QUARANTINED --limit 20"},
                       [list](Session& session) { return List(session, *list); });
  AddQueueOption(list_verb, list->queue);
  list_verb.add_option("--slice", list->slice, "Only this slice")->type_name("ID");
  list_verb
      .add_option("--exclusion", list->exclusion, "Only those out of the frame for this reason")
      ->type_name("REASON");
  AddLimitOption(list_verb, list->limit);
  AddRetire(commands, noun);
}

}  // namespace winnow::client::cli
