// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/outputs.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/simulation/results/cells_json.h"
#include "server/simulation/results/merge.h"
#include "server/simulation/results/page/results_page.h"
#include "server/simulation/results/record_file.h"
#include "server/simulation/results/summary.h"
#include "server/simulation/results/text_table.h"
#include "server/simulation_cli/files.h"

namespace winnow::simulation {

absl::StatusOr<Outputs> OutputsOf(const Arguments& arguments) {
  const Outputs outputs = {arguments.Text("-o"), arguments.Text("--json"),
                           arguments.Text("--records")};
  std::set<std::string> paths;
  for (const std::string* path : {&outputs.page, &outputs.json, &outputs.records}) {
    if (path->empty()) continue;
    if (!paths.insert(*path).second)
      return absl::InvalidArgumentError(absl::StrCat(*path, ": is named for two kinds of results"));
    if (absl::Status status = CheckWritable(*path); !status.ok()) return status;
  }
  return outputs;
}

absl::StatusOr<std::string> WriteResults(const Results& results, const Outputs& outputs) {
  if (!outputs.records.empty()) {
    if (absl::Status status = WriteFile(outputs.records, RecordLines(results)); !status.ok())
      return status;
  }
  const absl::Status complete = CheckComplete(results);
  const bool records_alone = outputs.page.empty() && outputs.json.empty();
  if (!complete.ok() && records_alone && !outputs.records.empty()) return std::string();
  if (!complete.ok()) return complete;
  const Summary summary = Summarize(results);
  if (!outputs.json.empty()) {
    if (absl::Status status = WriteFile(outputs.json, CellsJson(summary)); !status.ok())
      return status;
  }
  if (!outputs.page.empty()) {
    if (absl::Status status = WriteFile(outputs.page, ResultsPage(results, summary)); !status.ok())
      return status;
  }
  return TextTable(summary);
}

}  // namespace winnow::simulation
