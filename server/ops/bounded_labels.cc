// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/bounded_labels.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace winnow::ops {
namespace {

bool IsReadable(absl::string_view value) {
  constexpr size_t kMaxBytes = 64;
  return !value.empty() && value.size() <= kMaxBytes &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
}

}  // namespace

absl::string_view BoundedLabels::Admit(absl::string_view value) {
  if (!IsReadable(value)) return kOtherLabel;
  MutexLock lock(mutex_);
  if (admitted_.contains(value)) return value;
  if (admitted_.size() >= limit_) return kOtherLabel;
  admitted_.emplace(value);
  return value;
}

}  // namespace winnow::ops
