// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The published counts of a queue as rows of table m.
#ifndef WINNOW_SERVER_SHARD_PUBLICATION_RECORDS_H_
#define WINNOW_SERVER_SHARD_PUBLICATION_RECORDS_H_

#include <cstdint>
#include <map>

#include "server/disclosure/publication.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// The parts of `next` that are not the same in `last`, by number.
std::map<uint32_t, storage::v1::PublicationRecord> ChangedParts(
    const disclosure::Publication& last, const disclosure::Publication& next);

// Adds part number `part`, after those before it. False when it does not fit them.
bool AddPart(uint32_t part, const storage::v1::PublicationRecord& record,
             disclosure::Publication& publication);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_PUBLICATION_RECORDS_H_
