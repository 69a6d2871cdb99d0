// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// More load than there is room for: who is served, how much, and how soon it is over. Figures are
// ratios of rounds that follow each other, because other programs may share the machine.
#include <gtest/gtest.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "server/ops/clock.h"
#include "tests/hostile/load.h"
#include "tests/hostile/raw_peer.h"
#include "tests/hostile/siege.h"
#include "tests/testing/figures.h"
#include "tests/testing/long_form.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::hostile {
namespace {

constexpr double kTimes = 10;

std::string Scan() {
  v1::ListCandidatesRequest request;
  request.set_queue(testing::Desk::kQueue);
  request.set_page_size(1000);
  return request.SerializeAsString();
}

std::string Preview(uint32_t items) {
  v1::RequestBatchRequest request;
  request.set_queue(testing::Desk::kQueue);
  request.set_labeler("team");
  request.set_max_items(items);
  request.set_validate_only(true);
  return request.SerializeAsString();
}

// Requests of 500 rows each, made beforehand, so that making them is not part of the load.
std::vector<std::string> Chunks() {
  std::vector<std::string> chunks;
  for (uint64_t chunk = 0; chunk < 40; ++chunk) {
    v1::BatchUpsertCandidatesRequest request;
    request.set_queue(testing::Desk::kQueue);
    for (uint64_t i = 0; i < 500; ++i) {
      *request.add_candidates() = testing::MakeCandidate(1000 + chunk * 500 + i);
    }
    chunks.push_back(request.SerializeAsString());
  }
  return chunks;
}

// Each under a request id of its own: what is added to a message is a part of it.
std::string Upsert() {
  static const std::vector<std::string> chunks = Chunks();
  static std::atomic<uint64_t> calls = 0;
  const uint64_t call = ++calls;
  v1::BatchUpsertCandidatesRequest id;
  id.set_request_id(absl::StrCat("load-", call));
  return chunks[call % chunks.size()] + id.SerializeAsString();
}

// One kind of call.
struct Kind {
  std::string name;
  std::string method;
  std::function<std::string()> next_request;
};

std::vector<Kind> Kinds() {
  const std::string scan = Scan(), preview = Preview(2000);
  return {{"scans", "winnow.v1.IngestService/ListCandidates", [scan] { return scan; }},
          {"leases", "winnow.v1.ReviewService/RequestBatch", [preview] { return preview; }},
          {"ingest", "winnow.v1.IngestService/BatchUpsertCandidates", Upsert}};
}

using Processors = std::vector<int>;

// Those that this thread may run on.
Processors Mine() {
  cpu_set_t set;
  pthread_getaffinity_np(pthread_self(), sizeof(set), &set);
  Processors processors;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) processors.push_back(i);
  }
  return processors;
}

// Moves this thread; those that it starts from then on stay with it.
void MoveTo(const Processors& processors) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int processor : processors) CPU_SET(static_cast<size_t>(processor), &set);
  pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

testing::TestServer::Options OnAllButLast(const Processors& processors) {
  testing::TestServer::Options options;
  Processors others = processors;
  if (others.size() > 1) others.pop_back();
  options.launcher = {"/usr/bin/taskset", "-c", absl::StrJoin(others, ",")};
  return options;
}

// The load has the last processor, and the server all others: as from another machine, more load
// takes nothing from the server but what it costs there.
class Overload : public ::testing::Test {
 protected:
  Overload() : processors_(Mine()), siege_(OnAllButLast(processors_)) {
    RaiseFileLimit();
    MoveTo({processors_.back()});
  }
  ~Overload() override { MoveTo(processors_); }

  LoadOptions Options(const Kind& kind) {
    LoadOptions options;
    options.address = siege_.server().listen();
    options.method = kind.method;
    options.next_request = kind.next_request;
    options.length = testing::LongForm() ? absl::Seconds(5) : absl::Seconds(2);
    return options;
  }

  // Until ten calls in a row are answered.
  double RecoverySeconds(const Kind& kind) {
    const ops::SystemClock clock;
    const absl::Duration start = clock.SteadyNow();
    LoadOptions options = Options(kind);
    options.connections = 1;
    options.under_way = 1;
    options.length = absl::Milliseconds(100);
    while (clock.SteadyNow() - start < absl::Seconds(30)) {
      const absl::Duration begun = clock.SteadyNow();
      const LoadResult result = RunLoad(options);
      if (result.refused == 0 && result.answered >= 10) {
        return absl::ToDoubleSeconds(begun - start);
      }
    }
    return 30;
  }

  const Processors processors_;
  Siege siege_;
};

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void Tell(const std::string& what, const LoadResult& result) {
  std::cout << absl::StreamFormat(
      "%-18s %8.0f/s sent %8.0f/s answered %8.0f/s refused %6d unsent  p50 %7.1f  p99 %7.1f ms\n",
      what, static_cast<double>(result.sent) / result.seconds, result.goodput(),
      static_cast<double>(result.refused) / result.seconds, result.unsent, result.LatencyMs(0.5),
      result.LatencyMs(0.99));
}

TEST_F(Overload, GoodputHoldsAtTenTimesTheSaturationLoad) {
  double goodput = 1e9, p99 = 0, recovery = 0;
  for (const Kind& kind : Kinds()) {
    std::vector<double> goodputs, p99s;
    for (int round = 0; round < (testing::LongForm() ? 5 : 1); ++round) {
      LoadOptions options = Options(kind);
      const LoadResult saturated = RunLoad(options);
      Tell(kind.name + " saturated", saturated);
      options.rate = kTimes * saturated.goodput();
      const LoadResult overloaded = RunLoad(options);
      recovery = std::max(recovery, RecoverySeconds(kind));
      Tell(kind.name + " x 10", overloaded);
      EXPECT_EQ(overloaded.lost_connections, 0);
      goodputs.push_back(overloaded.goodput() / saturated.goodput());
      p99s.push_back(overloaded.LatencyMs(0.99) / saturated.LatencyMs(0.99));
    }
    goodput = std::min(goodput, Median(goodputs));
    p99 = std::max(p99, Median(p99s));
  }
  const double memory = PeakMemoryMb(siege_.server().pid());
  testing::Publish("overload", {{"goodput_10x", goodput},
                                {"p99_admitted_ratio", p99},
                                {"recovery_s", recovery},
                                {"rss_peak_mb", memory}});
  // The short form runs beside other tests: it looks for a collapse, the long form for the figure.
  EXPECT_GT(goodput, testing::LongForm() ? 0.9 : 0.5);
  EXPECT_LT(p99, testing::LongForm() ? 5 : 10);
  EXPECT_LT(recovery, 5);
  EXPECT_LT(memory, kMemoryCapMb);
}

// While scans come at ten times their load, labelers notice little.
TEST_F(Overload, AFloodOfScansLeavesLabelersAlone) {
  const Kind scans = Kinds()[0];
  LoadOptions labeler = Options(Kinds()[1]);
  const std::string small = Preview(20);
  labeler.next_request = [small] { return small; };
  labeler.connections = 1;
  labeler.under_way = 1;
  const LoadResult alone = RunLoad(labeler);
  LoadOptions flood = Options(scans);
  flood.rate = kTimes * RunLoad(flood).goodput();
  LoadResult flooded;
  std::thread scanners([&] { flooded = RunLoad(flood); });
  const LoadResult beside = RunLoad(labeler);
  scanners.join();
  Tell("labeler alone", alone);
  Tell("labeler beside", beside);
  Tell("scans", flooded);
  testing::Publish("overload_classes",
                   {{"lease_p99_alone_ms", alone.LatencyMs(0.99)},
                    {"lease_p99_flooded_ms", beside.LatencyMs(0.99)},
                    {"lease_refused_flooded", static_cast<double>(beside.refused)}});
  EXPECT_EQ(beside.refused, 0);
  EXPECT_GT(beside.answered, 20);
  EXPECT_GT(flooded.refused, 0);
  // Without classes it would wait behind the scans: up to max_call_wait.
  EXPECT_LT(beside.LatencyMs(0.9), 100);
}

}  // namespace
}  // namespace winnow::hostile
