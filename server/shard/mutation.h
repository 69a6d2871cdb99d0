// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Mutation: one step of a shard's history. It has one seq and one audit leaf.
#ifndef WINNOW_SERVER_SHARD_MUTATION_H_
#define WINNOW_SERVER_SHARD_MUTATION_H_

#include <string>
#include <utility>
#include <vector>

#include "storage/write_set.h"
#include "winnow/v1/audit_payload.pb.h"

namespace winnow::shard {

// What the audit leaf of a mutation says, beyond what the committer adds (seq, epoch, time).
struct LeafDraft {
  std::string principal = {};  // who acted; empty for steps of the server's own
  std::string method = {};     // RPC or internal step
  std::string object = {};     // resource name
  std::string decision = {};   // a fixed word such as `GRANTED`
  std::string policy = {};     // `{policy}@{revision}`, empty where none applies
  // What a stranger needs to replay the decision; nothing about a person. The leaf holds its salted
  // hash (winnow/v1/audit_payload.proto). Empty where the fields above say all there is.
  v1::AuditPayload payload = {};
};

struct Mutation {
  storage::WriteSet writes;
  LeafDraft leaf;
};

// What a command decided, in order. State in memory already shows it; the rows become durable
// together or in later commits, never in another order.
class MutationLog {
 public:
  void Add(Mutation mutation) { mutations_.push_back(std::move(mutation)); }
  std::vector<Mutation> Take() { return std::exchange(mutations_, {}); }

 private:
  std::vector<Mutation> mutations_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_MUTATION_H_
