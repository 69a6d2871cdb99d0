// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Registry: sources, consent scopes, policy and rubric revisions and revocations of the whole
// process, as the control shard has made them durable. What is not registered is denied.
#ifndef WINNOW_SERVER_SHARD_REGISTRY_H_
#define WINNOW_SERVER_SHARD_REGISTRY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "server/ops/mutex.h"
#include "server/shard/revocations.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// One state of the registry. Immutable once published.
struct RegistrySnapshot {
  uint64_t version = 0;  // grows with every change
  std::map<std::string, storage::v1::SourceRecord> sources;
  std::map<std::string, storage::v1::ConsentScopeRecord> consent_scopes;
  std::map<std::pair<std::string, uint32_t>, storage::v1::PolicyRevisionRecord> policies;
  // Approvals of built-in revisions, without their rules: they hold for the content hash alone.
  std::map<std::pair<std::string, uint32_t>, storage::v1::PolicyRevisionRecord> builtin_approvals;
  std::map<std::pair<std::string, uint32_t>, storage::v1::RubricRevisionRecord> rubrics;
  // Queue of each data set.
  std::map<std::string, std::string> datasets;
  // Queue that each release was evaluated on.
  std::map<std::string, std::string> releases;
  // By the subject's key (SubjectKey): nothing of these subjects is taken in.
  std::map<uint64_t, storage::v1::ErasureRecord> erasures;
  Revocations revocations;
};

// Thread-safe.
class Registry {
 public:
  // Never null.
  std::shared_ptr<const RegistrySnapshot> Get() const {
    ops::MutexLock lock(mutex_);
    return snapshot_;
  }

  // Makes `snapshot` the current one unless a later one is. Called after its rows are durable.
  void Publish(std::shared_ptr<const RegistrySnapshot> snapshot) {
    ops::MutexLock lock(mutex_);
    if (snapshot->version > snapshot_->version) snapshot_ = std::move(snapshot);
  }

 private:
  mutable ops::Mutex mutex_;
  std::shared_ptr<const RegistrySnapshot> snapshot_ WINNOW_GUARDED_BY(mutex_) =
      std::make_shared<const RegistrySnapshot>();
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_REGISTRY_H_
