// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// The Jobs of deploy/kubernetes/simulation, without a cluster: their arguments, as the kubelet
// would expand them, are run by the program's own verbs, index by index.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/simulation_cli/verbs.h"
#include "tests/server/selection/test_frame.h"
#include "tests/testing/temp_dir.h"

namespace winnow::simulation {
namespace {

YAML::Node Load(const std::string& name) {
  return YAML::LoadFile(absl::StrCat(WINNOW_SOURCE_DIR, "/deploy/kubernetes/simulation/", name));
}

YAML::Node ContainerOf(const YAML::Node& job) {
  return job["spec"]["template"]["spec"]["containers"][0];
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Outcomes of two releases on utterances in three slices.
void WriteOutcomes(const std::string& path) {
  selection::Dice dice(11);
  std::ofstream file(path);
  file << "candidate_id,slice,speaker_key,n_p2,e_incumbent,e_candidate,d_incumbent__candidate\n";
  for (int i = 0; i < 2400; ++i) {
    const uint64_t d = dice.Chance(50) ? 0 : 1 + dice.Below(3);
    const uint64_t worse = d == 0 ? 0 : dice.Below(d + 1);
    file << "c" << i << ",s" << i % 3 << ",k" << dice.Below(60) << "," << 5 + dice.Below(20) << ","
         << d - worse << "," << worse << "," << d << "\n";
  }
}

class SimulationJob : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(At("data"));
    std::filesystem::create_directories(At("results"));
    WriteOutcomes(At("data/outcomes.csv"));
  }

  std::string At(const std::string& name) const { return absl::StrCat(dir_.path(), "/", name); }

  // The arguments of a container, with its variables and with its volumes in the test's folder.
  std::vector<std::string> ArgumentsOf(const YAML::Node& container,
                                       std::map<std::string, std::string> variables) const {
    for (const YAML::Node& variable : container["env"]) {
      if (variable["value"])
        variables[variable["name"].as<std::string>()] = variable["value"].as<std::string>();
    }
    std::vector<std::string> arguments;
    for (const YAML::Node& node : container["args"]) {
      std::string argument = node.as<std::string>();
      for (const auto& [name, value] : variables)
        argument = absl::StrReplaceAll(argument, {{absl::StrCat("$(", name, ")"), value}});
      for (const char* volume : {"/data/", "/results/"}) {
        if (argument.rfind(volume, 0) == 0) argument = absl::StrCat(dir_.path(), argument);
      }
      arguments.push_back(argument);
    }
    return arguments;
  }

  // Gives an option that is there another value.
  static void Replace(const std::string& option, const std::string& value,
                      std::vector<std::string>& arguments) {
    const auto found = std::find(arguments.begin(), arguments.end(), option);
    ASSERT_LT(found - arguments.begin() + 1, std::ssize(arguments)) << option;
    *(found + 1) = value;
  }

  testing::TempDir dir_;
};

TEST_F(SimulationJob, RunsEveryShardOnceAndMergesAll) {
  const YAML::Node shards = Load("shards.yaml");
  EXPECT_EQ(shards["kind"].as<std::string>(), "Job");
  EXPECT_EQ(shards["spec"]["completionMode"].as<std::string>(), "Indexed");
  const int completions = shards["spec"]["completions"].as<int>();
  const YAML::Node container = ContainerOf(shards);
  EXPECT_EQ(container["command"][0].as<std::string>(), "winnow-simulate");
  for (int index = 0; index < completions; ++index) {
    std::vector<std::string> arguments = ArgumentsOf(container, {{"SHARD", absl::StrCat(index)}});
    ASSERT_EQ(arguments[0], "run");
    arguments.erase(arguments.begin());
    // As many draws as a test has time for.
    Replace("--replicates", "20", arguments);
    Replace("--budgets", "50,100", arguments);
    ASSERT_EQ(RunVerb(arguments), kExitDone);
  }
  const YAML::Node merge = Load("merge.yaml");
  std::vector<std::string> arguments = ArgumentsOf(ContainerOf(merge), {});
  ASSERT_EQ(arguments[0], "merge");
  arguments.erase(arguments.begin());
  ASSERT_EQ(MergeVerb(arguments), kExitDone);
  ASSERT_EQ(RunVerb({"--data", At("data/outcomes.csv"), "--truth", "incumbent,candidate",
                     "--replicates", "20", "--budgets", "50,100", "--seed", "1", "-o",
                     At("whole.html"), "--json", At("whole.json")}),
            kExitDone);
  EXPECT_EQ(Contents(At("results/report.html")), Contents(At("whole.html")));
  EXPECT_EQ(Contents(At("results/out.json")), Contents(At("whole.json")));
}

TEST_F(SimulationJob, RunsWithoutPrivileges) {
  for (const char* name : {"shards.yaml", "merge.yaml"}) {
    const YAML::Node job = Load(name);
    const YAML::Node pod = job["spec"]["template"]["spec"];
    EXPECT_EQ(job["apiVersion"].as<std::string>(), "batch/v1");
    EXPECT_EQ(pod["restartPolicy"].as<std::string>(), "Never");
    EXPECT_TRUE(pod["securityContext"]["runAsNonRoot"].as<bool>());
    EXPECT_FALSE(pod["automountServiceAccountToken"].as<bool>());
    const YAML::Node security = ContainerOf(job)["securityContext"];
    EXPECT_TRUE(security["readOnlyRootFilesystem"].as<bool>());
    EXPECT_FALSE(security["allowPrivilegeEscalation"].as<bool>());
  }
}

}  // namespace
}  // namespace winnow::simulation
