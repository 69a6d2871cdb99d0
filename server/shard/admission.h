// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Admission: which changes a shard takes in while the disk runs full or the engine falls behind,
// before anything of them is looked at (storage.md E3).
#ifndef WINNOW_SERVER_SHARD_ADMISSION_H_
#define WINNOW_SERVER_SHARD_ADMISSION_H_

#include <atomic>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace winnow::shard {

// What a change is for, from what is given up first to what is kept up to the last byte.
enum class Priority {
  kIntake,     // new candidates and signals
  kOrdinary,   // new batches, evaluations, policies, queues, data sets, releases
  kEssential,  // what was promised: labels, leases, consent; rollbacks; the server's own upkeep
};

// How much room the disk has.
enum class Room {
  kAmple,
  kLow,      // no intake
  kReserve,  // nothing but what is essential
};

// One for all shards. Thread-safe; what is let in takes no lock.
class Admission {
 public:
  // Called for every change that is refused, with why: "disk_low", "disk_reserve",
  // "writes_stopped".
  using OnRefusal = std::function<void(absl::string_view reason)>;

  Admission() : Admission([](absl::string_view) {}) {}
  explicit Admission(OnRefusal on_refusal) : on_refusal_(std::move(on_refusal)) {}

  void SetRoom(Room room) { room_.store(room, std::memory_order_relaxed); }
  Room room() const { return room_.load(std::memory_order_relaxed); }
  // Whether the engine holds writes back: what is not essential then is refused at once, rather
  // than queued for as long as a commit may wait.
  void SetWriteStopped(bool stopped) { write_stopped_.store(stopped, std::memory_order_relaxed); }
  bool write_stopped() const { return write_stopped_.load(std::memory_order_relaxed); }

  // OK, or RESOURCE_EXHAUSTED with what to do.
  absl::Status Admit(Priority priority) const;

 private:
  absl::Status Refuse(absl::string_view reason, absl::Status status) const;

  const OnRefusal on_refusal_;
  std::atomic<Room> room_{Room::kAmple};
  std::atomic<bool> write_stopped_{false};
};

// Whether it is the disk for which Admit refused, and not a load that passes by itself.
bool IsDiskLow(const absl::Status& status);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_ADMISSION_H_
