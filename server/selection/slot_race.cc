// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slot_race.h"

#include <algorithm>
#include <cmath>

namespace winnow::selection {
namespace {

// Relative; the error of a priority is below 1e-15.
constexpr double kMargin = 1e-12;
// A bracket with so few slots needs no further step.
constexpr int64_t kFewSlots = 32;
// Steps after which a bracket may hold a slot of each lane: then many priorities are equal.
constexpr int kUsualSteps = 4;
// Steps after which a bracket is halved.
constexpr int kLinearSteps = 8;

using Runners = SlotRace::Runners;

// Slots of runner `i` at a level: its start, and each slot up to its ceiling with a priority of at
// least 1 / (2 level) of Webster, 1 / level of Neyman.
template <Divisor kDivisor>
int32_t SlotsAt(const Runners& runners, std::size_t i, double level) {
  const int32_t ceiling = runners.ceilings[i];
  const double share = std::min(runners.weights[i] * level, static_cast<double>(ceiling));
  auto slots = static_cast<int32_t>(share + 0.5);
  if constexpr (kDivisor == Divisor::kNeyman) {
    // n (n + 1) = (n + 1/2)^2 - 1/4, so that rounding is at most one slot below.
    const double n = slots;
    slots += n * (n + 1) <= share * share ? 1 : 0;
    slots = std::min(slots, ceiling);
  }
  return std::max(slots, runners.starts[i]);
}

// Between these levels the slots run out.
struct Bracket {
  double low;  // below 0: no slot is given
  double high;
};

// A slot of a bracket.
struct Offered {
  double priority;
  std::size_t runner;
  uint64_t n;
};

template <Divisor kDivisor>
class Search {
 public:
  Search(absl::Span<const Lane> lanes, const Runners& runners, uint64_t slots)
      : lanes_(lanes), runners_(runners), count_(runners.count) {
    for (std::size_t i = 0; i < count_; ++i) {
      weight_ += runners.weights[i];
      is_even_ &= runners.weights[i] == runners.weights[0];
      total_ += runners.starts[i];
    }
    below_ = total_;
    total_ += static_cast<int64_t>(slots);
  }

  // The slots are fewer than what is wanted.
  void Run(std::vector<uint64_t>& given) {
    const Bracket bracket = Find();
    const double low = bracket.low * (1 - kMargin);
    const double high = bracket.high * (1 + kMargin);
    int64_t left = total_;
    std::vector<Offered> offers;
    for (std::size_t i = 0; i < count_; ++i) {
      const int32_t sure = low < 0 ? runners_.starts[i] : SlotsAt<kDivisor>(runners_, i, low);
      const int32_t most = SlotsAt<kDivisor>(runners_, i, high);
      given[runners_.lanes[i]] = static_cast<uint64_t>(sure);
      left -= sure;
      for (int32_t n = sure; n < most; ++n) offers.push_back(SlotOf(i, n));
    }
    GiveBest(static_cast<std::size_t>(left), offers, given);
  }

 private:
  int64_t TotalAt(double level) const {
    int64_t total = 0;
    for (std::size_t i = 0; i < count_; ++i) total += SlotsAt<kDivisor>(runners_, i, level);
    return total;
  }

  Bracket Find() {
    if (kDivisor == Divisor::kNeyman) {
      below_ = TotalAt(0);
      if (below_ > total_) return {-1, 0};  // the infinite priorities alone are too many
    }
    at_ = {0, 0};
    double guess = static_cast<double>(total_) / weight_;
    for (int step = 1; IsWide(step); ++step) {
      guess = Snapped(guess);
      const int64_t found = TotalAt(guess);
      if (found <= total_) {
        at_.low = guess;
        below_ = found;
      } else {
        at_.high = guess;
        above_ = found;
      }
      guess = NextGuess(step);
    }
    return below_ == total_ ? Bracket{at_.low, at_.low} : at_;
  }

  bool IsWide(int step) const {
    if (below_ == total_) return false;
    if (at_.high == 0) return true;
    const int64_t within = above_ - below_;
    if (within <= std::max(kFewSlots, static_cast<int64_t>(count_) / 16) ||
        at_.high - at_.low <= at_.high * kMargin)
      return false;
    if (is_even_) return (at_.high - at_.low) * runners_.weights.front() > 1.5;
    return step <= kUsualSteps || within > static_cast<int64_t>(count_);
  }

  // Aims a little beyond what is wanted, on the side that is farther off, so that both ends close
  // in.
  double NextGuess(int step) const {
    const auto short_of = static_cast<double>(total_ - below_);
    if (at_.high == 0) {
      return at_.low + (short_of * std::ldexp(1.1, step - 1) + 4) / weight_;
    }
    const auto excess = static_cast<double>(above_ - total_);
    double part = short_of / (short_of + excess);
    part += short_of > excess ? -part / 16 : (1 - part) / 16;
    if (step > kLinearSteps) part = 0.5;
    return at_.low + (at_.high - at_.low) * part;
  }

  // Equal weights have all their priorities at the same levels: those in between will do.
  double Snapped(double guess) const {
    if (!is_even_) return guess;
    const double weight = runners_.weights.front();
    const double next = std::floor(at_.low * weight + 0.5) + 1;
    return std::max(std::floor(guess * weight), next) / weight;
  }

  Offered SlotOf(std::size_t i, int32_t slots) const {
    const double n = slots;
    const double w = runners_.weights[i];
    const double priority = kDivisor == Divisor::kWebster ? w / (2 * n + 1) : w * w / (n * (n + 1));
    return {priority, i, static_cast<uint64_t>(slots)};
  }

  uint64_t WeightOf(const Offered& offer) const {
    return lanes_[runners_.lanes[offer.runner]].weight;
  }

  bool Precedes(const Offered& a, const Offered& b) const {
    if (a.priority > b.priority * (1 + kMargin)) return true;
    if (b.priority > a.priority * (1 + kMargin)) return false;
    if (a.n == b.n && WeightOf(a) == WeightOf(b)) return a.runner < b.runner;
    const Offer left = {WeightOf(a), a.n};
    const Offer right = {WeightOf(b), b.n};
    if (OutranksBy(kDivisor, left, right)) return true;
    if (OutranksBy(kDivisor, right, left)) return false;
    return a.runner < b.runner;
  }

  void GiveBest(std::size_t count, std::vector<Offered>& offers, std::vector<uint64_t>& given) {
    const bool is_tie = std::all_of(offers.begin(), offers.end(), [&](const Offered& offer) {
      return offer.n == offers.front().n && WeightOf(offer) == WeightOf(offers.front());
    });
    if (!is_tie) {
      std::nth_element(offers.begin(), offers.begin() + static_cast<std::ptrdiff_t>(count),
                       offers.end(),
                       [this](const Offered& a, const Offered& b) { return Precedes(a, b); });
    }
    for (std::size_t i = 0; i < count; ++i) ++given[runners_.lanes[offers[i].runner]];
  }

  absl::Span<const Lane> lanes_;
  const Runners& runners_;
  std::size_t count_;
  double weight_ = 0;
  bool is_even_ = true;
  int64_t total_ = 0;  // what all have at the end
  Bracket at_ = {0, 0};
  int64_t below_ = 0;
  int64_t above_ = 0;
};

}  // namespace

uint64_t SlotRace::Run(uint64_t slots) {
  if (wanted_ > slots) {
    if (slots == 0) return 0;
    if (divisor_ == Divisor::kWebster) {
      Search<Divisor::kWebster>(lanes_, runners_, slots).Run(given_);
    } else {
      Search<Divisor::kNeyman>(lanes_, runners_, slots).Run(given_);
    }
    return slots;
  }
  for (std::size_t i = 0; i < runners_.count; ++i) {
    given_[runners_.lanes[i]] = static_cast<uint64_t>(runners_.ceilings[i]);
  }
  uint64_t left = slots - wanted_;
  // All have the same priority, whatever they have: the first gets all it wants.
  for (const auto& [lane, ceiling] : weightless_) {
    const uint64_t more = std::min(left, ceiling - given_[lane]);
    given_[lane] += more;
    left -= more;
  }
  return slots - left;
}

}  // namespace winnow::selection
