// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/cli/policy_view.h"
#include "client/cli/queue_view.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct ActivateOptions {
  std::string policy;
  std::string queue;
  std::string etag;
};

struct ApproveOptions {
  std::string policy;
  std::string role;
  std::string content_hash;
};

struct SimulateOptions {
  std::string queue;
  std::string policy;
  std::string file;
  uint32_t max_items = 100;
};

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
  request.set_etag(options.etag);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintQueue(response->queue(), out); });
  return absl::OkStatus();
}

absl::Status Approve(Session& session, const ApproveOptions& options) {
  absl::StatusOr<std::string> policy = PolicyName(options.policy);
  if (!policy.ok()) return policy.status();
  v1::ApprovePolicyRevisionRequest request;
  request.set_policy(*policy);
  auto role = OptionalEnum<v1::Role>("--role",
                                     absl::StrCat("POLICY_", absl::AsciiStrToUpper(options.role)));
  if (!role.ok()) return role.status();
  request.set_role(*role);
  request.set_content_hash(options.content_hash);
  if (options.content_hash.empty()) {
    v1::GetPolicyRevisionRequest read;
    read.set_name(*policy);
    auto revision = session.Call(std::move(read));
    if (!revision.ok()) return revision.status();
    request.set_content_hash(revision->policy_revision().content_hash());
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    PrintRevision(response->policy_revision(), out);
    PrintApprovals(response->policy_revision(), out);
  });
  return absl::OkStatus();
}

absl::Status Simulate(Session& session, const SimulateOptions& options) {
  if (options.policy.empty() == options.file.empty())
    return UsageError("give a policy or --file, and not both");
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::SimulatePolicyRequest request;
  request.set_queue(*queue);
  request.set_max_items(options.max_items);
  if (options.file.empty()) {
    absl::StatusOr<std::string> policy = PolicyName(options.policy);
    if (!policy.ok()) return policy.status();
    request.set_policy(*policy);
  } else {
    auto document = ReadMessage<v1::CreatePolicyRevisionRequest>(session, options.file);
    if (!document.ok()) return document.status();
    request.mutable_rules()->Swap(document->mutable_policy());
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintSimulation(*response, out); });
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
    PrintApprovals(response->policy_revision(), out);
    out << "\n" << ToJson(response->policy_revision().policy(), JsonLayout::kIndented) << "\n";
  });
  return absl::OkStatus();
}

absl::Status List(Session& session, uint64_t limit) {
  const ListShape<v1::ListPolicyRevisionsResponse, v1::PolicyRevision> shape{
      &v1::ListPolicyRevisionsResponse::mutable_policy_revisions, PolicyColumns(), PolicyCells};
  return PrintList(session, v1::ListPolicyRevisionsRequest(), shape, limit);
}

void AddApproveVerb(Commands& commands, CLI::App& noun) {
  auto approve = std::make_shared<ApproveOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"approve", "Approves a revision for one of its four owners",
                        "winnow policy approve asr-review@1 --role legal"},
                       [approve](Session& session) { return Approve(session, *approve); });
  verb.add_option("policy", approve->policy, "Id with @revision")->required();
  verb.add_option("--role", approve->role, "data, legal, product or ml: for whom")
      ->required()
      ->check(CLI::IsMember({"data", "legal", "product", "ml"}).description(""))
      ->type_name("ROLE");
  verb.add_option("--content-hash", approve->content_hash,
                  "Hash of the revision that was read (default: that of the revision as it is)")
      ->type_name("HEX");
}

void AddSimulateVerb(Commands& commands, CLI::App& noun) {
  auto simulate = std::make_shared<SimulateOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"simulate", "Shows what a batch under a revision, or under rules of a file, would be",
       "winnow policy simulate --queue asr asr-review@2"},
      [simulate](Session& session) { return Simulate(session, *simulate); });
  verb.add_option("policy", simulate->policy, "Id, with or without @revision");
  verb.add_option("-f,--file", simulate->file, "Document of policy create, - for stdin")
      ->type_name("FILE");
  AddQueueOption(verb, simulate->queue);
  verb.add_option("--max-items", simulate->max_items, "Size of the batch")
      ->type_name("N")
      ->capture_default_str();
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
  activate_verb
      .add_option("--etag", activate->etag,
                  "Etag of the queue that was read: activate only if it is still the same")
      ->type_name("ETAG");
  AddApproveVerb(commands, noun);
  AddSimulateVerb(commands, noun);

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
