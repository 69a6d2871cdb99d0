// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/peers/peer_report.h"

#include <cstdio>
#include <exception>

#include "tests/bench/figures.h"

namespace winnow::bench {

void PeerReport::Answer(const std::string& variant, int64_t score_sum) {
  json_["answers"][variant] = score_sum;
}

void PeerReport::Variant(const std::string& name, const std::vector<double>& milliseconds,
                         bool removes) {
  json_["variants"].push_back({{"name", name},
                               {"p50_ms", Median(milliseconds)},
                               {"p99_ms", Percentile(milliseconds, 99)},
                               {"rounds", milliseconds.size()},
                               {"removes", removes}});
}

void PeerReport::Detail(const std::string& name, const std::vector<double>& milliseconds) {
  json_["details"][name] = Median(milliseconds);
}

void PeerReport::Print() const { std::printf("%s\n", json_.dump().c_str()); }

int RunPeer(int argc, char** argv,
            const std::function<void(const std::vector<std::string>&, PeerReport&)>& bench) {
  try {
    PeerReport report;
    bench(std::vector<std::string>(argv + 1, argv + argc), report);
    report.Print();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
  return 0;
}

}  // namespace winnow::bench
