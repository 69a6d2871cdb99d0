// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/checker.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "tests/faults/history/naive_model.h"

namespace winnow::testing {
namespace {

// A place in the order: between two mutations a batch is granted right after the mutation that its
// manifest names; what changed nothing, or may have happened before, comes after its position.
using Place = std::tuple<uint64_t, int>;

struct Event {
  Place place;
  uint64_t epoch = 0;
  std::optional<Operation> operation = {};
  std::optional<Call> superseded = {};
  bool applied = false;
};

std::string Named(const Call& call) {
  return "request " + call.asked.request_id + " of client " + std::to_string(call.client) + ": ";
}

// What a repeated request must answer again. Lease deadlines and item states follow the present.
bool SameAnswer(const Answer& a, const Answer& b) {
  const auto lasting = [](const Answer& answer) {
    return std::tie(answer.batch, answer.token, answer.items, answer.frame_seq, answer.accepted,
                    answer.done, answer.dead_lettered, answer.open_items, answer.row_errors);
  };
  return lasting(a) == lasting(b);
}

class Checker {
 public:
  explicit Checker(const History& history)
      : history_(history),
        model_([this](const std::string& what, double now) { SettleLost(what, now); }) {
    for (const Call& call : history.calls) {
      by_start_.push_back(&call);
      if (call.outcome != Outcome::kAnswered) continue;
      const auto [seen, first] = seen_at_.emplace(call.answer.seq, call.start);
      if (!first) seen->second = std::min(seen->second, call.start);
    }
    std::sort(by_start_.begin(), by_start_.end(),
              [](const Call* a, const Call* b) { return a->start < b->start; });
  }

  Verdict Run() {
    FindTokens();
    FindFirstEpoch();
    CheckRealTime();
    CollectRequests();
    Replay();
    verdict_.double_leases = model_.double_leases();
    verdict_.labeled = model_.Labeled();
    verdict_.findings.insert(verdict_.findings.end(), model_.findings().begin(),
                             model_.findings().end());
    return std::move(verdict_);
  }

 private:
  void Find(std::string what) { verdict_.findings.push_back(std::move(what)); }

  void FindTokens() {
    for (const Call& call : history_.calls) {
      if (!call.answer.batch.empty()) tokens_[call.answer.batch] = call.answer.token;
    }
  }

  size_t LifeAt(double time) const {
    size_t life = 0;
    while (life + 1 < history_.lives.size() && history_.lives[life + 1].start <= time) ++life;
    return life;
  }

  // The epoch grows by one from life to life. A call is answered in the life that it began in; its
  // caller may look at the answer later.
  void FindFirstEpoch() {
    std::optional<uint64_t> first;
    for (const Call& call : history_.calls) {
      if (call.outcome != Outcome::kAnswered) continue;
      const uint64_t start = call.answer.epoch - LifeAt(call.start);
      if (!first.has_value()) first = start;
      if (*first != start) return Find(Named(call) + "the epoch is not that of the server's life");
    }
    first_epoch_ = first.value_or(0);
  }

  // A call that ended before another began has the smaller position, and two mutations never have
  // the same.
  void CheckRealTime() {
    std::vector<const Call*> by_end;
    for (const Call* call : by_start_) {
      if (call->outcome == Outcome::kAnswered) by_end.push_back(call);
    }
    std::sort(by_end.begin(), by_end.end(),
              [](const Call* a, const Call* b) { return a->end < b->end; });
    uint64_t seen = 0;
    size_t next = 0;
    for (const Call* call : by_start_) {
      for (; next < by_end.size() && by_end[next]->end < call->start; ++next)
        seen = std::max(seen, by_end[next]->answer.seq);
      if (call->outcome == Outcome::kAnswered && call->answer.seq < seen)
        Find(Named(*call) + "its position is before that of a call that had ended");
    }
  }

  // The smallest position of a call that began after `end`.
  uint64_t PositionAfter(double end) const {
    uint64_t seq = std::numeric_limits<uint64_t>::max() / 2;
    const auto later = std::upper_bound(by_start_.begin(), by_start_.end(), end,
                                        [](double t, const Call* call) { return t < call->start; });
    for (auto it = later; it != by_start_.end() && it < later + kLookAhead; ++it) {
      if ((*it)->outcome == Outcome::kAnswered) seq = std::min(seq, (*it)->answer.seq);
    }
    return seq;
  }

  void CollectRequests() {
    std::map<std::string, std::vector<const Call*>> requests;
    for (const Call* call : by_start_) requests[call->asked.request_id].push_back(call);
    for (const auto& [id, calls] : requests) JudgeRequest(calls);
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.place < b.place; });
    for (Event& event : events_) {
      if (event.operation.has_value() && event.operation->lost_before) lost_.push_back(&event);
    }
  }

  void JudgeRequest(const std::vector<const Call*>& calls) {
    const Call* answered = nullptr;
    bool lost = false;
    for (const Call* call : calls) {
      if (call->outcome == Outcome::kLost) {
        ++verdict_.lost;
        lost = lost || answered == nullptr;
      } else if (!(call->asked == calls[0]->asked)) {
        JudgeReused(*call);
      } else if (call->outcome == Outcome::kRefused) {
        JudgeRefused(*call, answered != nullptr);
      } else if (answered == nullptr) {
        answered = call;
        ++verdict_.checked;
        AddOperation({call->asked, call->answer, calls[0]->start, call->end, lost});
      } else {
        ++verdict_.repeated;
        if (!SameAnswer(answered->answer, call->answer))
          Find(Named(*call) + "the same request was answered differently");
      }
    }
  }

  void JudgeReused(const Call& call) {
    ++verdict_.refused;
    if (call.outcome != Outcome::kRefused || call.reason != "REQUEST_ID_REUSED")
      Find(Named(call) + "its id was used with another payload, and it was not refused for that");
  }

  void JudgeRefused(const Call& call, bool had_answer) {
    ++verdict_.refused;
    if (had_answer) return Find(Named(call) + "was refused after it had been answered");
    if (call.reason != "LEASE_SUPERSEDED")
      return Find(Named(call) + "was refused with " + call.reason);
    const auto token = tokens_.find(call.asked.batch);
    if (token == tokens_.end() || token->second != call.asked.token) return;
    // The latest state that it may have seen: the next that a later call saw, or the one before
    // where that call made it.
    const uint64_t next = PositionAfter(call.end);
    const auto seen = seen_at_.find(next);
    const bool existed = seen != seen_at_.end() && seen->second <= call.end;
    Event event{.place = {2 * next, existed ? 2 : -1}};
    event.superseded = call;
    events_.push_back(std::move(event));
  }

  void AddOperation(Operation operation) {
    const bool grants = !operation.answer.items.empty() && operation.asked.verb == Verb::kRequest;
    const bool changes = grants || operation.asked.verb != Verb::kRequest;
    if (changes && !operation.lost_before && !fresh_.insert(operation.answer.seq).second)
      Find("two mutations have the position " + std::to_string(operation.answer.seq));
    Event event{.place = {2 * operation.answer.seq, operation.lost_before || !changes ? 1 : 0},
                .epoch = operation.answer.epoch};
    if (grants) {
      event.place = {2 * operation.answer.frame_seq + 1, 0};
      event.epoch = std::strtoull(operation.answer.token.c_str(), nullptr, 16);
    }
    event.operation = std::move(operation);
    events_.push_back(std::move(event));
  }

  void Replay() {
    uint64_t epoch = first_epoch_;
    for (Event& event : events_) {
      for (; epoch < event.epoch && epoch - first_epoch_ + 1 < history_.lives.size(); ++epoch) {
        const size_t life = epoch - first_epoch_;
        model_.Restart(history_.lives[life], history_.lives[life + 1]);
      }
      if (event.superseded.has_value()) model_.JudgeSuperseded(*event.superseded);
      if (event.operation.has_value()) Apply(event);
    }
  }

  void Apply(Event& event) {
    if (std::exchange(event.applied, true)) return;
    model_.Apply(*event.operation);
  }

  // Carries out what may have happened before `now` and touches `what`.
  void SettleLost(const std::string& what, double now) {
    for (Event* event : lost_) {
      if (event->applied) continue;
      const Operation& lost = *event->operation;
      const Asked& asked = lost.asked;
      if (lost.first_start >= now || asked.verb == Verb::kRequest) continue;
      const bool touches = asked.batch == what || asked.slice_of.count(what) == 1 ||
                           (asked.verb == Verb::kRequeue &&
                            std::count(asked.items.begin(), asked.items.end(), what) > 0);
      // Rows that were superseded were so when it happened, which is thus not before now.
      bool superseded = false;
      for (const auto& [row, reason] : lost.answer.row_errors)
        superseded = superseded || reason == "LEASE_SUPERSEDED";
      if (touches && !superseded) Apply(*event);
    }
  }

  static constexpr ptrdiff_t kLookAhead = 1000;

  const History& history_;
  NaiveModel model_;
  std::vector<const Call*> by_start_;
  std::map<uint64_t, double> seen_at_;  // when the first call began that answered with a position
  std::map<std::string, std::string> tokens_;
  std::set<uint64_t> fresh_;
  std::vector<Event> events_;  // in the order of their places
  std::vector<Event*> lost_;   // those whose place may be earlier
  uint64_t first_epoch_ = 0;
  Verdict verdict_;
};

}  // namespace

Verdict CheckHistory(const History& history) { return Checker(history).Run(); }

}  // namespace winnow::testing
