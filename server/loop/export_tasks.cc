// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_tasks.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/loop/audio_url.h"
#include "server/loop/manifest.h"
#include "server/selection/json_line.h"
#include "server/selection/manifest_text.h"

namespace winnow::loop {
namespace {

using selection::JsonLine;

// What goes out, and nothing else of it: as RequestBatch told the labeler, by id.
std::vector<v1::BatchItem> TasksOf(const v1::Manifest& manifest,
                                   absl::Span<const ExportItem> items) {
  std::vector<v1::BatchItem> tasks;
  for (const ExportItem& entry : items) {
    if (entry.withdrawn) continue;
    tasks.push_back(BatchItemOf(entry.item, manifest.rubrics(), v1::ITEM_STATE_UNSPECIFIED));
  }
  std::sort(tasks.begin(), tasks.end(), [](const v1::BatchItem& a, const v1::BatchItem& b) {
    return a.candidate_id() < b.candidate_id();
  });
  return tasks;
}

absl::string_view QueueOfBatch(absl::string_view batch) {
  return batch.substr(0, batch.find("/batches/"));
}

void WriteAttributes(const v1::BatchItem& task, JsonLine& json) {
  json.Open("attributes", '{');
  // A protobuf map has no order of its own.
  const std::map<std::string, std::string> attributes(task.attributes().begin(),
                                                      task.attributes().end());
  for (const auto& [key, value] : attributes) json.String(key, value);
  json.Close('}');
}

std::string LabelStudioTask(const v1::BatchItem& task, absl::string_view batch,
                            absl::string_view audio_url) {
  JsonLine json;
  json.Open('{');
  json.Open("data", '{');
  json.String("candidate_id", task.candidate_id());
  if (!audio_url.empty()) json.String("audio", AudioUrlOf(audio_url, task.candidate_id()));
  json.String("batch", batch);
  json.String("rubric", task.rubric());
  json.String("slice", task.slice());
  json.String("stage", selection::StageText(task.stage()));
  WriteAttributes(task, json);
  json.Close('}');
  json.Open("meta", '{');
  json.String("queue", QueueOfBatch(batch));
  json.Count("required_labels", task.required_labels());
  json.Close('}');
  json.Close('}');
  return json.Cut();
}

}  // namespace

void WriteLabelStudioTasks(const v1::Manifest& manifest, absl::Span<const ExportItem> items,
                           absl::string_view audio_url, ExportPieces& file) {
  file.Append("[");
  absl::string_view separator = "\n";
  for (const v1::BatchItem& task : TasksOf(manifest, items)) {
    file.Append(separator);
    file.Append(LabelStudioTask(task, manifest.batch(), audio_url));
    separator = ",\n";
  }
  file.Append("\n]\n");
}

void WriteNemoManifest(const v1::Manifest& manifest, absl::Span<const ExportItem> items,
                       absl::string_view audio_url, ExportPieces& file) {
  for (const v1::BatchItem& task : TasksOf(manifest, items)) {
    JsonLine json;
    json.Open('{');
    json.String("audio_filepath", AudioUrlOf(audio_url, task.candidate_id()));
    json.String("candidate_id", task.candidate_id());
    json.String("queue", QueueOfBatch(manifest.batch()));
    json.String("batch", manifest.batch());
    json.String("rubric", task.rubric());
    json.String("slice", task.slice());
    json.String("stage", selection::StageText(task.stage()));
    json.Count("required_labels", task.required_labels());
    WriteAttributes(task, json);
    json.Close('}');
    file.Append(std::move(json).Take());
  }
}

}  // namespace winnow::loop
