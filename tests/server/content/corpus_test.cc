// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/content/corpus.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "tests/testing/figures.h"
#include "tests/testing/seed.h"

namespace winnow::content {
namespace {

// What the detectors are held to. A transcript whose spaces are taken out is the one kind that
// names cannot be told from in every case.
constexpr double kRecall = 0.975;
constexpr double kRecallOfAKind = 0.95;
constexpr double kRecallOfJoinedSpeech = 0.75;
constexpr double kFalsePositives = 0.0002;

struct Tally {
  size_t seen = 0;
  size_t refused = 0;
  std::string example;  // of the other outcome than the wanted one
};

using Tallies = std::map<std::string, Tally>;

Tallies Judge(const std::vector<Sample>& samples, bool wanted) {
  Tallies tallies;
  for (const Sample& sample : samples) {
    const bool refused = Detect(sample.text, sample.rule) != Finding::kNothing;
    for (Tally* tally : {&tallies[sample.kind], &tallies[""]}) {
      ++tally->seen;
      tally->refused += refused;
      if (refused != wanted && tally->example.empty()) tally->example = sample.text;
    }
  }
  return tallies;
}

double Share(const Tally& tally) {
  return static_cast<double>(tally.refused) / static_cast<double>(tally.seen);
}

void Print(const Tallies& tallies) {
  for (const auto& [kind, tally] : tallies) {
    std::cout << "  " << (kind.empty() ? "all" : kind) << ": " << tally.refused << " of "
              << tally.seen << " refused";
    if (!tally.example.empty()) std::cout << ", not as wanted: " << tally.example;
    std::cout << "\n";
  }
}

TEST(Corpus, IsRefusedAndLetThroughAsTheFiguresSay) {
  const uint64_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  std::cout << "seed " << seed << "\n";
  const Tallies positives = Judge(Positives(seed), true);
  const Tallies negatives = Judge(Negatives(seed), false);
  Print(positives);
  Print(negatives);
  EXPECT_GE(positives.at("").seen, 5'000u);
  EXPECT_GE(negatives.at("").seen, 50'000u);
  EXPECT_GE(Share(positives.at("")), kRecall);
  EXPECT_LE(Share(negatives.at("")), kFalsePositives);
  for (const auto& [kind, tally] : positives) {
    EXPECT_GE(Share(tally), kind == "transcript, joined" ? kRecallOfJoinedSpeech : kRecallOfAKind)
        << kind << ": " << tally.example;
  }
  testing::Publish("detectors", {{"detector_positives", static_cast<double>(positives.at("").seen)},
                                 {"detector_negatives", static_cast<double>(negatives.at("").seen)},
                                 {"detector_recall", Share(positives.at(""))},
                                 {"detector_false_positive_rate", Share(negatives.at(""))}});
}

// Every quoted string and every cell of a file that could be an id of a real pipeline.
std::set<std::string> NamesIn(const std::string& path) {
  std::ifstream file(path);
  std::set<std::string> names;
  std::string name;
  for (char c = 0; file.get(c);) {
    if (c == '"' || c == ',' || c == '\n' || c == ' ' || c == '{' || c == '}') {
      if (!name.empty()) names.insert(std::move(name));
      name.clear();
    } else {
      name += c;
    }
  }
  return names;
}

TEST(Corpus, NamesOfRealPipelinesPass) {
  size_t names = 0;
  for (const char* file : {"/tests/data/earnings21.jsonl", "/tests/data/slurp.jsonl"}) {
    for (const std::string& name : NamesIn(std::string(WINNOW_SOURCE_DIR) + file)) {
      ++names;
      EXPECT_EQ(NameOf(Detect(name, FieldRule::kName)), NameOf(Finding::kNothing)) << name;
    }
  }
  EXPECT_GT(names, 1000u);
}

}  // namespace
}  // namespace winnow::content
