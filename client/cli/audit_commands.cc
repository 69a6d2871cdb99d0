// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/audit_file.h"
#include "client/cli/commands.h"
#include "client/cli/export_file.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/error.h"

namespace winnow::client::cli {
namespace {

struct ListOptions {
  uint32_t shard = 0;
  uint64_t after = 0;
  uint64_t limit = 100;
  std::string actor;
  std::string method;
  std::string object;
};

struct ExportOptions {
  uint32_t shard = 0;
  std::string file = "-";
};

struct VerifyOptions {
  std::string file;
  std::string keys;
  std::string checkpoint;
  std::string control;
};

std::vector<Column> Columns() {
  return {{"seq", true}, {"time"}, {"actor"}, {"method"}, {"object"}, {"decision"}, {"policy"}};
}

Cells CellsOf(const v1::AuditEvent& event) {
  return {absl::StrCat(event.seq()),
          FormatTime(event.time()),
          event.actor(),
          event.method(),
          event.object(),
          event.decision(),
          event.policy()};
}

absl::Status List(Session& session, const ListOptions& options) {
  v1::ListAuditEventsRequest request;
  request.set_shard(options.shard);
  request.set_after_seq(options.after);
  request.set_actor(options.actor);
  request.set_method(options.method);
  request.set_object(options.object);
  const ListShape<v1::ListAuditEventsResponse, v1::AuditEvent> shape{
      &v1::ListAuditEventsResponse::mutable_events, Columns(), CellsOf};
  return PrintList(session, request, shape, options.limit);
}

absl::Status Checkpoint(Session& session, uint32_t shard) {
  v1::GetCheckpointRequest request;
  request.set_shard(shard);
  auto response = session.Call(request);
  if (!response.ok()) return response.status();
  Print(session, *response,
        [&](std::ostream& out) { out << response->checkpoint().note() << std::flush; });
  return absl::OkStatus();
}

absl::Status Export(Session& session, const ExportOptions& options) {
  v1::ExportAuditRequest request;
  request.set_shard(options.shard);
  return WriteExport(session, options.file, [&](Connection& connection, const PieceSink& sink) {
    return ExportAudit(connection, request, sink);
  });
}

absl::StatusOr<std::string> ReadText(Session& session, const std::string& path) {
  absl::StatusOr<Input> input = Input::Open(session, path);
  if (!input.ok()) return input.status();
  return std::string(std::istreambuf_iterator<char>(input->stream()), {});
}

absl::StatusOr<VerifiedFile> VerifyFile(Session& session, const std::string& path,
                                        const verification::Expectations& expectations) {
  absl::StatusOr<Input> input = Input::Open(session, path);
  if (!input.ok()) return input.status();
  return VerifyAuditFile(input->stream(), expectations);
}

// The keys of a file, one per line.
absl::StatusOr<std::vector<digest::NoteVerifier>> ReadKeys(Session& session,
                                                           const std::string& path) {
  std::vector<digest::NoteVerifier> keys;
  const absl::StatusOr<std::string> text = ReadText(session, path);
  if (!text.ok()) return text.status();
  for (const absl::string_view line : absl::StrSplit(*text, '\n', absl::SkipWhitespace())) {
    auto key = digest::NoteVerifier::Parse(line);
    if (!key.ok()) return UsageError(absl::StrCat(path, ": ", key.status().message()));
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return UsageError(absl::StrCat(path, ": has no verifier key"));
  return keys;
}

absl::StatusOr<digest::LogCheckpoint> ReadCheckpoint(
    Session& session, const std::string& path, const std::vector<digest::NoteVerifier>& keys) {
  const absl::StatusOr<std::string> note = ReadText(session, path);
  if (!note.ok()) return note.status();
  absl::StatusOr<std::string> text = note->substr(0, note->rfind("\n\n") + 1);
  if (!keys.empty()) text = digest::OpenNote(*note, keys);
  if (!text.ok()) return text.status();
  return digest::LogCheckpoint::Parse(*text);
}

void PrintJson(Session& session, const nlohmann::ordered_json& json) {
  // The name of a file may be any bytes.
  session.out() << json.dump(session.format() == OutputFormat::kJson ? 1 : -1, ' ', false,
                             nlohmann::ordered_json::error_handler_t::replace)
                << "\n";
}

// What was read is not as an honest server writes it. An error about the command itself is passed
// on.
absl::Status Refuse(Session& session, const std::string& path, const absl::Status& problem) {
  if (IsUsageError(problem)) return problem;
  if (session.format() == OutputFormat::kTable) {
    session.out() << "REFUSED " << path << ": " << problem.message() << "\n";
  } else {
    const std::string text(problem.message());
    PrintJson(session, {{"verified", false}, {"file", path}, {"problem", text}});
  }
  session.MarkRefuted();
  return absl::OkStatus();
}

void ReportJson(Session& session, const std::string& path, const verification::Verified& verified) {
  const verification::ReplayCounts& decisions = verified.decisions;
  PrintJson(session, {{"verified", true},
                      {"file", path},
                      {"log", verified.checkpoint.origin},
                      {"leaves", verified.checkpoint.tree.size},
                      {"root", verified.checkpoint.tree.root.ToHex()},
                      {"signed", verified.is_signed},
                      {"payloads", verified.payloads},
                      {"erased_payloads", verified.erased_payloads},
                      {"batches", decisions.batches},
                      {"items", decisions.items},
                      {"erased_items", decisions.erased_items},
                      {"labels", decisions.labels},
                      {"revocations", decisions.revocations},
                      {"removed", decisions.removed},
                      {"unchecked", decisions.unchecked}});
}

void Report(Session& session, const verification::Verified& verified) {
  const verification::ReplayCounts& decisions = verified.decisions;
  session.out() << "log " << verified.checkpoint.origin << "\n"
                << verified.checkpoint.tree.size << " leaves lead to root "
                << verified.checkpoint.tree.root.ToHex() << "\n"
                << (verified.is_signed ? "the checkpoint is signed by a known key\n"
                                       : "the signature was not checked: give --key\n")
                << verified.payloads << " payloads are what their leaves commit to, "
                << verified.erased_payloads << " are erased\n"
                << decisions.batches << " batches of " << decisions.items << " items ("
                << decisions.erased_items << " erased), " << decisions.labels << " labels, "
                << decisions.revocations << " revocations, " << decisions.removed
                << " removed candidates: every decision was allowed\n";
  if (decisions.unchecked > 0) {
    session.out() << decisions.unchecked
                  << " decisions need the log of the control shard: give --control\n";
  }
}

absl::Status Verify(Session& session, const VerifyOptions& options) {
  verification::Expectations expectations;
  if (!options.keys.empty()) {
    auto keys = ReadKeys(session, options.keys);
    if (!keys.ok()) return keys.status();
    expectations.verifiers = *std::move(keys);
  }
  std::optional<verification::ControlFacts> control;
  if (!options.control.empty()) {
    auto file = VerifyFile(session, options.control, expectations);
    if (!file.ok()) return Refuse(session, options.control, file.status());
    control = std::move(file->facts);
    expectations.control = &*control;
  }
  if (!options.checkpoint.empty()) {
    auto checkpoint = ReadCheckpoint(session, options.checkpoint, expectations.verifiers);
    if (!checkpoint.ok()) return Refuse(session, options.checkpoint, checkpoint.status());
    expectations.earlier = *std::move(checkpoint);
  }
  const auto file = VerifyFile(session, options.file, expectations);
  if (!file.ok()) return Refuse(session, options.file, file.status());
  if (session.format() == OutputFormat::kTable) {
    Report(session, file->verified);
  } else {
    ReportJson(session, options.file, file->verified);
  }
  return absl::OkStatus();
}

void AddReads(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<ListOptions>();
  CLI::App& list =
      commands.AddVerb(noun,
                       {"ls", "Lists what happened in a shard, oldest first",
                        "winnow audit ls --object queues/asr/batches/7"},
                       [options](Session& session) { return List(session, *options); });
  list.add_option("--shard", options->shard, "The shard: winnow queue ls has that of a queue")
      ->capture_default_str();
  list.add_option("--after", options->after, "Only events after this number")->type_name("SEQ");
  list.add_option("--actor", options->actor,
                  "Only events of this identity, or of an actor as shown")
      ->type_name("NAME");
  list.add_option("--method", options->method, "Only events of this method")->type_name("NAME");
  list.add_option("--object", options->object,
                  "Only events about exactly this resource; a batch is another one than its queue")
      ->type_name("NAME");
  AddLimitOption(list, options->limit);

  auto shard = std::make_shared<uint32_t>(0);
  CLI::App& checkpoint = commands.AddVerb(
      noun,
      {"checkpoint", "Prints a signed checkpoint, to keep and to verify against later",
       "winnow audit checkpoint > monday.note"},
      [shard](Session& session) { return Checkpoint(session, *shard); });
  checkpoint.add_option("--shard", *shard, "The shard")->capture_default_str();
}

void AddExport(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"export", "Writes the log of a shard, for winnow audit verify",
                        "winnow audit export -O log.jsonl"},
                       [options](Session& session) { return Export(session, *options); });
  verb.add_option("--shard", options->shard, "The shard")->capture_default_str();
  AddOutputFileOption(verb, options->file);
}

void AddVerify(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"verify", "Checks an exported log offline; ends with 3 and the place of what is wrong",
       "winnow audit verify log.jsonl --key verifiers --checkpoint monday.note"},
      [options](Session& session) { return Verify(session, *options); });
  verb.add_option("file", options->file, "The export, - for stdin")->required();
  verb.add_option("--key", options->keys,
                  "Verifier keys, one per line: the server's file verifiers")
      ->type_name("FILE");
  verb.add_option("--checkpoint", options->checkpoint,
                  "A note from before that the log goes on from")
      ->type_name("FILE");
  verb.add_option("--control", options->control, "The export of shard 0, for that of another shard")
      ->type_name("FILE");
}

}  // namespace

void AddAuditCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"audit", "The log of every decision, and the proof of it", "winnow audit ls"});
  AddReads(commands, noun);
  AddExport(commands, noun);
  AddVerify(commands, noun);
}

}  // namespace winnow::client::cli
