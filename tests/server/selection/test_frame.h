// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SELECTION_TEST_FRAME_H_
#define WINNOW_TESTS_SERVER_SELECTION_TEST_FRAME_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "server/selection/candidate_view.h"
#include "server/selection/cell_index.h"
#include "server/selection/draw.h"
#include "server/selection/policy.h"

namespace winnow::selection {

// Random numbers of a test, from the project's own hash.
class Dice {
 public:
  explicit Dice(uint64_t seed) : seed_(seed) {}

  // 0 to n - 1.
  uint64_t Below(uint64_t n);
  bool Chance(uint64_t percent) { return Below(100) < percent; }

  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Below(i)]);
  }

 private:
  uint64_t seed_;
  uint64_t counter_ = 0;
};

// A candidate as the tests think of it, without numbers.
struct Record {
  std::string id;
  std::string slice;
  Micros score = 0;
  std::vector<uint64_t> keys;
  uint64_t group_members = 1;
  bool known_zero = false;
};

// A pool of candidates: all that a frame depends on.
struct Pool {
  std::vector<Record> records;
  std::vector<SliceFacts> slices;
  std::map<std::string, SliceExclusions> exclusions;  // by slice id
};

// A pool as a frame. Candidate numbers, slice numbers and the order of insertion come from
// `shuffle`.
class TestFrame : public CandidateView {
 public:
  TestFrame(const CompiledPolicy& policy, Pool pool, uint64_t shuffle);

  Frame frame() const { return {index_, *this, slices_, exclusions_}; }
  CellIndex& index() { return index_; }
  const Record& record(CandidateNo no) const { return records_[no]; }
  const std::string& slice_id(SliceNo slice) const { return slices_[slice].id; }
  SliceNo slice_no(const std::string& id) const;

  absl::string_view Id(CandidateNo no) const override { return records_[no].id; }
  uint64_t Key(CandidateNo no, std::size_t attribute) const override;
  uint64_t GroupMembers(CandidateNo no) const override { return records_[no].group_members; }

  // Everything of a result, by ids.
  std::string Describe(const DrawResult& result) const;

 private:
  CellIndex index_;
  std::vector<Record> records_;
  std::vector<SliceFacts> slices_;
  std::vector<SliceExclusions> exclusions_;
};

// A random policy and pool: allocation, bounds, caps, shares, ties and supply all vary.
struct RandomCase {
  CompiledPolicy policy;
  Pool pool;
  uint64_t batch = 0;
};
RandomCase MakeRandomCase(uint64_t seed);
// The same; one in five shares its slots by POWER, which the others never do.
RandomCase MakeAnyCase(uint64_t seed);

}  // namespace winnow::selection

#endif  // WINNOW_TESTS_SERVER_SELECTION_TEST_FRAME_H_
