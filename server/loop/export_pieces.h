// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ExportPieces: a file on its way out, cut into pieces that each fit a message.
#ifndef WINNOW_SERVER_LOOP_EXPORT_PIECES_H_
#define WINNOW_SERVER_LOOP_EXPORT_PIECES_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow::loop {

// Not thread-safe.
class ExportPieces {
 public:
  static constexpr size_t kPieceBytes = size_t{256} << 10;

  // Continues the file. Where the pieces are cut has no meaning.
  void Append(absl::string_view text) {
    while (!text.empty()) {
      if (pieces_.empty() || pieces_.back().size() == kPieceBytes) pieces_.emplace_back();
      std::string& piece = pieces_.back();
      const size_t size = std::min(text.size(), kPieceBytes - piece.size());
      piece.append(text.data(), size);
      text.remove_prefix(size);
    }
  }

  std::vector<std::string> Take() && { return std::move(pieces_); }

 private:
  std::vector<std::string> pieces_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPORT_PIECES_H_
