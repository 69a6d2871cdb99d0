// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/experiment_digest.h"

#include <bit>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "server/digest/sha256.h"
#include "server/selection/policy.h"

namespace winnow::simulation {
namespace {

// Values one after the other; a text has its length in front, so that no two lists run together to
// the same bytes.
class ValueDigest {
 public:
  void Whole(uint64_t value) {
    char bytes[sizeof(value)];
    for (char& byte : bytes) {
      byte = static_cast<char>(value & 0xff);
      value >>= 8;
    }
    stream_.Update(absl::string_view(bytes, sizeof(bytes)));
  }
  void Real(double value) { Whole(std::bit_cast<uint64_t>(value)); }
  void Text(absl::string_view text) {
    Whole(text.size());
    stream_.Update(text);
  }
  std::string Finish() { return stream_.Finish().ToHex(); }

 private:
  digest::Sha256Stream stream_;
};

void AddItem(const PoolItem& item, ValueDigest& digest) {
  digest.Text(item.id);
  for (const uint64_t value :
       {uint64_t{item.slice}, item.cluster, item.near_duplicate, item.members})
    digest.Whole(value);
  for (const double value :
       {item.incumbent_units, item.witnessed_change, item.difference, item.reference_units})
    digest.Real(value);
  digest.Whole(item.signals.size());
  for (const auto& [name, value] : item.signals) {
    digest.Text(name);
    digest.Real(value);
  }
}

}  // namespace

std::string DigestOf(const Strategy& strategy) {
  ValueDigest digest;
  digest.Text(selection::CanonicalPolicyBytes(strategy.policy));
  digest.Whole(strategy.estimation == Estimation::kDesign ? 1 : 0);
  digest.Whole(strategy.knows_slices ? 1 : 0);
  return digest.Finish();
}

std::string DigestOf(const Pool& pool) {
  ValueDigest digest;
  digest.Text(pool.task.unit());
  digest.Whole(pool.slices.size());
  for (const std::string& slice : pool.slices) digest.Text(slice);
  digest.Whole(pool.items.size());
  for (const PoolItem& item : pool.items) AddItem(item, digest);
  return digest.Finish();
}

}  // namespace winnow::simulation
