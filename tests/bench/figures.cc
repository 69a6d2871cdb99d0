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

std::filesystem::path PathOf(const std::string& script) {
  return std::filesystem::path(WINNOW_SOURCE_DIR) / "build" / "results" / (script + ".json");
}

void WriteJson(const std::filesystem::path& path, const nlohmann::ordered_json& json) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << json.dump(2) << '\n';
}

// A line of /proc/{pid}/status, such as `VmRSS`, in bytes.
double MemoryLine(int pid, const std::string& name) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    if (!absl::StartsWith(line, name + ":")) continue;
    return std::stod(line.substr(name.size() + 1)) * 1024;
  }
  return 0;
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

nlohmann::ordered_json Figures::ToJson() const {
  nlohmann::ordered_json json;
  for (const Figure& figure : figures_) json[figure.name] = figure.value;
  for (const Figure& detail : details_) json["details"][detail.name] = detail.value;
  json["machine"] = MachineName();
  json["commit"] = Commit();
  for (const auto& [name, value] : settings_) json["settings"][name] = value;
  return json;
}

std::string Figures::Write(const std::string& script) const {
  WriteJson(PathOf(script), ToJson());
  return PathOf(script);
}

std::string Figures::Merge(const std::string& script) const {
  std::ifstream file(PathOf(script));
  // Not there, or no JSON: begins anew.
  auto json = nlohmann::ordered_json::parse(file, nullptr, false);
  if (!json.is_object()) json = nlohmann::ordered_json::object();
  json.merge_patch(ToJson());
  WriteJson(PathOf(script), json);
  return PathOf(script);
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

double ResidentBytes(int pid) { return MemoryLine(pid, "VmRSS"); }

double ResidentBytes() { return ResidentBytes(getpid()); }

double ComputedSeconds(int pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string field;
  std::getline(file, field, ')');  // the name, which may hold spaces
  constexpr int kUserTime = 12;    // fields behind it, proc_pid_stat(5)
  for (int i = 0; i < kUserTime - 1; ++i) file >> field;
  double user = 0;
  double system = 0;
  file >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double PeakResidentBytes(int pid) { return MemoryLine(pid, "VmHWM"); }

void ForgetPeak(int pid) {
  constexpr char kPeak[] = "5";  // proc_pid_clear_refs(5)
  std::ofstream(absl::StrCat("/proc/", pid, "/clear_refs")) << kPeak;
}

}  // namespace winnow::bench
