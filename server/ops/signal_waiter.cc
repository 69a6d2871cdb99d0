// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/signal_waiter.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace winnow::ops {
namespace {

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

// A process without a descriptor for its signals could only be killed hard; it must not start.
int CheckDescriptor(int descriptor) {
  if (descriptor < 0) {
    std::perror("winnow: no file descriptor for signals");
    std::abort();
  }
  return descriptor;
}

}  // namespace

absl::Status BlockStopSignals() {
  const sigset_t signals = Signals();
  if (pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0 ||
      std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
    return absl::InternalError("cannot block signals");
  }
  return absl::OkStatus();
}

SignalWaiter::SignalWaiter(std::function<void(int)> on_stop, std::function<void()> on_reload)
    : on_stop_(std::move(on_stop)), on_reload_(std::move(on_reload)) {
  const sigset_t signals = Signals();
  signal_descriptor_ = CheckDescriptor(signalfd(-1, &signals, SFD_CLOEXEC));
  stop_descriptor_ = CheckDescriptor(eventfd(0, EFD_CLOEXEC));
  thread_ = std::thread([this] { Wait(); });
}

SignalWaiter::~SignalWaiter() {
  eventfd_write(stop_descriptor_, 1);
  thread_.join();
  close(stop_descriptor_);
  close(signal_descriptor_);
}

void SignalWaiter::Wait() {
  int signal = NextSignal();
  for (; signal == SIGHUP; signal = NextSignal()) on_reload_();
  if (signal == 0) return;
  on_stop_(signal);
  do signal = NextSignal();
  while (signal == SIGHUP);
  if (signal != 0) _exit(kForcedExitCode);
}

int SignalWaiter::NextSignal() const {
  while (true) {
    pollfd descriptors[] = {{.fd = stop_descriptor_, .events = POLLIN, .revents = 0},
                            {.fd = signal_descriptor_, .events = POLLIN, .revents = 0}};
    if (poll(descriptors, 2, -1) < 0 && errno != EINTR) return 0;
    if (descriptors[0].revents != 0) return 0;
    if (descriptors[1].revents == 0) continue;
    signalfd_siginfo received;
    if (read(signal_descriptor_, &received, sizeof(received)) == sizeof(received)) {
      return static_cast<int>(received.ssi_signo);
    }
  }
}

}  // namespace winnow::ops
