// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/files.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::simulation {
namespace {

absl::Status WrongFile(const std::string& path, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", problem));
}

std::string DraftOf(const std::string& path) { return absl::StrCat(path, ".winnow-simulate"); }

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  // A folder opens and does not read.
  if (!file || std::filesystem::is_directory(path, error)) return WrongFile(path, "cannot be read");
  if (file.peek() == std::ifstream::traits_type::eof()) return WrongFile(path, "is empty");
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || !text) return WrongFile(path, "cannot be read");
  return std::move(text).str();
}

absl::Status CheckWritable(const std::string& path) {
  const std::string draft = DraftOf(path);
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(path, error);
  const bool opens = !is_folder && std::ofstream(draft, std::ios::binary | std::ios::trunc).good();
  std::filesystem::remove(draft, error);
  return opens ? absl::OkStatus() : WrongFile(path, "cannot be written");
}

absl::Status WriteFile(const std::string& path, absl::string_view text) {
  const std::string draft = DraftOf(path);
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (file && !error) return absl::OkStatus();
  std::error_code ignored;
  std::filesystem::remove(draft, ignored);
  return WrongFile(path, "cannot be written");
}

absl::Status ForEachLine(const std::string& path,
                         const std::function<absl::Status(uint64_t, std::string)>& take) {
  std::ifstream file(path);
  std::string line;
  for (uint64_t number = 0; std::getline(file, line); ++number) {
    const absl::Status status = take(number, std::move(line));
    if (!status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number + 1, ": the line ", status.message()));
    }
  }
  if (file.eof()) return absl::OkStatus();
  return WrongFile(path, "cannot be read");
}

std::string NameOfFile(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace winnow::simulation
