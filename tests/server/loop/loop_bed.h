// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LoopBed: the operating loop over real shards and the memory engine, with a clock and an entropy
// that the test holds.
#ifndef WINNOW_TESTS_SERVER_LOOP_LOOP_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_LOOP_BED_H_

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/text_format.h"
#include "server/loop/loop.h"
#include "storage/memory_engine.h"
#include "tests/server/shard/gated_engine.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/fake_entropy.h"
#include "tests/testing/note_signer.h"

namespace winnow::loop::testing {

// A message from its text form. A mistake in the text fails the test.
template <typename Message>
Message Text(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

class LoopBed {
 public:
  // Prepares what stands between the shards and the memory engine, before its use.
  using Gate = std::function<void(shard::testing::GatedEngine&)>;

  explicit LoopBed(size_t shards = 1, Limits limits = {}, Gate gate = nullptr);
  ~LoopBed();

  // Ends the loop and opens it again from what is stored.
  void Restart();

  // Calls a verb and waits for its answer.
  template <typename Verb, typename Request, typename Response>
  absl::StatusOr<Response> Call(Verb Loop::*verb,
                                void (Verb::*method)(const Caller&, const Request&, Done<Response>),
                                const Request& request) {
    return CallAs(caller_, verb, method, request);
  }
  template <typename Verb, typename Request, typename Response>
  absl::StatusOr<Response> CallAs(const Caller& caller, Verb Loop::*verb,
                                  void (Verb::*method)(const Caller&, const Request&,
                                                       Done<Response>),
                                  const Request& request) {
    std::promise<absl::StatusOr<Response>> promise;
    ((*loop_).*verb.*method)(caller, request, [&promise](absl::StatusOr<Response> response) {
      promise.set_value(std::move(response));
    });
    return promise.get_future().get();
  }

  // Registers source `src` and consent scope `research` (training), and creates queue `q` with
  // attributes speaker (hash) and device (category). `policy`, which is approved before, may be
  // empty.
  void SetUp(const std::string& policy = "policies/lab-v0@1");
  // A candidate of queue `q` that lacks nothing.
  static v1::Candidate Complete(const std::string& id);
  // Upserts candidates into queue `q`; fails the test if the call fails.
  v1::IngestResult Upsert(const std::vector<v1::Candidate>& candidates);
  v1::CandidateStatus Get(const std::string& id);
  v1::QueueStatusResponse Status();

  Loop& loop() { return *loop_; }
  shard::Shards& shards() { return *shards_; }
  ops::FakeClock& clock() { return clock_; }
  storage::MemoryEngine& engine() { return *engine_; }

 protected:
  shard::Admission admission_;
  winnow::testing::NoteSigner signer_;  // of the checkpoints

 private:
  void Open();

  const size_t shard_count_;
  const Limits limits_;
  const Gate prepare_gate_;
  const Caller caller_{.principal = "local", .grants = access::Grants::OfServer()};
  ops::FakeClock clock_;
  ops::FakeEntropy entropy_;
  ops::Metrics metrics_;
  std::shared_ptr<storage::MemoryImage> image_;
  std::unique_ptr<storage::MemoryEngine> engine_;
  std::unique_ptr<shard::testing::GatedEngine> gate_;
  std::unique_ptr<shard::Shards> shards_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<Loop> loop_;
};

// The audit leaves of a shard.
std::vector<storage::v1::LeafRecord> LeavesOf(LoopBed& bed, storage::ShardId shard = 0);

// Lets the four owners of a policy approve `policies/{policy}@{revision}`, each under an identity
// of its own: an activation asks for that.
void Approve(LoopBed& bed, const std::string& policy);

// One chunk of a writer's stream.
absl::StatusOr<ChunkOutcome> Send(LoopBed& bed, const v1::IngestHeader& header,
                                  v1::CandidateChunk chunk);
absl::StatusOr<ChunkOutcome> Send(LoopBed& bed, const v1::IngestHeader& header,
                                  v1::SignalChunk chunk);

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_LOOP_BED_H_
