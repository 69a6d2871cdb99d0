// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/simulation/results/merge.h"
#include "server/simulation/results/record_file.h"
#include "server/simulation_cli/arguments.h"
#include "server/simulation_cli/files.h"
#include "server/simulation_cli/outputs.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kMergeOptions[] = {"-o", "--json", "--records"};

absl::StatusOr<Results> ReadShard(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text.ok()) return text.status();
  auto results = ParseRecords(*text);
  if (results.ok()) return results;
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", results.status().message()));
}

}  // namespace

int MergeVerb(absl::Span<const std::string> words) {
  const auto arguments = Arguments::Parse(words, {.once = kMergeOptions, .words = true});
  if (!arguments.ok()) return Complain(arguments.status());
  if (arguments->words().empty()) return Complain("name the files of the shards; see --help");
  const auto outputs = OutputsOf(*arguments);
  if (!outputs.ok()) return Complain(outputs.status());
  std::vector<Results> shards;
  for (const std::string& path : arguments->words()) {
    auto shard = ReadShard(path);
    if (!shard.ok()) return Complain(shard.status());
    shards.push_back(*std::move(shard));
  }
  const auto merged = MergeResults(std::move(shards));
  if (!merged.ok()) return Complain(merged.status());
  const auto table = WriteResults(*merged, *outputs);
  return table.ok() ? Tell(*table) : Complain(table.status());
}

}  // namespace winnow::simulation
