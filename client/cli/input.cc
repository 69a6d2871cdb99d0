// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/input.h"

#include <filesystem>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace winnow::client::cli {
namespace {

constexpr size_t kLargestDocument = 16 << 20;

}  // namespace

absl::StatusOr<Input> Input::Open(Session& session, const std::string& path) {
  Input input;
  if (path == "-") {
    input.stdin_ = &session.in();
    return input;
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return UsageError(absl::StrCat(path, ": is a folder"));
  }
  input.file_ = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!input.file_->is_open()) return UsageError(absl::StrCat(path, ": cannot be read"));
  const auto size = std::filesystem::file_size(path, error);
  if (!error && std::filesystem::is_regular_file(path, error)) input.size_ = size;
  return input;
}

absl::StatusOr<std::vector<Document>> ReadDocuments(Session& session, const std::string& path,
                                                    const google::protobuf::Message& prototype) {
  absl::StatusOr<Input> input = Input::Open(session, path);
  if (!input.ok()) return input.status();
  std::string text(kLargestDocument + 1, '\0');
  input->stream().read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(input->stream().gcount()));
  if (text.size() > kLargestDocument) {
    return UsageError(absl::StrCat(path, ": larger than a document may be"));
  }
  absl::StatusOr<std::vector<Document>> documents = ParseDocuments(text, prototype);
  if (!documents.ok()) {
    return UsageError(absl::StrCat(path, ": ", documents.status().message()));
  }
  return documents;
}

}  // namespace winnow::client::cli
