// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the audit log costs: a commit with its tree against one without, and the verification of a
// log of a million leaves.
#include <algorithm>
#include <fstream>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/audit_file.h"
#include "gtest/gtest.h"
#include "server/ops/clock.h"
#include "server/shard/leaf_record.h"
#include "server/shard/log_tree.h"
#include "storage/key.h"
#include "storage/rocksdb_engine.h"
#include "tests/governance/audit/export_writer.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"
#include "tests/testing/temp_dir.h"

namespace winnow::governance {
namespace {

absl::Duration Now() {
  static const ops::SystemClock clock;
  return clock.SteadyNow();
}

double SecondsSince(absl::Duration start) { return absl::ToDoubleSeconds(Now() - start); }

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

enum class Tree { kWith, kWithout };

// Two databases on one disk, whose commits take turns.
class CostTest : public ::testing::Test {
 protected:
  struct Side {
    std::unique_ptr<storage::RocksdbEngine> engine;
    std::unique_ptr<shard::LogTree> tree;
    std::string note = "note";
    uint64_t seq = 0;
  };

  Side Open(const std::string& name) {
    storage::RocksdbOptions options;
    options.dir = dir_.Join(name);
    options.create_if_missing = true;
    options.database_id = name;
    options.wait = [](absl::Duration) { std::this_thread::yield(); };
    Side side;
    side.engine = *storage::RocksdbEngine::Open(options);
    side.tree = *shard::LogTree::Open(*side.engine, 0, *side.engine->Head(0));
    return side;
  }

  // Seconds that a commit of `mutations` takes, each with a row and a leaf.
  static double Commit(Side& side, Tree tree, int mutations) {
    const storage::ShardHead head = *side.engine->Head(0);
    const auto start = Now();
    storage::Commit commit;
    commit.fence = {0, head.epoch, side.seq};
    storage::WriteSet writes;
    for (int i = 0; i < mutations; ++i) {
      storage::KeyBuilder key(0, storage::Table::kCandidate);
      writes.Put(key.U64(++side.seq).Take(), std::string(400, 'v'));
      shard::LeafDraft draft{.method = "RenewLease",
                             .object = "queues/q/batches/1",
                             .decision = "RENEWED",
                             .policy = "p@1"};
      std::string leaf = shard::WriteLeaf({.shard = 0,
                                           .epoch = head.epoch,
                                           .seq = side.seq,
                                           .time = absl::UnixEpoch(),
                                           .actor = "00112233445566778899aabbccddeeff",
                                           .salt_key = "key"},
                                          std::move(draft), writes);
      if (tree == Tree::kWith) side.tree->Append(leaf, writes);
      commit.leaves.push_back(std::move(leaf));
    }
    if (tree == Tree::kWith) side.note = side.tree->Note();
    commit.head_note = side.note;
    writes.MoveInto(&commit);
    EXPECT_EQ(side.engine->Commit(commit).outcome, storage::Outcome::kCommitted);
    if (tree == Tree::kWith) side.tree->Publish();
    return SecondsSince(start);
  }

  winnow::testing::TempDir dir_;
};

TEST_F(CostTest, TheTreeIsASmallPartOfACommit) {
  Side with = Open("with");
  Side without = Open("without");
  double ratio = 0;
  for (const int mutations : {1, 100}) {
    std::vector<double> with_seconds;
    std::vector<double> without_seconds;
    const int rounds = winnow::testing::LongForm() ? 3'000 : 300;
    for (int i = 0; i < rounds; ++i) {
      // Each goes first every other time.
      if (i % 2 == 0) with_seconds.push_back(Commit(with, Tree::kWith, mutations));
      without_seconds.push_back(Commit(without, Tree::kWithout, mutations));
      if (i % 2 != 0) with_seconds.push_back(Commit(with, Tree::kWith, mutations));
    }
    const double of_these = Median(with_seconds) / Median(without_seconds) - 1;
    std::printf("%d mutations: %.1f us with the tree, %.1f us without\n", mutations,
                Median(with_seconds) * 1e6, Median(without_seconds) * 1e6);
    ratio = std::max(ratio, of_these);
  }
  // Short runs on a busy machine tell little.
  if (winnow::testing::LongForm()) {
    EXPECT_LT(ratio, 0.1);
  }
  winnow::testing::Publish("audit_cost", {{"audit_cost_ratio", ratio}});
}

TEST_F(CostTest, AMillionLeavesAreVerifiedWithinAMinute) {
  const uint64_t leaves = winnow::testing::LongForm() ? 1'000'000 : 20'000;
  const digest::SigningKey key = digest::SigningKey::Generate();
  const std::string path = dir_.Join("log.jsonl");
  {
    std::ofstream file(path);
    ExportWriter log(file);
    v1::AuditPayload scope;
    scope.mutable_registered_scope()->set_name("consentScopes/research");
    scope.mutable_registered_scope()->add_purposes(v1::PURPOSE_TRAINING);
    log.Leaf("RegisterConsentScope", scope);
    for (uint64_t batch = 1; log.checkpoint().tree.size + 4 <= leaves; ++batch) {
      const std::string name = absl::StrCat("queues/q/batches/", batch);
      std::vector<v1::ManifestItem> items;
      for (int i = 0; i < 2; ++i) items.push_back(ItemOf(absl::StrCat(batch, ".", i), log));
      log.Grant(name, items);
      v1::AuditPayload renewed;
      renewed.add_leases()->set_batch(name);
      renewed.mutable_leases(0)->mutable_expire_time()->set_seconds(log.seconds + 7200);
      log.Leaf("RenewLease", renewed);
      v1::AuditPayload labeled;
      labeled.mutable_labels()->set_batch(name);
      labeled.mutable_labels()->add_candidate_ids(items[0].candidate_id());
      log.Leaf("SubmitLabels", labeled);
      v1::AuditPayload closed;
      closed.add_leases()->set_batch(name);
      closed.mutable_leases(0)->set_closed(v1::BATCH_STATE_COMPLETED);
      closed.mutable_leases(0)->add_ended_items(0);
      closed.mutable_leases(0)->add_ended_items(1);
      log.Leaf("CompleteBatch", closed);
    }
    const v1::AuditPayload nothing;
    while (log.checkpoint().tree.size < leaves) log.Leaf("SweepRequests", nothing);
    log.Finish(key);
  }
  verification::Expectations expectations;
  expectations.verifiers = {{"forger", key.PublicKey()}};
  std::ifstream in(path, std::ios::binary);
  const auto start = Now();
  const auto file = client::cli::VerifyAuditFile(in, expectations);
  const double seconds = SecondsSince(start);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->verified.checkpoint.tree.size, leaves);
  std::printf("%lu leaves verified in %.2f s\n", static_cast<unsigned long>(leaves), seconds);
  if (!winnow::testing::LongForm()) return;
  EXPECT_LT(seconds, 60);
  winnow::testing::Publish("audit_verify", {{"verify_1m_s", seconds}});
}

}  // namespace
}  // namespace winnow::governance
