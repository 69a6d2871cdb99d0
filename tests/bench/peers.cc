// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/bench/draw_bench.h"
#include "tests/testing/temp_dir.h"

namespace winnow::bench {
namespace {

using Json = nlohmann::json;

struct Peer {
  const char* name;
  const char* program;
  const char* key;   // in the names of figures
  const char* does;  // besides answering, and what it lacks
};

#define WINNOW_PEERS WINNOW_SOURCE_DIR "/tests/bench/peers/"
constexpr Peer kPeers[] = {
    {"Redis", WINNOW_PEERS "redis.sh", "redis",
     "Unix socket. Removes what it gives. Nothing durable; no quotas, caps or probabilities."},
    {"RocksDB, ordered keys", WINNOW_BINARY_DIR "/rocksdb_peer", "rocksdb_order",
     "In process. Removes what it gives; rows durable, deletes logged without sync. No quotas, "
     "caps "
     "or probabilities."},
    {"PostgreSQL", WINNOW_PEERS "postgres.sh", "postgres",
     "Unix socket. Locks rows; the update is durable too. Any filter that SQL can say; no quotas "
     "but 1 per slice, no caps or probabilities."},
    {"numpy", WINNOW_PEERS "numpy_peer.py", "numpy",
     "In process. Removes nothing, nothing durable; no quotas, caps or probabilities."},
};
#undef WINNOW_PEERS

// What a command prints. It is never killed: scripts among the peers stop a server when they end.
std::string OutputOf(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start " + command);
  std::string output;
  char piece[4096];
  while (const std::size_t size = fread(piece, 1, sizeof(piece), pipe)) output.append(piece, size);
  if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

class Comparison {
 public:
  Comparison(uint64_t rows, Figures& figures) : rows_(rows), figures_(figures) {
    const OwnAnswer own = AnswerPeerQuestion(rows, folder_.Join("pool"));
    own_ms_ = Median(own.milliseconds);
    score_sum_ = own.score_sum;
    absl::PrintF("\nthe best of each of 1,000 slices, %d rows\n", rows);
    absl::PrintF("%-24s %-24s %10s %10s %8s %8s %8s\n", "who", "how", "p50 ms", "p99 ms", "ratio",
                 "B/row", "load s");
    PrintRow("Winnow, in process", "draw and removal", own_ms_, Percentile(own.milliseconds, 99));
    absl::PrintF("\n");
    figures_.DetailTimes("peer_question_winnow", own.milliseconds, "draw and removal, one thread");
  }

  // None if the peer is not there.
  std::optional<Json> Ask(const Peer& peer) {
    const Json report = Json::parse(OutputOf(CommandOf(peer)));
    if (report.contains("skipped")) {
      absl::PrintF("%-24s SKIPPED: %s\n", peer.name, report["skipped"].get<std::string>());
      return std::nullopt;
    }
    for (const auto& [variant, sum] : report["answers"].items()) {
      if (sum == score_sum_) continue;
      throw std::runtime_error(absl::StrCat(peer.name, ", ", variant, ": another answer"));
    }
    Show(peer, report);
    return report;
  }

 private:
  std::string CommandOf(const Peer& peer) const {
    return absl::StrCat("'", peer.program, "' '", folder_.Join("pool"), "' '", WINNOW_BINARY_DIR,
                        "'");
  }

  static void PrintRow(const std::string& who, const std::string& how, double p50, double p99) {
    absl::PrintF("%-24s %-24s %10.3f %10.3f", who, how, p50, p99);
  }

  void Show(const Peer& peer, const Json& report) {
    std::optional<double> best;
    for (const Json& variant : report["variants"]) {
      const double p50 = variant["p50_ms"];
      const bool counts = variant["counts"];
      const std::string how = variant["name"];
      PrintRow(peer.name, how, p50, variant["p99_ms"]);
      absl::PrintF(counts ? " %7.1fx" : "(%7.1fx)", p50 / own_ms_);
      absl::PrintF(" %8.1f %8.1f\n", report["bytes_per_row"].get<double>(),
                   report["load_s"].get<double>());
      if (counts && (!best.has_value() || p50 < *best)) best = p50;
      figures_.Detail(absl::StrCat(peer.key, "_", how, "_p50_ms"), p50,
                      absl::StrCat("median of ", variant["rounds"].get<int>()));
    }
    absl::PrintF("    %s\n", peer.does);
    figures_.Add(absl::StrCat("ratio_", peer.key), *best / own_ms_,
                 absl::StrCat("fastest way of ", peer.name, " / Winnow in process, ", rows_,
                              " rows, medians"));
    figures_.Detail(absl::StrCat(peer.key, "_bytes_per_row"), report["bytes_per_row"],
                    absl::StrCat("what ", peer.name, " needs for a row"));
  }

  testing::TempDir folder_;
  const uint64_t rows_;
  Figures& figures_;
  double own_ms_ = 0;
  int64_t score_sum_ = 0;
};

double FastestOf(const Json& report) {
  double best = 0;
  for (const Json& variant : report["variants"]) {
    const double p50 = variant["p50_ms"];
    if (best == 0 || p50 < best) best = p50;
  }
  return best;
}

// Where sockets, durability and full replies count, Winnow does more and takes longer.
void CompareWithSockets(const Json& redis, const ServerTimes& server, Figures& figures) {
  const double zadd = redis["details"]["update_one_redis_p50_ms"];
  figures.Detail("update_one_redis_p50_ms", zadd, "one ZADD, not durable");
  if (server.leases.empty()) return;
  figures.Detail("ratio_redis_update_one", zadd / Median(server.single_updates),
                 "ZADD / one durable signal: Winnow loses below 1");
  figures.Detail("ratio_redis_through_grpc", FastestOf(redis) / Median(server.leases),
                 "Redis / durable lease of 1,000 with full reply: Winnow loses below 1");
}

}  // namespace

void ComparePeers(uint64_t rows, const ServerTimes& server, Figures& figures) {
  Comparison comparison(rows, figures);
  for (const Peer& peer : kPeers) {
    const auto report = comparison.Ask(peer);
    if (report.has_value() && report->contains("details")) {
      CompareWithSockets(*report, server, figures);
    }
  }
}

}  // namespace winnow::bench
