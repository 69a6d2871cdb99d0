// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures of releases, over a real server on RocksDB: what changed between two large versions of a
// data set, how far many labels agree, and a gate over a large frame. Candidates, evaluation,
// outcomes and verdicts come by calls; versions and labels are written into the folder while the
// server is down. Merges into build/results/releases.json.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/bench/figures.h"
#include "tests/bench/release_server.h"
#include "tests/bench/release_store.h"
#include "tests/bench/rounds.h"

namespace winnow::bench {
namespace {

constexpr RoundLimits kRounds = {.least = 3, .most = 3};
constexpr double kMegabyte = 1e6;
// What is asked for at a million members and 100,000 labels.
constexpr double kDiffSeconds = 10;
constexpr double kDiffMegabytes = 500;
constexpr double kAgreementSeconds = 1;

struct Sizes {
  explicit Sizes(uint64_t all) : members(all), trained(all / 10), labeled(all / 20) {}

  uint64_t members;        // of a version, and candidates of the frame
  uint64_t trained;        // members that the release was trained on
  uint64_t labeled;        // candidates with two labels
  uint32_t items = 2'000;  // of the sample
};

// Of one call: the median on the wall, and the mean of what the server computed.
struct CallCost {
  double seconds = 0;
  double computed = 0;
};

CallCost CostOf(int server, absl::FunctionRef<void()> call) {
  const double before = ComputedSeconds(server);
  CallCost cost;
  cost.seconds = Median(TimeRounds(kRounds, call)) / 1e3;
  cost.computed = (ComputedSeconds(server) - before) / kRounds.most;
  return cost;
}

class ReleaseBench {
 public:
  explicit ReleaseBench(uint64_t members) : sizes_(members) {
    figures_.Setting("members", absl::StrCat(sizes_.members));
    figures_.Setting("slices", absl::StrCat(kReleaseSlices));
    figures_.Setting("rounds", absl::StrCat("median of ", kRounds.least));
  }

  void Run() {
    FillVersions();
    const DiffCost alone = MeasureDiff();
    const std::string size = SizeName(sizes_.members);
    figures_.Add(absl::StrCat("diff_", size, "_s"), alone.call.seconds,
                 "DiffDatasetVersions until the last piece");
    figures_.Add(absl::StrCat("diff_", size, "_rss_mb"), alone.peak / kMegabyte,
                 "peak resident memory of winnowd meanwhile, of a queue without candidates");
    figures_.Detail("diff_seconds_of_limit", alone.call.seconds / kDiffSeconds, "/ 10 s");
    figures_.Detail("diff_rss_of_limit", alone.peak / kMegabyte / kDiffMegabytes, "/ 500 MB");
    Detail("diff", alone);
    MeasureAgreement();
    MeasureGate();
    Detail("diff_beside_candidates", MeasureDiff());
    figures_.Print();
    std::printf("\nwritten to %s\n", figures_.Merge("releases").c_str());
  }

 private:
  struct DiffCost {
    CallCost call;
    double before = 0;  // bytes
    double peak = 0;    // bytes
    uint64_t bytes = 0;
  };

  void Detail(const std::string& name, const CallCost& cost) {
    figures_.Detail(name + "_s", cost.seconds, "the call, median");
    figures_.Detail(name + "_computed_s", cost.computed, "what all threads of winnowd computed");
  }

  void Detail(const std::string& name, const DiffCost& cost) {
    Detail(name, cost.call);
    figures_.Detail(name + "_rss_before_mb", cost.before / kMegabyte, "resident before the first");
    figures_.Detail(name + "_rss_peak_mb", cost.peak / kMegabyte, "the most until the last");
    figures_.Detail(name + "_growth_mb", (cost.peak - cost.before) / kMegabyte, "the difference");
    figures_.Detail(name + "_file_mb", static_cast<double>(cost.bytes) / kMegabyte,
                    "what was sent");
  }

  void FillVersions() {
    server_.Stop();
    ReleaseStore(server_.data_dir()).AddVersions(ReleaseServer::kTrainId, "large", sizes_.members);
    server_.Start();
  }

  DiffCost MeasureDiff() {
    DiffCost cost;
    ReleaseServer::Diff diff;
    ForgetPeak(server_.pid());
    cost.before = ResidentBytes(server_.pid());
    cost.call = CostOf(server_.pid(), [&] {
      diff = server_.DiffVersions("datasets/large/versions/1", "datasets/large/versions/2");
    });
    cost.peak = PeakResidentBytes(server_.pid());
    cost.bytes = diff.bytes;
    CheckSummary(diff.summary);
    return cost;
  }

  // Fast and wrong is no figure.
  void CheckSummary(const std::string& line) const {
    const auto summary = nlohmann::json::parse(line);
    const VersionChanges expected = ChangesOf(sizes_.members);
    if (summary.at("unchanged") != expected.unchanged ||
        summary.at("changes") !=
            expected.added + expected.removed + expected.relabeled + expected.reweighted) {
      throw std::runtime_error("the difference is not the one that was made: " +
                               line.substr(0, 200));
    }
  }

  void MeasureAgreement() {
    server_.PushTraining(sizes_.trained + ChangesOf(sizes_.trained).added);
    server_.Stop();
    {
      ReleaseStore store(server_.data_dir());
      store.AddVersions(ReleaseServer::kTrainId, "trained", sizes_.trained);
      store.AddLabels(ReleaseServer::kTrainId, sizes_.labeled);
    }
    server_.Start();
    v1::AgreementReportResponse report;
    const CallCost cost = CostOf(server_.pid(), [&] { report = server_.Agreement(); });
    if (report.labels() != 2 * sizes_.labeled || report.vendor_shifts_size() != 4)
      throw std::runtime_error("the report is not of the labels that were made");
    figures_.Add(absl::StrCat("agreement_", SizeName(2 * sizes_.labeled), "_s"), cost.seconds,
                 "AgreementReport, two labels of six criteria on each candidate");
    figures_.Detail("agreement_of_limit", cost.seconds / kAgreementSeconds, "/ 1 s");
    Detail("agreement", cost);
  }

  void MeasureGate() {
    figures_.Detail("exam_push_s", Seconds([&] { server_.PushExam(sizes_.members); }),
                    "candidates of the frame, by the stream");
    figures_.Detail("release_s", Seconds([&] {
                      server_.MakeRelease(sizes_.items, "datasets/trained/versions/2");
                    }),
                    "evaluation drawn and labeled, release, outcomes");
    v1::ReleaseVerdict verdict;
    const CallCost cost = CostOf(server_.pid(), [&] { verdict = server_.Gate(); });
    if (verdict.complete_items() != sizes_.items || verdict.comparisons().empty())
      throw std::runtime_error("the gate did not compare what was made");
    figures_.Add(absl::StrCat("gate_", SizeName(sizes_.members), "_s"), cost.seconds,
                 absl::StrCat("EvaluateGates, ", sizes_.items, " items, ", sizes_.trained,
                              " members of training data"));
    Detail("gate", cost);
  }

  const Sizes sizes_;
  Figures figures_;
  ReleaseServer server_;
};

}  // namespace
}  // namespace winnow::bench

// release_bench [MEMBERS]
int main(int argc, char** argv) {
  uint64_t members = 1'000'000;
  if (argc > 2 || (argc == 2 && !absl::SimpleAtoi(argv[1], &members)) || members < 20'000 ||
      members % 2'000 != 0) {
    std::fprintf(stderr,
                 "usage: release_bench [MEMBERS]   a multiple of 2000, at least 20000, default "
                 "1000000\n");
    return 2;
  }
  try {
    winnow::bench::ReleaseBench(members).Run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "release_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
