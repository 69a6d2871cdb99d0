// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/simulation/replay/replay_bed.h"

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "server/selection/stable_hash.h"

namespace winnow::simulation {
namespace {

using loop::testing::ReviewBed;
using loop::testing::Text;

class Threads final : public selection::Executor {
 public:
  explicit Threads(std::size_t threads) : threads_(threads) {}
  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < threads_; ++t) {
      threads.emplace_back([=, this] {
        for (std::size_t i = t; i < count; i += threads_) work(count - 1 - i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  std::size_t threads_;
};

Lines LinesOf(absl::StatusOr<loop::PieceSource> source) {
  EXPECT_TRUE(source.ok()) << source.status();
  std::string file;
  for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)()) file += *piece;
  return absl::StrSplit(file, '\n', absl::SkipEmpty());
}

}  // namespace

Lines ExportFrame(ReviewBed& bed) {
  return LinesOf(bed.Call(&loop::Loop::frames, &loop::Frames::ExportFrame,
                          Text<v1::ExportFrameRequest>("queue: 'queues/q'")));
}

Lines ExportBatch(ReviewBed& bed, const std::string& name) {
  v1::ExportBatchRequest request;
  request.set_name(name);
  return LinesOf(bed.Call(&loop::Loop::batches, &loop::Batches::ExportBatch, request));
}

std::unique_ptr<ExportedFrame> Open(Lines lines, uint64_t shuffle) {
  for (std::size_t i = lines.size() - 1; i > 1; --i)
    std::swap(lines[i], lines[1 + selection::Mix(shuffle, i) % i]);
  auto frame = ExportedFrame::Open(lines.front());
  EXPECT_TRUE(frame.ok()) << frame.status();
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const absl::Status added = (*frame)->Add(lines[i]);
    EXPECT_TRUE(added.ok()) << added;
  }
  EXPECT_TRUE((*frame)->CheckComplete().ok());
  return *std::move(frame);
}

ReplayResult DrawAgain(const ExportedFrame& frame, const Lines& batch, std::size_t threads) {
  Threads executor(threads);
  auto result = Replay(frame, batch, executor);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : ReplayResult();
}

void ExpectReproduced(const Lines& frame, const Lines& batch) {
  for (const std::size_t threads : {1, 2, 8}) {
    const ReplayResult result = DrawAgain(*Open(frame, threads), batch, threads);
    ASSERT_EQ(result.differing_lines, 0u) << Shown(result);
    EXPECT_EQ(result.items, batch.size() - 1);
    EXPECT_THAT(result.notes, ::testing::IsEmpty());
  }
}

std::string Shown(const ReplayResult& result) {
  if (result.differences.empty()) return "";
  const Difference& first = result.differences.front();
  return absl::StrCat(first.line, "\n", first.batch, "\n", first.replay);
}

}  // namespace winnow::simulation
