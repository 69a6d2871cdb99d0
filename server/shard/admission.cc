// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/admission.h"

#include "absl/strings/cord.h"

namespace winnow::shard {
namespace {

constexpr absl::string_view kDiskLow = "winnow.DiskLow";

absl::Status DiskLow(absl::string_view text) {
  absl::Status status = absl::ResourceExhaustedError(text);
  status.SetPayload(kDiskLow, absl::Cord());
  return status;
}

}  // namespace

absl::Status Admission::Admit(Priority priority) const {
  if (priority == Priority::kEssential) return absl::OkStatus();
  const Room now = room();
  if (now == Room::kReserve) {
    return Refuse("disk_reserve",
                  DiskLow("The disk of the server is almost full: labels and leases go on, "
                          "nothing else. Free space on it, then call again."));
  }
  if (now == Room::kLow && priority == Priority::kIntake) {
    return Refuse("disk_low", DiskLow("The disk of the server runs full: no new candidates and "
                                      "signals. Free space on it, then call again."));
  }
  if (write_stopped()) {
    return Refuse("writes_stopped",
                  absl::ResourceExhaustedError("The storage has to catch up with what was written. "
                                               "Wait and call again."));
  }
  return absl::OkStatus();
}

absl::Status Admission::Refuse(absl::string_view reason, absl::Status status) const {
  on_refusal_(reason);
  return status;
}

bool IsDiskLow(const absl::Status& status) { return status.GetPayload(kDiskLow).has_value(); }

}  // namespace winnow::shard
