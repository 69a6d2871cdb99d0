// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// VersionCursor: the members of a data set version as differences look at them.
#ifndef WINNOW_SERVER_LOOP_DATASETS_VERSION_CURSOR_H_
#define WINNOW_SERVER_LOOP_DATASETS_VERSION_CURSOR_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "server/loop/datasets/version_place.h"
#include "server/release/diff/version_member.h"

namespace winnow::loop {

// Holds a page of members. Not under the shard's mutex; not thread-safe.
class VersionCursor : public release::MemberCursor {
 public:
  explicit VersionCursor(VersionPlace place);

  absl::StatusOr<bool> Next(release::VersionMember& member) override;

 private:
  const VersionPlace place_;
  storage::v1::DatasetPageRecord page_;
  uint32_t pages_ = 0;  // read
  int next_ = 0;        // of the page
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_VERSION_CURSOR_H_
