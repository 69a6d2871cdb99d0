// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
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
     "In process. With deletes it removes what it gives, logged without sync. No quotas, caps or "
     "probabilities."},
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
    draw_ms_ = Median(own.draws);
    take_ms_ = Median(own.takes);
    score_sum_ = own.score_sum;
    absl::PrintF("\nthe best of each of 1,000 slices, %d rows\n", rows);
    absl::PrintF("%-24s %-24s %10s %10s %8s %8s %8s\n", "who", "how", "p50 ms", "p99 ms", "ratio",
                 "B/row", "load s");
    PrintRow("Winnow, in process", "draw", draw_ms_, Percentile(own.draws, 99));
    absl::PrintF("\n");
    PrintRow("Winnow, in process", "draw and removal", take_ms_, Percentile(own.takes, 99));
    absl::PrintF("\n");
    figures_.DetailTimes("winnow_draw", own.draws, "the question of the peers, one thread");
    figures_.DetailTimes("winnow_draw_and_removal", own.takes, "the same, and its removal");
  }

  // The medians of the peer's ways in milliseconds, by name, and its details; empty if the peer is
  // not there.
  std::map<std::string, double> Ask(const Peer& peer) {
    const Json report = Json::parse(OutputOf(CommandOf(peer)));
    if (report.contains("skipped")) {
      absl::PrintF("%-24s SKIPPED: %s\n", peer.name, report["skipped"].get<std::string>());
      return {};
    }
    for (const auto& [variant, sum] : report["answers"].items()) {
      if (sum == score_sum_) continue;
      throw std::runtime_error(absl::StrCat(peer.name, ", ", variant, ": another answer"));
    }
    std::map<std::string, double> medians;
    // Of ways that remove what they give; of a peer that has none, of all.
    double ratio = std::numeric_limits<double>::infinity();
    bool removes = false;
    for (const Json& variant : report["variants"]) {
      medians[variant["name"]] = variant["p50_ms"];
      const double one = Show(peer, variant, report);
      if (variant["removes"] && !std::exchange(removes, true)) ratio = one;
      if (variant["removes"] == removes) ratio = std::min(ratio, one);
    }
    absl::PrintF("    %s\n", peer.does);
    figures_.Add(absl::StrCat("ratio_", peer.key), ratio,
                 absl::StrCat(peer.name, " / Winnow in process, medians, ", rows_, " rows"));
    figures_.Detail(absl::StrCat(peer.key, "_bytes_per_row"), report["bytes_per_row"],
                    absl::StrCat("what ", peer.name, " needs for a row"));
    const Json details = report.value("details", Json::object());
    for (const auto& [name, value] : details.items()) {
      figures_.Detail(name, value, absl::StrCat("of ", peer.name));
      medians[name] = value;
    }
    return medians;
  }

 private:
  std::string CommandOf(const Peer& peer) const {
    return absl::StrCat("'", peer.program, "' '", folder_.Join("pool"), "' '", WINNOW_BINARY_DIR,
                        "'");
  }

  static void PrintRow(const std::string& who, const std::string& how, double p50, double p99) {
    absl::PrintF("%-24s %-24s %10.3f %10.3f", who, how, p50, p99);
  }

  // Compares a way that removes what it gives with a draw that does too. Returns the ratio.
  double Show(const Peer& peer, const Json& variant, const Json& report) {
    const std::string how = variant["name"];
    const double p50 = variant["p50_ms"];
    const double ratio = p50 / (variant["removes"] ? take_ms_ : draw_ms_);
    PrintRow(peer.name, how, p50, variant["p99_ms"]);
    absl::PrintF(" %7.1fx %8.1f %8.1f\n", ratio, report["bytes_per_row"].get<double>(),
                 report["load_s"].get<double>());
    const std::string key = absl::StrCat(peer.key, "_", how);
    figures_.Detail(key + "_p50_ms", p50, absl::StrCat("median of ", variant["rounds"].get<int>()));
    figures_.Detail("ratio_" + key, ratio, "this way / Winnow in process");
    return ratio;
  }

  testing::TempDir folder_;
  const uint64_t rows_;
  Figures& figures_;
  double draw_ms_ = 0;
  double take_ms_ = 0;
  int64_t score_sum_ = 0;
};

// Where sockets, durability and full replies count, Winnow does more and takes longer.
void CompareThroughSockets(const std::map<std::string, double>& redis, const ServerTimes& server,
                           Figures& figures) {
  if (redis.empty() || server.leases.empty()) return;
  figures.Detail("ratio_redis_update_one",
                 redis.at("redis_update_one_p50_ms") / Median(server.single_updates),
                 "ZADD / one durable signal: Winnow loses below 1");
  const double pop = std::min(redis.at("zpopmax_pipelined"), redis.at("one_lua_call"));
  figures.Detail("ratio_redis_through_grpc", pop / Median(server.leases),
                 "Redis / durable lease of 1,000 with full reply: Winnow loses below 1");
}

}  // namespace

void ComparePeers(uint64_t rows, const ServerTimes& server, Figures& figures) {
  Comparison comparison(rows, figures);
  for (const Peer& peer : kPeers) {
    const auto medians = comparison.Ask(peer);
    if (absl::string_view(peer.key) == "redis") CompareThroughSockets(medians, server, figures);
  }
}

}  // namespace winnow::bench
