// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/siege.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/ops/clock.h"
#include "tests/testing/figures.h"

namespace winnow::hostile {
namespace {

constexpr absl::Duration kWitnessDeadline = absl::Seconds(10);

void SetDeadline(grpc::ClientContext& context, absl::Duration limit) {
  context.set_deadline(absl::ToChronoTime(ops::SystemClock().WallNow() + limit));
}

// A labeler's call that changes nothing, so that it may be repeated for ever.
grpc::Status Preview(testing::Desk& desk, absl::Duration limit) {
  grpc::ClientContext context;
  SetDeadline(context, limit);
  v1::RequestBatchRequest request;
  v1::RequestBatchResponse response;
  request.set_queue(testing::Desk::kQueue);
  request.set_labeler("witness");
  request.set_max_items(10);
  request.mutable_lease()->set_seconds(60);
  request.set_validate_only(true);
  return desk.review().RequestBatch(&context, request, &response);
}

}  // namespace

double PeakMemoryMb(pid_t pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(status, line);) {
    if (absl::StartsWith(line, "VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

Siege::Siege(testing::TestServer::Options options)
    : server_(std::move(options)), desk_(server_.NewChannel()) {
  desk_.SetUpQueue();
  for (uint64_t i = 0; i < 1000; i += 500) {
    testing::Check(desk_.Upsert({i, i + 500}), "Upsert");
  }
}

void Siege::Witness() {
  while (!over_) {
    const grpc::Status status = Preview(desk_, kWitnessDeadline);
    if (status.ok()) {
      ++served_;
      continue;
    }
    if (failed_++ == 0) failure_ = absl::StrCat(status.error_code(), " ", status.error_message());
  }
}

absl::Duration Siege::TimeToNewClient(absl::Duration patience) {
  ops::SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  while (clock.SteadyNow() - start < patience) {
    testing::Desk fresh(server_.NewChannel());
    if (Preview(fresh, absl::Seconds(5)).ok()) return clock.SteadyNow() - start;
    clock.WaitFor(absl::Milliseconds(20));
  }
  return patience;
}

void Siege::Survive(const std::string& name, const std::function<void()>& attack,
                    absl::Duration recovery) {
  std::thread witness([this] { Witness(); });
  attack();
  const absl::Duration recovered = TimeToNewClient(recovery);
  over_ = true;
  witness.join();
  const double memory = PeakMemoryMb(server_.pid());
  EXPECT_GT(served_, 0);
  EXPECT_EQ(failed_, 0) << failure_;
  EXPECT_LT(recovered, recovery) << "no new client is served";
  EXPECT_LT(memory, kMemoryCapMb);
  EXPECT_GT(memory, 0) << "the server has gone";
  EXPECT_THAT(server_.Get("/readyz"), ::testing::HasSubstr("HTTP/1.1 200"));
  EXPECT_EQ(server_.Stop().code, 0);
  testing::Publish("hostile_" + name, {{"hostile_total", 1},
                                       {"hostile_survived", ::testing::Test::HasFailure() ? 0 : 1},
                                       {"rss_peak_mb", memory},
                                       {"hostile_recovery_s", absl::ToDoubleSeconds(recovered)},
                                       {"witness_calls", served_}});
}

}  // namespace winnow::hostile
