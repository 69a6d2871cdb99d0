// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_batch.h"

#include <gtest/gtest.h>

#include <string>

#include "server/loop/signal_batch.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

// A queue without a shard around it.
class BatchTest : public ::testing::Test {
 protected:
  BatchTest() : queue_(Text<storage::v1::QueueRecord>("queue_no: 1 queue_id: 'q'")) {}

  template <typename Batch>
  v1::IngestResult Apply(typename Batch::Rows rows) {
    Batch batch(context_, &rows);
    const v1::IngestResult result = batch.Apply(state_, queue_, &writes_);
    rows.Clear();
    // Counting happens after the answer is due, when the rows may be gone.
    batch.Count(result, metrics_.ingest());
    return result;
  }

  v1::IngestResult Upsert(const std::vector<v1::Candidate>& candidates) {
    return Apply<CandidateBatch>({candidates.begin(), candidates.end()});
  }

  bool Shows(const std::string& line) const {
    return metrics_.Text().find(line + "\n") != std::string::npos;
  }

  SplitAssignment splits_{"key"};
  IngestContext context_{
      Text<v1::IngestHeader>("scorer: 'sc'"), {}, absl::FromUnixSeconds(1767225600), splits_};
  shard::ShardState state_{0, 10};
  shard::QueueState queue_;
  storage::WriteSet writes_;
  ops::Metrics metrics_{ops::BuildLabels{"test", "test"}};
};

TEST_F(BatchTest, CountsRowsReasonsAndSignals) {
  v1::Candidate good = LoopBed::Complete("a");
  *good.add_signals() = Text<v1::Signal>("name: 'entropy' value: 1");
  v1::Candidate lacking = LoopBed::Complete("b");
  lacking.clear_rubric();
  lacking.clear_slice();
  v1::Candidate wrong = LoopBed::Complete("c");
  wrong.set_slice("a/b");
  Upsert({good, lacking, wrong, good});
  v1::SignalRow unknown =
      Text<v1::SignalRow>("candidate_id: 'zz' signals { name: 'entropy' value: 1 }");
  v1::SignalRow known = Text<v1::SignalRow>(
      "candidate_id: 'a' signals { name: 'entropy' value: 2 compute_time { seconds: 1767225660 } "
      "}");
  const v1::SignalRow rows[] = {unknown, known};
  Apply<SignalBatch>({rows, rows + 2});
  for (const char* line :
       {"winnow_ingest_candidates_total{result=\"accepted\"} 1",
        "winnow_ingest_candidates_total{result=\"quarantined\"} 1",
        "winnow_ingest_candidates_total{result=\"duplicate\"} 1",
        "winnow_ingest_candidates_total{result=\"refused\"} 1",
        "winnow_ingest_rejections_total{reason=\"RUBRIC_MISSING\"} 1",
        "winnow_ingest_rejections_total{reason=\"SLICE_MISSING\"} 1",
        "winnow_ingest_rejections_total{reason=\"FIELD_INVALID\"} 1",
        "winnow_ingest_rejections_total{reason=\"CANDIDATE_UNKNOWN\"} 1",
        "winnow_signal_updates_total{signal=\"entropy\"} 2",
        "winnow_scorer_last_update_timestamp_seconds{scorer=\"sc\"} 1767225660"}) {
    EXPECT_TRUE(Shows(line)) << line << "\n" << metrics_.Text();
  }
}

TEST_F(BatchTest, LogsOnlySignalsThatNoStoredRowCarries) {
  v1::Candidate candidate = LoopBed::Complete("a");
  *candidate.add_signals() = Text<v1::Signal>("name: 'entropy' value: 1");
  Upsert({candidate});
  EXPECT_EQ(writes_.ops(), 1u);
  EXPECT_EQ(queue_.backlog_bytes, 0u);
  candidate.mutable_signals(0)->set_value(2);
  Upsert({candidate});
  EXPECT_EQ(writes_.ops(), 2u);
  EXPECT_GT(queue_.backlog_bytes, 0u);
}

TEST_F(BatchTest, NotesRowsThatAreRewrittenDuringAFold) {
  Upsert({LoopBed::Complete("a"), LoopBed::Complete("b")});
  queue_.folding = true;
  v1::Candidate changed = LoopBed::Complete("b");
  changed.set_slice("other");
  Upsert({LoopBed::Complete("a"), changed, LoopBed::Complete("c")});
  EXPECT_EQ(queue_.rewritten.size(), 1u);
  EXPECT_TRUE(queue_.rewritten.contains(1));
}

}  // namespace
}  // namespace winnow::loop::testing
