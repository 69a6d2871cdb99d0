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
// Steps after which a bracket may hold two slots per lane: then many priorities are equal.
constexpr int kUsualSteps = 8;

// A lane as the search reads it.
struct Runner {
  double weight;
  int32_t start;
  int32_t ceiling;
};

// Slots of a runner at a level: `start`, and each slot up to `ceiling` with a priority of at least
// 1 / (2 level) of Webster, 1 / level of Neyman.
template <Divisor kDivisor>
int32_t SlotsAt(const Runner& runner, double level) {
  const double share = std::min(runner.weight * level, static_cast<double>(runner.ceiling));
  const auto rounded = static_cast<int32_t>(share + 0.5);
  int32_t slots = rounded;
  if constexpr (kDivisor == Divisor::kNeyman) {
    // n (n + 1) = (n + 1/2)^2 - 1/4, so that rounding is at most one slot below.
    const double n = rounded;
    slots += n * (n + 1) <= share * share ? 1 : 0;
  }
  return std::clamp(slots, runner.start, runner.ceiling);
}

// Between these levels the slots run out.
struct Bracket {
  double low;  // below 0: no slot is given
  double high;
};

// A slot of a bracket.
struct Offered {
  double priority;
  std::size_t entrant;
  uint64_t n;
};

template <Divisor kDivisor>
class Search {
 public:
  Search(const std::vector<SlotRace::Entrant>& entrants, uint64_t slots) : entrants_(entrants) {
    runners_.reserve(entrants.size());
    for (const SlotRace::Entrant& entrant : entrants) {
      runners_.push_back({static_cast<double>(entrant.weight), static_cast<int32_t>(entrant.start),
                          static_cast<int32_t>(entrant.ceiling)});
      weight_ += runners_.back().weight;
      is_even_ &= entrant.weight == entrants.front().weight;
      total_ += runners_.back().start;
    }
    total_ += static_cast<int64_t>(slots);
  }

  // The slots are fewer than what is wanted.
  void Run(std::vector<uint64_t>& given) {
    const Bracket bracket = Find();
    const double low = bracket.low * (1 - kMargin);
    const double high = bracket.high * (1 + kMargin);
    int64_t left = total_;
    std::vector<Offered> offers;
    for (std::size_t i = 0; i < runners_.size(); ++i) {
      const int32_t sure = low < 0 ? runners_[i].start : SlotsAt<kDivisor>(runners_[i], low);
      const int32_t most = SlotsAt<kDivisor>(runners_[i], high);
      given[entrants_[i].lane] = static_cast<uint64_t>(sure);
      left -= sure;
      for (int32_t n = sure; n < most; ++n) offers.push_back(SlotOf(i, n));
    }
    GiveBest(static_cast<std::size_t>(left), offers, given);
  }

 private:
  int64_t TotalAt(double level) const {
    int64_t total = 0;
    for (const Runner& runner : runners_) total += SlotsAt<kDivisor>(runner, level);
    return total;
  }

  Bracket Find() {
    below_ = TotalAt(0);
    if (below_ > total_) return {-1, 0};  // Neyman's infinite priorities alone are too many
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
    if (within <= kFewSlots || at_.high - at_.low <= at_.high * kMargin) return false;
    if (is_even_) return (at_.high - at_.low) * runners_.front().weight > 1.5;
    return step <= kUsualSteps || within > 2 * static_cast<int64_t>(runners_.size());
  }

  // Aims a little beyond what is wanted, on the side that is farther off, so that both ends close
  // in; after the usual steps, halves.
  double NextGuess(int step) const {
    const auto short_of = static_cast<double>(total_ - below_);
    if (at_.high == 0) {
      return at_.low + (short_of * std::ldexp(1.1, step - 1) + 4) / weight_;
    }
    const auto excess = static_cast<double>(above_ - total_);
    double part = short_of / (short_of + excess);
    part += short_of > excess ? -part / 16 : (1 - part) / 16;
    if (step > kUsualSteps) part = 0.5;
    return at_.low + (at_.high - at_.low) * part;
  }

  // Equal weights have all their priorities at the same levels: those in between will do.
  double Snapped(double guess) const {
    if (!is_even_) return guess;
    const double weight = runners_.front().weight;
    const double next = std::floor(at_.low * weight + 0.5) + 1;
    return std::max(std::floor(guess * weight), next) / weight;
  }

  Offered SlotOf(std::size_t i, int32_t slots) const {
    const double n = slots;
    const double w = runners_[i].weight;
    const double priority = kDivisor == Divisor::kWebster ? w / (2 * n + 1) : w * w / (n * (n + 1));
    return {priority, i, static_cast<uint64_t>(slots)};
  }

  bool Precedes(const Offered& a, const Offered& b) const {
    if (a.priority > b.priority * (1 + kMargin)) return true;
    if (b.priority > a.priority * (1 + kMargin)) return false;
    const Offer left = {entrants_[a.entrant].weight, a.n};
    const Offer right = {entrants_[b.entrant].weight, b.n};
    if (OutranksBy(kDivisor, left, right)) return true;
    if (OutranksBy(kDivisor, right, left)) return false;
    return a.entrant < b.entrant;
  }

  void GiveBest(std::size_t count, std::vector<Offered>& offers, std::vector<uint64_t>& given) {
    const bool is_tie = std::all_of(offers.begin(), offers.end(), [&](const Offered& offer) {
      return offer.n == offers.front().n &&
             entrants_[offer.entrant].weight == entrants_[offers.front().entrant].weight;
    });
    if (!is_tie) {
      std::nth_element(offers.begin(), offers.begin() + static_cast<std::ptrdiff_t>(count),
                       offers.end(),
                       [this](const Offered& a, const Offered& b) { return Precedes(a, b); });
    }
    for (std::size_t i = 0; i < count; ++i) ++given[entrants_[offers[i].entrant].lane];
  }

  const std::vector<SlotRace::Entrant>& entrants_;
  std::vector<Runner> runners_;
  double weight_ = 0;
  bool is_even_ = true;
  int64_t total_ = 0;  // what all have at the end
  Bracket at_ = {0, 0};
  int64_t below_ = 0;
  int64_t above_ = 0;
};

}  // namespace

SlotRace::SlotRace(Divisor divisor, std::size_t lanes) : divisor_(divisor) {
  entrants_.reserve(lanes);
}

void SlotRace::Enter(const Entrant& entrant) {
  if (entrant.start >= entrant.ceiling) return;
  (entrant.weight > 0 ? entrants_ : weightless_).push_back(entrant);
}

uint64_t SlotRace::Run(uint64_t slots, std::vector<uint64_t>& given) const {
  uint64_t wanted = 0;
  for (const Entrant& entrant : entrants_) wanted += entrant.ceiling - entrant.start;
  if (wanted > slots) {
    if (slots == 0) return 0;
    if (divisor_ == Divisor::kWebster) {
      Search<Divisor::kWebster>(entrants_, slots).Run(given);
    } else {
      Search<Divisor::kNeyman>(entrants_, slots).Run(given);
    }
    return slots;
  }
  for (const Entrant& entrant : entrants_) given[entrant.lane] = entrant.ceiling;
  uint64_t left = slots - wanted;
  // All have the same priority, whatever they have: the first gets all it wants.
  for (const Entrant& entrant : weightless_) {
    const uint64_t more = std::min(left, entrant.ceiling - entrant.start);
    given[entrant.lane] = entrant.start + more;
    left -= more;
  }
  return slots - left;
}

}  // namespace winnow::selection
