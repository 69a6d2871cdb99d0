// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/cli/queue_view.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct ActivateOptions {
  std::string policy;
  std::string queue;
};

std::vector<Column> Columns() {
  return {{"policy"}, {"purpose"}, {"state"}, {"author"}, {"created"}, {"hash"}};
}

Cells CellsOf(const v1::PolicyRevision& revision) {
  return {IdOf(revision.name()),
          EnumName(revision.policy().purpose()),
          EnumName(revision.state()),
          revision.author(),
          FormatTime(revision.create_time()),
          revision.content_hash().substr(0, 16)};
}

void PrintRevision(const v1::PolicyRevision& revision, std::ostream& out) {
  Table table(Columns());
  table.Add(CellsOf(revision));
  table.Print(out);
}

absl::Status Create(Session& session, const std::string& file) {
  auto request = ReadMessage<v1::CreatePolicyRevisionRequest>(session, file);
  if (!request.ok()) return request.status();
  auto response = session.Call(std::move(*request));
  if (!response.ok()) return response.status();
  Print(session, *response,
        [&](std::ostream& out) { PrintRevision(response->policy_revision(), out); });
  return absl::OkStatus();
}

absl::Status Activate(Session& session, const ActivateOptions& options) {
  absl::StatusOr<std::string> policy = PolicyName(options.policy);
  if (!policy.ok()) return policy.status();
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ActivatePolicyRevisionRequest request;
  request.set_queue(*queue);
  request.set_policy(*policy);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintQueue(response->queue(), out); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const std::string& text) {
  absl::StatusOr<std::string> policy = PolicyName(text);
  if (!policy.ok()) return policy.status();
  v1::GetPolicyRevisionRequest request;
  request.set_name(*policy);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    PrintRevision(response->policy_revision(), out);
    out << "\n" << ToJson(response->policy_revision().policy(), JsonLayout::kIndented) << "\n";
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, uint64_t limit) {
  const ListShape<v1::ListPolicyRevisionsResponse, v1::PolicyRevision> shape{
      &v1::ListPolicyRevisionsResponse::mutable_policy_revisions, Columns(), CellsOf};
  return PrintList(session, v1::ListPolicyRevisionsRequest(), shape, limit);
}

}  // namespace

void AddPolicyCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"policy", "Rules of scoring, eligibility, quotas and caps", "winnow policy show lab-v0@1"});
  auto file = std::make_shared<std::string>();
  CLI::App& create_verb = commands.AddVerb(
      noun,
      {"create", "Creates a revision of a policy from a document with policy_id and policy",
       "winnow policy create -f policy.yaml"},
      [file](Session& session) { return Create(session, *file); });
  create_verb.add_option("-f,--file", *file, "Document, YAML or JSON, - for stdin")
      ->required()
      ->type_name("FILE");

  auto activate = std::make_shared<ActivateOptions>();
  CLI::App& activate_verb =
      commands.AddVerb(noun,
                       {"activate", "Makes a revision the active policy of a queue",
                        "winnow policy activate --queue asr lab-v0@1"},
                       [activate](Session& session) { return Activate(session, *activate); });
  activate_verb.add_option("policy", activate->policy, "Id, with or without @revision")->required();
  AddQueueOption(activate_verb, activate->queue);

  auto show = std::make_shared<std::string>();
  CLI::App& show_verb =
      commands.AddVerb(noun, {"show", "Shows a revision", "winnow policy show lab-v0@1 -o json"},
                       [show](Session& session) { return Show(session, *show); });
  show_verb.add_option("policy", *show, "Id, with or without @revision")->required();

  auto limit = std::make_shared<uint64_t>(100);
  CLI::App& list_verb =
      commands.AddVerb(noun, {"ls", "Lists revisions, built-in ones included", "winnow policy ls"},
                       [limit](Session& session) { return List(session, *limit); });
  AddLimitOption(list_verb, *limit);
}

}  // namespace winnow::client::cli
