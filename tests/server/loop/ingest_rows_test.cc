// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What becomes of single rows (api.md P1).
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "server/loop/error.h"
#include "server/shard/dictionary_limits.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

v1::Signal& AddSignal(v1::Candidate* candidate, const std::string& name, double value) {
  v1::Signal& signal = *candidate->add_signals();
  signal.set_name(name);
  signal.set_value(value);
  return signal;
}

TEST(IngestRows, CountsEachRowUnderWhatBecameOfIt) {
  LoopBed bed;
  bed.SetUp();
  bed.Upsert({LoopBed::Complete("a"), LoopBed::Complete("b")});
  v1::Candidate changed = LoopBed::Complete("b");
  changed.set_rubric("tts");
  v1::Candidate lacking = LoopBed::Complete("c");
  lacking.clear_rubric();
  v1::Candidate wrong = LoopBed::Complete("d");
  wrong.set_slice("no/slice");
  const v1::IngestResult result = bed.Upsert({LoopBed::Complete("a"), changed, lacking, wrong});
  EXPECT_EQ(result.accepted(), 2u);
  EXPECT_EQ(result.duplicate(), 1u);
  EXPECT_EQ(result.updated(), 1u);
  EXPECT_EQ(result.quarantined(), 1u);
  ASSERT_EQ(result.row_errors_size(), 1);
  EXPECT_EQ(result.row_errors(0).index(), 3u);
  EXPECT_EQ(result.row_errors(0).field(), "slice");
  EXPECT_EQ(bed.Get("b").candidate().rubric(), "tts");
  EXPECT_EQ(bed.Status().candidates(), 3u);
}

// A row, what is wrong with it, and a text of the row that no answer may hold.
struct BadRow {
  std::string field;
  v1::Candidate candidate;
  v1::ErrorReason reason = v1::ERROR_REASON_FIELD_INVALID;
};

std::vector<BadRow> BadRows() {
  std::vector<BadRow> rows;
  const auto add = [&](const std::string& field) -> v1::Candidate& {
    rows.push_back({field, LoopBed::Complete("SECRET")});
    return rows.back().candidate;
  };
  add("candidate_id").set_candidate_id("SECRET/id");
  add("candidate_id").set_candidate_id("");
  add("candidate_id").set_candidate_id("SECRET" + std::string(59, 'x'));
  add("source").set_source("SECRET/1");
  add("consent_scope").set_consent_scope("SECRET/1");
  add("rubric").set_rubric("SECRET@1");
  add("split_group").set_split_group("a/SECRET");
  add("model_release").set_model_release("SECRET\x01");
  add("dup_group").set_dup_group("{SECRET}");
  add("subject").set_subject("0123456789ABCDEF");
  add("subject").set_subject("0123456789abcde");
  add("subject").set_subject(std::string(65, 'a'));
  rows.back().reason = v1::ERROR_REASON_CONTENT_REFUSED;  // longer than any hash
  add("subject").set_subject("SECRET@example.com");
  rows.back().reason = v1::ERROR_REASON_CONTENT_REFUSED;
  (*add("attributes").mutable_attributes())["device"] = "so SECRET said";
  rows.back().reason = v1::ERROR_REASON_CONTENT_REFUSED;
  add("stage").set_stage(static_cast<v1::Stage>(99));
  add("split").set_split(static_cast<v1::Split>(-1));
  add("retain_until").mutable_retain_until()->set_seconds(-1);
  add("retain_until").mutable_retain_until()->set_seconds(253402300800);
  add("retain_until").mutable_retain_until()->set_nanos(1'000'000'000);
  (*add("attributes.speaker").mutable_attributes())["speaker"] = "SECRET";
  (*add("attributes.device").mutable_attributes())["device"] = "a/SECRET";
  (*add("attributes").mutable_attributes())["SECRET"] = "x";
  rows.back().reason = v1::ERROR_REASON_ATTRIBUTE_UNDECLARED;
  return rows;
}

std::vector<BadRow> BadSignals() {
  std::vector<BadRow> rows;
  const auto add = [&](const std::string& field, const std::string& name,
                       double value) -> v1::Signal& {
    rows.push_back({"signals[1]." + field, LoopBed::Complete("SECRET")});
    AddSignal(&rows.back().candidate, "confidence", 0.5);
    return AddSignal(&rows.back().candidate, name, value);
  };
  add("name", "SECRET", 1);
  add("name", "unheard_of", 1);
  add("name", "", 1);
  add("value", "confidence", std::nan(""));
  add("value", "entropy", std::numeric_limits<double>::infinity());
  add("value", "x_mine", -std::numeric_limits<double>::infinity());
  add("value", "daily_sessions", -1);
  add("value", "daily_sessions", std::ldexp(1, 63));
  add("value", "confidence", 1.0000001);
  add("value", "margin", 0).clear_value();
  add("baseline_release", "pair_disagreement", 1).set_candidate_release("b");
  add("candidate_release", "pair_disagreement", 1).set_baseline_release("a");
  add("baseline_release", "entropy", 1).set_baseline_release("a");
  add("scorer", "entropy", 1).set_scorer("a/SECRET");
  add("model_release", "entropy", 1).set_model_release("a/SECRET");
  add("direction", "entropy", 1).set_direction(static_cast<v1::SignalDirection>(7));
  add("compute_time", "entropy", 1).mutable_compute_time()->set_seconds(-5);
  // The bed's clock stands at 2026-01-01.
  add("compute_time", "entropy", 1).mutable_compute_time()->set_seconds(1767225600 + 86401);
  rows.push_back({"signals", LoopBed::Complete("SECRET")});
  for (int i = 0; i < 33; ++i) AddSignal(&rows.back().candidate, "entropy", 1);
  return rows;
}

TEST(IngestRows, RefusesABadRowByItsFieldAndNeverEchoesTheValue) {
  LoopBed bed;
  bed.SetUp();
  std::vector<BadRow> rows = BadRows();
  for (BadRow& row : BadSignals()) rows.push_back(std::move(row));
  std::vector<v1::Candidate> candidates;
  for (const BadRow& row : rows) candidates.push_back(row.candidate);
  candidates.push_back(LoopBed::Complete("good"));
  const v1::IngestResult result = bed.Upsert(candidates);
  ASSERT_EQ(result.row_errors_size(), static_cast<int>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const v1::RowError& error = result.row_errors(static_cast<int>(i));
    EXPECT_EQ(error.index(), i);
    EXPECT_EQ(error.field(), rows[i].field) << error.message();
    EXPECT_EQ(error.reason(), rows[i].reason) << error.field();
    EXPECT_FALSE(error.message().empty());
    EXPECT_EQ(error.ShortDebugString().find("SECRET"), std::string::npos);
  }
  EXPECT_EQ(result.accepted(), 1u);
  EXPECT_EQ(bed.Status().candidates(), 1u);
}

TEST(IngestRows, QuarantinesARowForEachFieldOfTheInvariantThatItLacks) {
  LoopBed bed;
  bed.SetUp();
  const struct {
    void (*clear)(v1::Candidate&);
    v1::QuarantineReason reason;
  } cases[] = {
      {[](v1::Candidate& c) { c.clear_source(); }, v1::QUARANTINE_REASON_SOURCE_MISSING},
      {[](v1::Candidate& c) { c.clear_consent_scope(); },
       v1::QUARANTINE_REASON_CONSENT_SCOPE_MISSING},
      {[](v1::Candidate& c) { c.clear_retain_until(); }, v1::QUARANTINE_REASON_RETENTION_MISSING},
      {[](v1::Candidate& c) { c.clear_rubric(); }, v1::QUARANTINE_REASON_RUBRIC_MISSING},
      {[](v1::Candidate& c) { c.clear_split(); }, v1::QUARANTINE_REASON_SPLIT_MISSING},
      {[](v1::Candidate& c) { c.clear_model_release(); },
       v1::QUARANTINE_REASON_MODEL_RELEASE_MISSING},
      {[](v1::Candidate& c) { c.clear_slice(); }, v1::QUARANTINE_REASON_SLICE_MISSING}};
  for (const auto& [clear, reason] : cases) {
    const std::string id = "c" + std::to_string(reason);
    v1::Candidate candidate = LoopBed::Complete(id);
    clear(candidate);
    EXPECT_EQ(bed.Upsert({candidate}).quarantined(), 1u) << reason;
    const v1::CandidateStatus status = bed.Get(id);
    EXPECT_EQ(status.exclusion(), v1::EXCLUSION_REASON_QUARANTINED);
    ASSERT_EQ(status.quarantine_reasons_size(), 1);
    EXPECT_EQ(status.quarantine_reasons(0), reason);
  }
  EXPECT_EQ(bed.Status().available(), 0u);
  // The missing field heals it.
  bed.Upsert({LoopBed::Complete("c1")});
  EXPECT_EQ(bed.Status().available(), 1u);
  EXPECT_EQ(bed.Get("c1").quarantine_reasons_size(), 0);
}

TEST(IngestRows, StoresRoundedValuesAndWholeMilliseconds) {
  LoopBed bed;
  bed.SetUp();
  v1::Candidate candidate = LoopBed::Complete("a");
  candidate.mutable_retain_until()->set_nanos(123'456'789);
  AddSignal(&candidate, "entropy", 1.23456789).mutable_compute_time()->set_nanos(5'999'999);
  bed.Upsert({candidate});
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const v1::Candidate stored = bed.Get("a").candidate();
    EXPECT_EQ(stored.retain_until().nanos(), 123'000'000);
    ASSERT_EQ(stored.signals_size(), 1);
    EXPECT_EQ(stored.signals(0).value(), 1.234568);
    EXPECT_EQ(stored.signals(0).compute_time().nanos(), 5'000'000);
  }
}

TEST(IngestRows, TakesWhatARowLeavesOutFromTheHeaderAndTheClock) {
  LoopBed bed;
  bed.SetUp();
  const auto header = Text<v1::IngestHeader>(
      "writer_id: 'w' queue: 'queues/q' source: 'src' model_release: 'r9' scorer: 'sc'");
  v1::CandidateChunk chunk;
  v1::Candidate& candidate = *chunk.add_candidates();
  candidate = LoopBed::Complete("a");
  candidate.clear_source();
  candidate.clear_model_release();
  AddSignal(&candidate, "entropy", 1);
  AddSignal(&candidate, "confidence", 1).set_scorer("own");
  ASSERT_TRUE(Send(bed, header, chunk).ok());
  const v1::Candidate stored = bed.Get("a").candidate();
  EXPECT_EQ(stored.source(), "src");
  EXPECT_EQ(stored.model_release(), "r9");
  ASSERT_EQ(stored.signals_size(), 2);
  EXPECT_EQ(stored.signals(0).scorer(), "sc");
  EXPECT_EQ(stored.signals(0).model_release(), "r9");
  EXPECT_EQ(stored.signals(0).compute_time().seconds(), 1767225600);
  EXPECT_EQ(stored.signals(1).scorer(), "own");
}

TEST(IngestRows, GivesAGroupOneSplitInTheSharesOfTheDatabase) {
  LoopBed bed;
  bed.SetUp();
  std::map<std::string, v1::Split> splits;
  std::map<v1::Split, int> shares;
  for (int chunk = 0; chunk < 4; ++chunk) {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 500; ++i) {
      const int group = chunk * 500 + i;
      candidates.push_back(LoopBed::Complete("c" + std::to_string(group)));
      candidates.back().clear_split();
      candidates.back().set_split_group("g" + std::to_string(group));
    }
    bed.Upsert(candidates);
  }
  for (int i = 0; i < 2000; ++i) {
    const v1::Split split = bed.Get("c" + std::to_string(i)).candidate().split();
    splits["g" + std::to_string(i)] = split;
    ++shares[split];
  }
  // 5 standard deviations of 2000 draws are 90 for a share of 80 % and 67 for one of 10 %.
  EXPECT_NEAR(shares[v1::SPLIT_TRAIN], 1600, 90);
  EXPECT_NEAR(shares[v1::SPLIT_DEV], 200, 67);
  EXPECT_NEAR(shares[v1::SPLIT_TEST], 200, 67);
  bed.Restart();
  for (int i = 0; i < 2000; i += 100) {
    v1::Candidate again = LoopBed::Complete("again" + std::to_string(i));
    again.clear_split();
    again.set_split_group("g" + std::to_string(i));
    bed.Upsert({again});
    EXPECT_EQ(bed.Get(again.candidate_id()).candidate().split(), splits[again.split_group()]);
  }
}

TEST(IngestRows, RefusesASplitThatContradictsTheGroup) {
  LoopBed bed;
  bed.SetUp();
  const auto of = [](const std::string& id, v1::Split split) {
    v1::Candidate candidate = LoopBed::Complete(id);
    candidate.set_split_group("call7");
    candidate.set_split(split);
    return candidate;
  };
  EXPECT_EQ(bed.Upsert({of("a", v1::SPLIT_TEST)}).accepted(), 1u);
  for (int start = 0; start < 2; ++start) {
    const v1::IngestResult result =
        bed.Upsert({of("b", v1::SPLIT_TRAIN), of("a", v1::SPLIT_TRAIN), of("a", v1::SPLIT_TEST)});
    ASSERT_EQ(result.row_errors_size(), 2);
    EXPECT_EQ(result.row_errors(0).field(), "split");
    EXPECT_EQ(result.duplicate(), 1u);
    EXPECT_EQ(bed.Get("a").candidate().split(), v1::SPLIT_TEST);
    EXPECT_EQ(bed.Status().candidates(), 1u);
    bed.Restart();
  }
}

// Whatever the key would make of a group: its first candidate said which split it has.
TEST(IngestRows, GivesARowWithoutASplitThatOfItsGroup) {
  LoopBed bed;
  bed.SetUp();
  constexpr int kGroups = 10;
  const auto of = [](const std::string& id, int group, v1::Split split) {
    v1::Candidate candidate = LoopBed::Complete(id + std::to_string(group));
    candidate.set_split_group("call" + std::to_string(group));
    candidate.set_split(split);
    return candidate;
  };
  std::vector<v1::Candidate> rows;
  for (int group = 0; group < kGroups; ++group) {
    rows.push_back(of("a", group, v1::SPLIT_TEST));
    rows.push_back(of("b", group, v1::SPLIT_UNSPECIFIED));
  }
  EXPECT_EQ(bed.Upsert(rows).accepted(), 2u * kGroups) << "in one call";
  for (const std::string next : {"c", "d"}) {
    std::vector<v1::Candidate> again;
    for (int group = 0; group < kGroups; ++group) {
      again.push_back(of("a", group, v1::SPLIT_UNSPECIFIED));
      again.push_back(of(next, group, v1::SPLIT_UNSPECIFIED));
    }
    const v1::IngestResult result = bed.Upsert(again);
    EXPECT_EQ(result.row_errors_size(), 0);
    EXPECT_EQ(result.duplicate(), 1u * kGroups);
    EXPECT_EQ(result.accepted(), 1u * kGroups);
    bed.Restart();
    for (int group = 0; group < kGroups; ++group) {
      for (const std::string& id : {std::string("a"), std::string("b"), next}) {
        EXPECT_EQ(bed.Get(id + std::to_string(group)).candidate().split(), v1::SPLIT_TEST) << id;
      }
    }
  }
}

TEST(IngestRows, TakesTheLastOfTwoRowsWithOneIdInAChunk) {
  LoopBed bed;
  bed.SetUp();
  v1::Candidate later = LoopBed::Complete("a");
  later.set_slice("other");
  const v1::IngestResult result = bed.Upsert({LoopBed::Complete("a"), later});
  EXPECT_EQ(result.accepted(), 2u);
  EXPECT_EQ(result.updated(), 1u);
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(bed.Get("a").candidate().slice(), "other");
    EXPECT_EQ(bed.Status().candidates(), 1u);
  }
}

TEST(IngestRows, CallsACandidateSentAgainADuplicateEvenWithoutTimes) {
  LoopBed bed;
  bed.SetUp();
  v1::Candidate candidate = LoopBed::Complete("a");
  AddSignal(&candidate, "entropy", 1);
  bed.Upsert({candidate});
  bed.clock().Advance(absl::Hours(1));
  EXPECT_EQ(bed.Upsert({candidate}).duplicate(), 1u);
  candidate.mutable_signals(0)->set_value(2);
  EXPECT_EQ(bed.Upsert({candidate}).updated(), 1u);
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(bed.Get("a").candidate().signals(0).value(), 2);
  }
}

TEST(IngestRows, TakesSixtyFourSignalsOfAQueueAndRefusesRowsWithOthers) {
  LoopBed bed;
  bed.SetUp();
  for (int i = 0; i < 64; ++i) {
    v1::Candidate candidate = LoopBed::Complete("c" + std::to_string(i));
    AddSignal(&candidate, "x_" + std::to_string(i), 1);
    ASSERT_EQ(bed.Upsert({candidate}).accepted(), 1u) << i;
  }
  v1::Candidate beyond = LoopBed::Complete("beyond");
  AddSignal(&beyond, "x_1", 1);
  AddSignal(&beyond, "x_64", 1);
  const v1::IngestResult result = bed.Upsert({beyond});
  ASSERT_EQ(result.row_errors_size(), 1);
  EXPECT_EQ(result.row_errors(0).field(), "signals[1].name");
  EXPECT_EQ(bed.Status().candidates(), 64u);
}

TEST(IngestRows, RefusesNewValuesOfAFieldThatIsFullAndTakesKnownOnes) {
  LoopBed bed;
  bed.SetUp("");
  std::vector<v1::Candidate> candidates(500, LoopBed::Complete("x"));
  // The nameless slice of quarantined rows counts as well.
  v1::Candidate nameless = LoopBed::Complete("nameless");
  nameless.clear_slice();
  bed.Upsert({nameless});
  for (size_t i = 0; i < shard::kMaxNames; ++i) {
    v1::Candidate& candidate = candidates[i % 500];
    candidate.set_candidate_id("c" + std::to_string(i));
    candidate.set_slice("sl" + std::to_string(i));
    if (i % 500 != 499) continue;
    const uint32_t refused = i == shard::kMaxNames - 1 ? 1 : 0;
    ASSERT_EQ(bed.Upsert(candidates).accepted(), 500u - refused);
  }
  v1::Candidate known = LoopBed::Complete("known");
  known.set_slice("sl7");
  EXPECT_EQ(bed.Upsert({known}).accepted(), 1u);
  known.set_slice("one_more");
  const v1::IngestResult result = bed.Upsert({known});
  ASSERT_EQ(result.row_errors_size(), 1);
  EXPECT_EQ(result.row_errors(0).field(), "slice");
  EXPECT_EQ(bed.Get("known").candidate().slice(), "sl7");
  const auto slice =
      bed.Call(&Loop::queues, &Queues::UpdateSlice,
               Text<v1::UpdateSliceRequest>("slice { name: 'queues/q/slices/one_more' } "
                                            "update_mask { paths: 'launch_weight' }"));
  EXPECT_EQ(DetailOf(slice.status()).reason, v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace winnow::loop::testing
