// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PassedTexts: short texts that the detectors have let pass lately. Row after row names the same
// source, slice and release, and need not be looked at again.
#ifndef WINNOW_SERVER_CONTENT_PASSED_TEXTS_H_
#define WINNOW_SERVER_CONTENT_PASSED_TEXTS_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow::content {

// Remembers a few texts of each field of one type of message. Not thread-safe.
class PassedTexts {
 public:
  // Fields are numbered from 0.
  bool Has(size_t field, absl::string_view text) const {
    return field < fields_.size() && fields_[field][SlotOf(text)] == text;
  }
  void Add(size_t field, absl::string_view text) {
    if (text.size() > kLongest) return;
    if (field >= fields_.size()) fields_.resize(field + 1);
    fields_[field][SlotOf(text)].assign(text.data(), text.size());
  }

 private:
  static constexpr size_t kLongest = 64;
  static constexpr size_t kSlots = 8;

  static size_t SlotOf(absl::string_view text) {
    if (text.empty()) return 0;
    return (text.size() + static_cast<unsigned char>(text[text.size() / 2])) % kSlots;
  }

  std::vector<std::array<std::string, kSlots>> fields_;
};

}  // namespace winnow::content

#endif  // WINNOW_SERVER_CONTENT_PASSED_TEXTS_H_
