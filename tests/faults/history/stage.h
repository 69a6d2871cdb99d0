// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Stage: the server that the clients of a history talk to, through its lives, and what they record.
#ifndef WINNOW_TESTS_FAULTS_HISTORY_STAGE_H_
#define WINNOW_TESTS_FAULTS_HISTORY_STAGE_H_

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "tests/faults/history/history.h"
#include "tests/faults/history/wire.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {

// The first five methods are for any thread, the others for one.
class Stage {
 public:
  explicit Stage(TestServer::Options options = {}) : server_(std::move(options)) {}

  // A connection to the server that lives now, and the number of its life.
  std::pair<std::shared_ptr<grpc::Channel>, size_t> Connect() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return {server_.NewChannel(), life_};
  }
  // Waits until the life after `life`; false when the play ends before that.
  bool WaitForLifeAfter(size_t life) {
    std::unique_lock<std::mutex> lock(mutex_);
    lost_lives_ = std::max(lost_lives_, life + 1);
    changed_.notify_all();
    changed_.wait(lock, [&] { return life_ > life || ending_; });
    return life_ > life;
  }
  void Record(Call call) {
    const std::lock_guard<std::mutex> lock(mutex_);
    answers_ += call.outcome != Outcome::kLost;
    history_.calls.push_back(std::move(call));
    changed_.notify_all();
  }
  // How many candidates there are; the next one has this number.
  std::atomic<uint64_t>& candidates() { return candidates_; }
  bool ending() const { return ending_; }

  // Returns when the clients got `count` more answers; false when one of them lost the server.
  bool WaitForAnswers(uint64_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    const uint64_t enough = answers_ + count;
    changed_.wait(lock, [&] { return answers_ >= enough || lost_lives_ > life_; });
    return answers_ >= enough;
  }
  // kill -9, and the next life. Clients that call meanwhile lose their answers.
  void KillAndRestart() {
    server_.Kill();
    Restart();
  }
  // SIGTERM, and the next life. Returns how the last one ended.
  ProcessEnd StopAndRestart() {
    ProcessEnd end = server_.Stop();
    Restart();
    return end;
  }
  void End() {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  TestServer& server() { return server_; }
  const History& history() const { return history_; }

 private:
  void Restart() {
    const std::lock_guard<std::mutex> lock(mutex_);
    history_.lives.back().end = SteadySeconds();
    history_.lives.push_back({SteadySeconds(), kForever});
    server_.Start();
    ++life_;
    changed_.notify_all();
  }

  static constexpr double kForever = 1e18;

  std::mutex mutex_;
  std::condition_variable changed_;
  History history_{.calls = {}, .lives = {{SteadySeconds(), kForever}}};
  TestServer server_;
  size_t life_ = 0;
  uint64_t answers_ = 0;
  size_t lost_lives_ = 0;  // that a client has seen the end of
  std::atomic<uint64_t> candidates_ = 0;
  std::atomic<bool> ending_ = false;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_FAULTS_HISTORY_STAGE_H_
