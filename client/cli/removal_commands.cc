// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What is for the privacy officer: subjects that are erased, retention that is run.
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands.h"
#include "client/cli/option_value.h"
#include "client/cli/output.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct RetentionOptions {
  std::string queue;
  bool validate_only = false;
};

void PrintReceipt(const v1::ErasureReceipt& receipt, std::ostream& out) {
  const std::string leaves =
      absl::StrJoin(receipt.leaves(), ", ", [](std::string* text, const v1::ErasureLeaf& leaf) {
        absl::StrAppend(text, leaf.shard(), "/", leaf.seq());
      });
  Table table({{"field"}, {"value"}});
  table.Add({"subject_digest", absl::BytesToHexString(receipt.subject_digest())});
  table.Add({"erased", FormatTime(receipt.erase_time())});
  table.Add({"physical_deadline", FormatTime(receipt.physical_deadline())});
  table.Add({"candidates", absl::StrCat(receipt.candidates())});
  table.Add({"labels", absl::StrCat(receipt.labels())});
  table.Add({"batches", absl::StrCat(receipt.batches())});
  table.Add({"leaves (shard/seq)", leaves});
  table.Print(out);
}

absl::Status Erase(Session& session, const std::string& subject) {
  v1::EraseSubjectRequest request;
  request.set_subject(subject);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintReceipt(response->receipt(), out); });
  return absl::OkStatus();
}

absl::Status RunRetention(Session& session, const RetentionOptions& options) {
  v1::RunRetentionRequest request;
  if (!options.queue.empty()) {
    absl::StatusOr<std::string> queue = QueueName(options.queue);
    if (!queue.ok()) return queue.status();
    request.set_queue(*queue);
  }
  request.set_validate_only(options.validate_only);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"due", true}, {"removed", true}});
    table.Add({absl::StrCat(response->due()), absl::StrCat(response->removed())});
    table.Print(out);
  });
  return absl::OkStatus();
}

}  // namespace

void AddSubjectCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"subject", "Persons, by their keyed hashes", "winnow subject erase 9f86d081884c7d65"});
  auto subject = std::make_shared<std::string>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"erase", "Removes everything about a subject, for good; prints a receipt",
                        "winnow subject erase 9f86d081884c7d65"},
                       [subject](Session& session) { return Erase(session, *subject); });
  verb.add_option("subject", *subject, "Keyed hash, 16 to 64 lower-case hex digits")->required();
}

void AddRetentionCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"retention", "What is past its retention", "winnow retention run --validate-only"});
  auto options = std::make_shared<RetentionOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"run", "Removes what is due, as the server does by itself from time to time",
       "winnow retention run --queue asr"},
      [options](Session& session) { return RunRetention(session, *options); });
  verb.add_option("--queue", options->queue, "Only this queue (default: all)")->type_name("QUEUE");
  verb.add_flag("--validate-only", options->validate_only,
                "A preview: what is due is only counted");
}

}  // namespace winnow::client::cli
