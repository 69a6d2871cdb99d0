// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/figures.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow::bench {
namespace {

std::string MachineName() {
  std::string model = "unknown processor";
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; std::getline(cpus, line);) {
    if (!absl::StartsWith(line, "model name")) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  utsname kernel = {};
  uname(&kernel);
  return absl::StrFormat("%s, %d threads, Linux %s", model, std::thread::hardware_concurrency(),
                         kernel.release);
}

// Given by run.sh, which can ask git.
std::string Commit() {
  const char* commit = std::getenv("WINNOW_COMMIT");
  return commit == nullptr ? "unknown" : commit;
}

}  // namespace

void Figures::Add(std::string name, double value, std::string meaning) {
  figures_.push_back({std::move(name), value, std::move(meaning)});
}

void Figures::Detail(std::string name, double value, std::string meaning) {
  details_.push_back({std::move(name), value, std::move(meaning)});
}

void Figures::DetailTimes(const std::string& name, const std::vector<double>& milliseconds,
                          const std::string& meaning) {
  Detail(name + "_p50_ms", Median(milliseconds), meaning);
  Detail(name + "_p99_ms", Percentile(milliseconds, 99),
         absl::StrCat("99th percentile of ", milliseconds.size()));
}

void Figures::Setting(std::string name, std::string value) {
  settings_.emplace_back(std::move(name), std::move(value));
}

void Figures::Print() const {
  absl::PrintF("machine: %s\ncommit:  %s\n", MachineName(), Commit());
  for (const auto& [name, value] : settings_) absl::PrintF("%s: %s\n", name, value);
  PrintTable("figure", figures_);
  PrintTable("detail", details_);
}

void Figures::PrintTable(const std::string& title, const std::vector<Figure>& figures) {
  if (figures.empty()) return;
  absl::PrintF("\n%-36s %12s  %s\n", title, "value", "meaning");
  for (const Figure& figure : figures) {
    absl::PrintF("%-36s %12.6g  %s\n", figure.name, figure.value, figure.meaning);
  }
}

std::string Figures::Write(const std::string& script) const {
  nlohmann::ordered_json json;
  for (const Figure& figure : figures_) json[figure.name] = figure.value;
  for (const Figure& detail : details_) json["details"][detail.name] = detail.value;
  json["machine"] = MachineName();
  json["commit"] = Commit();
  for (const auto& [name, value] : settings_) json["settings"][name] = value;
  const std::filesystem::path path =
      std::filesystem::path(WINNOW_SOURCE_DIR) / "build" / "results" / (script + ".json");
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << json.dump(2) << '\n';
  return path;
}

double Percentile(std::vector<double> samples, double p) {
  std::sort(samples.begin(), samples.end());
  const auto rank = static_cast<size_t>(std::ceil(p / 100 * static_cast<double>(samples.size())));
  return samples[std::max<size_t>(rank, 1) - 1];
}

double Median(const std::vector<double>& samples) { return Percentile(samples, 50); }

std::string SizeName(uint64_t candidates) {
  if (candidates % 1'000'000 == 0) return absl::StrCat(candidates / 1'000'000, "m");
  if (candidates % 1'000 == 0) return absl::StrCat(candidates / 1'000, "k");
  return absl::StrCat(candidates);
}

double ResidentBytes(int pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    if (!absl::StartsWith(line, "VmRSS:")) continue;
    return std::stod(line.substr(6)) * 1024;
  }
  return 0;
}

double ResidentBytes() { return ResidentBytes(getpid()); }

}  // namespace winnow::bench
