// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ERASURE_LIST_H_
#define WINNOW_STORAGE_ERASURE_LIST_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"

namespace winnow::storage {

// Who was erased, kept beside backups, so that a restore of an older one erases them again
// (storage.md E3); and in a data folder that was restored, until its next start has done so. Holds
// digests alone: nothing tells whose they are.
//
//   ERASURES   a title, a line of 64 hexadecimal digits per subject, a CRC at the end
using SubjectDigests = std::vector<std::string>;  // of 32 bytes each, in the order of the erasures

inline constexpr absl::string_view kErasureListName = "ERASURES";
std::string ErasureListPath(absl::string_view dir);

// The list in a folder; empty when there is none. DATA_LOSS when a byte is not as it was written.
absl::StatusOr<SubjectDigests> ReadErasureList(const std::string& dir);
// Replaces the list in a folder, so that a crash leaves the old one or the new one.
absl::Status WriteErasureList(const std::string& dir, const SubjectDigests& digests);
// Adds what the list in a folder lacks.
absl::Status AddToErasureList(const std::string& dir, const SubjectDigests& digests);

// Every subject that a database has erased.
absl::StatusOr<SubjectDigests> ErasedSubjects(Engine& engine);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ERASURE_LIST_H_
