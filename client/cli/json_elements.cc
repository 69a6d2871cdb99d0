// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/json_elements.h"

#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace winnow::client::cli {
namespace {

constexpr int kEndOfFile = std::char_traits<char>::eof();

bool IsJsonSpace(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Follows brackets outside strings.
class Nesting {
 public:
  void Take(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      --depth_;
    }
  }
  int depth() const { return depth_; }

 private:
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace

int JsonElements::Get() { return in_.rdbuf()->sbumpc(); }

int JsonElements::GetAfterSpace() {
  int c = Get();
  while (IsJsonSpace(c)) c = Get();
  return c;
}

absl::Status JsonElements::Error(absl::string_view message) const {
  return UsageError(absl::StrCat("element ", number_ + 1, ": ", message));
}

absl::StatusOr<bool> JsonElements::End(int next) {
  if (next == kEndOfFile) return false;
  return Error("something follows the end of the array");
}

absl::StatusOr<bool> JsonElements::Next(JsonElement& out) {
  int c = GetAfterSpace();
  if (!started_) {
    started_ = true;
    is_array_ = c == '[';
    if (is_array_) c = GetAfterSpace();
    if (is_array_ && c == ']') return End(GetAfterSpace());
  } else if (is_array_) {
    if (c == ']') return End(GetAfterSpace());
    if (c != ',') return Error("the array breaks off, or has no comma before it");
    c = GetAfterSpace();
  }
  if (c == kEndOfFile && !is_array_ && number_ > 0) return false;
  if (c != '{') return Error("has to be a JSON object");
  if (absl::Status status = ReadObject(); !status.ok()) return status;
  out = {++number_, text_};
  return true;
}

absl::Status JsonElements::ReadObject() {
  Nesting nesting;
  nesting.Take('{');
  text_ = "{";
  while (nesting.depth() > 0) {
    const int c = Get();
    if (c == kEndOfFile) return Error("the file ends in the middle of it");
    if (text_.size() == longest_) return Error(absl::StrCat("is longer than ", longest_, " bytes"));
    text_.push_back(static_cast<char>(c));
    nesting.Take(static_cast<char>(c));
    if (nesting.depth() > kDeepest) return Error("is nested too deep");
  }
  return absl::OkStatus();
}

}  // namespace winnow::client::cli
