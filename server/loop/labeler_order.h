// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelerOrder: the order in which a labeler is told about the items of a batch. A manifest has the
// best scored first and then the random draws, cell by cell: its order would say why an item is
// there.
#ifndef WINNOW_SERVER_LOOP_LABELER_ORDER_H_
#define WINNOW_SERVER_LOOP_LABELER_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {

// A key per item of a stored manifest: the beginning of its hash, whose salt no labeler knows, and
// which stays when the item is erased. So every answer about a batch has one order, and nobody can
// foretell or undo it.
std::vector<uint64_t> LabelerKeys(const storage::v1::BatchRecord& record);

// The places of items in the manifest, by rising key.
std::vector<size_t> LabelerOrder(const std::vector<uint64_t>& keys);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LABELER_ORDER_H_
