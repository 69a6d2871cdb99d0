// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Pushed signals: the newest wins, over restarts and folds (api.md P1, storage.md E2).
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/shard/signal_fold.h"
#include "tests/server/loop/loop_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

constexpr int64_t kNow = 1767225600;  // where the bed's clock starts

v1::IngestHeader Header() {
  return Text<v1::IngestHeader>("writer_id: 'w' queue: 'queues/q' scorer: 'sc'");
}

absl::StatusOr<v1::BatchPushSignalsResponse> Push(LoopBed& bed, const std::string& rows) {
  return bed.Call(&Loop::ingest, &Ingest::BatchPushSignals,
                  Text<v1::BatchPushSignalsRequest>("queue: 'queues/q' " + rows));
}

TEST(IngestSignals, ReportsUnknownCandidatesAndOlderValues) {
  LoopBed bed;
  bed.SetUp();
  bed.Upsert({LoopBed::Complete("a")});
  const std::string newer =
      "rows { candidate_id: 'a' signals { name: 'entropy' value: 2 compute_time { seconds: 20 } } "
      "}";
  const std::string older =
      "rows { candidate_id: 'a' signals { name: 'entropy' value: 1 compute_time { seconds: 10 } } "
      "}";
  const std::string unknown = "rows { candidate_id: 'zz' signals { name: 'entropy' value: 1 } }";
  const auto response = Push(bed, newer + older + unknown + "rows { candidate_id: 'a' }");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->result().accepted(), 1u);
  EXPECT_EQ(response->result().duplicate(), 1u);
  ASSERT_EQ(response->result().row_errors_size(), 2);
  EXPECT_EQ(response->result().row_errors(0).reason(), v1::ERROR_REASON_CANDIDATE_UNKNOWN);
  EXPECT_EQ(response->result().row_errors(0).index(), 2u);
  EXPECT_EQ(response->result().row_errors(1).field(), "signals");
  EXPECT_EQ(bed.Get("a").candidate().signals(0).value(), 2);
}

TEST(IngestSignals, IsAboutTheCandidatesReleaseWhereNothingElseIsSaid) {
  LoopBed bed;
  bed.SetUp();
  v1::Candidate other = LoopBed::Complete("b");
  other.set_model_release("r2");
  bed.Upsert({LoopBed::Complete("a"), other});
  ASSERT_TRUE(Push(bed,
                   "rows { candidate_id: 'a' signals { name: 'entropy' value: 1 } }"
                   "rows { candidate_id: 'b' signals { name: 'entropy' value: 1 } }"
                   "rows { candidate_id: 'b' signals { name: 'margin' value: 1 "
                   "model_release: 'r3' } }")
                  .ok());
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(bed.Get("a").candidate().signals(0).model_release(), "r1");
    EXPECT_EQ(bed.Get("b").candidate().signals(0).model_release(), "r2");
    EXPECT_EQ(bed.Get("b").candidate().signals(1).model_release(), "r3");
  }
}

// Score of the first candidate in the index of queue `q`.
int64_t IndexedScore(LoopBed& bed) {
  int64_t score = 0;
  const absl::Status seen = Peek(bed.shards().control(), [&](const shard::ShardState& state) {
    score = state.FindQueue("q")->frame.index()->At(0).score;
    return absl::OkStatus();
  });
  EXPECT_TRUE(seen.ok()) << seen;
  return score;
}

TEST(IngestSignals, RescoresTheCandidateAtOnce) {
  LoopBed bed;
  bed.SetUp();
  bed.Upsert({LoopBed::Complete("a")});
  const auto explain = [&] {
    return bed.Call(&Loop::candidates, &Candidates::ExplainCandidate,
                    Text<v1::ExplainCandidateRequest>("name: 'queues/q/candidates/a'"));
  };
  const int64_t before = explain()->score_micros();
  ASSERT_TRUE(
      Push(bed, "rows { candidate_id: 'a' signals { name: 'confidence' value: 0.01 } }").ok());
  const auto after = explain();
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_NE(after->score_micros(), before);
  EXPECT_EQ(after->cell_candidates(), 1u);
  int64_t sum = 0;
  for (const v1::ScoreTerm& term : after->terms()) sum += term.micros();
  EXPECT_EQ(sum, after->score_micros());
  // What a draw reads is the score in the index.
  EXPECT_EQ(IndexedScore(bed), after->score_micros());
  v1::Candidate again = LoopBed::Complete("a");
  *again.add_signals() = Text<v1::Signal>("name: 'confidence' value: 0.5");
  bed.clock().Advance(absl::Seconds(1));
  bed.Upsert({again});
  EXPECT_NE(IndexedScore(bed), after->score_micros());
  EXPECT_EQ(IndexedScore(bed), explain()->score_micros());
}

TEST(IngestSignals, RefusesPushesBeforeTheBacklogGrowsBeyondItsBound) {
  Limits limits;
  limits.signal_backlog_bytes = 400;
  LoopBed bed(1, limits);
  bed.SetUp();
  bed.Upsert({LoopBed::Complete("a")});
  v1::SignalChunk chunk =
      Text<v1::SignalChunk>("rows { candidate_id: 'a' signals { name: 'entropy' value: 0 } }");
  bool asked_to_pause = false;
  uint64_t offset = 0;
  absl::Status refused;
  for (; offset < 100; ++offset) {
    bed.clock().Advance(absl::Seconds(1));
    chunk.set_offset(offset);
    const auto outcome = Send(bed, Header(), chunk);
    if (!outcome.ok()) {
      refused = outcome.status();
      break;
    }
    asked_to_pause = outcome->ack.has_push_back();
  }
  EXPECT_TRUE(asked_to_pause);
  EXPECT_EQ(DetailOf(refused).reason, v1::ERROR_REASON_OVERLOADED);
  EXPECT_TRUE(DetailOf(refused).retry_after.has_value());
  EXPECT_GE(bed.Status().signal_backlog_bytes(), 400u);
  // Nothing of the refused chunk counts, and it goes through after a fold.
  ASSERT_TRUE(shard::FoldSignals(bed.shards().control(), {.min_backlog_bytes = 1}).ok());
  EXPECT_EQ(bed.Status().signal_backlog_bytes(), 0u);
  const auto outcome = Send(bed, Header(), chunk);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->ack.committed_offset(), offset + 1);
}

// The oracle keeps, for each candidate and signal, the value with the latest time, of two with one
// time the later one.
class SignalOracle {
 public:
  void Set(const std::string& candidate, const v1::Signal& signal) {
    Entry& entry = values_[{candidate, signal.name()}];
    if (signal.compute_time().seconds() < entry.first) return;
    entry = {signal.compute_time().seconds(), signal.value()};
  }

  void Check(LoopBed& bed, int candidates) const {
    for (int i = 0; i < candidates; ++i) {
      const std::string id = "c" + std::to_string(i);
      std::map<std::string, Entry> expected;
      for (const auto& [key, entry] : values_) {
        if (key.first == id) expected[key.second] = entry;
      }
      std::map<std::string, Entry> found;
      const v1::CandidateStatus status = bed.Get(id);
      for (const v1::Signal& signal : status.candidate().signals()) {
        found[signal.name()] = {signal.compute_time().seconds(), signal.value()};
      }
      ASSERT_EQ(found, expected) << id;
    }
  }

 private:
  using Entry = std::pair<int64_t, double>;
  std::map<std::pair<std::string, std::string>, Entry> values_;
};

TEST(IngestSignals, KeepsTheNewestOfEachSignalThroughRestartsAndFolds) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  LoopBed bed;
  bed.SetUp();
  constexpr int kCandidates = 12;
  SignalOracle oracle;
  const auto draw = [&](v1::Signal* signal) {
    const char* names[] = {"entropy", "confidence", "x_a", "x_b"};
    signal->set_name(names[random() % 4]);
    signal->set_value(static_cast<double>(random() % 8) / 8);
    signal->mutable_compute_time()->set_seconds(kNow - 20 + random() % 20);
  };
  // Candidates arrive late, so that the first pushes find no one.
  int known = 0;
  for (int step = 0; step < 300; ++step) {
    const uint32_t choice = random() % 20;
    if (choice == 0) {
      bed.Restart();
    } else if (choice == 1) {
      ASSERT_TRUE(shard::FoldSignals(bed.shards().control(), {.min_backlog_bytes = 1}).ok());
    } else if (choice < 6) {
      const int number = static_cast<int>(random() % std::min(known + 1, kCandidates));
      v1::Candidate candidate = LoopBed::Complete("c" + std::to_string(number));
      if (random() % 2 == 0) candidate.set_slice("sl" + std::to_string(random() % 3));
      for (uint32_t i = random() % 4; i > 0; --i) draw(candidate.add_signals());
      for (const v1::Signal& signal : candidate.signals()) {
        oracle.Set(candidate.candidate_id(), signal);
      }
      bed.Upsert({candidate});
      known = std::max(known, number + 1);
    } else {
      v1::BatchPushSignalsRequest request;
      request.set_queue("queues/q");
      for (int row = 0; row < 5; ++row) {
        const int number = static_cast<int>(random() % kCandidates);
        v1::SignalRow& message = *request.add_rows();
        message.set_candidate_id("c" + std::to_string(number));
        for (uint32_t i = 1 + random() % 3; i > 0; --i) {
          draw(message.add_signals());
          if (number < known) oracle.Set(message.candidate_id(), *message.signals().rbegin());
        }
      }
      const auto response = bed.Call(&Loop::ingest, &Ingest::BatchPushSignals, request);
      ASSERT_TRUE(response.ok()) << response.status();
    }
    if (step % 25 == 24) oracle.Check(bed, known);
  }
}

}  // namespace
}  // namespace winnow::loop::testing
