// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RateLimits: how much one identity may ask of the server.
#ifndef WINNOW_SERVER_RPC_RATE_LIMITS_H_
#define WINNOW_SERVER_RPC_RATE_LIMITS_H_

#include <cstddef>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/ops/mutex.h"

namespace winnow::rpc {

// Two token buckets for each identity, of calls and of bytes, that hold what is allowed in
// kBurst. What is only known afterwards, such as the size of an answer, is owed: an identity that
// owes waits. Of more identities than are tracked, the one that called longest ago is forgotten.
// Thread-safe.
class RateLimits {
 public:
  static constexpr absl::Duration kBurst = absl::Seconds(2);

  struct Options {
    // For each identity; 0 is without a limit.
    double calls_per_second = 0;
    double bytes_per_second = 0;
    size_t most_identities = 10000;
  };

  RateLimits(const Options& options, const ops::Clock& clock) : options_(options), clock_(clock) {}

  // Takes one call, or one message of a stream, with so many bytes. How long to wait before it may
  // be tried again; zero when it was taken.
  absl::Duration Take(absl::string_view identity, size_t bytes) WINNOW_EXCLUDES(mutex_);
  // Charges bytes that were sent to it.
  void Charge(absl::string_view identity, size_t bytes) WINNOW_EXCLUDES(mutex_);

 private:
  struct Account {
    std::string identity;
    double calls = 0;
    double bytes = 0;
    absl::Duration filled;
  };
  using Accounts = std::list<Account>;

  bool unlimited() const {
    return options_.calls_per_second <= 0 && options_.bytes_per_second <= 0;
  }
  // The account of an identity, filled up to now.
  Account& Open(absl::string_view identity) WINNOW_REQUIRES(mutex_);

  const Options options_;
  const ops::Clock& clock_;
  ops::Mutex mutex_;
  // The one that called last comes first.
  Accounts accounts_ WINNOW_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Accounts::iterator> by_identity_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_RATE_LIMITS_H_
