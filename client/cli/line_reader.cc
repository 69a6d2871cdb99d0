// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/line_reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace winnow::client::cli {
namespace {

constexpr size_t kBlock = 256 << 10;

}  // namespace

LineReader::LineReader(std::istream& in, size_t longest)
    : in_(in), longest_(longest), block_(kBlock, '\0') {}

bool LineReader::Next(Line& line) {
  while (TakeLine(line)) {
    if (!absl::StripAsciiWhitespace(line.text).empty()) return true;
  }
  return false;
}

bool LineReader::Fill() {
  in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
  at_ = 0;
  filled_ = static_cast<size_t>(in_.gcount());
  return filled_ > 0;
}

bool LineReader::TakeLine(Line& line) {
  line_.clear();
  if (at_ == filled_ && !Fill()) return false;
  line = Line{++number_, {}, false};
  bool ended = false;
  while (!ended && (at_ < filled_ || Fill())) {
    const char* begin = block_.data() + at_;
    const char* end = std::find(begin, static_cast<const char*>(block_.data() + filled_), '\n');
    const size_t length = static_cast<size_t>(end - begin);
    const size_t room = longest_ - line_.size();
    line.is_too_long = line.is_too_long || length > room;
    line_.append(begin, std::min(length, room));
    ended = at_ + length < filled_;
    at_ += length + (ended ? 1 : 0);
    bytes_read_ += length + (ended ? 1 : 0);
  }
  line.text = absl::StripSuffix(line_, "\r");
  return true;
}

}  // namespace winnow::client::cli
