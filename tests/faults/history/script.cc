// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/script.h"

#include <algorithm>
#include <utility>

#include "tests/e2e/desk.h"

namespace winnow::testing {
namespace {

constexpr double kLongLease = 3600;
constexpr double kShortLease = 1;
constexpr uint64_t kRowsOfChunk = 5;
constexpr uint64_t kSlices = 8;  // of MakeCandidate

template <typename T>
void KeepLast(std::deque<T>& queue, T value, size_t size) {
  queue.push_back(std::move(value));
  if (queue.size() > size) queue.pop_front();
}

}  // namespace

void Script::Remember(const Call& call) {
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

std::optional<Asked> Script::Again() {
  if (Below(10) != 0 || answered_.empty()) return std::nullopt;
  Asked asked = answered_[Below(answered_.size())];
  if (Below(3) == 0) {
    if (asked.verb == Verb::kRequest || asked.verb == Verb::kRenew) {
      asked.max_items += 1;
      asked.lease_seconds += 1;
    } else if (!asked.items.empty()) {
      asked.items.push_back(asked.items[0]);
    }
  }
  return asked;
}

Asked Script::NextOfAll() {
  Asked asked = NewAsked(Verb::kRequest);
  asked.max_items = 5000;
  asked.lease_seconds = kLongLease;
  return asked;
}

Asked Script::NewAsked(Verb verb) {
  return {.verb = verb,
          .request_id = "c" + std::to_string(client_) + "-" + std::to_string(requests_++)};
}

Asked Script::Next() {
  const uint64_t choice = Below(100);
  if (choice < 6) return AskIngest();
  if (choice < 9) return AskSignals();
  if (choice < 14) return AskRequeue();
  if (choice < 45 || held_.empty()) return AskBatch();
  return AskOnBatch();
}

Asked Script::AskIngest() {
  Asked asked = NewAsked(Verb::kIngest);
  const uint64_t first = candidates_.fetch_add(kRowsOfChunk);
  for (uint64_t i = first; i < first + kRowsOfChunk; ++i)
    asked.slice_of[CandidateId(i)] = MakeCandidate(i).slice();
  return asked;
}

Asked Script::AskSignals() {
  if (held_.empty()) return AskIngest();
  Asked asked = NewAsked(Verb::kSignals);
  asked.items = held_[Below(held_.size())].items;
  return asked;
}

Asked Script::AskBatch() {
  Asked asked = NewAsked(Verb::kRequest);
  asked.max_items = 1 + Below(6);
  asked.lease_seconds = Below(6) == 0 ? kShortLease : kLongLease;
  if (candidates_ > 0 && Below(3) == 0) {
    for (int i = 0; i < 2; ++i)
      asked.slices.insert(MakeCandidate(Below(std::min(kSlices, candidates_.load()))).slice());
  }
  return asked;
}

Asked Script::AskRequeue() {
  if (returned_.empty()) return AskIngest();
  Asked asked = NewAsked(Verb::kRequeue);
  for (uint64_t i = 1 + Below(8); i > 0; --i)
    asked.items.push_back(returned_[Below(returned_.size())]);
  return asked;
}

std::vector<std::string> Script::RowsOf(const Held& held) {
  std::vector<std::string> rows;
  for (const std::string& id : held.items) {
    if (Below(3) > 0) rows.push_back(id);
  }
  // Now and then one that is not of the batch, or one twice.
  if (Below(8) == 0) rows.push_back(held_[Below(held_.size())].items[0]);
  if (rows.empty()) rows.push_back(held.items[0]);
  return rows;
}

Asked Script::AskOnBatch() {
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
