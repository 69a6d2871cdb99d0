// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/commands.h"
#include "client/cli/export_file.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/cli/queue_view.h"
#include "client/duration_text.h"
#include "client/error.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

// What a queue is given; create and update take the same.
struct QueueOptions {
  std::string queue;
  std::string file;
  std::string policy;
  std::string etag;
  std::string release_under_test;
  std::vector<std::string> attributes;
  std::optional<uint32_t> min_cell_subjects;
  CLI::Option* description_option = nullptr;
  std::string description;
};

struct WatchOptions {
  std::string queue;
  std::string every = "2s";
  uint64_t count = 0;
};

struct ExportOptions {
  std::string queue;
  std::string file = "-";
};

absl::Status AddAttributes(const QueueOptions& options, v1::Queue& queue) {
  for (const std::string& attribute : options.attributes) {
    auto parts = PairOption("--attribute", attribute, ':');
    if (!parts.ok()) return parts.status();
    auto kind = OptionalEnum<v1::AttributeKind>("--attribute", parts->second);
    if (!kind.ok()) return kind.status();
    v1::AttributeSpec& spec = *queue.add_attributes();
    spec.set_key(parts->first);
    spec.set_kind(*kind);
  }
  return absl::OkStatus();
}

absl::Status SetPair(const QueueOptions& options, v1::Queue& queue) {
  if (options.release_under_test.empty()) return absl::OkStatus();
  auto pair = PairOption("--release-under-test", options.release_under_test, ',');
  if (!pair.ok()) return pair.status();
  queue.mutable_release_under_test()->set_baseline_release(pair->first);
  queue.mutable_release_under_test()->set_candidate_release(pair->second);
  return absl::OkStatus();
}

// What the command line says, on top of what `queue` holds.
absl::Status ApplyOptions(const QueueOptions& options, v1::Queue& queue) {
  absl::Status status = AddAttributes(options, queue);
  if (status.ok()) status = SetPair(options, queue);
  if (options.description_option->count() > 0) queue.set_description(options.description);
  if (options.min_cell_subjects.has_value())
    queue.set_min_cell_subjects(*options.min_cell_subjects);
  return status;
}

absl::Status Create(Session& session, const QueueOptions& options) {
  absl::StatusOr<std::string> name = QueueName(options.queue);
  if (!name.ok()) return name.status();
  v1::CreateQueueRequest request;
  if (!options.file.empty()) {
    absl::StatusOr<v1::Queue> queue = ReadMessage<v1::Queue>(session, options.file);
    if (!queue.ok()) return queue.status();
    if (!queue->name().empty() && queue->name() != *name && queue->name() != IdOf(*name)) {
      return UsageError(absl::StrCat(options.file, ": names another queue than the command"));
    }
    *request.mutable_queue() = std::move(*queue);
  }
  request.mutable_queue()->set_name(*name);
  absl::Status status = ApplyOptions(options, *request.mutable_queue());
  if (!status.ok()) return status;
  if (!options.policy.empty()) {
    absl::StatusOr<std::string> policy = PolicyName(options.policy);
    if (!policy.ok()) return policy.status();
    request.set_policy(*policy);
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintQueue(response->queue(), out); });
  return absl::OkStatus();
}

absl::StatusOr<v1::Queue> GetQueue(Session& session, const std::string& name) {
  v1::GetQueueRequest request;
  request.set_name(name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  return response->queue();
}

// Attributes may only be added, so an update starts from what is there; the etag of what was read
// keeps it from overwriting somebody else's.
absl::Status Update(Session& session, const QueueOptions& options) {
  absl::StatusOr<std::string> name = QueueName(options.queue);
  if (!name.ok()) return name.status();
  v1::UpdateQueueRequest request;
  if (options.description_option->count() > 0)
    request.mutable_update_mask()->add_paths("description");
  if (!options.attributes.empty()) request.mutable_update_mask()->add_paths("attributes");
  if (!options.release_under_test.empty()) {
    request.mutable_update_mask()->add_paths("release_under_test");
  }
  if (options.min_cell_subjects.has_value())
    request.mutable_update_mask()->add_paths("min_cell_subjects");
  if (request.update_mask().paths().empty()) {
    return UsageError(
        "nothing to change: --description, --attribute, --release-under-test or "
        "--min-cell-subjects");
  }
  absl::StatusOr<v1::Queue> queue = GetQueue(session, *name);
  if (!queue.ok()) return queue.status();
  absl::Status status = ApplyOptions(options, *queue);
  if (!status.ok()) return status;
  if (!options.etag.empty()) queue->set_etag(options.etag);
  *request.mutable_queue() = std::move(*queue);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintQueue(response->queue(), out); });
  return absl::OkStatus();
}

absl::Status List(Session& session, uint64_t limit) {
  const ListShape<v1::ListQueuesResponse, v1::Queue> shape{&v1::ListQueuesResponse::mutable_queues,
                                                           QueueColumns(), QueueCells};
  return PrintList(session, v1::ListQueuesRequest(), shape, limit);
}

absl::Status Status(Session& session, const std::string& text) {
  absl::StatusOr<std::string> queue = QueueName(text);
  if (!queue.ok()) return queue.status();
  v1::QueueStatusRequest request;
  request.set_queue(*queue);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintQueueStatus(*response, out); });
  return absl::OkStatus();
}

absl::Status Watch(Session& session, const WatchOptions& options) {
  auto every = DurationOption("--every", options.every);
  if (!every.ok()) return every.status();
  const bool redraws =
      session.environment().out_is_terminal && session.format() == OutputFormat::kTable;
  for (uint64_t shown = 0; options.count == 0 || shown < options.count; ++shown) {
    if (shown > 0) {
      session.environment().surroundings.clock.Sleep(FromProto(*every));
    }
    // Home and clear: the next table takes the place of the last.
    if (redraws) session.out() << "\x1b[H\x1b[2J";
    if (shown > 0 && !redraws && session.format() == OutputFormat::kTable) session.out() << "\n";
    absl::Status status = Status(session, options.queue);
    if (!status.ok()) return status;
    session.out().flush();
  }
  return absl::OkStatus();
}

void AddQueueOptions(CLI::App& verb, QueueOptions& options) {
  verb.add_option("queue", options.queue, "Id, or full name")->required();
  options.description_option =
      verb.add_option("--description", options.description, "What the queue is for")
          ->type_name("TEXT");
  verb.add_option("--attribute", options.attributes,
                  "An attribute, key:CATEGORY or key:KEYED_HASH; may be repeated")
      ->type_name("KEY:KIND")
      ->expected(1)
      ->take_all();
  verb.add_option("--release-under-test", options.release_under_test,
                  "The pair that the queue looks for differences between")
      ->type_name("BASELINE,CANDIDATE");
  verb.add_option(
          "--min-cell-subjects", options.min_cell_subjects,
          "Persons that a count must stand for to be shown to those without access to rows; "
          "1 shows all")
      ->type_name("N");
}

void AddWrites(Commands& commands, CLI::App& noun) {
  auto create = std::make_shared<QueueOptions>();
  CLI::App& create_verb =
      commands.AddVerb(noun,
                       {"create", "Creates a queue; with --policy it starts on that revision",
                        "winnow queue create asr --policy lab-v0 --attribute speaker:KEYED_HASH"},
                       [create](Session& session) { return Create(session, *create); });
  AddQueueOptions(create_verb, *create);
  create_verb.add_option("--policy", create->policy, "Id of a policy, with or without @revision")
      ->type_name("POLICY");
  create_verb.add_option("-f,--file", create->file, "Document of the queue, YAML or JSON")
      ->type_name("FILE");

  auto update = std::make_shared<QueueOptions>();
  CLI::App& update_verb =
      commands.AddVerb(noun,
                       {"update", "Changes description or release pair, adds attributes",
                        "winnow queue update asr --release-under-test r1,r2"},
                       [update](Session& session) { return Update(session, *update); });
  AddQueueOptions(update_verb, *update);
  update_verb.add_option("--etag", update->etag, "Only if the queue still has this etag")
      ->type_name("ETAG");
}

absl::Status Export(Session& session, const ExportOptions& options) {
  absl::StatusOr<std::string> name = QueueName(options.queue);
  if (!name.ok()) return name.status();
  v1::ExportFrameRequest request;
  request.set_queue(*name);
  return WriteExport(session, options.file, [&](Connection& connection, const PieceSink& sink) {
    return ExportFrame(connection, request, sink);
  });
}

void AddExport(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"export", "Writes what a draw would read now, for winnow-simulate replay",
                        "winnow queue export asr -O frame.jsonl"},
                       [options](Session& session) { return Export(session, *options); });
  verb.add_option("queue", options->queue, "Id, or full name")->required();
  AddOutputFileOption(verb, options->file);
}

}  // namespace

void AddQueueCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"queue", "Candidates of one purpose under one active policy", "winnow queue status asr"});
  AddWrites(commands, noun);
  AddExport(commands, noun);

  auto limit = std::make_shared<uint64_t>(100);
  CLI::App& list_verb =
      commands.AddVerb(noun, {"ls", "Lists queues by name", "winnow queue ls -o jsonl"},
                       [limit](Session& session) { return List(session, *limit); });
  AddLimitOption(list_verb, *limit);

  auto status = std::make_shared<std::string>();
  CLI::App& status_verb = commands.AddVerb(
      noun, {"status", "Shows depth, leases, slices and policy", "winnow queue status asr"},
      [status](Session& session) { return Status(session, *status); });
  status_verb.add_option("queue", *status, "Id, or full name")->required();

  auto watch = std::make_shared<WatchOptions>();
  CLI::App& watch_verb =
      commands.AddVerb(noun,
                       {"watch", "Shows the status again and again until Ctrl-C",
                        "winnow queue watch asr --every 5s"},
                       [watch](Session& session) { return Watch(session, *watch); });
  watch_verb.add_option("queue", watch->queue, "Id, or full name")->required();
  watch_verb.add_option("--every", watch->every, "Time between two")
      ->type_name("DURATION")
      ->capture_default_str();
  watch_verb.add_option("--count", watch->count, "How many times, 0 for without end")
      ->type_name("N");
}

}  // namespace winnow::client::cli
