// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The sampler: in process, behind gRPC, and beside what a team would use instead. README.md says
// what each figure means. Writes build/results/bench_selection.json.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/bench/draw_bench.h"
#include "tests/bench/figures.h"
#include "tests/bench/peers.h"
#include "tests/bench/push.h"
#include "tests/bench/server_figures.h"
#include "tests/bench/workload.h"

namespace winnow::bench {
namespace {

constexpr char kUsage[] =
    "usage: selection_bench [--candidates N] [--peer-rows N] [--only draws|server|peers]\n"
    "  --candidates  size of the frame, at least 1000000; default 10000000\n"
    "  --peer-rows   rows of the comparison with peers, at least 100000; default as candidates\n"
    "  --only        one part of the figures; default all of them\n";

struct Options {
  uint64_t candidates = 10'000'000;
  uint64_t peer_rows = 0;  // 0: as candidates
  std::string only;
};

bool Parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) return false;
    const std::string value = argv[i + 1];
    if (name == "--only") {
      options.only = value;
      if (value != "draws" && value != "server" && value != "peers") return false;
    } else if (name == "--candidates" || name == "--peer-rows") {
      uint64_t& count = name == "--candidates" ? options.candidates : options.peer_rows;
      const uint64_t least = name == "--candidates" ? 1'000'000 : 100'000;
      if (!absl::SimpleAtoi(value, &count) || count < least || count > 100'000'000) return false;
    } else {
      return false;
    }
  }
  if (options.peer_rows == 0) options.peer_rows = options.candidates;
  return true;
}

void Run(const Options& options) {
  Figures figures;
  figures.Setting("candidates", absl::StrCat(options.candidates, " in 1000 slices"));
  figures.Setting("rows of the comparison with peers", absl::StrCat(options.peer_rows));
  figures.Setting("policy", "equal quotas, 3 of a speaker, a tenth at random; batches of 1000");
  figures.Setting("stream",
                  absl::StrCat("chunks of ", kChunk, ", ", kWindow, " in flight, one writer"));
  figures.Setting("commits", "synced, HEAD written before each answer");
  const auto wants = [&](const char* part) {
    if (!options.only.empty() && options.only != part) return false;
    std::fprintf(stderr, "selection_bench: %s\n", part);
    return true;
  };
  if (wants("draws")) BenchDraws(options.candidates, figures);
  ServerTimes server;
  if (wants("server")) server = BenchServerCalls(options.candidates, figures);
  if (wants("peers")) ComparePeers(options.peer_rows, server, figures);
  std::printf("\n");
  figures.Print();
  std::printf("\nwritten to %s\n", figures.Write("bench_selection").c_str());
}

}  // namespace
}  // namespace winnow::bench

int main(int argc, char** argv) {
  winnow::bench::Options options;
  if (!winnow::bench::Parse(argc, argv, options)) {
    std::fputs(winnow::bench::kUsage, stderr);
    return 2;
  }
  try {
    winnow::bench::Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "selection_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
