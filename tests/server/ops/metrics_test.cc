// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Each metric, moved once.
void TouchAll(Metrics& metrics) {
  RpcMethodMetrics rpc =
      metrics.rpc().ForMethod({"winnow.v1.ReviewService", "RequestBatch", "unary"});
  rpc.CountStarted();
  rpc.CountHandled(0, absl::Milliseconds(2));
  metrics.ingest().CountCandidates("accepted", 500);
  metrics.ingest().CountRejections("CONSENT_DISALLOWED", 3);
  metrics.ingest().CountSignals("confidence", 500);
  metrics.ingest().SetScorerUpdate("asr-scorer", absl::FromUnixSeconds(1767225600));
  metrics.selection().CountRun("asr", "selected");
  metrics.selection().ObserveStage("draw", absl::Microseconds(300));
  metrics.selection().CountSkipped("RETENTION_EXPIRED", 4);
  metrics.selection().CountShortfall("NO_SUPPLY", 2);
  metrics.selection().CountExploreCapOverflow(1);
  metrics.selection().CountEmptyAnswer("ALL_LEASED");
  metrics.lease().CountEvents("granted", 1);
  metrics.lease().ObserveBatchWait(absl::Hours(5));
  metrics.lease().ObserveBatchTurnaround(absl::Hours(30));
  metrics.storage().ObserveCommit(absl::Milliseconds(1), "COMMITTED");
  metrics.storage().CountBackup("made");
  metrics.storage().SetLiveBytes(1 << 20);
  metrics.storage().SetWriteStopped(false);
  metrics.storage().SetDiskFreeBytes(uint64_t{1} << 40);
  metrics.storage().SetBallastBytes(1 << 28);
  metrics.storage().CountRefusal("disk_low");
  metrics.access().CountReload("policy", /*taken=*/false);
  metrics.removal().CountRemoved("RETENTION", 3);
  metrics.removal().CountPurge("done");
  metrics.calls().ForClass("ingest").ObserveWait(absl::Milliseconds(2));
  metrics.calls().CountRefusal("scans", "full");
  metrics.calls().CountRefusedConnection("full");
  metrics.calls().CountCutConnection();
  QueueReading queue;
  queue.queue = "asr";
  queue.candidates_by_state = {{"AVAILABLE", 5}};
  queue.oldest_available = absl::FromUnixSeconds(1767225600);
  queue.leased_items = 3;
  queue.open_adjudications = 1;
  queue.policy = "lab@1";
  queue.slices.push_back({.slice = "health",
                          .available_items = 5,
                          .oldest_available = absl::FromUnixSeconds(1767225600),
                          .quota_fill_ratio = 1,
                          .coverage_ratio = 0.5});
  metrics.queues().Set({queue});
}

// Every name, those of operations.md O2 first among them.
constexpr const char* kNames[] = {
    "grpc_server_started_total",
    "grpc_server_handled_total",
    "grpc_server_handling_seconds",
    "winnow_queue_candidates",
    "winnow_queue_oldest_available_timestamp_seconds",
    "winnow_queue_leased_items",
    "winnow_queue_open_adjudications",
    "winnow_queue_capacity_items",
    "winnow_slice_available_items",
    "winnow_slice_quota_fill_ratio",
    "winnow_slice_oldest_available_timestamp_seconds",
    "winnow_slice_coverage_ratio",
    "winnow_ingest_candidates_total",
    "winnow_ingest_rejections_total",
    "winnow_signal_updates_total",
    "winnow_scorer_last_update_timestamp_seconds",
    "winnow_selection_runs_total",
    "winnow_selection_stage_seconds",
    "winnow_selection_skipped_total",
    "winnow_selection_shortfall_items_total",
    "winnow_explore_cap_overflow_total",
    "winnow_empty_answers_total",
    "winnow_false_empty_total",
    "winnow_lease_events_total",
    "winnow_batch_wait_seconds",
    "winnow_batch_turnaround_seconds",
    "winnow_storage_commit_seconds",
    "winnow_storage_commit_outcomes_total",
    "winnow_storage_live_bytes",
    "winnow_storage_write_stopped",
    "winnow_storage_background_errors_total",
    "winnow_storage_ballast_bytes",
    "winnow_storage_refused_changes_total",
    "winnow_storage_backups_total",
    "winnow_storage_scrub_bytes_total",
    "winnow_storage_scrub_damaged_files_total",
    "winnow_storage_scrub_last_success_timestamp_seconds",
    "winnow_storage_disk_free_bytes",
    "winnow_access_reloads_total",
    "winnow_access_stale",
    "winnow_call_wait_seconds",
    "winnow_calls_refused_total",
    "winnow_calls_under_way",
    "winnow_calls_waiting",
    "winnow_connections_cut_total",
    "winnow_connections_refused_total",
    "winnow_listener_probe_failures_total",
    "winnow_listener_probe_seconds",
    "winnow_purge_pending",
    "winnow_purge_pending_since_timestamp_seconds",
    "winnow_purges_total",
    "winnow_removed_candidates_total",
    "winnow_retention_last_sweep_timestamp_seconds",
    "winnow_retention_overdue_candidates",
    "winnow_clock_frozen",
    "winnow_clock_jump_seconds",
    "winnow_build_info",
    "winnow_policy_info",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_virtual_memory_bytes",
    "process_open_fds",
    "process_max_fds",
    "process_start_time_seconds",
};

TEST(Metrics, ShowEveryNameOfTheDesignAndNoOther) {
  Metrics metrics({.version = "0.1.0", .revision = "abc"});
  TouchAll(metrics);
  const std::string text = metrics.Text();
  std::multiset<std::string> shown;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (words.size() > 3 && words[1] == "TYPE") shown.insert(words[2]);
  }
  EXPECT_EQ(shown, (std::multiset<std::string>(std::begin(kNames), std::end(kNames))));
}

TEST(Metrics, WriteLabelsAndValuesAsPrometheusReadsThem) {
  Metrics metrics({.version = "0.1.0", .revision = "abc"});
  TouchAll(metrics);
  const std::string text = metrics.Text();
  for (const char* line :
       {"winnow_ingest_candidates_total{result=\"accepted\"} 500\n",
        "winnow_build_info{revision=\"abc\",version=\"0.1.0\"} 1\n", "winnow_false_empty_total 0\n",
        "winnow_storage_background_errors_total 0\n",
        "winnow_storage_commit_outcomes_total{outcome=\"COMMITTED\"} 1\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, CountTheDefectsThatMustStayAtZero) {
  Metrics metrics({});
  metrics.selection().CountFalseEmpty();
  for (const uint64_t total : {1, 1, 3, 2}) metrics.storage().SetBackgroundErrors(total);
  EXPECT_THAT(metrics.Text(), HasSubstr("winnow_false_empty_total 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("winnow_storage_background_errors_total 3\n"));
}

TEST(Metrics, BoundWhatComesFromOutside) {
  Metrics metrics({});
  for (int i = 0; i < 1000; ++i) {
    const std::string name = absl::StrCat("name", i);
    metrics.ingest().CountSignals(name, 1);
    metrics.ingest().SetScorerUpdate(name, absl::UnixEpoch());
    metrics.selection().CountRun(name, "selected");
  }
  EXPECT_THAT(metrics.Text(), HasSubstr("winnow_signal_updates_total{signal=\"other\"} 900\n"));
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("name100\"")));
}

TEST(Metrics, AreReadWhileTheyAreCounted) {
  Metrics metrics({});
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&metrics] {
      for (int i = 0; i < 200; ++i) TouchAll(metrics);
    });
  }
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(metrics.Text().empty());
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics.Text(),
              HasSubstr("winnow_ingest_candidates_total{result=\"accepted\"} 300000"));
}

TEST(RpcMetrics, NameEveryCodeAsTheEcosystemDoes) {
  EXPECT_EQ(GrpcCodeName(0), "OK");
  EXPECT_EQ(GrpcCodeName(3), "InvalidArgument");
  EXPECT_EQ(GrpcCodeName(8), "ResourceExhausted");
  EXPECT_EQ(GrpcCodeName(16), "Unauthenticated");
  EXPECT_EQ(GrpcCodeName(17), "Unknown");
  EXPECT_EQ(GrpcCodeName(-1), "Unknown");
}

TEST(RpcMetrics, CountACallUnderItsMethodAndCode) {
  Metrics metrics({});
  RpcMethodMetrics rpc =
      metrics.rpc().ForMethod({"winnow.v1.IngestService", "PushSignals", "bidi_stream"});
  for (const int code : {0, 3, 3, 99}) {
    rpc.CountStarted();
    rpc.CountHandled(code, absl::Milliseconds(10));
  }
  const std::string text = metrics.Text();
  const auto labels = [](absl::string_view code) {
    return absl::StrCat("{grpc_code=\"", code,
                        "\",grpc_method=\"PushSignals\",grpc_service=\"winnow.v1.IngestService\","
                        "grpc_type=\"bidi_stream\"}");
  };
  EXPECT_THAT(text, HasSubstr(absl::StrCat("handled_total", labels("OK"), " 1\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("handled_total", labels("InvalidArgument"), " 2\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("handled_total", labels("Unknown"), " 1\n")));
  EXPECT_THAT(text, HasSubstr("grpc_server_started_total{grpc_method=\"PushSignals\","));
  EXPECT_THAT(text, HasSubstr("grpc_server_handling_seconds_count{"));
}

// The judge of operations.md O2.
TEST(Metrics, PassPromtool) {
  if (std::system("command -v promtool > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "promtool is not installed (Debian package prometheus)";
  }
  Metrics metrics({.version = "0.1.0", .revision = "abc"});
  TouchAll(metrics);
  const std::string complaints = ::testing::TempDir() + "/promtool_complaints";
  FILE* promtool =
      popen(absl::StrCat("promtool check metrics > '", complaints, "' 2>&1").c_str(), "w");
  ASSERT_NE(promtool, nullptr);
  const std::string text = metrics.Text();
  ASSERT_EQ(fwrite(text.data(), 1, text.size(), promtool), text.size());
  const int status = pclose(promtool);
  std::ifstream file(complaints);
  EXPECT_EQ(WEXITSTATUS(status), 0) << std::string(std::istreambuf_iterator<char>(file), {});
  std::remove(complaints.c_str());
}

}  // namespace
}  // namespace winnow::ops
