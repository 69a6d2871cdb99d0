// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PieceSource: a file on its way out, made while it is sent.
#ifndef WINNOW_SERVER_LOOP_PIECE_SOURCE_H_
#define WINNOW_SERVER_LOOP_PIECE_SOURCE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

namespace winnow::loop {

// Gives the next piece, of at most 256 KiB, or an empty one at the end; an error ends the file.
// Called by one thread at a time, from any thread.
using PieceSource = absl::AnyInvocable<absl::StatusOr<std::string>()>;

// A file that is complete.
inline PieceSource SourceOf(std::vector<std::string> pieces) {
  return [pieces = std::move(pieces), next = size_t{0}]() mutable -> absl::StatusOr<std::string> {
    return next == pieces.size() ? std::string() : std::move(pieces[next++]);
  };
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_PIECE_SOURCE_H_
