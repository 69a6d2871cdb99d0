// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/commands.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct TraceOptions {
  std::string name;
  std::string queue;
  uint64_t limit = 0;
};

// What `winnow release trace` begins with: a candidate of `queue` or by its full name, a version of
// a data set as "train/3", or else a release.
absl::StatusOr<std::string> TracedName(const TraceOptions& options) {
  if (!options.queue.empty() || absl::StartsWith(options.name, "queues/"))
    return CandidateName(options.queue, options.name);
  if (absl::StrContains(options.name, '/') && !absl::StartsWith(options.name, "releases/"))
    return DatasetVersionName(options.name);
  return ReleaseName(options.name);
}

std::string DetailsText(const v1::LineageStep& step) {
  const std::map<std::string, std::string> sorted(step.details().begin(), step.details().end());
  return absl::StrJoin(sorted, ", ", absl::PairFormatter("="));
}

Cells StepCells(const v1::LineageStep& step) {
  return {EnumName(step.kind()),
          step.name(),
          step.parent(),
          step.has_time() ? FormatTime(step.time()) : "",
          step.digest().substr(0, 16),
          DetailsText(step)};
}

absl::Status TraceRelease(Session& session, const TraceOptions& options) {
  absl::StatusOr<std::string> name = TracedName(options);
  if (!name.ok()) return name.status();
  v1::TraceLineageRequest request;
  request.set_name(*name);
  const ListShape<v1::TraceLineageResponse, v1::LineageStep> shape{
      &v1::TraceLineageResponse::mutable_steps,
      {{"kind"}, {"name"}, {"follows from"}, {"time"}, {"digest"}, {"details"}},
      StepCells};
  return PrintList(session, std::move(request), shape, options.limit);
}

}  // namespace

void AddReleaseTrace(Commands& commands, CLI::App& release) {
  auto options = std::make_shared<TraceOptions>();
  CLI::App& verb = commands.AddVerb(
      release,
      {"trace",
       "Follows an example to the releases that rest on it, or a release or data set back to its "
       "examples",
       "winnow release trace r7 -o jsonl"},
      [options](Session& session) { return TraceRelease(session, *options); });
  verb.add_option("name", options->name,
                  "Release, data set version such as train/3, full name, or with --queue the id of "
                  "a candidate")
      ->required();
  verb.add_option("--queue", options->queue, "Queue of the candidate")->type_name("QUEUE");
  AddLimitOption(verb, options->limit);
}

}  // namespace winnow::client::cli
