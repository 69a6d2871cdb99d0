// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// QueueEvents: a queue run, event by event.
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_EVENTS_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_EVENTS_H_

#include <cstdint>
#include <memory>
#include <queue>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/queue_run/cap_window.h"
#include "server/simulation/queue_run/queue_book.h"
#include "server/simulation/queue_run/queue_run.h"
#include "server/simulation/queue_run/reviewer.h"
#include "server/simulation/trial/pool_frame.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// What may happen. Of one moment, in this order: as in the server, a lease is over before anybody
// labels under it or asks.
enum class QueueEventKind : uint8_t { kArrive, kExpire, kLabel, kGoHome, kAsk };

struct QueueEvent {
  absl::Duration at;
  QueueEventKind kind = QueueEventKind::kAsk;
  uint64_t number = 0;   // of events, in the order in which they were planned
  uint32_t subject = 0;  // arrival, lease or reviewer, by number

  // Whether it comes after `other`.
  bool operator>(const QueueEvent& other) const {
    if (at != other.at) return at > other.at;
    return kind != other.kind ? kind > other.kind : number > other.number;
  }
};

inline constexpr absl::Duration kDayOfRun = absl::Hours(24);

// A batch that somebody holds or held.
struct HeldBatch {
  uint32_t reviewer = 0;
  std::vector<uint32_t> items;
  std::size_t next = 0;  // position that is worked on
  absl::Duration deadline;
  absl::Duration last_label;  // or the grant
  uint64_t labels = 0;
  uint64_t open_items = 0;  // of which labels lack
  bool is_open = true;
  bool is_abandoned = false;
};

// The rules are those of SimulateQueue. Not thread-safe.
class QueueEvents {
 public:
  // Pool and options outlive it. Errors are those of SimulateQueue.
  static absl::StatusOr<std::unique_ptr<QueueEvents>> Make(const Pool& pool,
                                                           const Strategy& strategy,
                                                           const QueueRunOptions& options);

  // Lets the next thing happen. False, and nothing changes, where nothing is left to do or the
  // horizon is reached.
  bool Step();

  absl::Duration now() const { return now_; }
  const QueueBook& book() const { return *book_; }
  const PoolFrame& frame() const { return *frame_; }
  // Batches that were ever held, by number.
  const std::vector<HeldBatch>& batches() const { return batches_; }

  // What came of it. Once, after the last step.
  QueueRunResult Finish();

 private:
  QueueEvents(const Pool& pool, const QueueRunOptions& options) : pool_(pool), options_(options) {}

  void Open(const Strategy& strategy);
  std::vector<uint32_t> Participants();
  std::vector<uint64_t> Targets(const std::vector<uint32_t>& participants) const;
  void Plan(absl::Duration at, QueueEventKind kind, uint64_t subject);
  void ArriveNext(std::size_t number);
  bool IsOver() const;

  void Ask(uint32_t reviewer);
  uint64_t Room(uint32_t reviewer) const;
  std::vector<uint32_t> Take(uint32_t reviewer, uint64_t most);
  std::vector<uint32_t> TakeFromSample(uint64_t most) const;
  void CountEmpty(uint32_t reviewer, uint64_t room);
  void Grant(uint32_t reviewer, std::vector<uint32_t> items);

  void PlanNextLabel(uint32_t batch);
  void LabelItem(uint32_t batch);
  void GoHome(uint32_t batch);
  void Expire(uint32_t batch);
  void Close(uint32_t batch, bool counts_as_attempt);
  void CountCandidates();

  const Pool& pool_;
  const QueueRunOptions& options_;
  std::unique_ptr<PoolFrame> frame_;
  std::unique_ptr<QueueBook> book_;
  std::unique_ptr<CapWindow> window_;
  std::vector<Reviewer> reviewers_;
  std::vector<uint64_t> held_items_;  // that lack labels, by reviewer
  std::vector<uint32_t> arrivals_;    // all that take part, in the order of their arrival
  absl::Duration lease_;
  absl::Duration now_;
  uint64_t planned_ = 0;
  uint64_t draws_ = 0;
  std::priority_queue<QueueEvent, std::vector<QueueEvent>, std::greater<>> events_;
  std::vector<HeldBatch> batches_;
  QueueRunResult result_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_EVENTS_H_
