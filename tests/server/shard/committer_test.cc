// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/committer.h"

#include <atomic>
#include <future>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/digest/merkle.h"
#include "server/digest/merkle_tiles.h"
#include "server/digest/sha256.h"
#include "server/shard/log_tree.h"
#include "server/shard/shard.h"
#include "storage/key.h"
#include "storage/memory_engine.h"
#include "storage/tables/audit_tables.h"
#include "tests/server/shard/gated_engine.h"
#include "tests/testing/fake_clock.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Mutation Change(const std::string& key, size_t value_bytes = 1) {
  Mutation mutation;
  storage::KeyBuilder builder(0, storage::Table::kCandidate);
  builder.String(key);
  mutation.writes.Put(builder.Take(), std::string(value_bytes, 'v'));
  mutation.leaf.principal = "test";
  mutation.leaf.object = key;
  return mutation;
}

std::vector<Mutation> One(const std::string& key) {
  std::vector<Mutation> mutations;
  mutations.push_back(Change(key));
  return mutations;
}

// Answers in the order in which they came.
class Answers {
 public:
  Durable Next(int name) {
    return [this, name](absl::Status status) {
      ops::MutexLock lock(mutex_);
      names_.push_back(name);
      statuses_.push_back(std::move(status));
      changed_.NotifyAll();
    };
  }
  std::vector<int> names() {
    ops::MutexLock lock(mutex_);
    return names_;
  }
  std::vector<absl::Status> Await(size_t count) {
    ops::MutexLock lock(mutex_);
    while (names_.size() < count) changed_.Wait(mutex_);
    return statuses_;
  }

 private:
  ops::Mutex mutex_;
  ops::CondVar changed_;
  std::vector<int> names_ WINNOW_GUARDED_BY(mutex_);
  std::vector<absl::Status> statuses_ WINNOW_GUARDED_BY(mutex_);
};

class CommitterTest : public ::testing::Test {
 protected:
  std::unique_ptr<Committer> Start(CommitterOptions options = {}) {
    options.engine = &gate_;
    options.clock = &clock_;
    options.head = *engine_->Head(0);
    tree_ = *LogTree::Open(*engine_, 0, options.head);
    options.tree = tree_.get();
    options.on_failure = [this](absl::Status) { ++failures_; };
    return std::make_unique<Committer>(std::move(options));
  }

  ops::FakeClock clock_;
  std::unique_ptr<storage::MemoryEngine> engine_ = *storage::MemoryEngine::Open({1, nullptr});
  GatedEngine gate_{*engine_};
  std::unique_ptr<LogTree> tree_;
  std::atomic<int> failures_ = 0;
  Answers answers_;
};

TEST_F(CommitterTest, AnswersOnlyAfterTheCommitAndInOrder) {
  gate_.Hold();
  const auto committer = Start();
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(committer->Enqueue(One(std::to_string(i))), uint64_t(i));
    committer->WhenDurable(uint64_t(i), answers_.Next(i));
  }
  gate_.AwaitCommits(1);
  EXPECT_THAT(answers_.names(), ElementsAre());
  gate_.Release();
  for (const absl::Status& status : answers_.Await(5)) EXPECT_TRUE(status.ok());
  EXPECT_THAT(answers_.names(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(CommitterTest, CommitsWhatWaitedTogether) {
  gate_.Hold();
  const auto committer = Start();
  committer->Enqueue(One("first"));
  gate_.AwaitCommits(1);
  for (int i = 0; i < 10; ++i) committer->Enqueue(One(std::to_string(i)));
  gate_.Release();
  committer->Stop();
  EXPECT_THAT(gate_.leaves(), ElementsAre(1, 10));
}

TEST_F(CommitterTest, AnswersInOrderThoughCallsOvertakeEachOther) {
  gate_.Hold();
  const auto committer = Start();
  committer->Enqueue(One("a"));
  gate_.AwaitCommits(1);
  committer->Enqueue(One("b"));
  committer->WhenDurable(2, answers_.Next(2));
  committer->WhenDurable(1, answers_.Next(1));
  gate_.Release();
  answers_.Await(2);
  EXPECT_THAT(answers_.names(), ElementsAre(1, 2));
}

TEST_F(CommitterTest, GivesEachMutationOneLeafInTheTree) {
  {
    const auto committer = Start();
    for (int i = 0; i < 50; ++i) committer->Enqueue(One(std::to_string(i)));
    committer->Stop();
  }
  const auto leaves = engine_->ReadLeaves(0, 0, 1000);
  ASSERT_TRUE(leaves.ok());
  ASSERT_EQ(leaves->size(), 50u);
  digest::MerkleTiles tiles;
  for (size_t i = 0; i < leaves->size(); ++i) {
    storage::v1::LeafRecord leaf;
    ASSERT_TRUE(leaf.ParseFromString((*leaves)[i].bytes));
    EXPECT_EQ((*leaves)[i].seq, i + 1);
    EXPECT_EQ(leaf.seq(), i + 1);
    EXPECT_EQ(leaf.object(), std::to_string(i));
    tiles.Append(digest::MerkleLeafHash((*leaves)[i].bytes), [](const auto&) {});
  }
  EXPECT_EQ(engine_->Head(0)->head_note, TreeNote(tiles.Root()));
  EXPECT_EQ(tree_->Head(), (digest::TreeHead{50, tiles.Root()}));
}

TEST_F(CommitterTest, ALeafCommitsToItsSaltedPayload) {
  CommitterOptions options;
  options.salt_key = "nobody knows";
  const auto committer = Start(std::move(options));
  std::vector<Mutation> mutations = One("plain");
  for (const char* name : {"a", "b"}) {
    Mutation mutation = Change(name);
    mutation.leaf.payload.mutable_granted()->set_batch("queues/q/batches/1");
    mutations.push_back(std::move(mutation));
  }
  committer->Enqueue(std::move(mutations));
  committer->Stop();
  const auto leaves = *engine_->ReadLeaves(0, 0, 10);
  std::vector<std::string> salts;
  for (uint64_t seq = 1; seq <= 3; ++seq) {
    storage::v1::LeafRecord leaf;
    ASSERT_TRUE(leaf.ParseFromString(leaves[seq - 1].bytes));
    const auto record = *storage::PayloadTable::Get(*engine_, 0, seq);
    ASSERT_EQ(record.has_value(), seq > 1);
    if (!record.has_value()) {
      EXPECT_EQ(leaf.payload_hash(), "");
      continue;
    }
    EXPECT_EQ(leaf.payload_hash(), digest::Sha256({record->salt(), record->payload()}).view());
    v1::AuditPayload payload;
    ASSERT_TRUE(payload.ParseFromString(record->payload()));
    EXPECT_EQ(payload.granted().batch(), "queues/q/batches/1");
    EXPECT_EQ(record->salt().size(), 16u);
    salts.push_back(record->salt());
  }
  EXPECT_NE(salts[0], salts[1]) << "equal payloads have unequal hashes";
}

TEST_F(CommitterTest, AFailedCommitRefusesEveryWaiterOnceAndWritesNothingMore) {
  for (const auto outcome :
       {storage::Outcome::kUnknown, storage::Outcome::kFenced, storage::Outcome::kRejected}) {
    Answers answers;
    const size_t before = gate_.leaves().size();
    const int failures = failures_;
    const uint64_t stored = engine_->Head(0)->last_seq;
    gate_.Hold();
    gate_.FailNext({outcome, 0, absl::UnavailableError("disk")});
    const auto committer = Start();
    const uint64_t first = committer->Enqueue(One("a"));
    committer->WhenDurable(first, answers.Next(1));
    gate_.AwaitCommits(before + 1);
    committer->WhenDurable(committer->Enqueue(One("b")), answers.Next(2));
    gate_.Release();
    answers.Await(2);
    committer->Stop();
    committer->WhenDurable(committer->Enqueue(One("c")), answers.Next(3));
    for (const absl::Status& status : answers.Await(3))
      EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(failures_, failures + 1);
    EXPECT_EQ(gate_.leaves().size(), before + 1);
    EXPECT_EQ(engine_->Head(0)->last_seq, stored);
    EXPECT_EQ(committer->Admit().code(), absl::StatusCode::kUnavailable);
  }
}

TEST_F(CommitterTest, StopCommitsAndAnswersWhatWaits) {
  gate_.Hold();
  const auto committer = Start();
  committer->Enqueue(One("a"));
  gate_.AwaitCommits(1);
  for (int i = 2; i <= 20; ++i) {
    committer->Enqueue(One(std::to_string(i)));
    committer->WhenDurable(uint64_t(i), answers_.Next(i));
  }
  std::thread stop([&] { committer->Stop(); });
  gate_.Release();
  stop.join();
  const auto statuses = answers_.Await(19);
  for (const absl::Status& status : statuses) EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(engine_->Head(0)->last_seq, 20u);
  EXPECT_EQ(committer->Admit().code(), absl::StatusCode::kUnavailable);
}

TEST_F(CommitterTest, KeepsEveryCommitWithinTheLimitsOfTheEngine) {
  gate_.Hold();
  // Leaves weigh more than the rows here: they have to be counted to the byte or above.
  gate_.commit_bytes = LogTree::kCommitBytes + 4096;
  const auto committer = Start();
  committer->Enqueue(One("first"));
  gate_.AwaitCommits(1);
  constexpr int kMutations = 200;
  for (int i = 0; i < kMutations; ++i) {
    std::vector<Mutation> mutations = One(std::to_string(i));
    LeafDraft& leaf = mutations[0].leaf;
    leaf.principal = std::string(64, 'a');
    leaf.method = std::string(32, 'm');
    leaf.object = std::string(100, 'o');
    leaf.decision = std::string(20, 'd');
    leaf.policy = std::string(80, 'p');
    committer->Enqueue(std::move(mutations));
  }
  gate_.Release();
  committer->Stop();
  EXPECT_EQ(engine_->Head(0)->last_seq, kMutations + 1u);
  const auto leaves = engine_->ReadLeaves(0, 0, 1000);
  ASSERT_TRUE(leaves.ok());
  size_t next = 0;
  for (const size_t size : gate_.leaves()) {
    size_t bytes = digest::Digest::kSize;
    for (size_t i = 0; i < size; ++i) bytes += (*leaves)[next++].bytes.size() + 16;
    EXPECT_LE(bytes, 4096u);
  }
  EXPECT_EQ(failures_, 0);
}

TEST_F(CommitterTest, HasNoRoomAboveItsBounds) {
  gate_.Hold();
  CommitterOptions options;
  options.max_waiting = 3;
  const auto committer = Start(std::move(options));
  committer->Enqueue(One("a"));
  gate_.AwaitCommits(1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(committer->Admit().ok());
    committer->Enqueue(One(std::to_string(i)));
  }
  EXPECT_EQ(committer->Admit().code(), absl::StatusCode::kResourceExhausted);
  gate_.Release();
  committer->WhenDurable(4, answers_.Next(4));
  answers_.Await(1);
  EXPECT_TRUE(committer->Admit().ok());
}

TEST_F(CommitterTest, HasNoRoomAboveItsBytes) {
  gate_.Hold();
  CommitterOptions options;
  options.max_waiting_bytes = 10'000;
  const auto committer = Start(std::move(options));
  committer->Enqueue(One("a"));
  gate_.AwaitCommits(1);
  std::vector<Mutation> large;
  large.push_back(Change("large", 20'000));
  committer->Enqueue(std::move(large));
  EXPECT_EQ(committer->Admit().code(), absl::StatusCode::kResourceExhausted);
  gate_.Release();
}

TEST_F(CommitterTest, ManyThreadsGetOneGapFreeHistory) {
  const auto committer = Start();
  ops::Mutex order;  // stands for the shard's mutex
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        uint64_t seq = 0;
        {
          ops::MutexLock lock(order);
          seq = committer->Enqueue(One(std::to_string(t) + "." + std::to_string(i)));
        }
        std::promise<absl::Status> durable;
        committer->WhenDurable(seq, [&](absl::Status s) { durable.set_value(std::move(s)); });
        EXPECT_TRUE(durable.get_future().get().ok());
        EXPECT_GE(engine_->Head(0)->last_seq, seq);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  committer->Stop();
  EXPECT_EQ(engine_->Head(0)->last_seq, 800u);
  EXPECT_EQ(engine_->ReadLeaves(0, 0, 1000)->size(), 800u);
}

}  // namespace
}  // namespace winnow::shard::testing
