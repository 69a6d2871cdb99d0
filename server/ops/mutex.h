// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Mutex, MutexLock and CondVar: std::mutex and std::condition_variable under names that clang's
// thread-safety analysis understands (-Wthread-safety is an error) and that ThreadSanitizer follows
// without false reports (operations.md O1). Not recursive. Errors of use are compile errors.
#ifndef WINNOW_SERVER_OPS_MUTEX_H_
#define WINNOW_SERVER_OPS_MUTEX_H_

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

#if defined(__clang__)
#define WINNOW_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define WINNOW_THREAD_ATTRIBUTE(x)
#endif
// On a member: read and written only while `mutex` is held.
#define WINNOW_GUARDED_BY(mutex) WINNOW_THREAD_ATTRIBUTE(guarded_by(mutex))
// On a pointer member: what it points to is read and written only while `mutex` is held.
#define WINNOW_PT_GUARDED_BY(mutex) WINNOW_THREAD_ATTRIBUTE(pt_guarded_by(mutex))
// On a function: the caller holds the mutexes.
#define WINNOW_REQUIRES(...) WINNOW_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
// On a function: the caller must not hold the mutexes, because the function takes them.
#define WINNOW_EXCLUDES(...) WINNOW_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
// On a function: returns holding (or having released) the mutexes.
#define WINNOW_ACQUIRE(...) WINNOW_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define WINNOW_TRY_ACQUIRE(...) WINNOW_THREAD_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
#define WINNOW_RELEASE(...) WINNOW_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
// On a mutex member: the order in which two mutexes are taken.
#define WINNOW_ACQUIRED_BEFORE(...) WINNOW_THREAD_ATTRIBUTE(acquired_before(__VA_ARGS__))
// On a function that returns a reference to the mutex itself.
#define WINNOW_RETURN_CAPABILITY(x) WINNOW_THREAD_ATTRIBUTE(lock_returned(x))

namespace winnow::ops {

// A mutual exclusion lock. Prefer MutexLock to calling Lock and Unlock.
class WINNOW_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() WINNOW_ACQUIRE() { mutex_.lock(); }
  void Unlock() WINNOW_RELEASE() { mutex_.unlock(); }
  // Takes the lock only when it is free; true when it was taken.
  [[nodiscard]] bool TryLock() WINNOW_TRY_ACQUIRE(true) { return mutex_.try_lock(); }
  // Tells the analysis, where it cannot see it (inside a lambda), that the caller holds the lock.
  void AssertHeld() const WINNOW_THREAD_ATTRIBUTE(assert_capability(this)) {}

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds a Mutex for the length of a scope.
class WINNOW_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) WINNOW_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() WINNOW_RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits for a change of what a Mutex guards. Wakes may be spurious: call Wait in a loop that tests
// the condition.
class CondVar {
 public:
  // Releases `mutex`, waits for a notification, and takes `mutex` again.
  void Wait(Mutex& mutex) WINNOW_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }

  // As Wait, for at most `limit` of real time. False when the limit passed without a notification.
  bool WaitFor(Mutex& mutex, absl::Duration limit) WINNOW_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    // A wait of a year is no different from a longer one, and its end still fits the clock.
    const absl::Duration wait = std::min(limit, absl::Hours(24 * 365));
    const auto status = condition_.wait_for(lock, absl::ToChronoNanoseconds(wait));
    lock.release();
    return status == std::cv_status::no_timeout;
  }

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_MUTEX_H_
