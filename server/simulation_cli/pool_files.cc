// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/pool_files.h"

#include <set>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/simulation/pool/csv_pool.h"
#include "server/simulation/pool/csv_table.h"
#include "server/simulation/pool/json_pool.h"
#include "server/simulation/pool/json_pool_input.h"
#include "server/simulation/pool/pool_options.h"
#include "server/simulation_cli/files.h"

namespace winnow::simulation {
namespace {

// A file with what is asked of it.
struct PoolFile {
  std::string path;
  std::string outcomes;
  std::vector<std::string> signals;
  std::vector<std::pair<std::string, std::string>> truths;
  PoolOptions options;
  std::string near_duplicate;
  std::string units_signal;
  std::set<std::string> given;  // options
};

absl::Status Wrong(const Arguments::Option& option, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(option.name, " ", option.value, ": ", problem));
}

// Where a plain text of an option goes; null for options of another kind.
std::string* PlaceOf(const std::string& option, PoolFile& file) {
  if (option == "--outcomes") return &file.outcomes;
  if (option == "--cluster") return &file.options.cluster;
  if (option == "--near-duplicate") return &file.near_duplicate;
  if (option == "--errors") return &file.options.errors;
  if (option == "--units") return &file.options.units;
  if (option == "--units-signal") return &file.units_signal;
  return nullptr;
}

absl::Status Take(const Arguments::Option& option, PoolFile& file) {
  const bool often = option.name == "--truth" || option.name == "--signals";
  if (!file.given.insert(option.name).second && !often)
    return Wrong(option, absl::StrCat("is given twice for ", file.path, "; keep one of them"));
  if (std::string* place = PlaceOf(option.name, file); place != nullptr) {
    *place = option.value;
  } else if (option.name == "--truth") {
    const std::vector<std::string> pair = absl::StrSplit(option.value, ',');
    if (pair.size() != 2 || pair[0].empty() || pair[1].empty() || pair[0] == pair[1])
      return Wrong(option, "must be two releases, BASELINE,CANDIDATE");
    file.truths.emplace_back(pair[0], pair[1]);
  } else if (option.name == "--signals") {
    file.signals.push_back(option.value);
  } else if (option.name == "--slice") {
    file.options.slice = absl::StrSplit(option.value, ',', absl::SkipEmpty());
    if (file.options.slice.empty()) return Wrong(option, "names nothing that makes up a slice");
  } else if (!absl::SimpleAtoi(option.value, &file.options.least_items) ||
             file.options.least_items == 0) {
    return Wrong(option, "must be a whole number above 0");
  }
  return absl::OkStatus();
}

bool IsPoolOption(absl::string_view name) {
  for (const absl::string_view known : kPoolOptions) {
    if (name == known) return true;
  }
  return false;
}

absl::StatusOr<std::vector<PoolFile>> FilesOf(const Arguments& arguments, uint64_t least_items) {
  std::vector<PoolFile> files;
  for (const Arguments::Option& option : arguments.options()) {
    if (!IsPoolOption(option.name)) continue;
    if (option.name == "--data") {
      files.emplace_back().path = option.value;
      files.back().options.least_items = least_items;
      continue;
    }
    if (files.empty()) return Wrong(option, "must come after the --data that it is about");
    if (absl::Status status = Take(option, files.back()); !status.ok()) return status;
  }
  if (files.empty()) return absl::InvalidArgumentError("--data: is required; see --help");
  for (const PoolFile& file : files) {
    if (file.truths.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--data ", file.path, ": needs --truth BASELINE,CANDIDATE after it"));
    }
  }
  return files;
}

FileLines LinesOf(const std::string& path, absl::string_view text) {
  FileLines file;
  file.name = path;
  file.lines = absl::StrSplit(absl::StripSuffix(text, "\n"), '\n');
  return file;
}

absl::StatusOr<FileLines> ReadLines(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text.ok()) return text.status();
  return LinesOf(path, *text);
}

// The files of a history in JSON, once for all pairs of releases.
absl::StatusOr<JsonPoolInput> ReadHistory(const PoolFile& file, const std::string& text) {
  if (file.outcomes.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--data ", file.path, ": needs --outcomes FILE after it"));
  }
  JsonPoolInput input;
  input.candidates = LinesOf(file.path, text);
  auto outcomes = ReadLines(file.outcomes);
  if (!outcomes.ok()) return outcomes.status();
  input.outcomes = *std::move(outcomes);
  for (const std::string& path : file.signals) {
    auto signals = ReadLines(path);
    if (!signals.ok()) return signals.status();
    input.signals.push_back(*std::move(signals));
  }
  input.near_duplicate = file.near_duplicate;
  input.units_signal = file.units_signal;
  return input;
}

// Calls `make` with the options of each pair of releases.
absl::Status AddPools(const PoolFile& file,
                      absl::FunctionRef<absl::StatusOr<Pool>(const PoolOptions&)> make,
                      std::vector<Pool>& pools) {
  for (const auto& [baseline, candidate] : file.truths) {
    PoolOptions options = file.options;
    options.baseline = baseline;
    options.candidate = candidate;
    auto pool = make(options);
    if (!pool.ok()) return pool.status();
    pools.push_back(*std::move(pool));
  }
  return absl::OkStatus();
}

absl::Status AddHistory(const PoolFile& file, const std::string& text, std::vector<Pool>& pools) {
  auto input = ReadHistory(file, text);
  if (!input.ok()) return input.status();
  return AddPools(
      file,
      [&input](const PoolOptions& options) {
        input->options = options;
        return LoadJsonPool(*input);
      },
      pools);
}

// The first option of `file` that a table has no use for; empty where there is none.
absl::string_view UselessOption(const PoolFile& file) {
  if (!file.outcomes.empty()) return "--outcomes";
  if (!file.signals.empty()) return "--signals";
  if (!file.near_duplicate.empty()) return "--near-duplicate";
  if (!file.options.errors.empty()) return "--errors";
  if (!file.units_signal.empty()) return "--units-signal";
  return "";
}

absl::Status AddTable(const PoolFile& file, const std::string& text, std::vector<Pool>& pools) {
  if (const absl::string_view useless = UselessOption(file); !useless.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--data ", file.path,
                     ": a table has outcomes, signals and near duplicates in "
                     "columns of fixed names; leave out ",
                     useless));
  }
  const auto table = CsvTable::Parse(file.path, text);
  if (!table.ok()) return table.status();
  return AddPools(
      file,
      [&](const PoolOptions& options) { return PoolOfCsv(*table, NameOfFile(file.path), options); },
      pools);
}

absl::Status AddFile(const PoolFile& file, std::vector<Pool>& pools) {
  const auto text = ReadFile(file.path);
  if (!text.ok()) return text.status();
  if (IsJson(absl::string_view(*text).substr(0, text->find('\n'))))
    return AddHistory(file, *text, pools);
  return AddTable(file, *text, pools);
}

}  // namespace

absl::StatusOr<std::vector<Pool>> ReadPools(const Arguments& arguments, uint64_t least_items) {
  const auto files = FilesOf(arguments, least_items);
  if (!files.ok()) return files.status();
  std::vector<Pool> pools;
  for (const PoolFile& file : *files) {
    if (absl::Status status = AddFile(file, pools); !status.ok()) return status;
  }
  return pools;
}

}  // namespace winnow::simulation
