// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes made-up results of simulations as records, JSON, table and page into a folder, for the
// tests in tests/foreign.
//   write_simulation_results FOLDER
#include <fstream>
#include <iostream>
#include <string>

#include "server/simulation/results/cells_json.h"
#include "server/simulation/results/page/results_page.h"
#include "server/simulation/results/record_file.h"
#include "server/simulation/results/summary.h"
#include "server/simulation/results/text_table.h"
#include "tests/server/simulation/results/sample_results.h"

namespace winnow::simulation {
namespace {

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  return out.good();
}

bool WriteResults(const std::string& stem, const Results& results) {
  const Summary summary = Summarize(results);
  return WriteFile(stem + ".jsonl", RecordLines(results)) &&
         WriteFile(stem + ".json", CellsJson(summary)) &&
         WriteFile(stem + ".txt", TextTable(summary)) &&
         WriteFile(stem + ".html", ResultsPage(results, summary));
}

}  // namespace
}  // namespace winnow::simulation

int main(int argc, char** argv) {
  using namespace winnow::simulation;  // NOLINT(google-build-using-namespace)
  if (argc != 2) {
    std::cerr << "usage: write_simulation_results FOLDER\n";
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  const bool is_written = WriteResults(folder + "sample", SampleResults()) &&
                          WriteResults(folder + "bare", BareResults()) &&
                          WriteResults(folder + "hostile", HostileResults()) &&
                          WriteResults(folder + "wide", WideResults(260));
  return is_written ? 0 : 1;
}
