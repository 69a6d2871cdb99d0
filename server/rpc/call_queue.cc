// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_queue.h"

#include <algorithm>
#include <utility>

#include "server/loop/error.h"

namespace winnow::rpc {
namespace {

// The weight of the newest sample is one of so many.
constexpr int kAverageOver = 16;
// Work that waited so many times longer than foreseen, because higher classes came after it, is
// refused after all.
constexpr int kLateFactor = 4;
constexpr absl::Duration kShortestRetry = absl::Milliseconds(100);
constexpr absl::Duration kLongestRetry = absl::Seconds(10);
constexpr absl::Duration kLogPeriod = absl::Seconds(1);

void Learn(absl::Duration sample, absl::Duration& average) {
  average += average == absl::ZeroDuration() ? sample : (sample - average) / kAverageOver;
}

absl::string_view TextOf(absl::string_view reason) {
  if (reason == "full") {
    return "The server has as many calls of this kind under way as it takes. Wait as RetryInfo "
           "says, then repeat with the same request id.";
  }
  if (reason == "deadline") {
    return "The server is too busy to answer before the call's deadline: nothing was done. Wait as "
           "RetryInfo says, then repeat with the same request id and more time.";
  }
  return "The server is busy: the call would have to wait too long for its turn. Wait as RetryInfo "
         "says, then repeat with the same request id.";
}

}  // namespace

CallQueue::CallQueue(const Options& options, const ops::Clock& clock, ops::Logger& log,
                     ops::CallMetrics& metrics)
    : options_(options), clock_(clock), log_(log), metrics_(metrics) {
  ops::MutexLock lock(mutex_);
  for (size_t i = 0; i < kCallClasses; ++i) {
    lines_.emplace_back(metrics.ForClass(CallClassName(static_cast<CallClass>(i))));
  }
  for (size_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { Run(); });
}

CallQueue::~CallQueue() { Stop(); }

absl::Status CallQueue::Enter(CallClass call_class) {
  ops::MutexLock lock(mutex_);
  Line& line = LineOf(call_class);
  if (line.under_way >= options_.most_calls[static_cast<size_t>(call_class)]) {
    return Refuse(call_class, "full", std::max(options_.longest_wait, line.tail));
  }
  line.metrics.SetUnderWay(++line.under_way);
  return absl::OkStatus();
}

void CallQueue::Leave(CallClass call_class, std::optional<absl::Duration> tail) {
  ops::MutexLock lock(mutex_);
  Line& line = LineOf(call_class);
  line.metrics.SetUnderWay(--line.under_way);
  if (tail.has_value()) Learn(*tail, line.tail);
}

absl::Status CallQueue::Submit(CallClass call_class, absl::Duration time_left, Work work) {
  ops::MutexLock lock(mutex_);
  Line& line = LineOf(call_class);
  const absl::Duration wait = ExpectedWait(call_class);
  // The first of its class always goes, or averages of a bad time would refuse calls for good.
  if (line.under_way > 1) {
    const absl::Duration now = clock_.SteadyNow();
    const bool late = !line.items.empty() && now - line.items.front().since > options_.longest_wait;
    if (late || wait > options_.longest_wait) return Refuse(call_class, "wait", wait);
    if (wait + line.tail > time_left) return Refuse(call_class, "deadline", wait);
  }
  Push(call_class, {std::move(work), clock_.SteadyNow(), /*may_expire=*/true});
  return absl::OkStatus();
}

void CallQueue::Resume(CallClass call_class, absl::AnyInvocable<void()> work) {
  ops::MutexLock lock(mutex_);
  Push(call_class, {[work = std::move(work)](const absl::Status&) mutable { work(); },
                    clock_.SteadyNow(), /*may_expire=*/false});
}

void CallQueue::Push(CallClass call_class, Item item) {
  Line& line = LineOf(call_class);
  line.items.push_back(std::move(item));
  line.metrics.SetWaiting(line.items.size());
  changed_.NotifyOne();
}

void CallQueue::Stop() {
  std::vector<std::thread> threads;
  {
    ops::MutexLock lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  changed_.NotifyAll();
  for (std::thread& thread : threads) thread.join();
}

void CallQueue::Run() {
  while (std::optional<Turn> turn = Take()) {
    const absl::Duration waited = turn->start - turn->item.since;
    const bool late = turn->item.may_expire && waited > kLateFactor * options_.longest_wait;
    turn->item.work(late ? loop::Overloaded(options_.longest_wait, TextOf("wait"))
                         : absl::OkStatus());
    turn->item.work = nullptr;
    Finish(turn->call_class, clock_.SteadyNow() - turn->start);
  }
}

std::optional<CallQueue::Turn> CallQueue::Take() {
  ops::MutexLock lock(mutex_);
  std::optional<CallClass> next = NextClass();
  while (!next.has_value()) {
    if (stopping_) return std::nullopt;
    changed_.Wait(mutex_);
    next = NextClass();
  }
  Line& line = LineOf(*next);
  Turn turn{*next, std::move(line.items.front()), clock_.SteadyNow()};
  line.items.pop_front();
  ++line.running;
  line.metrics.SetWaiting(line.items.size());
  line.metrics.ObserveWait(turn.start - turn.item.since);
  return turn;
}

std::optional<CallClass> CallQueue::NextClass() const {
  for (size_t i = 0; i < kCallClasses; ++i) {
    const auto call_class = static_cast<CallClass>(i);
    const Line& line = LineOf(call_class);
    if (!line.items.empty() && (stopping_ || MayRun(call_class))) return call_class;
  }
  return std::nullopt;
}

bool CallQueue::MayRun(CallClass call_class) const {
  size_t running = 0;
  for (size_t i = kCallClasses; i-- > 0;) {
    running += lines_[i].running;
    const auto higher = static_cast<CallClass>(i);
    if (higher <= call_class && running >= MostRunning(higher)) return false;
  }
  return true;
}

void CallQueue::Finish(CallClass call_class, absl::Duration took) {
  ops::MutexLock lock(mutex_);
  Line& line = LineOf(call_class);
  --line.running;
  Learn(took, line.service);
}

size_t CallQueue::MostRunning(CallClass call_class) const {
  const size_t all = options_.threads;
  switch (call_class) {
    case CallClass::kAdmin:
      return all;
    case CallClass::kLeases:
      return std::max<size_t>(1, all - 1);
    case CallClass::kIngest:
      return std::max<size_t>(1, all - 2);
    case CallClass::kScans:
      return all < 5 ? 1 : std::min(all / 2, all - 3);
    case CallClass::kExports:
      return all < 8 ? 1 : all / 4;
  }
  return 1;
}

absl::Duration CallQueue::ExpectedWait(CallClass call_class) const {
  absl::Duration ahead = absl::ZeroDuration();
  for (size_t i = 0; i <= static_cast<size_t>(call_class); ++i) {
    ahead += lines_[i].service * static_cast<int64_t>(lines_[i].items.size());
  }
  return ahead / static_cast<int64_t>(MostRunning(call_class));
}

absl::Status CallQueue::Refuse(CallClass call_class, absl::string_view reason,
                               absl::Duration wait) {
  metrics_.CountRefusal(CallClassName(call_class), reason);
  // One line a second tells it; the metric counts each.
  const absl::Duration now = clock_.SteadyNow();
  if (now - last_log_ >= kLogPeriod) {
    last_log_ = now;
    const Line& line = LineOf(call_class);
    const auto waiting = static_cast<uint64_t>(line.items.size());
    const auto under_way = static_cast<uint64_t>(line.under_way);
    log_.Log(ops::LogLevel::kWarning, "overloaded",
             {{"class", CallClassName(call_class)},
              {"reason", reason},
              {"waiting", waiting},
              {"under_way", under_way},
              {"expected_wait_s", wait}});
  }
  return loop::Overloaded(std::clamp(wait, kShortestRetry, kLongestRetry), TextOf(reason));
}

}  // namespace winnow::rpc
