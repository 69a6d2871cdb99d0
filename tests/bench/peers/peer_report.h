// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PeerReport: what a peer found, as one line of JSON on standard output, for tests/bench/peers.h.
#ifndef WINNOW_TESTS_BENCH_PEERS_PEER_REPORT_H_
#define WINNOW_TESTS_BENCH_PEERS_PEER_REPORT_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"

namespace winnow::bench {

// Not thread-safe.
class PeerReport {
 public:
  void Load(double seconds) { json_["load_s"] = seconds; }
  void BytesPerRow(double bytes) { json_["bytes_per_row"] = bytes; }
  // The sum of the scores of the first answer of a way to ask; checked against Winnow's.
  void Answer(const std::string& variant, int64_t score_sum);
  // One way to ask: whether what it gives is gone then or can be given again.
  void Variant(const std::string& name, const std::vector<double>& milliseconds, bool removes);
  // Another figure, in milliseconds.
  void Detail(const std::string& name, const std::vector<double>& milliseconds);
  void Print() const;

 private:
  nlohmann::json json_;
};

// main() of a peer: runs `bench` with the arguments, prints the report; an exception's text goes to
// standard error. Returns the exit code.
int RunPeer(int argc, char** argv,
            const std::function<void(const std::vector<std::string>&, PeerReport&)>& bench);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_PEERS_PEER_REPORT_H_
