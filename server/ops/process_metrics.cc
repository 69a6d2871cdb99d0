// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow::ops {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The moment the machine started, in seconds since 1970: the line "btime N" of /proc/stat.
std::optional<uint64_t> BootTime(const std::string& proc) {
  const std::string text = ReadFile(absl::StrCat(proc, "/stat"));
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    uint64_t seconds;
    if (absl::ConsumePrefix(&line, "btime ") && absl::SimpleAtoi(line, &seconds)) return seconds;
  }
  return std::nullopt;
}

std::optional<uint64_t> OpenFiles(const std::string& proc) {
  std::error_code error;
  std::filesystem::directory_iterator entries(absl::StrCat(proc, "/self/fd"), error);
  if (error) return std::nullopt;
  uint64_t count = 0;
  for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    if (error) return std::nullopt;
    ++count;
  }
  // The listing itself holds one open.
  return count == 0 ? 0 : count - 1;
}

MetricFamily Family(const char* name, const char* help, MetricType type, double value) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  family.metric.emplace_back();
  (type == MetricType::Counter ? family.metric[0].counter.value : family.metric[0].gauge.value) =
      value;
  return family;
}

}  // namespace

std::optional<ProcStat> ParseProcStat(absl::string_view text) {
  const size_t name_end = text.rfind(')');
  if (name_end == absl::string_view::npos) return std::nullopt;
  const std::vector<absl::string_view> fields =
      absl::StrSplit(text.substr(name_end + 1), absl::ByAnyChar(" \n"), absl::SkipEmpty());
  // proc(5) numbers the fields from 1; the first one here is its number 3.
  const auto read = [&fields](size_t number, uint64_t& value) {
    const size_t index = number - 3;
    return index < fields.size() && absl::SimpleAtoi(fields[index], &value);
  };
  ProcStat stat;
  uint64_t user_ticks, system_ticks;
  if (!read(14, user_ticks) || !read(15, system_ticks) || !read(22, stat.start_ticks) ||
      !read(23, stat.virtual_bytes) || !read(24, stat.resident_pages)) {
    return std::nullopt;
  }
  stat.cpu_ticks = user_ticks + system_ticks;
  return stat;
}

std::vector<MetricFamily> ProcessMetrics::Collect() const {
  std::vector<MetricFamily> families;
  const auto gauge = [&families](const char* name, const char* help, double value) {
    families.push_back(Family(name, help, MetricType::Gauge, value));
  };
  if (const auto stat = ParseProcStat(ReadFile(absl::StrCat(proc_, "/self/stat")))) {
    const double ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
    const double page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
    families.push_back(Family("process_cpu_seconds_total", "User and system CPU time spent.",
                              MetricType::Counter,
                              static_cast<double>(stat->cpu_ticks) / ticks_per_second));
    gauge("process_resident_memory_bytes", "Resident memory.",
          static_cast<double>(stat->resident_pages) * page_bytes);
    gauge("process_virtual_memory_bytes", "Virtual memory.",
          static_cast<double>(stat->virtual_bytes));
    if (const auto boot = BootTime(proc_)) {
      gauge("process_start_time_seconds", "When the process started, since the Unix epoch.",
            static_cast<double>(*boot) + static_cast<double>(stat->start_ticks) / ticks_per_second);
    }
  }
  if (const auto open_files = OpenFiles(proc_)) {
    gauge("process_open_fds", "Open file descriptors.", static_cast<double>(*open_files));
  }
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    gauge("process_max_fds", "File descriptors that may be open at once.",
          static_cast<double>(limit.rlim_cur));
  }
  return families;
}

}  // namespace winnow::ops
