// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Queues and their health as tables.
#ifndef WINNOW_CLIENT_CLI_QUEUE_VIEW_H_
#define WINNOW_CLIENT_CLI_QUEUE_VIEW_H_

#include <ostream>

#include "client/cli/table.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/queue.pb.h"
#include "winnow/v1/slice.pb.h"

namespace winnow::client::cli {

std::vector<Column> QueueColumns();
Cells QueueCells(const v1::Queue& queue);
void PrintQueue(const v1::Queue& queue, std::ostream& out);

std::vector<Column> SliceColumns();
Cells SliceCells(const v1::Slice& slice);

void PrintQueueStatus(const v1::QueueStatusResponse& status, std::ostream& out);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_QUEUE_VIEW_H_
