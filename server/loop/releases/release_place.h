// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleasePlace: where a release is stored, and what it says.
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASE_PLACE_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASE_PLACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/access/grants.h"
#include "server/loop/call.h"
#include "server/shard/shards.h"
#include "server/shard/tables.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

absl::Status ReleaseUnknown();

struct ReleasePlace {
  shard::Shard* shard = nullptr;
  std::string queue_id;
  storage::ReleaseId id;
  v1::Release release;
  google::protobuf::RepeatedPtrField<storage::v1::TakenLook> looks;  // that its verdicts took

  // RELEASE_UNKNOWN when there is none of that number; 0 is the newest.
  absl::StatusOr<v1::ReleaseVerdict> ReadVerdict(uint32_t number) const;
};

// What a caller has to be allowed over the queue (server/access/methods.h).
using QueueRight = bool (*)(absl::string_view queue, const access::Grants& grants);

// A release as a request names it.
struct ReleaseField {
  absl::string_view name;   // of the release
  absl::string_view field;  // of the request
};

// RELEASE_UNKNOWN also for one of a queue over which the caller has not the right: whether it
// exists is not told. Reads the engine: not under the shard's mutex.
absl::StatusOr<ReleasePlace> FindRelease(shard::Shards& shards, const Caller& caller,
                                         const ReleaseField& named, QueueRight right);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASE_PLACE_H_
