// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/level.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "server/selection/proportion.h"
#include "server/selection/wide.h"

namespace winnow::selection {
namespace {

// Relative, far above the error of a level in floating point.
constexpr double kMargin = 1e-9;
constexpr double kTinyMargin = 1e-12;
constexpr int kSteps = 40;

// LevelBounds in units.
struct Bounds {
  uint64_t weight;
  SlotUnits lo;
  SlotUnits hi;

  bool Rises() const { return weight > 0 && lo < hi; }
};

double Real(uint64_t value) { return static_cast<double>(static_cast<int64_t>(value)); }
double Real(Uint128 value) { return static_cast<double>(value); }

// Where the share of `at` leaves its lower bound, or reaches its upper one: at the level
// units / weight.
struct Bend {
  SlotUnits units;
  uint64_t weight;
  size_t at;
  bool is_upper;
};

// Levels, both ends included.
struct Range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
};

bool ComesBefore(const Bend& a, const Bend& b) {
  const Uint128 left = Uint128{a.units} * b.weight;
  const Uint128 right = Uint128{b.units} * a.weight;
  if (left != right) return left < right;
  return a.at != b.at ? a.at < b.at : a.is_upper < b.is_upper;
}

// The shares while the level rises from bend to bend.
class Rise {
 public:
  Rise(absl::Span<const Bounds> bounds, SlotUnits total) : bounds_(bounds), total_(total) {}

  // Passes the bends below `range` unseen and those within it one by one, as far as the shares stay
  // below the total. True if the level is certainly within `range`.
  bool Run(const Range& range) {
    Start(range);
    std::sort(bends_.begin(), bends_.end(), ComesBefore);
    for (const Bend& bend : bends_) {
      if (HasPassed(bend)) break;
      Pass(bend);
    }
    if (range.high == std::numeric_limits<double>::infinity()) return true;
    if (weight_ == 0 || fixed_ >= total_) return false;
    const double level = Real(total_ - fixed_) / Real(weight_);
    return level > range.low * (1 + kTinyMargin) && level < range.high * (1 - kTinyMargin);
  }

  std::vector<SlotUnits> TakeShares() {
    if (weight_ == 0) return std::move(shares_);
    const std::vector<SlotUnits> risen =
        Proportion(rising_, static_cast<SlotUnits>(total_ - fixed_));
    for (size_t i = 0; i < shares_.size(); ++i) {
      if (rising_[i] != 0) shares_[i] = risen[i];
    }
    return std::move(shares_);
  }

 private:
  void Start(const Range& range) {
    shares_.resize(bounds_.size());
    rising_.assign(bounds_.size(), 0);
    bends_.clear();
    fixed_ = 0;
    weight_ = 0;
    for (size_t i = 0; i < bounds_.size(); ++i) {
      const Bounds& b = bounds_[i];
      shares_[i] = b.lo;
      fixed_ += b.lo;
      if (!b.Rises()) continue;
      AddBend({b.lo, b.weight, i, false}, range);
      AddBend({b.hi, b.weight, i, true}, range);
    }
  }

  void AddBend(const Bend& bend, const Range& range) {
    const double weight = Real(bend.weight);
    if (Real(bend.units) > weight * range.high) return;
    if (Real(bend.units) < weight * range.low) {
      Pass(bend);
    } else {
      bends_.push_back(bend);
    }
  }

  // True if the sum of all shares at the level of `bend` is above the total.
  bool HasPassed(const Bend& bend) const {
    return fixed_ > total_ ||
           Multiply(total_ - fixed_, bend.weight) < Multiply(weight_, bend.units);
  }

  void Pass(const Bend& bend) {
    if (bend.is_upper) {
      shares_[bend.at] = bend.units;
      fixed_ += bend.units;
      rising_[bend.at] = 0;
      weight_ -= bend.weight;
    } else {
      fixed_ -= shares_[bend.at];
      rising_[bend.at] = bend.weight;
      weight_ += bend.weight;
    }
  }

  absl::Span<const Bounds> bounds_;
  Uint128 total_;
  std::vector<Bend> bends_;
  std::vector<SlotUnits> shares_;
  std::vector<uint64_t> rising_;
  Uint128 fixed_ = 0;   // the sum of the shares that do not rise
  Uint128 weight_ = 0;  // the sum of those that do
};

// A narrow range about the level, by Newton's method between bounds that close in; all levels where
// that fails.
Range Guess(absl::Span<const Bounds> bounds, SlotUnits total) {
  Range within;
  double level = 0;
  for (int step = 0; step < kSteps; ++step) {
    Uint128 fixed = 0;
    double weight = 0;
    for (const Bounds& b : bounds) {
      const double share = Real(b.weight) * level;
      const bool is_low = step > 0 && share <= Real(b.lo);
      const bool is_high = step > 0 && share >= Real(b.hi);
      if (b.Rises() && !is_low && !is_high) {
        weight += Real(b.weight);
      } else {
        fixed += b.Rises() && is_high ? b.hi : b.lo;
      }
    }
    const bool is_above = fixed > total;
    const double rest = is_above ? -Real(fixed - total) : Real(total - fixed);
    const double next = weight > 0 ? rest / weight : (is_above ? -1 : within.high);
    if (std::abs(next - level) <= level * kTinyMargin) {
      return {level * (1 - kMargin), level * (1 + kMargin)};
    }
    if (step > 0) (next > level ? within.low : within.high) = level;
    level = next;
    if (level > within.low && level < within.high) continue;
    const bool is_open = within.high == std::numeric_limits<double>::infinity();
    level = is_open ? 2 * within.low : (within.low + within.high) / 2;
  }
  return {};
}

// True if certainly no bound binds: the shares are then in proportion to the weights.
bool IsUnbound(absl::Span<const Bounds> bounds, SlotUnits total, Uint128 weight) {
  if (weight == 0) return false;
  const double level = Real(total) / Real(weight);
  bool is_unbound = true;
  for (const Bounds& b : bounds) {
    const double share = Real(b.weight) * level;
    is_unbound &= Real(b.lo) <= share * (1 - kMargin) && share * (1 + kMargin) <= Real(b.hi);
  }
  return is_unbound;
}

std::vector<uint64_t> WeightsOf(absl::Span<const Bounds> bounds) {
  std::vector<uint64_t> weights;
  weights.reserve(bounds.size());
  for (const Bounds& b : bounds) weights.push_back(b.weight);
  return weights;
}

std::vector<SlotUnits> Level(absl::Span<const Bounds> bounds, SlotUnits total) {
  Uint128 least = 0;
  Uint128 most = 0;
  Uint128 weight = 0;
  for (const Bounds& b : bounds) {
    least += b.lo;
    most += b.Rises() ? b.hi : b.lo;
    weight += b.weight;
  }
  if (IsUnbound(bounds, total, weight)) return Proportion(WeightsOf(bounds), total);
  if (least >= total || most <= total) {
    std::vector<SlotUnits> shares;
    shares.reserve(bounds.size());
    for (const Bounds& b : bounds) shares.push_back(least < total && b.Rises() ? b.hi : b.lo);
    return shares;
  }
  Rise rise(bounds, total);
  if (!rise.Run(Guess(bounds, total))) rise.Run(Range());
  return rise.TakeShares();
}

// Cuts the upper bounds of a group to what its lanes have when they share all that it has room for:
// at a level of all lanes above that one they have just this, and below it no lane has more.
void CutToRoom(absl::Span<const size_t> members, SlotUnits room, std::vector<Bounds>& bounds) {
  Uint128 most = 0;
  std::vector<Bounds> group;
  for (const size_t i : members) {
    group.push_back(bounds[i]);
    most += bounds[i].Rises() ? bounds[i].hi : bounds[i].lo;
  }
  if (most <= room) return;
  const std::vector<SlotUnits> shares = Level(group, room);
  for (size_t rank = 0; rank < members.size(); ++rank) bounds[members[rank]].hi = shares[rank];
}

}  // namespace

std::vector<SlotUnits> ContinuousLevel(absl::Span<const LevelBounds> bounds, SlotUnits total,
                                       const GroupRoom& room) {
  std::vector<Bounds> cut;
  cut.reserve(bounds.size());
  for (const LevelBounds& b : bounds) {
    cut.push_back({b.weight, b.lo * kUnitsPerSlot, b.hi * kUnitsPerSlot});
  }
  // Inner groups first.
  for (size_t g = room.size(); g-- > 0;) {
    CutToRoom(room.Lanes(g), room.left(g) * kUnitsPerSlot, cut);
  }
  return Level(cut, total);
}

}  // namespace winnow::selection
