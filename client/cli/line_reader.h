// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LineReader: a text file line by line, with a bound on what one line may take.
#ifndef WINNOW_CLIENT_CLI_LINE_READER_H_
#define WINNOW_CLIENT_CLI_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow::client::cli {

// A line without its end (LF or CRLF). `text` is valid until the next call.
struct Line {
  uint64_t number = 0;  // from 1
  absl::string_view text;
  bool is_too_long = false;  // `text` is its beginning
};

class LineReader {
 public:
  // `longest` in bytes.
  LineReader(std::istream& in, size_t longest);

  // The next line that is not blank. False at the end.
  bool Next(Line& line);

  uint64_t bytes_read() const { return bytes_read_; }

 private:
  bool Fill();
  bool TakeLine(Line& line);

  std::istream& in_;
  const size_t longest_;
  std::string block_;
  size_t at_ = 0;
  size_t filled_ = 0;
  std::string line_;
  uint64_t number_ = 0;
  uint64_t bytes_read_ = 0;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LINE_READER_H_
