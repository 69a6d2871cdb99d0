// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/testing/figures.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace winnow::testing {

void Publish(const std::string& experiment, const Figures& figures) {
  std::string json;
  for (const auto& [name, value] : figures) {
    const std::string text = absl::StrFormat("%.15g", value);
    ::testing::Test::RecordProperty(name, text);
    absl::StrAppend(&json, json.empty() ? "{" : ", ", "\"", name, "\": ", text);
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

}  // namespace winnow::testing
