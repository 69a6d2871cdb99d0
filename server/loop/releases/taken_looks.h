// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TakenLooks: the looks at an evaluation that gates have taken. Each further one is another chance
// to err: those that were declared are covered, others are not (selection.md S9.1).
#ifndef WINNOW_SERVER_LOOP_RELEASES_TAKEN_LOOKS_H_
#define WINNOW_SERVER_LOOP_RELEASES_TAKEN_LOOKS_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/loop/releases/release_place.h"

namespace winnow::loop {

// Digest of the evaluation's newest phase, and number of the look.
using TakenLook = std::pair<std::string, uint32_t>;

// Those of all releases that the evaluation of `place` decides about. Errors: the engine's.
absl::StatusOr<std::set<TakenLook>> ReadTakenLooks(const ReleasePlace& place);

// Adds the look of a verdict to those of the release, unless it is there, or nothing was compared.
void NoteLook(const v1::ReleaseVerdict& verdict, ReleasePlace& place);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_TAKEN_LOOKS_H_
