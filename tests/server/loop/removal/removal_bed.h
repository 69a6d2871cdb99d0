// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RemovalBed: a ReviewBed with two persons in it, each of whom left traces in every kind of row.
#ifndef WINNOW_TESTS_SERVER_LOOP_REMOVAL_REMOVAL_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_REMOVAL_REMOVAL_BED_H_

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/shard/shard_check.h"
#include "tests/server/loop/review_bed.h"
#include "tests/server/shard/state_digest.h"

namespace winnow::loop::testing {

inline constexpr char kCapPolicy[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } "
    "caps { attribute: 'speaker' per_batch: 1 per_window: 2 window { seconds: 86400 } } "
    "exploration { share: 0.5 } required_labels: 1";

// Candidates a0..a9 of the first person, b0..b9 of the second. Of each person, 0 to 4 were labelled
// in batches that are closed, some are in an open batch, and all have signals, half of them in
// chunks that are not folded.
class RemovalBed : public ReviewBed {
 public:
  explicit RemovalBed(size_t shards = 1, Gate gate = nullptr, const std::string& policy = "")
      : ReviewBed(kCapPolicy + (" " + policy), shards, {}, std::move(gate)) {
    std::vector<v1::Candidate> candidates;
    for (const char person : {'a', 'b'}) {
      for (int i = 0; i < 10; ++i) candidates.push_back(Of(person, i));
    }
    EXPECT_EQ(Upsert(candidates).accepted(), 20u);
    PushSignals();
    for (int i = 0; i < 2; ++i) {
      const auto batch = Take("max_items: 6");
      std::vector<std::string> half;
      for (int item = 0; item < batch.items_size() / 2; ++item)
        half.push_back(batch.items(item).candidate_id());
      EXPECT_TRUE(Label(batch, half, i).ok());
      EXPECT_TRUE(OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch).ok());
      batches.push_back(batch);
    }
    batches.push_back(Take("max_items: 6 lease { seconds: 3600 }"));
    EXPECT_GT(batches.back().items_size(), 0);
  }

  static std::string Subject(char person) { return "5ab1ec70000000" + std::string(2, person); }
  static std::string Speaker(char person) {
    return std::string(2, person) + "5bea4e70000000feedface000000";
  }
  static std::string Group(char person) { return "split-group-of-" + std::string(1, person) + "-"; }

  static v1::Candidate Of(char person, int i) {
    v1::Candidate candidate = Complete(absl::StrCat(std::string(1, person), i));
    candidate.clear_split();
    candidate.set_split_group(absl::StrCat(Group(person), i));
    candidate.set_subject(Subject(person));
    candidate.set_slice(i % 2 == 0 ? "even" : "odd");
    (*candidate.mutable_attributes())["speaker"] = Speaker(person);
    v1::Signal& signal = *candidate.add_signals();
    signal.set_name("confidence");
    signal.set_value(i % 10 / 10.0);
    return candidate;
  }

  absl::StatusOr<v1::EraseSubjectResponse> Erase(char person, const std::string& request_id = "") {
    v1::EraseSubjectRequest request;
    request.set_subject(Subject(person));
    request.set_request_id(request_id);
    return Call(&Loop::erasures, &Erasures::EraseSubject, request);
  }

  // Keys, values and leaves that hold a text, in every shard.
  size_t Count(const std::string& text) {
    size_t count = 0;
    for (size_t shard = 0; shard < shards().size(); ++shard) {
      const auto id = static_cast<storage::ShardId>(shard);
      auto rows = engine().OpenBulk(id, {});
      EXPECT_TRUE(rows.ok()) << rows.status();
      while ((*rows)->Next()) {
        count += absl::StrContains((*rows)->key(), text);
        count += absl::StrContains((*rows)->value(), text);
      }
      const auto leaves = engine().ReadLeaves(id, 0, 1'000'000);
      EXPECT_TRUE(leaves.ok()) << leaves.status();
      for (const storage::Leaf& leaf : *leaves) count += absl::StrContains(leaf.bytes, text);
    }
    return count;
  }

  // What is left of a person anywhere but in chunks of signals.
  size_t Traces(char person) {
    return Count(Subject(person)) + Count(Speaker(person)) + Count(Speaker(person).substr(0, 16)) +
           Count(CapKey(person)) + Count(Group(person));
  }

  v1::VerifyBatchResponse Verify(const std::string& name) {
    v1::VerifyBatchRequest request;
    request.set_name(name);
    const auto response = Call(&Loop::batches, &Batches::VerifyBatch, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::VerifyBatchResponse();
  }

  // All that must survive a restart.
  std::set<std::string> Digest() {
    std::set<std::string> digest;
    for (size_t shard = 0; shard < shards().size(); ++shard) {
      shards().at(shard).Mutate(
          [&](shard::ShardState& state, shard::MutationLog&) {
            digest.merge(shard::testing::StateDigest(state, {}));
            return absl::OkStatus();
          },
          [](const absl::StatusOr<shard::Position>&) {});
    }
    Status();
    return digest;
  }

  // Ends the loop and opens it again: what is there before and not after, and the other way round.
  std::vector<std::string> LostByRestart() {
    const std::set<std::string> before = Digest();
    Restart();
    const std::set<std::string> after = Digest();
    std::vector<std::string> lost;
    std::set_symmetric_difference(before.begin(), before.end(), after.begin(), after.end(),
                                  std::back_inserter(lost));
    return lost;
  }

  // What the offline check finds.
  std::vector<std::string> Problems() {
    std::vector<std::string> problems;
    Status();
    for (size_t shard = 0; shard < shards().size(); ++shard) {
      const auto report =
          shard::CheckShard(engine(), static_cast<storage::ShardId>(shard), clock().WallNow());
      EXPECT_TRUE(report.ok()) << report.status();
      if (report.ok())
        problems.insert(problems.end(), report->problems.begin(), report->problems.end());
    }
    return problems;
  }

  std::vector<v1::RequestBatchResponse> batches;

 private:
  // As the rows of caps hold the key of a speaker.
  static std::string CapKey(char person) {
    const uint64_t key = shard::AttributeColumns::KeyOfHash(Speaker(person));
    return std::string(reinterpret_cast<const char*>(&key), sizeof(key));
  }

  void PushSignals() {
    v1::BatchPushSignalsRequest request;
    request.set_queue("queues/q");
    for (const char person : {'a', 'b'}) {
      for (int i = 0; i < 10; i += 2) {
        v1::SignalRow& row = *request.add_rows();
        row.set_candidate_id(absl::StrCat(std::string(1, person), i));
        v1::Signal& signal = *row.add_signals();
        signal.set_name("confidence");
        signal.set_value(0.75);
      }
    }
    EXPECT_TRUE(Call(&Loop::ingest, &Ingest::BatchPushSignals, request).ok());
  }
};

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_REMOVAL_REMOVAL_BED_H_
