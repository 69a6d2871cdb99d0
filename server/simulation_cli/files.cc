// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/files.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/ops/utf8.h"

namespace winnow::simulation {
namespace {

absl::Status WrongFile(const std::string& path, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", problem));
}

// The file that is to be replaced: a link stays one.
std::string PlaceOf(const std::string& path) {
  std::error_code error;
  const std::filesystem::path place = std::filesystem::canonical(path, error);
  return error ? path : place.string();
}

std::string DraftOf(const std::string& place) { return absl::StrCat(place, ".winnow-simulate"); }

// A terminal, a pipe or the like, that is written to and never replaced.
bool IsStream(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_other(path, error);
}

bool Put(const std::string& path, absl::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  return file.good();
}

absl::Status CheckName(const std::string& path) {
  if (path != "-") return absl::OkStatus();
  return WrongFile(path, "is not stdout here, which has the table; name a file");
}

// JSON, pages and records are UTF-8, and so is what goes into them.
absl::Status CheckText(const std::string& path, absl::string_view text) {
  std::size_t line = 1;
  while (!text.empty()) {
    const std::size_t size = ops::Utf8CharacterSize(text);
    if (size == 0)
      return WrongFile(absl::StrCat(path, ":", line), "is not UTF-8; save the file as UTF-8");
    line += text.front() == '\n' ? 1 : 0;
    text.remove_prefix(size);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  // A folder opens and does not read.
  if (!file || std::filesystem::is_directory(path, error)) return WrongFile(path, "cannot be read");
  if (file.peek() == std::ifstream::traits_type::eof()) return WrongFile(path, "is empty");
  std::ostringstream read;
  read << file.rdbuf();
  if (!file || !read) return WrongFile(path, "cannot be read");
  std::string text = std::move(read).str();
  if (absl::Status status = CheckText(path, text); !status.ok()) return status;
  return text;
}

absl::Status CheckWritable(const std::string& path) {
  if (absl::Status status = CheckName(path); !status.ok() || IsStream(path)) return status;
  const std::string draft = DraftOf(PlaceOf(path));
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(path, error);
  const bool opens = !is_folder && std::ofstream(draft, std::ios::binary | std::ios::trunc).good();
  std::filesystem::remove(draft, error);
  return opens ? absl::OkStatus() : WrongFile(path, "cannot be written");
}

absl::Status WriteFile(const std::string& path, absl::string_view text) {
  if (IsStream(path))
    return Put(path, text) ? absl::OkStatus() : WrongFile(path, "cannot be written");
  const std::string place = PlaceOf(path);
  const std::string draft = DraftOf(place);
  const bool is_drafted = Put(draft, text);
  std::error_code error;
  if (is_drafted) std::filesystem::rename(draft, place, error);
  if (is_drafted && !error) return absl::OkStatus();
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
