// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Batches, manifests and quotas as tables.
#ifndef WINNOW_CLIENT_CLI_BATCH_VIEW_H_
#define WINNOW_CLIENT_CLI_BATCH_VIEW_H_

#include <ostream>

#include "client/cli/table.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::client::cli {

// The answer to RequestBatch: lease, items, slice table, or why there is nothing.
void PrintGrant(const v1::RequestBatchResponse& response, std::ostream& out);

// A batch with its manifest and items.
void PrintBatch(const v1::GetBatchResponse& response, std::ostream& out);

// What a check of a batch found.
void PrintFindings(const v1::VerifyBatchResponse& response, std::ostream& out);
// The fields of a manifest's header, a row each; and its quotas and items, each a table.
void AddManifest(const v1::Manifest& manifest, Table& table);
void PrintContents(const v1::Manifest& manifest,
                   const google::protobuf::RepeatedPtrField<v1::ManifestItem>& items,
                   std::ostream& out);

std::vector<Column> BatchColumns();
Cells BatchCells(const v1::Batch& batch);

// What each slice was to get, what it got, and why it got less.
void PrintQuotas(const google::protobuf::RepeatedPtrField<v1::QuotaLine>& quotas,
                 std::ostream& out);

// "QUARANTINED 3, LEASED 12".
std::string FormatExclusions(const google::protobuf::RepeatedPtrField<v1::ExclusionCount>& counts);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_BATCH_VIEW_H_
