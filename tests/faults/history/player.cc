// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/player.h"

#include <utility>

namespace winnow::testing {
namespace {

constexpr double kLongLease = 3600;
constexpr double kShortLease = 1;
constexpr uint64_t kRowsOfChunk = 5;
constexpr int64_t kConnectSeconds = 10;
constexpr uint64_t kSlices = 8;  // of MakeCandidate

template <typename T>
void KeepLast(std::deque<T>& queue, T value, size_t size) {
  queue.push_back(std::move(value));
  if (queue.size() > size) queue.pop_front();
}

}  // namespace

Player::Player(Stage& stage, int client, uint32_t seed)
    : stage_(stage), client_(client), random_(seed) {}

void Player::Play() {
  while (!stage_.ending()) Act();
}

void Player::Act() {
  Remember(Send(AnyAsked()));
  if (Below(10) == 0) Repeat();
}

void Player::TakeAll() {
  for (bool more = true; more;) {
    Asked asked = NewAsked(Verb::kRequest);
    asked.max_items = 5000;
    asked.lease_seconds = kLongLease;
    more = !Send(asked).answer.items.empty();
  }
}

Call Player::Send(const Asked& asked) {
  while (true) {
    if (desk_ == nullptr) {
      const auto [channel, life] = stage_.Connect();
      channel->WaitForConnected(gpr_time_from_seconds(kConnectSeconds, GPR_TIMESPAN));
      desk_ = std::make_unique<Desk>(channel);
      life_ = life;
    }
    Call call = SendOnce(*desk_, asked);
    call.client = client_;
    stage_.Record(call);
    if (call.outcome != Outcome::kLost) return call;
    desk_.reset();
    if (!stage_.WaitForLifeAfter(life_)) return call;
  }
}

void Player::Remember(const Call& call) {
  if (call.outcome != Outcome::kAnswered) return;
  if (call.asked.verb == Verb::kReturn) {
    for (const std::string& id : call.asked.items) KeepLast(returned_, id, 50);
  }
  if (call.asked.verb == Verb::kRequest) {
    // An empty answer is not one that lasts.
    if (call.answer.items.empty()) return;
    KeepLast(held_, Held{call.answer.batch, call.answer.token, call.answer.items}, kHeld);
  }
  KeepLast(answered_, call.asked, 20);
}

void Player::Repeat() {
  if (answered_.empty()) return;
  Asked asked = answered_[Below(answered_.size())];
  if (Below(3) == 0) {
    if (asked.verb == Verb::kRequest || asked.verb == Verb::kRenew) {
      asked.max_items += 1;
      asked.lease_seconds += 1;
    } else if (!asked.items.empty()) {
      asked.items.push_back(asked.items[0]);
    }
  }
  Send(asked);
}

Asked Player::NewAsked(Verb verb) {
  return {.verb = verb,
          .request_id = "c" + std::to_string(client_) + "-" + std::to_string(requests_++)};
}

Asked Player::AnyAsked() {
  const uint64_t choice = Below(100);
  if (choice < 6) return AskIngest();
  if (choice < 9) return AskSignals();
  if (choice < 14) return AskRequeue();
  if (choice < 45 || held_.empty()) return AskBatch();
  return AskOnBatch();
}

Asked Player::AskIngest() {
  Asked asked = NewAsked(Verb::kIngest);
  const uint64_t first = stage_.NewCandidates(kRowsOfChunk);
  for (uint64_t i = first; i < first + kRowsOfChunk; ++i)
    asked.slice_of[CandidateId(i)] = MakeCandidate(i).slice();
  return asked;
}

Asked Player::AskSignals() {
  if (held_.empty()) return AskIngest();
  Asked asked = NewAsked(Verb::kSignals);
  asked.items = held_[Below(held_.size())].items;
  return asked;
}

Asked Player::AskBatch() {
  Asked asked = NewAsked(Verb::kRequest);
  asked.max_items = 1 + Below(6);
  asked.lease_seconds = Below(6) == 0 ? kShortLease : kLongLease;
  if (Below(3) == 0) {
    for (int i = 0; i < 2; ++i)
      asked.slices.insert(MakeCandidate(Below(std::min(kSlices, stage_.candidates()))).slice());
  }
  return asked;
}

Asked Player::AskRequeue() {
  if (returned_.empty()) return AskIngest();
  Asked asked = NewAsked(Verb::kRequeue);
  for (uint64_t i = 1 + Below(8); i > 0; --i)
    asked.items.push_back(returned_[Below(returned_.size())]);
  return asked;
}

std::vector<std::string> Player::RowsOf(const Held& held) {
  std::vector<std::string> rows;
  for (const std::string& id : held.items) {
    if (Below(3) > 0) rows.push_back(id);
  }
  // Now and then one that is not of the batch, or one twice.
  if (Below(8) == 0) rows.push_back(held_[Below(held_.size())].items[0]);
  if (rows.empty()) rows.push_back(held.items[0]);
  return rows;
}

Asked Player::AskOnBatch() {
  static constexpr Verb kVerbs[] = {Verb::kRenew,  Verb::kRenew,  Verb::kSubmit,   Verb::kSubmit,
                                    Verb::kSubmit, Verb::kSubmit, Verb::kReturn,   Verb::kReturn,
                                    Verb::kReturn, Verb::kReturn, Verb::kComplete, Verb::kComplete,
                                    Verb::kCancel};
  const Held& held = held_[Below(held_.size())];
  Asked asked = NewAsked(kVerbs[Below(std::size(kVerbs))]);
  asked.batch = held.batch;
  asked.token = Below(12) == 0 ? held_[Below(held_.size())].token : held.token;
  if (asked.verb == Verb::kRenew) asked.lease_seconds = Below(2) == 0 ? kShortLease : kLongLease;
  if (asked.verb == Verb::kSubmit || asked.verb == Verb::kReturn) asked.items = RowsOf(held);
  return asked;
}

}  // namespace winnow::testing
