// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CommandLine: runs `winnow` inside the test against fake services, in a folder of its own.
#ifndef WINNOW_TESTS_CLIENT_CLI_COMMAND_LINE_H_
#define WINNOW_TESTS_CLIENT_CLI_COMMAND_LINE_H_

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/app.h"
#include "tests/client/cli/fake_review.h"
#include "tests/client/fake_ingest.h"
#include "tests/client/fake_registry.h"
#include "tests/client/fake_server.h"
#include "tests/client/step_clock.h"
#include "tests/testing/temp_dir.h"

namespace winnow::client::cli {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

class CommandLine {
 public:
  Outcome Run(const std::vector<std::string>& arguments, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Environment environment{.in = in,
                            .out = out,
                            .err = err,
                            .server = server.address(),
                            .surroundings = {clock, SystemEntropy()}};
    const int code = RunWinnow(arguments, environment);
    return {code, out.str(), err.str()};
  }

  // Writes a file of the folder and returns its path.
  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(folder.Join(name), std::ios::binary) << content;
    return folder.Join(name);
  }
  std::string Read(const std::string& name) {
    std::ifstream file(folder.Join(name), std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }

  winnow::testing::TempDir folder;
  StepClock clock;
  FakeIngest ingest;
  FakeRegistry registry;
  FakeReview review;
  FakeServer server{{&ingest, &registry, &review}};
};

}  // namespace winnow::client::cli

#endif  // WINNOW_TESTS_CLIENT_CLI_COMMAND_LINE_H_
