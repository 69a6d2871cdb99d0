// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_ROCKSDB_FAULT_FILES_H_
#define WINNOW_TESTS_FAULTS_ROCKSDB_FAULT_FILES_H_

#include <rocksdb/env.h>

#include <memory>

#include "storage/disk_gate.h"

namespace winnow::faults {

// An environment whose files are the machine's, with each change sent through a gate first, which
// must outlive it. Nothing is ever really synced: what lasts is for the gate to say. Locks nothing,
// so that a database that was abandoned can be opened again, and never sleeps.
std::unique_ptr<rocksdb::Env> MakeFaultEnv(storage::DiskGate* gate);

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_ROCKSDB_FAULT_FILES_H_
