// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Many clients at once (issue 2, "Done when").
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

constexpr uint64_t kCandidates = 10'000;
constexpr int kClients = 64;
constexpr int64_t kConnectSeconds = 10;

// What all clients together got.
struct Ledger {
  std::mutex mutex;
  std::map<std::string, int> leases;
  std::vector<std::string> failures;
};

// Takes batches until the server says that everything is leased.
void TakeAll(TestServer& server, int client, Ledger& ledger) {
  const std::shared_ptr<grpc::Channel> channel = server.NewChannel();
  // Among many connections one can fail at its first attempt: gRPC 1.51 looks at errno after other
  // calls than connect. A call would fail with it, where a client would try again.
  channel->WaitForConnected(gpr_time_from_seconds(kConnectSeconds, GPR_TIMESPAN));
  Desk desk(channel);
  while (true) {
    v1::RequestBatchResponse response;
    const grpc::Status status =
        desk.RequestBatch({.labeler = "team" + std::to_string(client), .max_items = 37}, &response);
    const std::lock_guard<std::mutex> lock(ledger.mutex);
    if (!status.ok()) {
      ledger.failures.push_back(status.error_message());
      return;
    }
    for (const v1::BatchItem& item : response.items()) ++ledger.leases[item.candidate_id()];
    if (response.items_size() > 0) continue;
    // Every client goes until the end, so an empty answer means that all is given out: to somebody
    // who has it written down, or will as soon as this lock is free.
    if (response.empty_reason() != v1::EMPTY_REASON_ALL_LEASED) {
      ledger.failures.push_back("empty: " + v1::EmptyReason_Name(response.empty_reason()));
    }
    return;
  }
}

TEST(Leasing, SixtyFourClientsGetEachCandidateExactlyOnce) {
  TestServer server;
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  for (uint64_t i = 0; i < kCandidates; i += 500) Check(desk.Upsert({i, i + 500}), "Upsert");
  Ledger ledger;
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&server, &ledger, client] { TakeAll(server, client, ledger); });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(ledger.failures, std::vector<std::string>{});
  EXPECT_EQ(ledger.leases.size(), kCandidates);
  for (const auto& [id, count] : ledger.leases) EXPECT_EQ(count, 1) << id;
  EXPECT_NE(server.Get("/metrics").find("\nwinnow_false_empty_total 0"), std::string::npos);
}

}  // namespace
}  // namespace winnow::testing
