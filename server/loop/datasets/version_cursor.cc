// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/version_cursor.h"

#include <utility>

#include "server/loop/datasets/dataset_lines.h"

namespace winnow::loop {

VersionCursor::VersionCursor(VersionPlace place) : place_(std::move(place)) {}

absl::StatusOr<bool> VersionCursor::Next(release::VersionMember& member) {
  if (next_ == page_.members_size()) {
    if (pages_ == place_.record.pages()) return false;
    auto page = place_.ReadPage(pages_++);
    if (!page.ok()) return page.status();
    auto may_serve = place_.MayServe(*page);
    if (!may_serve.ok()) return may_serve.status();
    page_ = *std::move(page);
    may_serve_ = *std::move(may_serve);
    next_ = 0;
    if (page_.members().empty()) return false;
  }
  member = ComparedMember(page_.members(next_), page_.arrivals(next_));
  member.withdrawn = !may_serve_[static_cast<size_t>(next_)];
  ++next_;
  return true;
}

}  // namespace winnow::loop
