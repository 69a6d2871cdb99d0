// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/explore_cells.h"

#include <algorithm>
#include <cstddef>

namespace winnow::selection {

ExploreCells::ExploreCells(const CellIndex& index, const ExploreShare& share, Micros audit_share)
    : index_(index), cells_(index.Cells(share.slice)), expectation_(share.expectation) {
  taken_.reserve(share.taken.size());
  for (const CandidateNo no : share.taken) {
    const Member& member = index.At(no);
    const int bucket = index.BucketOf(member);
    taken_.push_back(CodeOf(bucket, cells_.At(bucket).CellOf(member.id_hash)));
  }
  std::sort(taken_.begin(), taken_.end());
  if (!index.buckets().HasKnownZeros()) return;
  const uint64_t taken = TakenIn(0, CodeOf(kKnownZeroBucket + 1, 0));
  if (cells_.Has(kKnownZeroBucket)) known_zeros_ = cells_.At(kKnownZeroBucket).size() - taken;
  const uint64_t left = cells_.count() - taken_.size();
  audit_ = AuditExpectation(expectation_, audit_share, {known_zeros_, left - known_zeros_});
}

uint64_t ExploreCells::TakenIn(uint64_t begin, uint64_t end) const {
  if (taken_.empty()) return 0;
  const auto from = std::lower_bound(taken_.begin(), taken_.end(), begin);
  return static_cast<uint64_t>(std::lower_bound(from, taken_.end(), end) - from);
}

uint64_t ExploreCells::Left(int number, const Bucket& bucket, std::size_t sub_cell) const {
  const std::size_t parts = bucket.PartsPerCell();
  uint64_t candidates = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    candidates += bucket.PartMembers(sub_cell * parts + i).size();
  }
  const uint64_t code = CodeOf(number, sub_cell);
  return candidates - TakenIn(code, code + 1);
}

void ExploreCells::AppendCells(int number, const Bucket& bucket, std::vector<Cell>& cells) const {
  const std::size_t count = std::size_t{1} << bucket.CellDepth();
  for (std::size_t sub_cell = 0; sub_cell < count; ++sub_cell) {
    const uint64_t left = Left(number, bucket, sub_cell);
    if (left == 0) continue;
    cells.push_back({number, static_cast<uint32_t>(sub_cell), left, SizeOf(number), 0});
  }
}

std::vector<Cell> ExploreCells::All() const {
  std::vector<Cell> cells;
  std::size_t first = 0;  // behind the cells of known zeros
  cells_.ForEachBucket([&](int number, const Bucket& bucket) {
    AppendCells(number, bucket, cells);
    if (number == kKnownZeroBucket && known_zeros_ > 0) first = cells.size();
  });
  SpreadExpectation(audit_, absl::MakeSpan(cells).first(first));
  SpreadExpectation(expectation_ - audit_, absl::MakeSpan(cells).subspan(first));
  return cells;
}

uint64_t ExploreCells::RunMeasure(int run) const {
  uint64_t measure = cells_.run_size_sum(run);
  if (run == 0) measure -= known_zeros_ * SizeOf(kKnownZeroBucket);
  const int begin = run * SliceCells::kRunBuckets;
  const auto end =
      std::lower_bound(taken_.begin(), taken_.end(), CodeOf(begin + SliceCells::kRunBuckets, 0));
  for (auto it = std::lower_bound(taken_.begin(), end, CodeOf(begin, 0)); it != end; ++it) {
    measure -= SizeOf(static_cast<int>(*it >> 32));
  }
  return measure;
}

std::optional<Cell> ExploreCells::FindIn(const Target& target, int number, const Bucket& bucket,
                                         uint64_t* before) const {
  const uint64_t size = SizeOf(number);
  const uint64_t taken = TakenIn(CodeOf(number, 0), CodeOf(number + 1, 0));
  const uint64_t behind = *before + (bucket.size() - taken) * size;
  if (behind < target.need) {
    *before = behind;
    return std::nullopt;
  }
  for (std::size_t sub_cell = 0;; ++sub_cell) {
    const uint64_t left = Left(number, bucket, sub_cell);
    const uint64_t end = *before + left * size;
    if (end >= target.need) {
      return Cell{number, static_cast<uint32_t>(sub_cell), left, size,
                  target.line.PartBelow(end) - target.line.PartBelow(*before)};
    }
    *before = end;
  }
}

std::optional<Cell> ExploreCells::At(SlotUnits point) const {
  uint64_t before = 0;
  if (point < audit_) {
    const uint64_t size = SizeOf(kKnownZeroBucket);
    const Line line = {audit_, known_zeros_ * size};
    if (line.Fills(size)) return std::nullopt;
    return FindIn({line, line.PointAbove(point)}, kKnownZeroBucket, cells_.At(kKnownZeroBucket),
                  &before);
  }
  Line line = {expectation_ - audit_, 0};
  for (int run = 0; run < SliceCells::kRuns; ++run) line.measure += RunMeasure(run);
  // Sizes rise with the buckets, so that none has a larger one than the highest.
  if (line.Fills(SizeOf(cells_.HighestAtOrBelow(kScoreBuckets - 1)))) return std::nullopt;
  const Target target = {line, line.PointAbove(point - audit_)};
  std::optional<Cell> found;
  for (int run = 0; run < SliceCells::kRuns && !found.has_value(); ++run) {
    const uint64_t measure = RunMeasure(run);
    if (before + measure < target.need) {
      before += measure;
      continue;
    }
    cells_.ForEachOfRun(run, [&](int number, const Bucket& bucket) {
      if (number == kKnownZeroBucket && known_zeros_ > 0) return true;
      found = FindIn(target, number, bucket, &before);
      return !found.has_value();
    });
  }
  return found;
}

}  // namespace winnow::selection
