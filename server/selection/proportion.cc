// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/proportion.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "server/selection/wide.h"

namespace winnow::selection {
namespace {

constexpr std::size_t kBuckets = 256;
constexpr std::size_t kFewKeys = 24;
constexpr uint64_t kSmall = uint64_t{1} << 50;

double Real(uint64_t value) { return static_cast<double>(static_cast<int64_t>(value)); }

int BitsOf(uint64_t value) { return std::bit_width(value); }
int BitsOf(Uint128 value) {
  const auto high = static_cast<uint64_t>(value >> 64);
  return high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<uint64_t>(value));
}

// A monotone function from the keys between `min` and `max` to numbers of buckets.
template <typename Key>
class Spread {
 public:
  Spread(Key min, Key max)
      : min_(min),
        shift_(std::max(BitsOf(max - min) - 62, 0)),
        scale_(kBuckets / (Real(Short(max)) + 1)) {}

  uint8_t operator()(Key key) const {
    const auto bucket = static_cast<int32_t>(Real(Short(key)) * scale_);
    return static_cast<uint8_t>(std::min(bucket, static_cast<int32_t>(kBuckets) - 1));
  }

 private:
  uint64_t Short(Key key) const { return static_cast<uint64_t>((key - min_) >> shift_); }

  Key min_;
  int shift_;
  double scale_;
};

// The keys that are left to choose from, and how many of them are to be raised.
template <typename Key>
class Choice {
 public:
  Choice(absl::Span<const Key> keys, std::size_t count, absl::Span<uint64_t> values)
      : keys_(keys), count_(count), values_(values), rest_(keys.size()) {
    std::iota(rest_.begin(), rest_.end(), 0u);
  }

  void Run() {
    while (count_ > 0 && rest_.size() > kFewKeys) {
      Key min = keys_[rest_.front()];
      Key max = min;
      for (const uint32_t i : rest_) {
        min = std::min(min, keys_[i]);
        max = std::max(max, keys_[i]);
      }
      if (min == max) break;
      RaiseCertain(Spread<Key>(min, max));
    }
    if (rest_.size() <= kFewKeys) {
      std::sort(rest_.begin(), rest_.end(), [this](uint32_t a, uint32_t b) {
        return keys_[a] != keys_[b] ? keys_[a] > keys_[b] : a < b;
      });
    }
    for (std::size_t rank = 0; rank < count_; ++rank) ++values_[rest_[rank]];
  }

 private:
  // Raises those in the buckets above that of the last one, and keeps that bucket.
  void RaiseCertain(const Spread<Key>& spread) {
    std::array<uint32_t, kBuckets> sizes = {};
    std::vector<uint8_t> buckets(rest_.size());
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      buckets[i] = spread(keys_[rest_[i]]);
      ++sizes[buckets[i]];
    }
    std::size_t last = kBuckets - 1;
    for (; sizes[last] < count_; --last) count_ -= sizes[last];
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      values_[rest_[i]] += buckets[i] > last ? 1 : 0;
      rest_[kept] = rest_[i];
      kept += buckets[i] == last ? 1 : 0;
    }
    rest_.resize(kept);
  }

  absl::Span<const Key> keys_;
  std::size_t count_;
  absl::Span<uint64_t> values_;
  std::vector<uint32_t> rest_;
};

// floor(weight x total / sum), for quotients below 2^50 and sums below 2^62, and what is left. A
// quotient in floating point is at most one off, and what one more or less leaves fits in 64 bits.
uint64_t DivideSmall(uint64_t weight, uint64_t total, uint64_t sum, uint64_t& remainder) {
  auto quotient =
      static_cast<uint64_t>(static_cast<int64_t>(Real(weight) * Real(total) / Real(sum)));
  auto rest = static_cast<int64_t>(weight * total - quotient * sum);
  const int64_t low = rest < 0 ? 1 : 0;
  quotient -= static_cast<uint64_t>(low);
  rest += low * static_cast<int64_t>(sum);
  const int64_t high = rest >= static_cast<int64_t>(sum) ? 1 : 0;
  quotient += static_cast<uint64_t>(high);
  remainder = static_cast<uint64_t>(rest - high * static_cast<int64_t>(sum));
  return quotient;
}

template <typename Key, typename Divide>
std::vector<uint64_t> ProportionBy(absl::Span<const uint64_t> weights, uint64_t total,
                                   Divide divide) {
  std::vector<uint64_t> shares(weights.size());
  std::vector<Key> remainders(weights.size());
  uint64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    shares[i] = divide(weights[i], remainders[i]);
    left -= shares[i];
  }
  // Fewer are left than there are remainders above 0, so a share of 0 stays 0.
  Choice<Key>(remainders, left, absl::MakeSpan(shares)).Run();
  return shares;
}

}  // namespace

void RaiseLargest(absl::Span<const uint64_t> keys, std::size_t count, absl::Span<uint64_t> values) {
  Choice<uint64_t>(keys, count, values).Run();
}

std::vector<uint64_t> Proportion(absl::Span<const uint64_t> weights, uint64_t total) {
  const Uint128 sum = std::accumulate(weights.begin(), weights.end(), Uint128{0});
  if (sum < (Uint128{1} << 62) && total < kSmall) {
    const auto small = static_cast<uint64_t>(sum);
    return ProportionBy<uint64_t>(weights, total, [&](uint64_t weight, uint64_t& remainder) {
      return DivideSmall(weight, total, small, remainder);
    });
  }
  return ProportionBy<Uint128>(weights, total, [&](uint64_t weight, Uint128& remainder) {
    const Uint128 product = Uint128{weight} * total;
    const Uint128 quotient = product / sum;
    remainder = product - quotient * sum;
    return static_cast<uint64_t>(quotient);
  });
}

}  // namespace winnow::selection
