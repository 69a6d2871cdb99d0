// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/naive_model.h"

#include <utility>

namespace winnow::testing {
namespace {

// Two numbers of a token, which grow from grant to grant: "epoch-counter-batch" in hexadecimal.
std::pair<uint64_t, uint64_t> TokenOrder(const std::string& token) {
  const size_t dash = token.find('-');
  if (dash == std::string::npos) return {0, 0};
  return {std::strtoull(token.c_str(), nullptr, 16),
          std::strtoull(token.c_str() + dash + 1, nullptr, 16)};
}

std::string NameOf(Verb verb) {
  static constexpr const char* kNames[] = {"Ingest", "Signals",  "Request", "Renew",  "Submit",
                                           "Return", "Complete", "Cancel",  "Requeue"};
  return kNames[static_cast<size_t>(verb)];
}

}  // namespace

void NaiveModel::Expect(bool holds, const Operation& operation, const std::string& what) {
  if (holds) return;
  findings_.push_back(NameOf(operation.asked.verb) + " " + operation.asked.request_id + " seq " +
                      std::to_string(operation.answer.seq) + ": " + what);
}

void NaiveModel::Apply(const Operation& operation) {
  switch (operation.asked.verb) {
    case Verb::kIngest:
      return Ingest(operation);
    case Verb::kSignals:
      return Expect(operation.answer.row_errors.empty(), operation, "signals were refused");
    case Verb::kRequest:
      return operation.answer.items.empty() ? Empty(operation) : Grant(operation);
    case Verb::kRenew:
      if (Batch* batch = OpenBatchOf(operation); batch != nullptr) {
        batch->term = operation.asked.lease_seconds;
        batch->earliest_end = operation.first_start + batch->term;
      }
      return;
    case Verb::kSubmit:
      return Submit(operation);
    case Verb::kReturn:
      return Return(operation);
    case Verb::kComplete:
    case Verb::kCancel:
      return Close(operation);
    case Verb::kRequeue:
      return Requeue(operation);
  }
}

void NaiveModel::Ingest(const Operation& operation) {
  uint64_t stored = 0;
  for (const auto& [id, slice] : operation.asked.slice_of)
    stored += items_.emplace(id, Item{slice}).second;
  Expect(operation.answer.accepted == stored, operation,
         "accepted " + std::to_string(operation.answer.accepted) + " rows and not " +
             std::to_string(stored));
}

void NaiveModel::Grant(const Operation& operation) {
  const Answer& answer = operation.answer;
  Expect(answer.items.size() <= operation.asked.max_items, operation, "more items than asked for");
  Expect(TokenOrder(answer.token) > last_token_, operation, "the token is not the greatest");
  last_token_ = TokenOrder(answer.token);
  Expect(batches_.count(answer.batch) == 0, operation, "the batch was granted before");
  for (const std::string& id : answer.items) GrantItem(id, operation);
  Batch& batch = batches_[answer.batch];
  batch.token = answer.token;
  batch.items = {answer.items.begin(), answer.items.end()};
  batch.open = batch.items;
  batch.term = operation.asked.lease_seconds;
  batch.earliest_end = operation.first_start + batch.term;
}

void NaiveModel::GrantItem(const std::string& id, const Operation& operation) {
  if (items_.count(id) == 0 || items_[id].dead) settle_(id, operation.end);
  const auto found = items_.find(id);
  if (found == items_.end()) return Expect(false, operation, id + " was never sent");
  Item& item = found->second;
  if (!item.batch.empty()) settle_(item.batch, operation.end);
  if (!item.batch.empty()) Expire(std::string(item.batch), operation.end);
  if (!item.batch.empty()) {
    ++double_leases_;
    Expect(false, operation, id + " is leased in " + item.batch);
  }
  Expect(!item.done, operation, id + " has its label");
  Expect(!item.dead, operation, id + " is dead-lettered");
  const std::set<std::string>& slices = operation.asked.slices;
  Expect(slices.empty() || slices.count(item.slice) == 1, operation,
         id + " is of slice " + item.slice);
  item.batch = operation.answer.batch;
  item.last_batch = operation.answer.batch;
}

void NaiveModel::Empty(const Operation& operation) {
  for (const std::string& id : Free(operation.asked.slices)) {
    // One that was never in a batch has nothing to settle.
    if (!items_[id].last_batch.empty()) settle_(items_[id].last_batch, operation.end);
  }
  for (const std::string& id : Free(operation.asked.slices))
    return Expect(false, operation, "nothing was drawn although " + id + " is free");
}

NaiveModel::Batch* NaiveModel::OpenBatchOf(const Operation& operation) {
  const auto found = batches_.find(operation.asked.batch);
  if (found == batches_.end()) {
    Expect(false, operation, "the batch was never granted");
    return nullptr;
  }
  Expect(found->second.token == operation.asked.token, operation,
         "carried out with a token that is not the lease's");
  Expect(!found->second.open.empty(), operation, "carried out on a lease that had ended");
  return found->second.open.empty() ? nullptr : &found->second;
}

std::string NaiveModel::LabelProblem(const std::string& id, const std::string& batch_name) const {
  const Batch& batch = batches_.at(batch_name);
  if (items_.count(id) == 0) return "CANDIDATE_UNKNOWN";
  if (batch.items.count(id) == 0) return "ITEM_NOT_IN_BATCH";
  const Item& item = items_.at(id);
  if (!batch.expired) return batch.open.count(id) == 0 ? "ITEM_DONE" : "";
  if (!item.batch.empty() || item.last_batch != batch_name) return "LEASE_SUPERSEDED";
  return item.done ? "ITEM_DONE" : "";
}

void NaiveModel::Submit(const Operation& operation) {
  const std::string& name = operation.asked.batch;
  const Answer& answer = operation.answer;
  if (batches_.count(name) == 0) return Expect(false, operation, "the batch was never granted");
  Batch& batch = batches_[name];
  Expect(batch.token == operation.asked.token, operation,
         "carried out with a token that is not the lease's");
  batch.expired = batch.expired || (batch.open.empty() && batch.may_have_expired);
  Expect(!batch.open.empty() || batch.expired, operation, "carried out on a closed batch");
  // Late labels leave no item open; a call on a live lease that does not finish it leaves some.
  const std::set<std::string> rows(operation.asked.items.begin(), operation.asked.items.end());
  for (const std::string& id : std::set<std::string>(batch.open)) {
    if (rows.count(id) == 0 && answer.open_items == 0) Expire(name, operation.end);
  }
  // Nor does a live lease take a label for an item that is not open.
  for (size_t row = 0; row < operation.asked.items.size(); ++row) {
    const std::string& id = operation.asked.items[row];
    const auto refused = answer.row_errors.find(row);
    const bool done = refused != answer.row_errors.end() && refused->second == "ITEM_DONE";
    if (batch.items.count(id) == 1 && batch.open.count(id) == 0 && !done)
      Expire(name, operation.end);
  }
  uint64_t accepted = 0;
  std::map<uint64_t, std::string> problems;
  for (size_t row = 0; row < operation.asked.items.size(); ++row) {
    const std::string& id = operation.asked.items[row];
    if (const std::string problem = LabelProblem(id, name); !problem.empty()) {
      problems[row] = problem;
      continue;
    }
    ++accepted;
    Item& item = items_[id];
    item.done = true;
    if (batch.open.erase(id) == 0) continue;
    item.batch.clear();
    item.may_be_dead = operation.end >= batch.earliest_end && item.attempts + 1 >= kMaxAttempts;
  }
  batch.may_have_expired =
      batch.open.empty() && !batch.expired && operation.end >= batch.earliest_end;
  Expect(
      answer.accepted == accepted && answer.done == accepted, operation,
      "stored " + std::to_string(answer.accepted) + " labels and not " + std::to_string(accepted));
  Expect(answer.row_errors == problems, operation, "rows were refused for other reasons");
  Expect(answer.open_items == batch.open.size(), operation,
         "left " + std::to_string(answer.open_items) + " items open and not " +
             std::to_string(batch.open.size()));
}

bool NaiveModel::GiveBack(const std::string& id, bool counts) {
  Item& item = items_[id];
  batches_[item.batch].open.erase(id);
  item.batch.clear();
  if (counts) item.dead = ++item.attempts >= kMaxAttempts;
  return counts && item.dead;
}

void NaiveModel::Return(const Operation& operation) {
  Batch* batch = OpenBatchOf(operation);
  if (batch == nullptr) return;
  uint64_t returned = 0;
  uint64_t dead = 0;
  std::map<uint64_t, std::string> problems;
  for (size_t row = 0; row < operation.asked.items.size(); ++row) {
    const std::string& id = operation.asked.items[row];
    if (batch->items.count(id) == 0) {
      problems[row] = "ITEM_NOT_IN_BATCH";
    } else if (batch->open.count(id) == 0) {
      problems[row] = "ITEM_DONE";
    } else {
      ++returned;
      dead += GiveBack(id, true);
    }
  }
  const Answer& answer = operation.answer;
  Expect(answer.accepted == returned && answer.dead_lettered == dead, operation,
         "took other items back");
  Expect(answer.row_errors == problems, operation, "rows were refused for other reasons");
  Expect(answer.open_items == batch->open.size(), operation, "counts other items open");
}

void NaiveModel::Close(const Operation& operation) {
  Batch* batch = OpenBatchOf(operation);
  if (batch == nullptr) return;
  const std::set<std::string> open = batch->open;
  uint64_t dead = 0;
  for (const std::string& id : open) dead += GiveBack(id, operation.asked.verb == Verb::kComplete);
  Expect(operation.answer.accepted == open.size() && operation.answer.dead_lettered == dead,
         operation, "took other items back");
}

void NaiveModel::Requeue(const Operation& operation) {
  std::map<uint64_t, std::string> problems;
  for (size_t row = 0; row < operation.asked.items.size(); ++row) {
    const std::string& id = operation.asked.items[row];
    const bool refused = operation.answer.row_errors.count(row) == 1;
    if (items_.count(id) == 0) settle_(id, operation.end);
    if (items_.count(id) == 0) {
      problems[row] = "CANDIDATE_UNKNOWN";
      continue;
    }
    Item& item = items_[id];
    if (item.dead == refused) settle_(id, operation.end);
    if (!item.dead && !refused && !item.batch.empty()) settle_(item.batch, operation.end);
    if (!item.dead && !refused && !item.batch.empty())
      Expire(std::string(item.batch), operation.end);
    item.dead = item.dead || (!refused && item.may_be_dead);
    if (!item.dead) {
      problems[row] = "ITEM_NOT_DEAD_LETTERED";
      continue;
    }
    item.dead = false;
    item.may_be_dead = false;
    item.attempts = 0;
  }
  Expect(operation.answer.row_errors == problems, operation, "rows were refused for other reasons");
}

bool NaiveModel::Expire(const std::string& name, double now) {
  Batch& batch = batches_[name];
  if (batch.open.empty()) return batch.expired;
  if (now < batch.earliest_end) return false;
  for (const std::string& id : std::set<std::string>(batch.open)) GiveBack(id, true);
  batch.expired = true;
  return true;
}

void NaiveModel::JudgeSuperseded(const Call& call) {
  settle_(call.asked.batch, call.end);
  const auto found = batches_.find(call.asked.batch);
  const Operation refused{call.asked, {}, call.start, call.end, false};
  if (found == batches_.end()) return Expect(false, refused, "the batch was never granted");
  const Batch& batch = found->second;
  if (call.asked.verb == Verb::kSubmit) {
    return Expect(batch.open.empty() && !batch.expired, refused,
                  "LEASE_SUPERSEDED although the batch is not closed");
  }
  Expect(batch.open.empty() || Expire(found->first, call.end), refused,
         "LEASE_SUPERSEDED although the lease lives");
}

void NaiveModel::Restart(const Life& before, const Life& after) {
  for (auto& [name, batch] : batches_) {
    // A lease whose time was over may have been ended before the server died.
    if (batch.earliest_end > before.end) batch.earliest_end = after.start + batch.term;
  }
}

std::set<std::string> NaiveModel::Free(const std::set<std::string>& slices) const {
  std::set<std::string> free;
  for (const auto& [id, item] : items_) {
    if (!slices.empty() && slices.count(item.slice) == 0) continue;
    if (item.batch.empty() && !item.done && !item.dead) free.insert(id);
  }
  return free;
}

std::optional<std::string> NaiveModel::TokenOf(const std::string& batch) const {
  const auto found = batches_.find(batch);
  if (found == batches_.end()) return std::nullopt;
  return found->second.token;
}

std::set<std::string> NaiveModel::Labeled() const {
  std::set<std::string> labeled;
  for (const auto& [id, item] : items_) {
    if (item.done) labeled.insert(id);
  }
  return labeled;
}

}  // namespace winnow::testing
