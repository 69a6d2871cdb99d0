// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_tasks.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/loop/audio_url.h"
#include "tests/testing/seed.h"

namespace winnow::loop {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAudioTemplate[] = "https://media.example/calls/{candidate_id}.wav?sig=a%20b";
constexpr v1::ExportFormat kFormats[] = {v1::EXPORT_FORMAT_LABEL_STUDIO,
                                         v1::EXPORT_FORMAT_NEMO_MANIFEST};

struct DrawnItems {
  v1::Manifest manifest;
  std::vector<ExportItem> items;
};

v1::ManifestItem TaskItem(const std::string& id, v1::Arm arm) {
  v1::ManifestItem item;
  item.set_candidate_id(id);
  item.set_slice("healthcare-lead");
  item.set_arm(arm);
  item.set_stage(v1::STAGE_ACOUSTIC);
  item.set_rubric(id == "c2" ? "tts" : "asr");
  item.set_required_labels(2);
  return item;
}

// Best scored first, as they are drawn; the last one is a gold item.
DrawnItems FourItems() {
  DrawnItems batch;
  batch.manifest.set_batch("queues/q/batches/3");
  batch.manifest.add_rubrics("asr@2");
  batch.manifest.add_rubrics("tts@1");
  v1::ManifestItem best = TaskItem("c9", v1::ARM_EXPLOIT);
  best.set_score_micros(1'250'000);
  best.add_terms()->set_name("uncertainty");
  (*best.mutable_attributes())["speaker"] = "00ff00ff00ff00ff";
  (*best.mutable_attributes())["device"] = "far_field";
  v1::ManifestItem drawn = TaskItem("c2", v1::ARM_EXPLORE);
  drawn.set_cell_candidates(10);
  drawn.set_inclusion_probability(0.15);
  batch.items = {{best, false},
                 {TaskItem("-c.1:x", v1::ARM_FILL), false},
                 {drawn, false},
                 {TaskItem("c5", v1::ARM_CONTROL), false}};
  return batch;
}

std::string TextOf(const DrawnItems& batch, v1::ExportFormat format,
                   const std::string& audio = kAudioTemplate) {
  return absl::StrJoin(ExportManifest(batch.manifest, batch.items, {format, audio}), "");
}

std::string GoldenFile(const std::string& name) {
  std::ifstream file(absl::StrCat(WINNOW_SOURCE_DIR "/tests/server/loop/golden/", name));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Everything of an item that says why it was drawn, anew.
void ChangeDraw(v1::ManifestItem& item, std::mt19937_64& random) {
  item.set_arm(static_cast<v1::Arm>(1 + random() % 4));
  item.set_score_micros(static_cast<int64_t>(random()));
  item.add_terms()->set_name(absl::StrCat("t", random()));
  item.set_cell_candidates(random());
  item.set_cell_draws(random());
  item.set_cell_expectation(random());
  item.set_inclusion_probability(1.0 / static_cast<double>(1 + random() % 1000));
  item.set_group_members(random());
  item.set_evaluation(absl::StrCat("queues/q/evaluations/", random() % 9));
  item.set_evaluation_phase(static_cast<uint32_t>(random()));
}

TEST(ExportTasks, AreWhatLabelStudioImports) {
  EXPECT_EQ(TextOf(FourItems(), v1::EXPORT_FORMAT_LABEL_STUDIO), GoldenFile("tasks.json"));
}

TEST(ExportTasks, AreLinesOfANemoManifest) {
  EXPECT_EQ(TextOf(FourItems(), v1::EXPORT_FORMAT_NEMO_MANIFEST), GoldenFile("nemo.jsonl"));
}

// Neither a value nor a place in the file says anything about the draw.
TEST(ExportTasks, AreTheSameWhateverArmScoreProbabilityAndOrderOfTheDraw) {
  const uint64_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 200; ++i) {
    DrawnItems other = FourItems();
    for (ExportItem& entry : other.items) ChangeDraw(entry.item, random);
    std::shuffle(other.items.begin(), other.items.end(), random);
    for (const v1::ExportFormat format : kFormats)
      ASSERT_EQ(TextOf(other, format), TextOf(FourItems(), format));
  }
}

void CollectKeys(const nlohmann::json& value, const std::string& path,
                 std::set<std::string>& keys) {
  if (value.is_array()) {
    for (const auto& element : value) CollectKeys(element, path, keys);
  }
  if (!value.is_object()) return;
  for (const auto& [key, member] : value.items()) {
    keys.insert(path + key);
    CollectKeys(member, absl::StrCat(path, key, "."), keys);
  }
}

TEST(ExportTasks, HaveTheseKeysAndNoOther) {
  std::set<std::string> keys;
  CollectKeys(nlohmann::json::parse(TextOf(FourItems(), v1::EXPORT_FORMAT_LABEL_STUDIO)), "", keys);
  EXPECT_THAT(keys, ElementsAre("data", "data.attributes", "data.attributes.device",
                                "data.attributes.speaker", "data.audio", "data.batch",
                                "data.candidate_id", "data.rubric", "data.slice", "data.stage",
                                "meta", "meta.queue", "meta.required_labels"));
  keys.clear();
  std::istringstream lines(TextOf(FourItems(), v1::EXPORT_FORMAT_NEMO_MANIFEST));
  for (std::string line; std::getline(lines, line);)
    CollectKeys(nlohmann::json::parse(line), "", keys);
  EXPECT_THAT(keys, ElementsAre("attributes", "attributes.device", "attributes.speaker",
                                "audio_filepath", "batch", "candidate_id", "queue",
                                "required_labels", "rubric", "slice", "stage"));
}

TEST(ExportTasks, LeaveOutWhatIsWithdrawn) {
  DrawnItems batch = FourItems();
  batch.items[0].withdrawn = true;
  const auto tasks = nlohmann::json::parse(TextOf(batch, v1::EXPORT_FORMAT_LABEL_STUDIO));
  EXPECT_EQ(tasks.size(), 3u);
  for (const v1::ExportFormat format : kFormats)
    EXPECT_EQ(TextOf(batch, format).find("c9"), std::string::npos);
  for (ExportItem& entry : batch.items) entry.withdrawn = true;
  EXPECT_THAT(nlohmann::json::parse(TextOf(batch, v1::EXPORT_FORMAT_LABEL_STUDIO)), IsEmpty());
  EXPECT_EQ(TextOf(batch, v1::EXPORT_FORMAT_NEMO_MANIFEST), "");
}

TEST(ExportTasks, NameNoAudioWithoutATemplate) {
  const auto tasks = nlohmann::json::parse(TextOf(FourItems(), v1::EXPORT_FORMAT_LABEL_STUDIO, ""));
  for (const auto& task : tasks) EXPECT_FALSE(task["data"].contains("audio"));
}

TEST(AudioUrl, IsAUrlWithThePlaceOfTheIdOnce) {
  const std::string longest = "https://h/{candidate_id}";
  for (const std::string& good :
       {std::string("https://media.example/{candidate_id}.wav"),
        std::string("s3://b/a/{candidate_id}"), std::string("gs://bucket_1/{candidate_id}.flac"),
        std::string("https://h:8443/?id={candidate_id}&x=1"),
        std::string("https://[::1]/{candidate_id}"),
        longest + std::string(kLongestAudioUrl - longest.size(), 'a')}) {
    EXPECT_TRUE(IsAudioUrl(good)) << good;
  }
  for (const std::string& bad :
       {std::string(),
        std::string("{candidate_id}"),
        std::string("http://h/{candidate_id}"),
        std::string("file:///tmp/{candidate_id}"),
        std::string("HTTPS://h/{candidate_id}"),
        std::string("https:///{candidate_id}"),
        std::string("https://{candidate_id}/a"),
        std::string("https://h.{candidate_id}/a/{candidate_id}"),
        std::string("https://h/a.wav"),
        std::string("https://h/{candidate_id}/{candidate_id}"),
        std::string("https://h/{candidate}"),
        std::string("https://u:p@h/{candidate_id}"),
        std::string("https://u@h/{candidate_id}"),
        std::string("https://h/a b/{candidate_id}"),
        std::string("https://h/{candidate_id}\n"),
        std::string("https://h/\"{candidate_id}"),
        std::string("https://h/{candidate_id}\xc3\xa4"),
        std::string("https://h\\{candidate_id}"),
        std::string("https://h/{candidate_id}\0", 25),
        std::string("javascript://h/{candidate_id}"),
        longest + std::string(kLongestAudioUrl - longest.size() + 1, 'a')}) {
    EXPECT_FALSE(IsAudioUrl(bad)) << bad;
  }
  EXPECT_EQ(AudioUrlOf("s3://b/{candidate_id}.wav", "c.1:x"), "s3://b/c.1:x.wav");
}

}  // namespace
}  // namespace winnow::loop
