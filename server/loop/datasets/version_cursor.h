// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// VersionCursor: the members of a data set version as differences look at them, withdrawn where
// they may no longer serve its purpose.
#ifndef WINNOW_SERVER_LOOP_DATASETS_VERSION_CURSOR_H_
#define WINNOW_SERVER_LOOP_DATASETS_VERSION_CURSOR_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/loop/datasets/version_place.h"
#include "server/release/diff/version_member.h"

namespace winnow::loop {

// Holds a page of members, whose consent is that of the moment when it was read. Not under the
// shard's mutex; not thread-safe.
class VersionCursor : public release::MemberCursor {
 public:
  explicit VersionCursor(VersionPlace place);

  absl::StatusOr<bool> Next(release::VersionMember& member) override;

 private:
  const VersionPlace place_;
  storage::v1::DatasetPageRecord page_;
  std::vector<bool> may_serve_;  // of the page
  uint32_t pages_ = 0;           // read
  int next_ = 0;                 // of the page
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_VERSION_CURSOR_H_
