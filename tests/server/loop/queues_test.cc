// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Queues and slices: how they come into being and change.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/tables.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

auto Create(LoopBed& bed, const std::string& text) {
  return bed.Call(&Loop::queues, &Queues::CreateQueue, Text<v1::CreateQueueRequest>(text));
}

auto Update(LoopBed& bed, const std::string& text) {
  return bed.Call(&Loop::queues, &Queues::UpdateQueue, Text<v1::UpdateQueueRequest>(text));
}

auto UpdateSlice(LoopBed& bed, const std::string& text) {
  return bed.Call(&Loop::queues, &Queues::UpdateSlice, Text<v1::UpdateSliceRequest>(text));
}

std::vector<v1::Slice> Slices(LoopBed& bed, int page_size) {
  std::vector<v1::Slice> slices;
  v1::ListSlicesRequest request;
  request.set_queue("queues/q");
  request.set_page_size(page_size);
  do {
    const auto page = bed.Call(&Loop::queues, &Queues::ListSlices, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    slices.insert(slices.end(), page->slices().begin(), page->slices().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return slices;
}

TEST(Queues, SpreadOverTheShardsAndStayThere) {
  LoopBed bed(3);
  for (const char* name : {"e", "d", "c", "b", "a"}) {
    ASSERT_TRUE(Create(bed, std::string("queue { name: 'queues/") + name + "' }").ok());
  }
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    std::string names;
    std::string shards;
    v1::ListQueuesRequest request;
    request.set_page_size(2);
    do {
      const auto page = bed.Call(&Loop::queues, &Queues::ListQueues, request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Queue& queue : page->queues()) {
        names += queue.name().substr(7);
        shards += std::to_string(queue.shard());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(names, "abcde");
    EXPECT_EQ(shards, "10210");
  }
}

TEST(Queues, AreCreatedOnceAndRefusedWithAnotherContent) {
  LoopBed bed;
  const std::string queue = "queue { name: 'queues/q' description: 'd' } ";
  Approve(bed, "policies/lab-v0@1");
  const auto first = Create(bed, queue + "policy: 'policies/lab-v0'");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->queue().active_policy(), "policies/lab-v0@1");
  bed.clock().Advance(absl::Hours(1));
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    for (const char* policy : {"", "policy: 'policies/lab-v0'", "policy: 'policies/lab-v0@1'"}) {
      const auto again = Create(bed, queue + policy);
      ASSERT_TRUE(again.ok()) << again.status();
      EXPECT_EQ(again->queue().SerializeAsString(), first->queue().SerializeAsString());
    }
    EXPECT_EQ(DetailOf(Create(bed, "queue { name: 'queues/q' description: 'x' }").status()).reason,
              v1::ERROR_REASON_ALREADY_EXISTS);
  }
  EXPECT_EQ(DetailOf(Create(bed, queue + "policy: 'policies/none'").status()).reason,
            v1::ERROR_REASON_POLICY_UNKNOWN);
}

TEST(Queues, HealACreationThatStoppedHalfWay) {
  LoopBed bed(2);
  // The first step alone, as before a crash: the directory knows the queue, its shard does not.
  const auto assign = [](shard::ShardState& state, shard::MutationLog& log) {
    shard::Mutation mutation;
    storage::v1::QueueDirectoryRecord record;
    record.set_queue_id("q");
    record.set_shard(1);
    storage::QueueDirectory::Put(state.shard, "q", record, &mutation.writes);
    log.Add(std::move(mutation));
    return absl::OkStatus();
  };
  ASSERT_TRUE(shard::MutateAndWait(bed.shards().control(), assign).ok());
  bed.Restart();
  const auto get = [&] {
    return bed.Call(&Loop::queues, &Queues::GetQueue,
                    Text<v1::GetQueueRequest>("name: 'queues/q'"));
  };
  EXPECT_EQ(DetailOf(get().status()).reason, v1::ERROR_REASON_QUEUE_UNKNOWN);
  const auto healed = Create(bed, "queue { name: 'queues/q' }");
  ASSERT_TRUE(healed.ok()) << healed.status();
  EXPECT_EQ(healed->queue().shard(), 1u);
  bed.Restart();
  EXPECT_TRUE(get().ok());
}

TEST(Queues, AnswerARequestIdAndRefuseItForAnotherQueue) {
  LoopBed bed;
  ASSERT_TRUE(Create(bed, "queue { name: 'queues/q' } request_id: 'id'").ok());
  EXPECT_TRUE(Create(bed, "queue { name: 'queues/q' } request_id: 'id'").ok());
  EXPECT_EQ(DetailOf(Create(bed, "queue { name: 'queues/p' } request_id: 'id'").status()).reason,
            v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST(Queues, TakeNewAttributesAndNeverLoseOne) {
  LoopBed bed;
  bed.SetUp();
  const auto added = Update(bed,
                            "queue { name: 'queues/q' "
                            "attributes { key: 'cluster' kind: ATTRIBUTE_KIND_CATEGORY } "
                            "attributes { key: 'device' kind: ATTRIBUTE_KIND_CATEGORY } "
                            "attributes { key: 'speaker' kind: ATTRIBUTE_KIND_KEYED_HASH } } "
                            "update_mask { paths: 'attributes' }");
  ASSERT_TRUE(added.ok()) << added.status();
  // Candidates hold their keys in the order of declaration.
  ASSERT_EQ(added->queue().attributes_size(), 3);
  EXPECT_EQ(added->queue().attributes(0).key(), "speaker");
  EXPECT_EQ(added->queue().attributes(2).key(), "cluster");
  v1::Candidate candidate = LoopBed::Complete("a");
  (*candidate.mutable_attributes())["cluster"] = "k1";
  EXPECT_EQ(bed.Upsert({candidate}).accepted(), 1u);
  // Caps read the keys in memory.
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const absl::Status seen = Peek(bed.shards().control(), [](const shard::ShardState& state) {
      EXPECT_NE(state.FindQueue("q")->candidates.attributes().Key(0, 2), 0u);
      return absl::OkStatus();
    });
    EXPECT_TRUE(seen.ok()) << seen;
  }
  for (const char* fewer : {"attributes { key: 'speaker' kind: ATTRIBUTE_KIND_KEYED_HASH }",
                            "attributes { key: 'speaker' kind: ATTRIBUTE_KIND_CATEGORY } "
                            "attributes { key: 'device' kind: ATTRIBUTE_KIND_CATEGORY } "
                            "attributes { key: 'cluster' kind: ATTRIBUTE_KIND_CATEGORY }"}) {
    const auto refused = Update(bed, std::string("queue { name: 'queues/q' ") + fewer +
                                         " } update_mask { paths: 'attributes' }");
    EXPECT_EQ(DetailOf(refused.status()).reason, v1::ERROR_REASON_FIELD_INVALID);
  }
}

TEST(Queues, RefuseAnUpdateOfAnOlderVersion) {
  LoopBed bed;
  const auto created = Create(bed, "queue { name: 'queues/q' }");
  const std::string update = "queue { name: 'queues/q' description: 'd' etag: '" +
                             created->queue().etag() + "' } update_mask { paths: 'description' }";
  const auto updated = Update(bed, update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_NE(updated->queue().etag(), created->queue().etag());
  EXPECT_EQ(DetailOf(Update(bed, update).status()).reason, v1::ERROR_REASON_VERSION_CONFLICT);
  EXPECT_FALSE(
      Update(bed, "queue { name: 'queues/q' } update_mask { paths: 'active_policy' }").ok());
}

TEST(Queues, RescoreForAnotherReleaseUnderTest) {
  LoopBed bed;
  bed.SetUp("");
  ASSERT_TRUE(
      bed.Call(&Loop::policies, &Policies::CreatePolicyRevision,
               Text<v1::CreatePolicyRevisionRequest>(
                   "policy_id: 'p' policy { purpose: PURPOSE_TRAINING "
                   "allocation { kind: ALLOCATION_KIND_BY_SCORE } "
                   "signal_terms { name: 't' signal: 'pair_disagreement' weight: 1 clamp_high: 9 "
                   "use_release_under_test: true } }"))
          .ok());
  const auto set = [&](const std::string& release) {
    return Update(bed,
                  "queue { name: 'queues/q' release_under_test { baseline_release: 'r1' "
                  "candidate_release: '" +
                      release + "' } } update_mask { paths: 'release_under_test' }");
  };
  ASSERT_TRUE(set("r2").ok());
  Approve(bed, "policies/p@1");
  ASSERT_TRUE(
      bed.Call(&Loop::policies, &Policies::ActivatePolicyRevision,
               Text<v1::ActivatePolicyRevisionRequest>("queue: 'queues/q' policy: 'policies/p'"))
          .ok());
  v1::Candidate candidate = LoopBed::Complete("a");
  *candidate.add_signals() = Text<v1::Signal>(
      "name: 'pair_disagreement' value: 2 baseline_release: 'r1' candidate_release: 'r2'");
  *candidate.add_signals() = Text<v1::Signal>(
      "name: 'pair_disagreement' value: 5 baseline_release: 'r1' candidate_release: 'r3'");
  bed.Upsert({candidate});
  const auto score = [&] {
    return bed
        .Call(&Loop::candidates, &Candidates::ExplainCandidate,
              Text<v1::ExplainCandidateRequest>("name: 'queues/q/candidates/a'"))
        ->score_micros();
  };
  EXPECT_EQ(score(), 2'000'000);
  ASSERT_TRUE(set("r3").ok());
  EXPECT_EQ(score(), 5'000'000);
}

TEST(Slices, KeepWhatTheMaskNamesAndComeByName) {
  LoopBed bed;
  bed.SetUp();
  const auto slice = UpdateSlice(bed,
                                 "slice { name: 'queues/q/slices/zz' target_labels: 9 "
                                 "launch_weight: 2.5 recent_regression: true } "
                                 "update_mask { paths: ['target_labels', 'launch_weight'] }");
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_FALSE(slice->slice().recent_regression());
  v1::Candidate other = LoopBed::Complete("b");
  other.set_slice("aa");
  v1::Candidate nameless = LoopBed::Complete("c");
  nameless.clear_slice();
  bed.Upsert({LoopBed::Complete("a"), other, nameless});
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const std::vector<v1::Slice> slices = Slices(bed, 2);
    ASSERT_EQ(slices.size(), 3u);
    EXPECT_EQ(slices[0].name(), "queues/q/slices/aa");
    EXPECT_EQ(slices[1].name(), "queues/q/slices/sl");
    EXPECT_EQ(slices[1].eligible(), 1u);
    EXPECT_EQ(slices[2].name(), "queues/q/slices/zz");
    EXPECT_EQ(slices[2].launch_weight(), 2.5);
    EXPECT_EQ(slices[2].target_labels(), 9u);
  }
  EXPECT_EQ(DetailOf(UpdateSlice(bed,
                                 "slice { name: 'queues/q/slices/zz' etag: '77' } "
                                 "update_mask { paths: 'launch_weight' }")
                         .status())
                .reason,
            v1::ERROR_REASON_VERSION_CONFLICT);
}

TEST(Slices, WithoutLaunchWeightLeaveTheFrameAndComeBack) {
  LoopBed bed;
  bed.SetUp();
  bed.Upsert({LoopBed::Complete("a"), LoopBed::Complete("b")});
  ASSERT_TRUE(UpdateSlice(bed,
                          "slice { name: 'queues/q/slices/sl' launch_weight: 0 } "
                          "update_mask { paths: 'launch_weight' }")
                  .ok());
  v1::QueueStatusResponse status = bed.Status();
  EXPECT_EQ(status.available(), 0u);
  ASSERT_EQ(status.excluded_size(), 1);
  EXPECT_EQ(status.excluded(0).reason(), v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE);
  EXPECT_EQ(status.excluded(0).count(), 2u);
  EXPECT_EQ(bed.Get("a").exclusion(), v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE);
  EXPECT_EQ(Slices(bed, 0)[0].eligible(), 0u);
  // Unset is the default weight of 1.
  ASSERT_TRUE(UpdateSlice(bed,
                          "slice { name: 'queues/q/slices/sl' } "
                          "update_mask { paths: 'launch_weight' }")
                  .ok());
  EXPECT_EQ(bed.Status().available(), 2u);
}

}  // namespace
}  // namespace winnow::loop::testing
