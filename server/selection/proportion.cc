// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/proportion.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace winnow::selection {
namespace {

__extension__ using Int128 = __int128;

constexpr std::size_t kBuckets = 256;
constexpr std::size_t kFewKeys = 24;

// floor(product / sum) with what is left. A quotient in floating point is next to it, which is far
// faster than a division of 128 bits.
class Divider {
 public:
  explicit Divider(Uint128 sum) : sum_(sum), inverse_(1 / static_cast<double>(sum)) {}

  // The quotient is below 2^63.
  uint64_t Divide(uint64_t weight, uint64_t total, Uint128& remainder) const {
    const Uint128 product = Uint128{weight} * total;
    auto quotient =
        static_cast<uint64_t>(static_cast<double>(static_cast<int64_t>(weight)) *
                              static_cast<double>(static_cast<int64_t>(total)) * inverse_);
    auto rest = static_cast<Int128>(product - quotient * sum_);
    const auto sum = static_cast<Int128>(sum_);
    // Far off only where the quotient has more than 53 bits.
    if (rest <= -sum || rest >= 2 * sum) {
      quotient = static_cast<uint64_t>(product / sum_);
      rest = static_cast<Int128>(product - quotient * sum_);
    }
    while (rest < 0) {
      rest += sum;
      --quotient;
    }
    while (rest >= sum) {
      rest -= sum;
      ++quotient;
    }
    remainder = static_cast<Uint128>(rest);
    return quotient;
  }

 private:
  Uint128 sum_;
  double inverse_;
};

int BitsOf(Uint128 value) {
  const auto high = static_cast<uint64_t>(value >> 64);
  return high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<uint64_t>(value));
}

// A monotone function from the keys between `min` and `max` to numbers of buckets.
class Spread {
 public:
  Spread(Uint128 min, Uint128 max)
      : min_(min),
        shift_(std::max(BitsOf(max - min) - 62, 0)),
        scale_(kBuckets / (static_cast<double>(Short(max)) + 1)) {}

  std::size_t operator()(Uint128 key) const {
    return std::min(
        static_cast<std::size_t>(static_cast<int64_t>(static_cast<double>(Short(key)) * scale_)),
        kBuckets - 1);
  }

 private:
  int64_t Short(Uint128 key) const { return static_cast<int64_t>((key - min_) >> shift_); }

  Uint128 min_;
  int shift_;
  double scale_;
};

}  // namespace

void RaiseLargest(absl::Span<const Uint128> keys, std::size_t count, absl::Span<uint64_t> values) {
  std::vector<uint32_t> rest(keys.size());
  std::iota(rest.begin(), rest.end(), 0u);
  while (count > 0) {
    const auto [min, max] = std::minmax_element(
        rest.begin(), rest.end(), [&](uint32_t a, uint32_t b) { return keys[a] < keys[b]; });
    if (rest.size() <= kFewKeys || keys[*min] == keys[*max]) break;
    const Spread bucket_of(keys[*min], keys[*max]);
    std::array<std::size_t, kBuckets> sizes = {};
    for (uint32_t i : rest) ++sizes[bucket_of(keys[i])];
    std::size_t last = kBuckets - 1;
    for (; sizes[last] < count; --last) count -= sizes[last];
    std::size_t kept = 0;
    for (uint32_t i : rest) {
      const std::size_t bucket = bucket_of(keys[i]);
      if (bucket > last) ++values[i];
      if (bucket == last) rest[kept++] = i;
    }
    rest.resize(kept);
  }
  if (rest.size() <= kFewKeys) {
    std::sort(rest.begin(), rest.end(), [&](uint32_t a, uint32_t b) {
      return keys[a] != keys[b] ? keys[a] > keys[b] : a < b;
    });
  }
  for (std::size_t rank = 0; rank < count; ++rank) ++values[rest[rank]];
}

std::vector<uint64_t> Proportion(absl::Span<const uint64_t> weights, uint64_t total) {
  const Divider divider(std::accumulate(weights.begin(), weights.end(), Uint128{0}));
  std::vector<uint64_t> shares(weights.size());
  std::vector<Uint128> remainders(weights.size());
  uint64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    shares[i] = divider.Divide(weights[i], total, remainders[i]);
    left -= shares[i];
  }
  // Fewer are left than there are remainders above 0, so a share of 0 stays 0.
  RaiseLargest(remainders, left, absl::MakeSpan(shares));
  return shares;
}

}  // namespace winnow::selection
