// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/label_validation.h"

#include "server/loop/candidate_validation.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
std::optional<absl::string_view> CheckLabel(const v1::Label& label, absl::Time now) {
  if (!IsKeyedHash(label.annotator())) return "annotator";
  if (!label.vendor().empty() && !IsId(label.vendor())) return "vendor";
  if (label.has_label_time() && (!IsTimestamp(label.label_time()) ||
                                 FromTimestamp(label.label_time()) > now + absl::Hours(24))) {
    return "label_time";
  }
  return std::nullopt;
}

}  // namespace winnow::loop
