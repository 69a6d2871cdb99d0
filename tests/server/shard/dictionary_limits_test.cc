// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/dictionary_limits.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/server/shard/commands.h"

namespace winnow::shard::testing {
namespace {

class DictionaryLimitsTest : public ::testing::Test {
 protected:
  static storage::v1::QueueRecord Record() {
    storage::v1::QueueRecord record;
    record.set_queue_id("q");
    for (const auto& [key, kind] : {std::pair("speaker", v1::ATTRIBUTE_KIND_KEYED_HASH),
                                    std::pair("device", v1::ATTRIBUTE_KIND_CATEGORY)}) {
      v1::AttributeSpec& attribute = *record.mutable_queue()->add_attributes();
      attribute.set_key(key);
      attribute.set_kind(kind);
    }
    return record;
  }
  static void Fill(Interner& dictionary, size_t size) {
    for (size_t i = 0; i < size; ++i) dictionary.Intern(absl::StrCat("v", i));
  }
  CandidateColumns::Dictionaries& dictionaries() { return queue_.candidates.dictionaries(); }

  QueueState queue_{Record()};
};

TEST_F(DictionaryLimitsTest, NameTheFieldThatHasNoRoomForANewValue) {
  const v1::Candidate fresh = PlainCandidate("a");
  EXPECT_EQ(CrowdedField(queue_, fresh), "");
  Fill(dictionaries().model_releases, kMaxValues);
  EXPECT_EQ(CrowdedField(queue_, fresh), "model_release");
  Fill(dictionaries().slices, kMaxNames);
  EXPECT_EQ(CrowdedField(queue_, fresh), "slice");
  EXPECT_FALSE(HasRoomForSlice(queue_, "a"));
  EXPECT_TRUE(HasRoomForSlice(queue_, "v0"));
  Fill(dictionaries().rubrics, kMaxNames);
  EXPECT_EQ(CrowdedField(queue_, fresh), "rubric");
  Fill(dictionaries().consent_scopes, kMaxNames);
  EXPECT_EQ(CrowdedField(queue_, fresh), "consent_scope");
  Fill(dictionaries().sources, kMaxNames);
  EXPECT_EQ(CrowdedField(queue_, fresh), "source");
}

TEST_F(DictionaryLimitsTest, LetKnownValuesInThoughThereIsNoRoom) {
  Fill(dictionaries().sources, kMaxNames);
  v1::Candidate known = PlainCandidate("a");
  known.set_source("v1");
  EXPECT_EQ(CrowdedField(queue_, known), "");
}

TEST_F(DictionaryLimitsTest, CountCategoriesAndNoHashes) {
  v1::Candidate candidate = PlainCandidate("a");
  for (size_t i = 0; i < kMaxValues; ++i) {
    (*candidate.mutable_attributes())["device"] = absl::StrCat("v", i);
    queue_.candidates.Add(candidate, i, 0);
  }
  candidate.clear_attributes();
  (*candidate.mutable_attributes())["speaker"] = "00ff00ff00ff00ff";
  EXPECT_EQ(CrowdedField(queue_, candidate), "");
  (*candidate.mutable_attributes())["device"] = "v5";
  EXPECT_EQ(CrowdedField(queue_, candidate), "");
  (*candidate.mutable_attributes())["device"] = "new";
  EXPECT_EQ(CrowdedField(queue_, candidate), "attributes.device");
}

TEST_F(DictionaryLimitsTest, LetDuplicateGroupsGrowWithTheCandidates) {
  v1::Candidate candidate = PlainCandidate("a");
  candidate.set_dup_group("g");
  Fill(dictionaries().dup_groups, kMaxSpareGroups);
  EXPECT_EQ(CrowdedField(queue_, candidate), "dup_group");
  candidate.clear_dup_group();
  EXPECT_EQ(CrowdedField(queue_, candidate), "");
  queue_.candidates.Add(PlainCandidate("b"), 1, 0);
  candidate.set_dup_group("g");
  EXPECT_EQ(CrowdedField(queue_, candidate), "");
}

}  // namespace
}  // namespace winnow::shard::testing
