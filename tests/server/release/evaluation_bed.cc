// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/evaluation_bed.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/release/decision/looks.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"

namespace winnow::release {
namespace {

using selection::Micros;

// The size measure grows up to here: the range of the labels. Where it stops at 15 words, the few
// items with more weigh so much that intervals of real releases cover up to 2 points less.
constexpr double kLargestBound = 60;
constexpr std::size_t kColumns = 3;

Micros ScoreOf(const FrameItem& item) {
  return selection::ToMicros(std::min(item.bound, kLargestBound) / kLargestBound);
}

selection::CompiledPolicy EvaluationPolicy(double random_share) {
  selection::CompiledPolicy policy;
  policy.allocation = v1::ALLOCATION_KIND_EQUAL;
  policy.range = {0, selection::kMicrosPerUnit};
  policy.exploration.share = selection::ToMicros(random_share);
  policy.exploration.floor = selection::ToMicros(0.04);
  std::vector<selection::PiecewiseLinear::Knot> knots;
  for (const double d : {0.0, 1.0, 2.0, 4.0, 10.0, 25.0, 60.0}) {
    knots.push_back(
        {selection::ToMicros(d / kLargestBound), selection::ToMicros(std::pow(d, 0.75))});
  }
  policy.exploration.size = selection::PiecewiseLinear(std::move(knots));
  return policy;
}

double PiOf(const selection::DrawItem& item) {
  if (item.arm != v1::ARM_EXPLORE) return 1;
  return static_cast<double>(item.cell_expectation) /
         static_cast<double>(selection::kUnitsPerSlot) / static_cast<double>(item.cell_candidates);
}

}  // namespace

EvaluationBed::EvaluationBed(std::vector<Utterance> pool, double random_share)
    : pool_(std::move(pool)), policy_(EvaluationPolicy(random_share)), uncertain_(kColumns) {
  selection::Pool candidates;
  for (std::size_t i = 0; i < pool_.size(); ++i) {
    Utterance& said = pool_[i];
    const Micros score = ScoreOf(said.item);
    said.item.size = static_cast<double>(policy_.exploration.SizeOf(score));
    candidates.records.push_back({absl::StrCat(i),
                                  absl::StrCat(said.item.slice),
                                  score,
                                  {},
                                  static_cast<uint64_t>(said.item.members)});
    if (said.item.slice >= truth_.size()) truth_.resize(said.item.slice + 1);
    truth_[said.item.slice].difference += said.item.members * said.y;
    truth_[said.item.slice].reference_words += said.item.members * said.reference_words;
  }
  for (uint32_t slice = 0; slice < truth_.size(); ++slice) {
    selection::SliceFacts facts;
    facts.id = absl::StrCat(slice);
    candidates.slices.push_back(facts);
  }
  frame_ = std::make_unique<selection::TestFrame>(policy_, std::move(candidates), 1);
  for (selection::CandidateNo no = 0; no < pool_.size(); ++no) {
    std::size_t place = 0;
    if (!absl::SimpleAtoi(frame_->Id(no), &place)) std::abort();
    places_.push_back(place);
  }
  uncertain_ = FrameOf(std::vector<bool>(pool_.size()));
}

FrameTotals EvaluationBed::FrameOf(const std::vector<bool>& is_certain) const {
  FrameTotals totals(kColumns);
  for (std::size_t i = 0; i < pool_.size(); ++i) {
    FrameItem item = pool_[i].item;
    if (is_certain[i]) item.size = 0;
    if (!totals.Add(item).ok()) std::abort();
  }
  return totals;
}

Evaluation EvaluationBed::Draw(uint64_t batch, uint64_t seed) const {
  selection::InlineExecutor executor;
  const selection::DrawResult result =
      selection::Draw(policy_, frame_->frame(), {batch, seed, {}}, executor);
  Evaluation evaluation{uncertain_, {}, {}};
  std::vector<bool> is_certain(pool_.size());
  bool any_certain = false;
  for (const selection::DrawItem& drawn : result.items) {
    const std::size_t place = places_[drawn.no];
    const Utterance& said = pool_[place];
    SampledItem item{said.item, PiOf(drawn), Outcome::kLabelled, said.y, said.reference_words};
    if (!item.IsRandom()) {
      item.item.size = 0;
      is_certain[place] = any_certain = true;
    }
    evaluation.drawn.push_back(std::move(item));
    evaluation.places.push_back(place);
  }
  if (any_certain) evaluation.frame = FrameOf(is_certain);
  return evaluation;
}

Evaluation EvaluationBed::Prefix(const Evaluation& whole, uint64_t count, uint64_t seed) const {
  std::vector<std::pair<uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < whole.drawn.size(); ++i) {
    order.push_back({selection::Mix(seed, whole.places[i]), i});
  }
  std::sort(order.begin(), order.end());
  Evaluation prefix{uncertain_, {}, {}};
  for (const auto& [hash, i] : order) {
    prefix.drawn.push_back(whole.drawn[i]);
    prefix.drawn.back().item.size = pool_[whole.places[i]].item.size;
    prefix.places.push_back(whole.places[i]);
  }
  auto sample = PrefixSample(prefix.drawn, count);
  if (!sample.ok()) std::abort();
  prefix.drawn = *std::move(sample);
  prefix.places.resize(count);
  std::vector<bool> is_certain(pool_.size());
  bool any_certain = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (prefix.drawn[i].IsRandom()) continue;
    is_certain[prefix.places[i]] = any_certain = true;
  }
  if (any_certain) prefix.frame = FrameOf(is_certain);
  return prefix;
}

std::vector<DomainTotals> EstimateDomains(const Evaluation& evaluation,
                                          const std::vector<std::vector<uint32_t>>& domains) {
  const auto sample = LabelledSample::Make(evaluation.drawn, evaluation.frame.columns());
  if (!sample.ok()) std::abort();
  const auto greg = FitGreg(*sample);
  if (!greg.ok()) std::abort();
  std::vector<DomainTotals> totals;
  for (const std::vector<uint32_t>& slices : domains) {
    auto estimate = EstimateTotals(evaluation.frame, *sample, *greg, slices);
    if (!estimate.ok()) std::abort();
    totals.push_back(*std::move(estimate));
  }
  return totals;
}

std::vector<DomainTotals> EstimateSlices(const Evaluation& evaluation, uint32_t slices) {
  std::vector<std::vector<uint32_t>> domains;
  for (uint32_t slice = 0; slice < slices; ++slice) domains.push_back({slice});
  return EstimateDomains(evaluation, domains);
}

std::vector<Utterance> Utterances(std::vector<SpeakerSource>& sources,
                                  const std::vector<uint64_t>& speakers) {
  std::vector<Utterance> pool;
  for (std::size_t slice = 0; slice < sources.size(); ++slice) {
    for (uint64_t i = 0; i < speakers[slice]; ++i) {
      Speaker speaker = sources[slice].Next();
      pool.insert(pool.end(), speaker.begin(), speaker.end());
    }
  }
  return pool;
}

}  // namespace winnow::release
