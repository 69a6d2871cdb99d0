// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_manifest.h"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/loop/export_pieces.h"
#include "server/selection/manifest_text.h"

namespace winnow::loop {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

using selection::DecimalText;
using selection::NumberText;
using selection::TimeText;

std::string Golden(const std::string& name) {
  std::ifstream file(absl::StrCat(WINNOW_SOURCE_DIR "/tests/server/loop/golden/", name));
  EXPECT_TRUE(file.good()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void AddTerm(v1::ManifestItem& item, const std::string& name, int64_t micros) {
  v1::ScoreTerm& term = *item.add_terms();
  term.set_name(name);
  term.set_micros(micros);
}

v1::ManifestItem Item(const std::string& id, v1::Arm arm) {
  v1::ManifestItem item;
  item.set_candidate_id(id);
  item.set_slice("a");
  item.set_arm(arm);
  item.set_inclusion_probability(1);
  item.set_source("earnings21");
  item.set_consent_scope("research");
  item.mutable_retain_until()->set_seconds(1798761600);
  item.set_rubric("asr");
  item.set_split(v1::SPLIT_TRAIN);
  item.set_model_release("rev_kaldi");
  item.set_required_labels(1);
  return item;
}

// A batch of one best-scored item, one that filled a slot and one random draw.
struct Batch {
  v1::Manifest manifest;
  std::vector<ExportItem> items;
};

Batch ThreeItems() {
  Batch batch;
  v1::Manifest& manifest = batch.manifest;
  manifest.set_batch("queues/q/batches/3");
  manifest.set_purpose(v1::PURPOSE_TRAINING);
  manifest.set_policy("policies/p@2");
  manifest.set_policy_hash("0a");
  manifest.set_seed(18446744073709551615u);
  manifest.set_index_epoch(2);
  manifest.set_frame_seq(41);
  manifest.set_requested(4);
  manifest.set_draw_size(3);
  manifest.set_selected(3);
  manifest.set_eligible(12);
  v1::ExclusionCount& excluded = *manifest.add_excluded();
  excluded.set_reason(v1::EXCLUSION_REASON_CONSENT_DISALLOWED);
  excluded.set_count(5);
  v1::QuotaLine& quota = *manifest.add_quotas();
  quota.set_slice("a");
  quota.set_eligible(12);
  quota.set_min(1);
  quota.set_max(4);
  quota.set_exploit(1);
  quota.set_explore(1.5);
  quota.set_filled(3);
  quota.set_shortfall(1);
  quota.set_shortfall_reason(v1::SHORTFALL_REASON_CAPPED);
  v1::CapOverflow& overflow = *manifest.add_cap_overflows();
  overflow.set_attribute("speaker");
  overflow.set_key("00ff00ff00ff00ff");
  overflow.set_count(1);
  manifest.set_digest("0b");

  v1::ManifestItem best = Item("c1", v1::ARM_EXPLOIT);
  best.set_score_micros(1'250'000);
  AddTerm(best, "uncertainty", 1'500'000);
  AddTerm(best, "sessions", -250'000);
  (*best.mutable_attributes())["speaker"] = "00ff00ff00ff00ff";
  (*best.mutable_attributes())["device"] = "far_field";
  v1::ManifestItem fill = Item("-c.2:x", v1::ARM_FILL);
  fill.set_score_micros(3);
  AddTerm(fill, "uncertainty", 3);
  AddTerm(fill, "sessions", 0);
  v1::ManifestItem drawn = Item("c_3", v1::ARM_EXPLORE);
  drawn.set_score_micros(-1);
  drawn.set_cell_candidates(10);
  drawn.set_cell_draws(1);
  drawn.set_cell_expectation(uint64_t{3} << 31);
  drawn.set_inclusion_probability(0.15);
  (*drawn.mutable_attributes())["speaker"] = "00ff00ff00ff00ff";
  for (v1::ManifestItem* item : {&best, &fill, &drawn}) batch.items.push_back({*item, false});
  return batch;
}

std::string File(const Batch& batch, v1::ExportFormat format) {
  return absl::StrJoin(ExportManifest(batch.manifest, batch.items, {format}), "");
}

TEST(ExportManifest, WritesTheJsonLinesOfP6) {
  EXPECT_EQ(File(ThreeItems(), v1::EXPORT_FORMAT_JSONL), Golden("batch.jsonl"));
  EXPECT_EQ(File(ThreeItems(), v1::EXPORT_FORMAT_UNSPECIFIED), Golden("batch.jsonl"));
}

TEST(ExportManifest, WritesCommaSeparatedValues) {
  EXPECT_EQ(File(ThreeItems(), v1::EXPORT_FORMAT_CSV), Golden("batch.csv"));
}

TEST(ExportManifest, WritesTheSameBytesForTheSameBatch) {
  // The order of a protobuf map differs between instances; that of the export does not.
  std::string keys;
  for (int i = 0; i < 50; ++i) {
    Batch batch = ThreeItems();
    auto& attributes = *batch.items[1].item.mutable_attributes();
    for (int k = 0; k < 8; ++k) attributes[absl::StrCat("k", (k * 5 + i) % 8)] = "v";
    for (const auto format : {v1::EXPORT_FORMAT_JSONL, v1::EXPORT_FORMAT_CSV}) {
      EXPECT_EQ(File(batch, format), File(batch, format));
    }
    const std::string file = File(batch, v1::EXPORT_FORMAT_JSONL);
    if (keys.empty()) keys = file;
    EXPECT_EQ(file, keys);
  }
}

TEST(ExportManifest, PutsANoticeInThePlaceOfAWithdrawnItem) {
  Batch batch = ThreeItems();
  batch.items[0].withdrawn = true;
  const std::vector<std::string> lines = absl::StrSplit(File(batch, v1::EXPORT_FORMAT_JSONL), '\n');
  ASSERT_THAT(lines, SizeIs(5));
  EXPECT_EQ(lines[1], R"({"type":"withdrawn","candidate_id":"c1"})");
  const std::string csv = File(batch, v1::EXPORT_FORMAT_CSV);
  EXPECT_THAT(csv, Not(HasSubstr("c1,")));
  // A column that only the withdrawn item had would say something about it.
  EXPECT_THAT(csv, Not(HasSubstr("attributes.device")));
}

TEST(ExportManifest, QuotesWhatJsonAndCsvWouldMisread) {
  Batch batch = ThreeItems();
  batch.items.resize(1);
  batch.items[0].item.set_source("a,\"b\"\\\n\x01");
  EXPECT_THAT(File(batch, v1::EXPORT_FORMAT_JSONL),
              HasSubstr(R"("source":"a,\"b\"\\\u000a\u0001")"));
  EXPECT_THAT(File(batch, v1::EXPORT_FORMAT_CSV), HasSubstr("\"a,\"\"b\"\"\\\n\x01\""));
}

TEST(ExportManifest, CutsAFileIntoPiecesThatFitAMessage) {
  Batch batch = ThreeItems();
  for (int i = 0; i < 3000; ++i) {
    batch.items.push_back({Item(absl::StrCat("more", i), v1::ARM_EXPLOIT), false});
  }
  const auto pieces = ExportManifest(batch.manifest, batch.items, {v1::EXPORT_FORMAT_JSONL});
  EXPECT_GT(pieces.size(), 2u);
  for (const std::string& piece : pieces) {
    EXPECT_LE(piece.size(), ExportPieces::kPieceBytes);
    EXPECT_FALSE(piece.empty());
  }
  const std::vector<std::string> lines = absl::StrSplit(absl::StrJoin(pieces, ""), '\n');
  EXPECT_THAT(lines, SizeIs(1 + 3003 + 1));
}

TEST(ExportPieces, CutsALineThatIsLargerThanAPiece) {
  ExportPieces file;
  file.Append("a");
  file.Append(std::string(2 * ExportPieces::kPieceBytes, 'b'));
  file.Append("c");
  const auto pieces = std::move(file).Take();
  ASSERT_THAT(pieces, SizeIs(3));
  EXPECT_EQ(pieces[0].size(), ExportPieces::kPieceBytes);
  EXPECT_EQ(pieces[1].size(), ExportPieces::kPieceBytes);
  EXPECT_EQ(pieces[2], "bc");
}

TEST(ExportText, WritesDecimalsOfAtMostSixPlaces) {
  EXPECT_EQ(DecimalText(0), "0");
  EXPECT_EQ(DecimalText(1), "0.000001");
  EXPECT_EQ(DecimalText(-1), "-0.000001");
  EXPECT_EQ(DecimalText(-1'500'000), "-1.5");
  EXPECT_EQ(DecimalText(20'000'000), "20");
  EXPECT_EQ(DecimalText(100'000), "0.1");
  EXPECT_EQ(DecimalText(std::numeric_limits<int64_t>::min()), "-9223372036854.775808");
  EXPECT_EQ(DecimalText(std::numeric_limits<int64_t>::max()), "9223372036854.775807");
}

TEST(ExportText, WritesNumbersThatReadBackAsTheSame) {
  for (const double number : {1.0, 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 2.0 / 4096}) {
    EXPECT_EQ(std::strtod(NumberText(number).c_str(), nullptr), number) << NumberText(number);
  }
  EXPECT_EQ(NumberText(0.15), "0.15");
  EXPECT_EQ(NumberText(1), "1");
}

TEST(ExportText, WritesTimesInUtc) {
  google::protobuf::Timestamp time;
  EXPECT_EQ(TimeText(time), "");
  time.set_seconds(1798761600);
  EXPECT_EQ(TimeText(time), "2027-01-01T00:00:00Z");
  time.set_nanos(250'000'000);
  EXPECT_EQ(TimeText(time), "2027-01-01T00:00:00.25Z");
}

}  // namespace
}  // namespace winnow::loop
