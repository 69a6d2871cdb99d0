// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Caps and consent on a million random frames (selection.md S10), each of a few candidates, so that
// every small constellation comes up.
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/selection/eligibility.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"
#include "tests/testing/seed.h"

namespace winnow::selection {
namespace {

constexpr int kParts = 4;  // which ctest runs side by side
constexpr int kPolicies = 2500;
constexpr int kFramesPerPolicy = 100;
constexpr CandidateNo kMostCandidates = 8;
constexpr SliceNo kMostSlices = 3;

struct Candidate {
  SliceNo slice = 0;
  std::array<uint64_t, 2> keys = {};
  CandidateFacts facts;
};

class TinyView : public CandidateView {
 public:
  TinyView() {
    for (CandidateNo no = 0; no < kMostCandidates; ++no) ids_.push_back(absl::StrCat("c", no));
  }
  absl::string_view Id(CandidateNo no) const override { return ids_[no]; }
  uint64_t Key(CandidateNo no, std::size_t attribute) const override {
    return candidates[no].keys[attribute];
  }
  uint64_t GroupMembers(CandidateNo) const override { return 1; }

  std::array<Candidate, kMostCandidates> candidates;

 private:
  std::vector<std::string> ids_;
};

CompiledPolicy RandomPolicy(Dice& dice) {
  CompiledPolicy policy;
  policy.purpose = dice.Chance(70) ? v1::PURPOSE_TRAINING : v1::PURPOSE_EVALUATION;
  policy.splits = {v1::SPLIT_TRAIN};
  if (dice.Chance(50)) policy.consent_scopes = {"a"};
  constexpr v1::AllocationKind kKinds[] = {v1::ALLOCATION_KIND_WEIGHTED, v1::ALLOCATION_KIND_NEYMAN,
                                           v1::ALLOCATION_KIND_EQUAL, v1::ALLOCATION_KIND_BY_SCORE};
  policy.allocation = kKinds[dice.Below(4)];
  policy.range = {0, 1'000'000};
  policy.break_ties_by_id = dice.Chance(30);
  policy.exploration.share = dice.Chance(50) ? 0 : static_cast<Micros>(dice.Below(1'000'001));
  if (dice.Chance(40)) policy.default_quota.min = static_cast<uint32_t>(dice.Below(3));
  if (dice.Chance(40)) policy.default_quota.max = static_cast<uint32_t>(dice.Below(5));
  for (uint32_t attribute = 0; attribute < 2; ++attribute) {
    policy.caps.push_back({.attribute = attribute,
                           .per_batch = static_cast<uint32_t>(dice.Below(4)),
                           .per_slice = static_cast<uint32_t>(dice.Below(3))});
  }
  return policy;
}

// Scope "a" allows both purposes, "b" training alone, and some candidates have none.
bool IsAllowed(const CompiledPolicy& policy, const Candidate& candidate) {
  if (candidate.facts.consent_scope == nullptr || candidate.facts.consent_revoked) return false;
  if (candidate.facts.consent_scope->id == "a") return true;
  return policy.purpose == v1::PURPOSE_TRAINING && policy.consent_scopes.empty();
}

// Draws one frame and checks what came; returns the number of items that only EXPLORE may take.
class TinyDraws {
 public:
  TinyDraws(Dice& dice, const CompiledPolicy& policy)
      : dice_(dice), policy_(policy), index_(policy.range, policy.exploration) {
    for (SliceNo slice = 0; slice < kMostSlices; ++slice)
      slices_[slice].id = absl::StrCat("s", slice);
  }

  void DrawOne() {
    const auto count = static_cast<CandidateNo>(dice_.Below(kMostCandidates + 1));
    for (CandidateNo no = 0; no < count; ++no) Add(no);
    InlineExecutor executor;
    const Frame frame = {index_, view_, slices_, {}};
    const DrawRequest request = {dice_.Below(kMostCandidates + 2), dice_.Below(1000), {}};
    Check(Draw(policy_, frame, request, executor));
    for (CandidateNo no = 0; no < count; ++no) index_.Erase(no);
  }

  uint64_t items() const { return items_; }
  uint64_t kept_out() const { return kept_out_; }

 private:
  void Add(CandidateNo no) {
    Candidate candidate;
    candidate.slice = static_cast<SliceNo>(dice_.Below(kMostSlices));
    for (uint64_t& key : candidate.keys) key = dice_.Below(3);
    CandidateFacts& facts = candidate.facts;
    const uint64_t scope = dice_.Below(5);
    facts.consent_scope = scope == 0 ? nullptr : scope == 1 ? &training_ : &both_;
    facts.consent_revoked = dice_.Chance(5);
    facts.source_registered = true;
    facts.rubric_known = true;
    facts.split = v1::SPLIT_TRAIN;
    facts.slice_launch_weight = kMicrosPerUnit;
    view_.candidates[no] = candidate;
    if (FirstExclusion(facts, FrameRules(policy_, 0)) != v1::EXCLUSION_REASON_UNSPECIFIED) {
      ++kept_out_;
      return;
    }
    const auto score = static_cast<Micros>(dice_.Below(4) * 250'000);
    index_.Insert({no, candidate.slice, score, StaticIdHash(view_.Id(no))});
  }

  void Check(const DrawResult& drawn) {
    std::array<std::array<uint32_t, 3>, 2> in_batch = {};
    std::array<std::array<std::array<uint32_t, kMostSlices>, 3>, 2> in_slice = {};
    for (const DrawItem& item : drawn.items) {
      const Candidate& candidate = view_.candidates[item.no];
      ++items_;
      ASSERT_TRUE(IsAllowed(policy_, candidate));
      if (item.arm == v1::ARM_EXPLORE) continue;
      for (const CapRule& cap : policy_.caps) {
        const uint64_t key = candidate.keys[cap.attribute];
        if (key == 0) continue;
        const uint32_t batch = ++in_batch[cap.attribute][key];
        const uint32_t slice = ++in_slice[cap.attribute][key][candidate.slice];
        ASSERT_TRUE(cap.per_batch == 0 || batch <= cap.per_batch);
        ASSERT_TRUE(cap.per_slice == 0 || slice <= cap.per_slice);
      }
    }
  }

  Dice& dice_;
  const CompiledPolicy& policy_;
  CellIndex index_;
  TinyView view_;
  std::array<SliceFacts, kMostSlices> slices_;
  const ConsentScopeFacts both_ = {"a", true, true};
  const ConsentScopeFacts training_ = {"b", true, false};
  uint64_t items_ = 0;
  uint64_t kept_out_ = 0;
};

class ManyFrames : public ::testing::TestWithParam<int> {};

TEST_P(ManyFrames, NeverExceedACapNorHoldADisallowedCandidate) {
  const uint64_t seed = winnow::testing::Seed() + static_cast<uint64_t>(GetParam());
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  uint64_t items = 0;
  uint64_t kept_out = 0;
  for (int p = 0; p < kPolicies; ++p) {
    const CompiledPolicy policy = RandomPolicy(dice);
    TinyDraws draws(dice, policy);
    for (int i = 0; i < kFramesPerPolicy; ++i) {
      ASSERT_NO_FATAL_FAILURE(draws.DrawOne()) << "seed " << seed << " policy " << p;
    }
    items += draws.items();
    kept_out += draws.kept_out();
  }
  std::printf("%d frames, %llu items, %llu candidates kept out\n", kPolicies * kFramesPerPolicy,
              static_cast<unsigned long long>(items), static_cast<unsigned long long>(kept_out));
  EXPECT_GT(items, 100'000u);
  EXPECT_GT(kept_out, 100'000u);
}

INSTANTIATE_TEST_SUITE_P(Parts, ManyFrames, ::testing::Range(0, kParts));

}  // namespace
}  // namespace winnow::selection
