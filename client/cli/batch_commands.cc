// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/batch_view.h"
#include "client/cli/candidate_view.h"
#include "client/cli/commands.h"
#include "client/cli/export_file.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/error.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct RequestOptions {
  std::string queue;
  std::string labeler;
  uint32_t max_items = 0;
  std::string lease;
  std::string slices;
  CLI::Option* slices_option = nullptr;
  bool validate_only = false;
};

struct ShowOptions {
  std::string batch;
  std::string queue;
  uint64_t limit = 100;
};

struct ListOptions {
  std::string queue;
  std::string state;
  uint64_t limit = 100;
};

struct ExportOptions {
  std::string batch;
  std::string queue;
  std::string format = "jsonl";
  std::string audio_url;
  std::string file = "-";
};

struct VerifyOptions {
  std::string batch;
  std::string queue;
};

struct ExplainOptions {
  std::string candidate;
  std::string queue;
};

absl::Status RequestBatch(Session& session, const RequestOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::RequestBatchRequest request;
  request.set_queue(*queue);
  request.set_labeler(options.labeler);
  request.set_max_items(options.max_items);
  request.set_validate_only(options.validate_only);
  auto slices = ListOption(*options.slices_option, options.slices);
  if (!slices.ok()) return slices.status();
  *request.mutable_slices() = {slices->begin(), slices->end()};
  if (!options.lease.empty()) {
    auto lease = DurationOption("--lease", options.lease);
    if (!lease.ok()) return lease.status();
    *request.mutable_lease() = *lease;
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintGrant(*response, out); });
  return absl::OkStatus();
}

absl::Status Show(Session& session, const ShowOptions& options) {
  absl::StatusOr<std::string> name = BatchName(options.queue, options.batch);
  if (!name.ok()) return name.status();
  v1::GetBatchRequest request;
  request.set_name(*name);
  const PagedShape<v1::GetBatchResponse, v1::ManifestItem> shape{
      &v1::GetBatchResponse::mutable_items, PrintBatch};
  return PrintWithRows(session, request, shape, options.limit);
}

absl::Status List(Session& session, const ListOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  auto state = OptionalEnum<v1::BatchState>("--state", options.state);
  if (!state.ok()) return state.status();
  v1::ListBatchesRequest request;
  request.set_queue(*queue);
  request.set_state(*state);
  const ListShape<v1::ListBatchesResponse, v1::Batch> shape{
      &v1::ListBatchesResponse::mutable_batches, BatchColumns(), BatchCells};
  return PrintList(session, request, shape, options.limit);
}

absl::StatusOr<v1::ExportFormat> FormatOption(const std::string& text) {
  if (text == "jsonl") return v1::EXPORT_FORMAT_JSONL;
  if (text == "csv") return v1::EXPORT_FORMAT_CSV;
  if (text == "label-studio") return v1::EXPORT_FORMAT_LABEL_STUDIO;
  if (text == "nemo") return v1::EXPORT_FORMAT_NEMO_MANIFEST;
  return UsageError("--format: one of jsonl, csv, label-studio, nemo");
}

absl::Status Export(Session& session, const ExportOptions& options) {
  absl::StatusOr<std::string> name = BatchName(options.queue, options.batch);
  if (!name.ok()) return name.status();
  auto format = FormatOption(options.format);
  if (!format.ok()) return format.status();
  v1::ExportBatchRequest request;
  request.set_name(*name);
  request.set_format(*format);
  request.set_audio_url(options.audio_url);
  return WriteExport(session, options.file, [&](Connection& connection, const PieceSink& sink) {
    return ExportBatch(connection, request, sink);
  });
}

absl::Status Verify(Session& session, const VerifyOptions& options) {
  absl::StatusOr<std::string> name = BatchName(options.queue, options.batch);
  if (!name.ok()) return name.status();
  v1::VerifyBatchRequest request;
  request.set_name(*name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintFindings(*response, out); });
  if (response->findings_size() > 0) session.MarkRefuted();
  return absl::OkStatus();
}

absl::Status Explain(Session& session, const ExplainOptions& options) {
  absl::StatusOr<std::string> name = CandidateName(options.queue, options.candidate);
  if (!name.ok()) return name.status();
  v1::ExplainCandidateRequest request;
  request.set_name(*name);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) { PrintExplanation(*response, out); });
  return absl::OkStatus();
}

void AddRequest(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<RequestOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"request", "Selects items and leases them to a labeler",
       "winnow batch request --queue asr --labeler vendor-a --max-items 100 --lease 4h"},
      [options](Session& session) { return RequestBatch(session, *options); });
  AddQueueOption(verb, options->queue);
  verb.add_option("--labeler", options->labeler, "Who will hold the lease")
      ->required()
      ->type_name("ID");
  verb.add_option("--max-items", options->max_items, "Most items")->required()->type_name("N");
  verb.add_option("--lease", options->lease, "Length of the lease (default: the policy's)")
      ->type_name("DURATION");
  options->slices_option =
      verb.add_option("--slices", options->slices, "Only these slices, as a,b")->type_name("IDS");
  verb.add_flag("--validate-only", options->validate_only, "A preview: nothing is leased");
}

void AddReads(Commands& commands, CLI::App& noun) {
  auto show = std::make_shared<ShowOptions>();
  CLI::App& show_verb = commands.AddVerb(
      noun,
      {"show", "Shows a batch and its manifest: score, terms, arm and probability of each item",
       "winnow batch show --queue asr b1 --limit 0"},
      [show](Session& session) { return Show(session, *show); });
  show_verb.add_option("batch", show->batch, "Id, or full name")->required();
  show_verb.add_option("--queue", show->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
  AddLimitOption(show_verb, show->limit);

  auto list = std::make_shared<ListOptions>();
  CLI::App& list_verb = commands.AddVerb(
      noun, {"ls", "Lists batches, newest first", "winnow batch ls --queue asr --state OPEN"},
      [list](Session& session) { return List(session, *list); });
  AddQueueOption(list_verb, list->queue);
  list_verb.add_option("--state", list->state, "OPEN, COMPLETED, CANCELLED or EXPIRED")
      ->type_name("STATE");
  AddLimitOption(list_verb, list->limit);

  auto explain = std::make_shared<ExplainOptions>();
  CLI::App& explain_verb = commands.AddVerb(
      noun,
      {"explain",
       "Says where a candidate stands, what keeps it out of the next batch, and its score by term",
       "winnow batch explain --queue asr c1"},
      [explain](Session& session) { return Explain(session, *explain); });
  explain_verb.add_option("candidate", explain->candidate, "Id, or full name")->required();
  explain_verb.add_option("--queue", explain->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
}

void AddExport(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App& verb =
      commands.AddVerb(noun,
                       {"export", "Writes a batch's manifest, or tasks for its labelers, as a file",
                        "winnow batch export --queue asr b1 --format csv -O b1.csv"},
                       [options](Session& session) { return Export(session, *options); });
  verb.add_option("batch", options->batch, "Id, or full name")->required();
  verb.add_option("--queue", options->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
  verb.add_option("--format", options->format, "jsonl or csv; for labelers: label-studio or nemo")
      ->type_name("FORMAT")
      ->capture_default_str();
  verb.add_option("--audio-url", options->audio_url,
                  "Where audio is, such as https://media.example/{candidate_id}.wav (label-studio, "
                  "nemo)")
      ->type_name("URL");
  AddOutputFileOption(verb, options->file);
}

void AddVerify(Commands& commands, CLI::App& noun) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"verify", "Checks a batch against its stored rows; ends with 3 when something is wrong",
       "winnow batch verify --queue asr b1"},
      [options](Session& session) { return Verify(session, *options); });
  verb.add_option("batch", options->batch, "Id, or full name")->required();
  verb.add_option("--queue", options->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
}

}  // namespace

void AddBatchCommands(Commands& commands) {
  CLI::App& noun =
      commands.AddNoun({"batch", "Work that is leased to labelers",
                        "winnow batch request --queue asr --labeler a --max-items 10"});
  AddRequest(commands, noun);
  AddReads(commands, noun);
  AddExport(commands, noun);
  AddVerify(commands, noun);
  AddLeaseCommands(commands, noun);
}

}  // namespace winnow::client::cli
