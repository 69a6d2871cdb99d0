// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// kill -9 in the middle of an import and of leasing, again and again (issue 2, "Done when"): what
// was acknowledged is there, no item is in two live leases, the import resumes where it stood.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/desk.h"
#include "tests/e2e/writer.h"
#include "tests/testing/seed.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

constexpr int kCrashes = 20;
constexpr uint64_t kChunk = 100;

// What the clients were told, over all lives of the server.
struct Acknowledged {
  std::mutex mutex;
  uint64_t offset = 0;
  // Live leases by the name of their batch, and labelled candidates.
  std::map<std::string, v1::RequestBatchResponse> leases;
  std::set<std::string> labeled;
  // Answers since the last crash, to crash in the middle of the work and not before it.
  std::atomic<int> answers = 0;
};

// Imports from the committed offset on, until the server dies.
void Import(TestServer& server, Acknowledged& told) {
  Desk desk(server.NewChannel());
  Writer writer(desk);
  const std::optional<uint64_t> start = writer.Open("importer");
  if (!start.has_value()) return;
  {
    const std::lock_guard<std::mutex> lock(told.mutex);
    EXPECT_GE(*start, told.offset) << "an acknowledged chunk is gone";
  }
  std::thread sender([&writer, at = *start]() mutable {
    while (writer.Send(MakeChunk({at, at + kChunk}))) at += kChunk;
  });
  while (const auto answer = writer.Receive()) {
    const std::lock_guard<std::mutex> lock(told.mutex);
    told.offset = std::max(told.offset, answer->ack().committed_offset());
    ++told.answers;
  }
  writer.Cancel();
  sender.join();
}

// Leases small batches and labels every second one, until the server dies.
void Review(TestServer& server, const std::string& labeler, Acknowledged& told) {
  Desk desk(server.NewChannel());
  for (int i = 0;; ++i) {
    v1::RequestBatchResponse batch;
    if (!desk.RequestBatch({.labeler = labeler, .max_items = 7}, &batch).ok()) return;
    ++told.answers;
    if (batch.items_size() == 0) continue;
    {
      const std::lock_guard<std::mutex> lock(told.mutex);
      told.leases[batch.batch()] = batch;
    }
    if (i % 2 == 0) continue;
    v1::SubmitLabelsResponse labels;
    if (!desk.LabelAll(batch, &labels).ok()) return;
    EXPECT_EQ(labels.accepted(), static_cast<uint32_t>(batch.items_size()));
    const std::lock_guard<std::mutex> lock(told.mutex);
    for (const v1::BatchItem& item : batch.items()) told.labeled.insert(item.candidate_id());
    told.leases.erase(batch.batch());
  }
}

void ExpectLabels(Desk& desk, const Acknowledged& told) {
  for (const std::string& id : told.labeled) {
    v1::CandidateStatus candidate;
    Check(desk.GetCandidate(id, &candidate), "GetCandidate " + id);
    EXPECT_EQ(candidate.labels(), 1u) << id;
  }
}

void ExpectLeases(Desk& desk, const Acknowledged& told) {
  std::map<std::string, std::string> holder;
  for (const auto& [name, batch] : told.leases) {
    for (const v1::BatchItem& item : batch.items()) {
      const auto [at, is_new] = holder.emplace(item.candidate_id(), name);
      EXPECT_TRUE(is_new) << item.candidate_id() << " is in " << name << " and " << at->second;
      v1::CandidateStatus candidate;
      Check(desk.GetCandidate(item.candidate_id(), &candidate), "GetCandidate");
      // A label may have been stored whose answer the crash cut off.
      if (candidate.labels() > 0) continue;
      EXPECT_EQ(candidate.batch(), name) << item.candidate_id();
    }
  }
}

TEST(Crash, LosesNothingThatWasAcknowledged) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  TestServer server;
  Desk(server.NewChannel()).SetUpQueue();
  Acknowledged told;
  for (int crash = 0; crash < kCrashes; ++crash) {
    told.answers = 0;
    const int fatal = 20 + static_cast<int>(random() % 60);
    std::vector<std::thread> clients;
    clients.emplace_back([&] { Import(server, told); });
    for (const std::string labeler : {"a", "b"}) {
      clients.emplace_back([&, labeler] { Review(server, labeler, told); });
    }
    while (told.answers < fatal) std::this_thread::yield();
    server.Kill();
    for (std::thread& client : clients) client.join();
    server.Start();
    Desk desk(server.NewChannel());
    uint64_t offset = 0;
    Check(desk.CommittedOffset("importer", &offset), "GetIngestOffset");
    EXPECT_GE(offset, told.offset);
    v1::QueueStatusResponse status;
    Check(desk.Status(&status), "QueueStatus");
    EXPECT_EQ(status.candidates(), offset);
    EXPECT_GE(status.labeled(), told.labeled.size());
  }
  Desk desk(server.NewChannel());
  ExpectLabels(desk, told);
  ExpectLeases(desk, told);
  EXPECT_GT(told.labeled.size(), 0u);
  EXPECT_GT(told.leases.size(), 0u);
  EXPECT_EQ(server.Stop().code, 0);
}

}  // namespace
}  // namespace winnow::testing
