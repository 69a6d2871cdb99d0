// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/call_each.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/cli/queue_view.h"
#include "client/error.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct SetOptions {
  std::string queue;
  std::string slice;
  std::string file;
  std::optional<uint64_t> target;
  std::optional<double> launch_weight;
  std::optional<bool> recent_regression;
  std::optional<double> coverage;
  std::string etag;
  // Those that say what a document says.
  std::vector<const CLI::Option*> about_one;
};

struct ListOptions {
  std::string queue;
  uint64_t limit = 100;
};

// The request of a document: its fields besides name and etag are what changes.
absl::StatusOr<v1::UpdateSliceRequest> FromDocument(const SetOptions& options, Document& document) {
  v1::UpdateSliceRequest request;
  request.mutable_slice()->Swap(static_cast<v1::Slice*>(document.message.get()));
  absl::StatusOr<std::string> name = SliceName(options.queue, request.slice().name());
  if (!name.ok()) return name.status();
  request.mutable_slice()->set_name(*name);
  for (const std::string& field : document.fields) {
    if (field != "name" && field != "etag") request.mutable_update_mask()->add_paths(field);
  }
  return request;
}

absl::StatusOr<v1::UpdateSliceRequest> FromOptions(const SetOptions& options) {
  v1::UpdateSliceRequest request;
  absl::StatusOr<std::string> name = SliceName(options.queue, options.slice);
  if (!name.ok()) return name.status();
  v1::Slice& slice = *request.mutable_slice();
  google::protobuf::FieldMask& mask = *request.mutable_update_mask();
  slice.set_name(*name);
  slice.set_etag(options.etag);
  if (options.target.has_value()) {
    slice.set_target_labels(*options.target);
    mask.add_paths("target_labels");
  }
  if (options.launch_weight.has_value()) {
    slice.set_launch_weight(*options.launch_weight);
    mask.add_paths("launch_weight");
  }
  if (options.recent_regression.has_value()) {
    slice.set_recent_regression(*options.recent_regression);
    mask.add_paths("recent_regression");
  }
  if (options.coverage.has_value()) {
    slice.set_coverage_override(*options.coverage);
    mask.add_paths("coverage_override");
  }
  return request;
}

absl::StatusOr<std::vector<v1::UpdateSliceRequest>> Requests(Session& session,
                                                             const SetOptions& options) {
  std::vector<v1::UpdateSliceRequest> requests;
  if (options.file.empty() == options.slice.empty()) {
    return UsageError("give either a slice with options or a document with -f");
  }
  absl::Status alone = CheckBesideDocument(options.file, options.about_one);
  if (!alone.ok()) return alone;
  if (options.file.empty()) {
    auto request = FromOptions(options);
    if (!request.ok()) return request.status();
    requests.push_back(std::move(*request));
  } else {
    auto documents = ReadDocuments(session, options.file, v1::Slice::default_instance());
    if (!documents.ok()) return documents.status();
    for (Document& document : *documents) {
      auto request = FromDocument(options, document);
      if (!request.ok()) return request.status();
      requests.push_back(std::move(*request));
    }
  }
  for (const v1::UpdateSliceRequest& request : requests) {
    if (request.update_mask().paths().empty()) return UsageError("a slice has nothing to change");
  }
  return requests;
}

absl::Status Set(Session& session, const SetOptions& options) {
  absl::StatusOr<std::vector<v1::UpdateSliceRequest>> requests = Requests(session, options);
  if (!requests.ok()) return requests.status();
  const RowShape<v1::UpdateSliceResponse, v1::Slice> shape{&v1::UpdateSliceResponse::slice,
                                                           SliceColumns(), SliceCells};
  return CallEach(session, std::move(*requests), shape);
}

absl::Status List(Session& session, const ListOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ListSlicesRequest request;
  request.set_queue(*queue);
  const ListShape<v1::ListSlicesResponse, v1::Slice> shape{&v1::ListSlicesResponse::mutable_slices,
                                                           SliceColumns(), SliceCells};
  return PrintList(session, request, shape, options.limit);
}

void AddSetOptions(CLI::App& verb, SetOptions& set) {
  verb.add_option("slice", set.slice, "Id, or full name");
  verb.add_option("--queue", set.queue, "The queue, unless names are full")->type_name("QUEUE");
  verb.add_option("-f,--file", set.file,
                  "Document of one or more slices, YAML or JSON, instead of slice and options")
      ->type_name("FILE");
  set.about_one = {
      verb.add_option("--target", set.target, "Labels at which the slice counts as covered")
          ->type_name("N"),
      verb.add_option("--launch-weight", set.launch_weight,
                      "Importance for the launch, 0 keeps it out")
          ->type_name("W"),
      verb.add_option("--recent-regression", set.recent_regression, "true or false")
          ->type_name("BOOL"),
      verb.add_option("--coverage", set.coverage, "Coverage that overrides the counted one, 0 to 1")
          ->type_name("C"),
      verb.add_option("--etag", set.etag, "Only if the slice still has this etag")
          ->type_name("ETAG")};
}

}  // namespace

void AddSliceCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"slice", "The strata that candidates fall into", "winnow slice ls --queue asr"});
  auto set = std::make_shared<SetOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"set", "Sets target, launch weight, regression mark or coverage of slices",
       "winnow slice set --queue asr lead --target 500 --launch-weight 2 --recent-regression true"},
      [set](Session& session) { return Set(session, *set); });
  AddSetOptions(verb, *set);

  auto list = std::make_shared<ListOptions>();
  CLI::App& list_verb =
      commands.AddVerb(noun, {"ls", "Lists slices by name", "winnow slice ls --queue asr"},
                       [list](Session& session) { return List(session, *list); });
  AddQueueOption(list_verb, list->queue);
  AddLimitOption(list_verb, list->limit);
}

}  // namespace winnow::client::cli
