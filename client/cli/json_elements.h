// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonElements: the objects of a JSON file one by one, whatever its size and wherever its lines
// end: those of an array, or objects one after another, as in JSON Lines.
#ifndef WINNOW_CLIENT_CLI_JSON_ELEMENTS_H_
#define WINNOW_CLIENT_CLI_JSON_ELEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::client::cli {

struct JsonElement {
  uint64_t number = 0;     // from 1
  absl::string_view text;  // valid until the next call
};

// Holds one element at a time. Not thread-safe.
class JsonElements {
 public:
  // An element that is nested deeper, counting itself, is an error.
  static constexpr int kDeepest = 64;

  // `longest` in bytes of an element.
  JsonElements(std::istream& in, size_t longest) : in_(in), longest_(longest) {}

  // The next one, from its opening to its closing brace; what is between is for a parser to judge.
  // False at the end of the file. A usage error that names the element when the file is not of
  // this form, or the element too long or too deep.
  absl::StatusOr<bool> Next(JsonElement& out);

 private:
  int Get();
  int GetAfterSpace();
  absl::StatusOr<bool> End(int next);
  absl::Status ReadObject();
  absl::Status Error(absl::string_view message) const;

  std::istream& in_;
  const size_t longest_;
  std::string text_;
  uint64_t number_ = 0;
  bool started_ = false;
  bool is_array_ = false;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_JSON_ELEMENTS_H_
