// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes releases in every format into a folder, for the tests in tests/foreign.
//   write_release_exports FOLDER
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/server/release/report/sample_release.h"

namespace winnow::release {
namespace {

bool WriteAll(const std::string& stem, const ReleaseFile& file) {
  const std::vector<std::pair<v1::ReleaseFormat, const char*>> formats = {
      {v1::RELEASE_FORMAT_JSON, ".json"},
      {v1::RELEASE_FORMAT_HTML, ".html"},
      {v1::RELEASE_FORMAT_OPENLINEAGE, ".openlineage.jsonl"},
      {v1::RELEASE_FORMAT_IN_TOTO, ".intoto.json"}};
  for (const auto& [format, ending] : formats) {
    if (!CanRender(file, format)) continue;
    std::ofstream out(stem + ending, std::ios::binary);
    out << RenderRelease(file, format);
    if (!out.good()) return false;
  }
  return true;
}

}  // namespace
}  // namespace winnow::release

int main(int argc, char** argv) {
  using namespace winnow::release;  // NOLINT(google-build-using-namespace)
  if (argc != 2) {
    std::cerr << "usage: write_release_exports FOLDER\n";
    return 2;
  }
  const std::string folder = std::string(argv[1]) + "/";
  const bool is_written =
      WriteAll(folder + "block", SampleRelease()) && WriteAll(folder + "pass", PassingRelease()) &&
      WriteAll(folder + "bare", BareRelease()) && WriteAll(folder + "hostile", HostileRelease()) &&
      WriteAll(folder + "wide", WideRelease(1'000));
  return is_written ? 0 : 1;
}
