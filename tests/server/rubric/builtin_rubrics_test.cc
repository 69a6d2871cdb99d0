// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rubric/builtin_rubrics.h"

#include <algorithm>
#include <set>

#include "gmock/gmock.h"
#include "server/rubric/rubric_validation.h"

namespace winnow::rubric {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::set<std::string> CriteriaOf(absl::string_view id) {
  std::set<std::string> names;
  for (const v1::Criterion& criterion : FindBuiltinRubric(id)->criteria())
    names.insert(criterion.name());
  return names;
}

TEST(BuiltinRubrics, KeepTheRulesOfRubrics) {
  EXPECT_TRUE(std::is_sorted(BuiltinRubricIds().begin(), BuiltinRubricIds().end()));
  for (const absl::string_view id : BuiltinRubricIds()) {
    const v1::Rubric* rubric = FindBuiltinRubric(id);
    ASSERT_NE(rubric, nullptr);
    EXPECT_EQ(rubric, FindBuiltinRubric(id));
    EXPECT_THAT(ValidateRubric(*rubric, id), IsEmpty()) << id;
    EXPECT_EQ(std::count_if(rubric->criteria().begin(), rubric->criteria().end(),
                            [](const v1::Criterion& c) { return c.end_to_end(); }),
              1)
        << id;
    EXPECT_EQ(std::count_if(rubric->measures().begin(), rubric->measures().end(),
                            [](const v1::Measure& m) { return m.end_to_end(); }),
              1)
        << id;
  }
  EXPECT_EQ(FindBuiltinRubric("lab"), nullptr);
}

// governance.md G3.
TEST(BuiltinRubrics, AskWhatSpeechTeamsJudge) {
  EXPECT_THAT(CriteriaOf("asr"), IsSupersetOf({"word_errors", "words", "name_errors"}));
  EXPECT_THAT(CriteriaOf("tts"), IsSupersetOf({"text_difficulty", "pronunciation", "named_entities",
                                               "prosody", "artifacts", "clipping",
                                               "speaker_consistency", "safety", "latency_ms"}));
  EXPECT_THAT(
      CriteriaOf("spoken_rag"),
      IsSupersetOf({"asr_entity_accuracy", "query_intent", "retrieval_recall", "source_freshness",
                    "groundedness", "citation_correctness", "refusal_correctness", "task_success",
                    "latency_ms", "spoken_clarity", "safety"}));
}

}  // namespace
}  // namespace winnow::rubric
