// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/pool_file.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace winnow::bench {
namespace {

constexpr std::size_t kRowBytes = sizeof(uint32_t) + sizeof(int64_t);

template <typename T>
std::streamsize BytesOf(const std::vector<T>& column) {
  return static_cast<std::streamsize>(column.size() * sizeof(T));
}

}  // namespace

void WritePool(const Pool& pool, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(pool.slices.data()), BytesOf(pool.slices));
  file.write(reinterpret_cast<const char*>(pool.scores.data()), BytesOf(pool.scores));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

Pool ReadPool(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  const std::size_t rows = std::filesystem::file_size(path) / kRowBytes;
  Pool pool{std::vector<uint32_t>(rows), std::vector<int64_t>(rows)};
  file.read(reinterpret_cast<char*>(pool.slices.data()), BytesOf(pool.slices));
  file.read(reinterpret_cast<char*>(pool.scores.data()), BytesOf(pool.scores));
  if (!file) throw std::runtime_error("cannot read " + path);
  return pool;
}

}  // namespace winnow::bench
