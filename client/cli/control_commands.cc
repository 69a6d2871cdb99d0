// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands.h"
#include "client/cli/input.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct SetControlOptions {
  std::string queue;
  std::string file;
};

struct ListControlOptions {
  std::string queue;
  uint64_t limit = 100;
};

std::vector<Column> ControlColumns() {
  return {{"candidate"}, {"kind"}, {"rubric"}, {"known values"}, {"batches", true}, {"since"}};
}

std::string KnownText(const v1::LabelValue& value) {
  if (value.has_flag()) return value.flag() ? "yes" : "no";
  return value.has_number() ? absl::StrCat(value.number()) : value.category();
}

Cells ControlCells(const v1::ControlItem& item) {
  // A map of a message has no order.
  const std::map<std::string, v1::LabelValue> values(item.values().begin(), item.values().end());
  std::vector<std::string> known;
  for (const auto& [criterion, value] : values)
    known.push_back(absl::StrCat(criterion, "=", KnownText(value)));
  return {item.candidate_id(),       EnumName(item.kind()),        item.rubric(),
          absl::StrJoin(known, " "), absl::StrCat(item.batches()), FormatTime(item.create_time())};
}

absl::Status SetControl(Session& session, const SetControlOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  auto item = ReadMessage<v1::ControlItem>(session, options.file);
  if (!item.ok()) return item.status();
  v1::SetControlItemRequest request;
  request.set_queue(*queue);
  *request.mutable_item() = *std::move(item);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table(ControlColumns());
    table.Add(ControlCells(response->item()));
    table.Print(out);
  });
  return absl::OkStatus();
}

absl::Status ListControl(Session& session, const ListControlOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::ListControlItemsRequest request;
  request.set_queue(*queue);
  const ListShape<v1::ListControlItemsResponse, v1::ControlItem> shape{
      &v1::ListControlItemsResponse::mutable_items, ControlColumns(), ControlCells};
  return PrintList(session, std::move(request), shape, options.limit);
}

}  // namespace

void AddControlCommands(Commands& commands) {
  CLI::App& noun =
      commands.AddNoun({"control", "Gold and anchor items: candidates that watch the labels",
                        "winnow control ls --queue asr"});
  auto set_options = std::make_shared<SetControlOptions>();
  CLI::App& set = commands.AddVerb(
      noun,
      {"set",
       "Sets a candidate without labels apart for good; from a document with candidate_id, kind, "
       "and "
       "for gold rubric and values",
       "winnow control set --queue asr -f gold.yaml"},
      [set_options](Session& session) { return SetControl(session, *set_options); });
  AddQueueOption(set, set_options->queue);
  set.add_option("-f,--file", set_options->file, "Document, YAML or JSON, - for stdin")
      ->required()
      ->type_name("FILE");

  auto list_options = std::make_shared<ListControlOptions>();
  CLI::App& list = commands.AddVerb(
      noun,
      {"ls", "Lists gold and anchor items by arrival, with the batches that held them",
       "winnow control ls --queue asr"},
      [list_options](Session& session) { return ListControl(session, *list_options); });
  AddQueueOption(list, list_options->queue);
  AddLimitOption(list, list_options->limit);
}

}  // namespace winnow::client::cli
