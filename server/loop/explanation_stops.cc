// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/explanation_stops.h"

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace winnow::loop {
namespace {

using Stops = google::protobuf::RepeatedPtrField<v1::Stop>;

v1::Stop& Add(v1::StopReason reason, std::string message, Stops& stops) {
  v1::Stop& stop = *stops.Add();
  stop.set_reason(reason);
  stop.set_message(std::move(message));
  return stop;
}

const std::string& SliceOf(const StopFacts& facts) {
  return facts.queue.candidates.dictionaries().slices.Text(
      facts.queue.candidates.row(facts.no).slice);
}

bool IsTaken(const StopFacts& facts) {
  return facts.prospect.has_value() &&
         (facts.prospect->arm == v1::ARM_EXPLOIT || facts.prospect->arm == v1::ARM_FILL);
}

void CheckPolicy(const StopFacts& facts, Stops& stops) {
  if (facts.queue.frame.policy() != nullptr) return;
  Add(v1::STOP_REASON_NO_ACTIVE_POLICY, "no policy is active on the queue", stops);
}

void CheckExclusions(const StopFacts& facts, Stops& stops) {
  if (facts.exclusions.empty()) return;
  const std::string reasons =
      absl::StrJoin(facts.exclusions, ", ", [](std::string* out, int reason) {
        absl::StrAppend(out, absl::StripPrefix(
                                 v1::ExclusionReason_Name(static_cast<v1::ExclusionReason>(reason)),
                                 "EXCLUSION_REASON_"));
      });
  Add(v1::STOP_REASON_EXCLUDED, absl::StrCat("it is not in the frame: ", reasons), stops);
}

void CheckLaunchWeight(const StopFacts& facts, Stops& stops) {
  const selection::SliceNo slice = facts.queue.candidates.row(facts.no).slice;
  if (facts.queue.slices.Get(slice).launch_weight() > 0) return;
  Add(v1::STOP_REASON_LAUNCH_WEIGHT,
      absl::StrCat("its slice ", SliceOf(facts), " has the launch weight 0"), stops);
}

void CheckCapacity(const StopFacts& facts, Stops& stops) {
  if (QueueRoom(facts.queue) > 0) return;
  Add(v1::STOP_REASON_CAPACITY,
      absl::StrCat(facts.queue.leases.open_items(),
                   " items are in open batches, and the policy's "
                   "capacity of the queue is ",
                   facts.queue.frame.policy()->capacity.queue_items),
      stops);
}

void CheckSliceMaximum(const StopFacts& facts, Stops& stops) {
  if (!facts.prospect.has_value() || facts.prospect->line.hi > 0) return;
  Add(v1::STOP_REASON_SLICE_MAXIMUM,
      absl::StrCat("the policy gives its slice ", SliceOf(facts), " no slot of this batch"), stops);
}

void CheckSliceQuota(const StopFacts& facts, Stops& stops) {
  if (!facts.prospect.has_value() || facts.prospect->line.hi == 0) return;
  const selection::Prospect& prospect = *facts.prospect;
  if (prospect.better_in_slice < prospect.best_slots) return;
  Add(v1::STOP_REASON_SLICE_QUOTA,
      absl::StrCat("its slice ", SliceOf(facts), " has ", prospect.best_slots,
                   " slots for the best scored, and better candidates take them"),
      stops);
}

std::string CapText(const selection::FullCap& cap, absl::string_view name) {
  if (cap.rule.per_window > 0 && cap.in_window >= cap.rule.per_window) {
    return absl::StrCat(cap.in_window, " items of this batch and the last ",
                        absl::FormatDuration(cap.rule.window), " have its ", name,
                        ", and that time takes ", cap.rule.per_window);
  }
  if (cap.rule.per_batch > 0 && cap.in_batch >= cap.rule.per_batch) {
    return absl::StrCat(cap.in_batch, " better items have its ", name, ", and a batch takes ",
                        cap.rule.per_batch);
  }
  return absl::StrCat(cap.in_slice, " better items of its slice have its ", name,
                      ", and a slice takes ", cap.rule.per_slice);
}

void CheckCaps(const StopFacts& facts, Stops& stops) {
  if (!facts.prospect.has_value()) return;
  for (const selection::FullCap& cap : facts.prospect->full_caps) {
    const auto attribute = static_cast<int>(cap.rule.attribute);
    const std::string name = facts.queue.record.queue().attributes(attribute).key();
    v1::Stop& stop = Add(v1::STOP_REASON_CAP, CapText(cap, name), stops);
    stop.set_attribute(name);
    stop.set_key(facts.queue.candidates.attributes().KeyText(cap.rule.attribute, cap.key));
  }
}

// What is left when neither slice nor cap explains it.
void CheckBatch(const StopFacts& facts, Stops& stops) {
  if (!facts.prospect.has_value() || !stops.empty()) return;
  Add(v1::STOP_REASON_BATCH_FULL,
      absl::StrCat("the batch has ", facts.prospect->best_scored,
                   " slots for the best scored of all slices, and better candidates take them"),
      stops);
}

}  // namespace

Stops StopsOf(const StopFacts& facts) {
  Stops stops;
  if (IsTaken(facts)) return stops;
  CheckPolicy(facts, stops);
  if (facts.queue.frame.policy() == nullptr) return stops;
  for (const auto check : {CheckExclusions, CheckLaunchWeight, CheckCapacity, CheckSliceMaximum,
                           CheckSliceQuota, CheckCaps, CheckBatch}) {
    check(facts, stops);
  }
  return stops;
}

uint64_t QueueRoom(const shard::QueueState& queue) {
  const uint64_t limit = queue.frame.policy()->capacity.queue_items;
  const uint64_t used = queue.leases.open_items();
  if (limit == 0) return std::numeric_limits<uint64_t>::max();
  return limit > used ? limit - used : 0;
}

}  // namespace winnow::loop
