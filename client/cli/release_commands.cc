// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/commands.h"
#include "client/cli/export_file.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/cli/outcome_sender.h"
#include "client/cli/release_view.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct ReleaseOptions {
  std::string release;
  std::string queue;
  std::string file;
  uint64_t verdict = 0;
  uint64_t limit = 100;
};

absl::Status CreateReleaseOf(Session& session, const ReleaseOptions& options) {
  auto release = ReadMessage<v1::Release>(session, options.file);
  if (!release.ok()) return release.status();
  absl::StatusOr<std::string> name = ReleaseName(release->name());
  if (!name.ok()) return name.status();
  v1::CreateReleaseRequest request;
  *request.mutable_release() = *std::move(release);
  request.mutable_release()->set_name(*name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintRelease(response->release(), out); });
  return absl::OkStatus();
}

absl::Status ShowRelease(Session& session, const ReleaseOptions& options) {
  absl::StatusOr<std::string> name = ReleaseName(options.release);
  if (!name.ok()) return name.status();
  v1::GetReleaseRequest request;
  request.set_name(*name);
  request.set_verdict(static_cast<uint32_t>(options.verdict));
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    PrintRelease(response->release(), out);
    if (!response->has_verdict()) return;
    out << "\n";
    PrintVerdict(response->verdict(), out);
  });
  return absl::OkStatus();
}

absl::Status ListReleasesOf(Session& session, const ReleaseOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ListReleasesRequest request;
  request.set_queue(*queue);
  const ListShape<v1::ListReleasesResponse, v1::Release> shape{
      &v1::ListReleasesResponse::mutable_releases, ReleaseColumns(), ReleaseCells};
  return PrintList(session, std::move(request), shape, options.limit);
}

absl::Status Evaluate(Session& session, const ReleaseOptions& options) {
  absl::StatusOr<std::string> name = ReleaseName(options.release);
  if (!name.ok()) return name.status();
  return SendOutcomes(session, *name, options.file);
}

absl::Status Gate(Session& session, const ReleaseOptions& options) {
  absl::StatusOr<std::string> name = ReleaseName(options.release);
  if (!name.ok()) return name.status();
  v1::EvaluateGatesRequest request;
  request.set_release(*name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintVerdict(response->verdict(), out); });
  if (response->verdict().verdict() != v1::VERDICT_PASS) session.MarkRefuted();
  return absl::OkStatus();
}

absl::Status WaiveFindingOf(Session& session, const ReleaseOptions& options) {
  absl::StatusOr<std::string> name = ReleaseName(options.release);
  if (!name.ok()) return name.status();
  auto waiver = ReadMessage<v1::Waiver>(session, options.file);
  if (!waiver.ok()) return waiver.status();
  v1::WaiveFindingRequest request;
  request.set_release(*name);
  *request.mutable_waiver() = *std::move(waiver);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintWaiver(response->waiver(), out); });
  return absl::OkStatus();
}

absl::Status RecordRolloutOf(Session& session, const ReleaseOptions& options) {
  absl::StatusOr<std::string> name = ReleaseName(options.release);
  if (!name.ok()) return name.status();
  auto rollout = ReadMessage<v1::Rollout>(session, options.file);
  if (!rollout.ok()) return rollout.status();
  v1::RecordRolloutRequest request;
  request.set_release(*name);
  *request.mutable_rollout() = *std::move(rollout);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    PrintRollout(response->rollout(), out);
    PrintFindings(response->findings(), out);
  });
  return absl::OkStatus();
}

struct ReportOptions {
  std::string release;
  std::string format = "HTML";
  std::string file = "-";
  uint64_t verdict = 0;
};

absl::Status WriteReport(Session& session, const ReportOptions& options) {
  absl::StatusOr<std::string> name = ReleaseName(options.release);
  if (!name.ok()) return name.status();
  auto format = OptionalEnum<v1::ReleaseFormat>("--format", options.format);
  if (!format.ok()) return format.status();
  v1::ExportReleaseRequest request;
  request.set_name(*name);
  request.set_format(*format);
  request.set_verdict(static_cast<uint32_t>(options.verdict));
  return WriteExport(session, options.file, [&](Connection& connection, const PieceSink& sink) {
    return ExportRelease(connection, request, sink);
  });
}

void AddReport(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"report", "Writes a release with its verdict as a page, or for other systems",
       "winnow release report asr-2 -O asr-2.html"},
      [options](Session& session) { return WriteReport(session, *options); });
  verb.add_option("release", options->release, "Id, or full name")->required();
  verb.add_option("--format", options->format, "HTML, JSON, OPENLINEAGE or IN_TOTO")
      ->type_name("FORMAT")
      ->capture_default_str();
  verb.add_option("--verdict", options->verdict, "Number of the verdict (default: the newest)");
  AddOutputFileOption(verb, options->file);
}

using Verb = absl::Status (*)(Session& session, const ReleaseOptions& options);

// A verb on one release; with a file where `file` says what is in it.
struct VerbText {
  CommandText text;
  const char* file = nullptr;
};

void AddReleaseVerb(Commands& commands, CLI::App& noun, const VerbText& text, Verb run) {
  auto options = std::make_shared<ReleaseOptions>();
  CLI::App& verb = commands.AddVerb(
      noun, text.text, [options, run](Session& session) { return run(session, *options); });
  verb.add_option("release", options->release, "Id, or full name")->required();
  if (text.file == nullptr) return;
  verb.add_option("file", options->file, text.file)->required()->type_name("FILE");
}

}  // namespace

void AddReleaseCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"release", "What is to be launched, and what the gate says", "winnow release gate asr-2"});
  auto create = std::make_shared<ReleaseOptions>();
  CLI::App& create_verb = commands.AddVerb(
      noun, {"create", "States a release: a document", "winnow release create -f release.yaml"},
      [create](Session& session) { return CreateReleaseOf(session, *create); });
  create_verb.add_option("-f,--file", create->file, "YAML or JSON, - for stdin")
      ->required()
      ->type_name("FILE");
  auto list = std::make_shared<ReleaseOptions>();
  CLI::App& list_verb = commands.AddVerb(
      noun, {"ls", "Lists the releases of a queue", "winnow release ls --queue asr"},
      [list](Session& session) { return ListReleasesOf(session, *list); });
  AddQueueOption(list_verb, list->queue);
  AddLimitOption(list_verb, list->limit);
  auto show = std::make_shared<ReleaseOptions>();
  CLI::App& show_verb = commands.AddVerb(
      noun, {"show", "Shows a release and its newest verdict", "winnow release show asr-2"},
      [show](Session& session) { return ShowRelease(session, *show); });
  show_verb.add_option("release", show->release, "Id, or full name")->required();
  show_verb.add_option("--verdict", show->verdict, "Number of the verdict (default: the newest)");
  AddReleaseVerb(commands, noun,
                 {{"evaluate", "Submits outcomes of items, and numbers of the release",
                   "winnow release evaluate asr-2 outcomes.jsonl"},
                  "JSON Lines, - for stdin"},
                 Evaluate);
  AddReleaseVerb(
      commands, noun,
      {{"gate", "Says PASS, BLOCK or UNDECIDED with reasons; exit code 3 unless it passes",
        "winnow release gate asr-2"}},
      Gate);
  AddReleaseVerb(commands, noun,
                 {{"waive", "Lets it pass in spite of a finding, until a time: a document",
                   "winnow release waive asr-2 waiver.yaml"},
                  "YAML or JSON, - for stdin"},
                 WaiveFindingOf);
  AddReleaseVerb(commands, noun,
                 {{"rollout", "Records a step into production: a document",
                   "winnow release rollout asr-2 canary.yaml"},
                  "YAML or JSON, - for stdin"},
                 RecordRolloutOf);
  AddReport(commands, noun);
  AddReleaseTrace(commands, noun);
}

}  // namespace winnow::client::cli
