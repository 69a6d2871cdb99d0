// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/draw_bench.h"

#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/ops/worker_pool.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "tests/bench/draw_frame.h"
#include "tests/bench/pool_file.h"
#include "tests/bench/rounds.h"

namespace winnow::bench {
namespace {

constexpr uint64_t kBatch = 1'000;
constexpr RoundLimits kDraws = {.least = 20, .most = 500, .time = absl::Seconds(10)};
constexpr uint64_t kUpdates = 3'000'000;

// The threads of a server: this one and others that wait for work.
class PoolExecutor final : public selection::Executor {
 public:
  explicit PoolExecutor(std::size_t threads) : pool_({.threads = threads - 1}) {}
  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    pool_.ParallelFor(count, work);
  }

 private:
  ops::WorkerPool pool_;
};

// Milliseconds of draws. Between two of them what was drawn leaves the frame and what left it long
// ago comes back, as leases do, and clusters are parked.
std::vector<double> TimeDraws(DrawFrame& frame, const selection::CompiledPolicy& policy,
                              std::size_t threads) {
  PoolExecutor executor(threads);
  Rotation<std::vector<selection::CandidateNo>> leased(frame.size());
  selection::DrawResult result;
  uint64_t seed = 0;
  const std::vector<double> milliseconds = TimeRounds(
      kDraws,
      [&] {
        result = selection::Draw(policy, frame.frame(), {kBatch, ++seed, {}}, executor);
      },
      [&] {
        if (result.items.size() != kBatch) throw std::runtime_error("a draw is too small");
        std::vector<selection::CandidateNo> batch;
        for (const selection::DrawItem& item : result.items) batch.push_back(item.no);
        frame.Take(batch);
        for (const selection::Parking& parking : result.parkings)
          frame.index().Park(parking.no, parking.key);
        if (const auto returned = leased.Swap(std::move(batch))) frame.PutBack(*returned);
      });
  for (const auto& batch : leased.TakeAll()) frame.PutBack(batch);
  return milliseconds;
}

class DrawBench {
 public:
  DrawBench(uint64_t candidates, Figures& figures) : candidates_(candidates), figures_(figures) {}

  void Run() {
    // First, on a heap that nothing has fragmented: it measures memory as well.
    const double large = Uniform();
    const double small = Size(candidates_ / 100);
    Size(candidates_ / 10);
    figures_.Add(
        absl::StrCat("draw_growth_", SizeName(candidates_ / 100), "_", SizeName(candidates_)),
        large / small, "how much the median grows from one size to the other");
    Zipf();
    Clusters();
    HalfEqual();
  }

 private:
  WorkloadOptions Options() const { return {.candidates = candidates_}; }

  // Draws with one thread, the result, and with two, in the details.
  std::vector<double> Draws(const std::string& name, DrawFrame& frame,
                            const v1::ReviewPolicy& policy) {
    const selection::CompiledPolicy compiled = Compile(policy);
    std::vector<double> milliseconds = TimeDraws(frame, compiled, 1);
    figures_.DetailTimes(name + "_1_thread", milliseconds, "draws of " + name + ", one thread");
    figures_.DetailTimes(name + "_2_threads", TimeDraws(frame, compiled, 2), "the same, two");
    return milliseconds;
  }

  // The median of the draw that matters most; memory, variants and updates on the same frame.
  double Uniform() {
    const v1::ReviewPolicy policy = BenchPolicy();
    DrawFrame frame(Workload(Options()), Compile(policy));
    const auto size = static_cast<double>(candidates_);
    const std::string name = "draw_1000_" + SizeName(candidates_);
    const std::vector<double> milliseconds = Draws(name, frame, policy);
    figures_.Add(name + "_p50_ms", Median(milliseconds),
                 "draw with caps and a tenth at random, one thread, median");
    figures_.Add(name + "_p99_ms", Percentile(milliseconds, 99), "the same, 99th percentile");
    figures_.Add("index_bytes_per_candidate", frame.index_resident_bytes() / size,
                 "resident memory of the index / candidates");
    Variants(frame);
    Updates(frame);
    figures_.Detail("index_bytes_counted", static_cast<double>(frame.index().MemoryBytes()) / size,
                    "what the index says it holds / candidates, after the updates");
    return Median(milliseconds);
  }

  void Variants(DrawFrame& frame) {
    v1::ReviewPolicy by_score = BenchPolicy();
    by_score.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_BY_SCORE);
    Draws("draw_by_score", frame, by_score);
    v1::ReviewPolicy random = BenchPolicy();
    random.mutable_exploration()->set_share(1);
    Draws("draw_all_random", frame, random);
  }

  void Updates(DrawFrame& frame) {
    constexpr uint64_t kScores = 3'800'000;
    const double seconds = Seconds([&] {
      for (uint64_t i = 0; i < kUpdates; ++i) {
        const uint64_t random = selection::Mix(1, i);
        frame.index().Rescore(static_cast<selection::CandidateNo>(random % candidates_),
                              static_cast<selection::Micros>((random >> 32) % kScores) - 1'000'000);
      }
    });
    figures_.Add("score_update_per_s", static_cast<double>(kUpdates) / seconds,
                 "new scores of random candidates in the index, one thread");
  }

  double Size(uint64_t candidates) {
    const v1::ReviewPolicy policy = BenchPolicy();
    DrawFrame frame(Workload({.candidates = candidates}), Compile(policy));
    return Median(Draws("draw_1000_" + SizeName(candidates), frame, policy));
  }

  void Zipf() {
    WorkloadOptions options = Options();
    options.zipf_slices = true;
    DrawFrame frame(Workload(options), Compile(BenchPolicy()));
    figures_.Add("draw_zipf_p50_ms", Median(Draws("draw_zipf", frame, BenchPolicy())),
                 "the same draw with Zipf slices, one thread");
  }

  // A tenth of all candidates have one speaker, capped at 3, and stand on top of a slice that asks
  // for 20. The figures are of the slower one of equal and of different scores.
  void Clusters() {
    v1::ReviewPolicy policy = BenchPolicy();
    v1::SliceQuota& quota = *policy.mutable_allocation()->add_quotas();
    quota.set_slice(Workload::SliceIdOf(0));
    quota.set_min(20);
    double first = 0;
    double median = 0;
    for (const bool equal : {true, false}) {
      WorkloadOptions options = Options();
      options.cluster = candidates_ / 10;
      options.cluster_equal = equal;
      DrawFrame frame(Workload(options), Compile(policy));
      const std::string name = equal ? "draw_skew_equal" : "draw_skew_different";
      const std::vector<double> milliseconds = Draws(name, frame, policy);
      figures_.Detail(name + "_first_ms", milliseconds.front(), "its first draw, one thread");
      first = std::max(first, milliseconds.front());
      median = std::max(median, Median(milliseconds));
    }
    figures_.Add("draw_skew_first_ms", first,
                 "first draw with a capped cluster on top of a slice, one thread");
    figures_.Add("draw_skew_p50_ms", median, "those after it, median");
  }

  void HalfEqual() {
    WorkloadOptions options = Options();
    options.half_equal = true;
    DrawFrame frame(Workload(options), Compile(BenchPolicy()));
    Draws("draw_half_equal", frame, BenchPolicy());
  }

  const uint64_t candidates_;
  Figures& figures_;
};

Pool PoolOf(const DrawFrame& frame) {
  Pool pool;
  for (uint64_t i = 0; i < frame.size(); ++i) {
    const Row row = frame.row(i);
    pool.slices.push_back(row.slice);
    pool.scores.push_back(DrawFrame::ScoreOf(row));
  }
  return pool;
}

}  // namespace

void BenchDraws(uint64_t candidates, Figures& figures) { DrawBench(candidates, figures).Run(); }

OwnAnswer AnswerPeerQuestion(uint64_t candidates, const std::string& path) {
  v1::ReviewPolicy policy = BenchPolicy();
  policy.clear_caps();
  policy.mutable_exploration()->set_share(0);
  const selection::CompiledPolicy compiled = Compile(policy);
  DrawFrame frame(Workload({.candidates = candidates, .slices = kPoolSlices}), compiled);
  WritePool(PoolOf(frame), path);

  PoolExecutor executor(1);
  Rotation<std::vector<selection::CandidateNo>> taken(candidates);
  std::vector<selection::CandidateNo> batch;
  const auto draw = [&] {
    const auto result = selection::Draw(compiled, frame.frame(), {kBatch, 1, {}}, executor);
    for (const selection::DrawItem& item : result.items) batch.push_back(item.no);
  };
  const auto turn = [&] {
    if (batch.size() != kPoolSlices) throw std::runtime_error("a draw is too small");
    const auto returned = taken.Swap(std::exchange(batch, {}));
    if (returned.has_value()) frame.PutBack(*returned);
  };
  OwnAnswer answer;
  draw();
  for (const auto no : batch) answer.score_sum += DrawFrame::ScoreOf(frame.row(no));
  batch.clear();
  answer.draws = TimeRounds(kDraws, draw, [&] {
    frame.Take(batch);
    turn();
  });
  const auto take = [&] {
    draw();
    frame.Take(batch);
  };
  answer.takes = TimeRounds(kDraws, take, turn);
  return answer;
}

}  // namespace winnow::bench
