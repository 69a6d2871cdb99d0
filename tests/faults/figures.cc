// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/figures.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace winnow::faults {

void Publish(const std::string& experiment, const Figures& figures) {
  std::string json;
  for (const auto& [name, value] : figures) {
    testing::Test::RecordProperty(name, std::to_string(value));
    absl::StrAppend(&json, json.empty() ? "{" : ", ", "\"", name, "\": ", value);
  }
  json += "}\n";
  std::cout << experiment << " " << json;
  const char* folder = std::getenv("WINNOW_RESULTS_DIR");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  std::ofstream file(std::filesystem::path(folder) / (experiment + ".json"));
  file << json;
  EXPECT_TRUE(file.flush().good()) << folder;
}

int Trials(int usual) {
  const char* given = std::getenv("WINNOW_FAULT_TRIALS");
  return given != nullptr ? std::atoi(given) : usual;
}

uint64_t Stride() {
  const char* given = std::getenv("WINNOW_FAULT_STRIDE");
  return given != nullptr ? static_cast<uint64_t>(std::max(1, std::atoi(given))) : 1;
}

}  // namespace winnow::faults
