// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/clock_witness.h"

#include <utility>

#include "storage/tables/registry_table.h"

namespace winnow::shard {
namespace {

constexpr storage::ShardId kControlShard = 0;
constexpr absl::Duration kPeriod = absl::Hours(1);

bool IsDue(const storage::v1::ClockRecord& kept, const ops::Moment& now) {
  if (kept.in_doubt() != now.in_doubt()) return true;
  // A time that is doubted is not one to compare with later.
  if (now.in_doubt()) return false;
  return absl::AbsDuration(now.wall - absl::FromUnixMicros(kept.time_us())) >= kPeriod;
}

}  // namespace

absl::StatusOr<std::optional<ops::ClockWitness>> ReadClockWitness(storage::Engine& engine) {
  const auto record = storage::ClockTable::Get(engine, kControlShard, "");
  if (!record.ok()) return record.status();
  if (!record->has_value()) return std::nullopt;
  return ops::ClockWitness{absl::FromUnixMicros((*record)->time_us()), (*record)->in_doubt()};
}

void PutClockRecord(ShardState& state, storage::WriteSet& writes) {
  state.clock.set_time_us(state.now.expected_us());
  state.clock.set_in_doubt(state.now.in_doubt());
  storage::ClockTable::Put(state.shard, "", state.clock, &writes);
}

void WitnessClock(Shard& control) {
  control.Mutate(
      [](ShardState& state, MutationLog& log) {
        if (!IsDue(state.clock, state.now)) return absl::OkStatus();
        Mutation mutation;
        PutClockRecord(state, mutation.writes);
        mutation.leaf = {.method = "WitnessClock",
                         .object = "clock",
                         .decision = state.now.in_doubt() ? "IN_DOUBT" : "TRUSTED"};
        log.Add(std::move(mutation));
        return absl::OkStatus();
      },
      [](const absl::StatusOr<Position>&) {});
}

}  // namespace winnow::shard
