// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/writer_id.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace winnow::client::cli {
namespace {

class Fnv1a {
 public:
  void Add(absl::string_view bytes) {
    for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  // A part that cannot run into the next one.
  void AddPart(absl::string_view part) {
    Add(absl::StrCat(part.size(), ":"));
    Add(part);
  }
  uint64_t hash() const { return hash_; }

 private:
  uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace

absl::StatusOr<std::string> WriterIdOfFile(const std::string& path,
                                           const v1::IngestHeader& header) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::weakly_canonical(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file.is_open()) return UsageError(absl::StrCat(path, ": cannot be read"));
  Fnv1a hash;
  hash.AddPart(absolute.string());
  for (const std::string* part :
       {&header.queue(), &header.source(), &header.model_release(), &header.scorer()}) {
    hash.AddPart(*part);
  }
  std::vector<char> block(1 << 18);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
    hash.Add(absl::string_view(block.data(), static_cast<size_t>(file.gcount())));
  }
  return absl::StrCat("file-", absl::Hex(hash.hash(), absl::kZeroPad16));
}

}  // namespace winnow::client::cli
