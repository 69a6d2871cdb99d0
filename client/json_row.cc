// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/json_row.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/names.h"

namespace winnow::client {
namespace {

constexpr int kDeepest = 3;
// nlohmann's code for a number that no double holds.
constexpr int kNumberOverflow = 406;

}  // namespace

std::string ShowKey(absl::string_view key) {
  return IsId(key) ? std::string(key) : std::string("(a key that is no name)");
}

// Receives the parser's events. Returning false ends the parse; `defect` then says why.
class JsonRow::Events {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  explicit Events(JsonRow& row) : row_(row) {}

  std::optional<RowDefect> TakeDefect() { return std::move(defect_); }

  bool null() { return Value(JsonCell::Kind::kNull) != nullptr; }
  bool boolean(bool value) {
    JsonCell* cell = Value(JsonCell::Kind::kFlag);
    if (cell != nullptr) cell->flag = value;
    return cell != nullptr;
  }
  bool number_integer(number_integer_t value) { return Number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) { return Number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) { return Number(value); }
  bool string(string_t& value) {
    JsonCell* cell = Value(JsonCell::Kind::kString);
    if (cell != nullptr) cell->text.assign(value);
    return cell != nullptr;
  }
  bool binary(binary_t&) { return Fail("is no JSON value"); }
  bool start_object(std::size_t) {
    if (row_.size_ == 0 && open_.empty() && !inside_) {
      inside_ = true;
      return true;
    }
    if (Value(JsonCell::Kind::kObject) == nullptr) return false;
    if (open_.size() + 1 >= kDeepest) return Fail("is nested too deeply");
    open_.push_back(row_.size_ - 1);
    return true;
  }
  bool key(string_t& value) {
    key_.assign(value);
    const int depth = static_cast<int>(open_.size()) + 1;
    for (size_t i = open_.empty() ? 0 : open_.back() + 1; i < row_.size_; i = row_.cells_[i].next) {
      if (row_.cells_[i].depth == depth && row_.cells_[i].key == key_) {
        return Fail("is given twice");
      }
    }
    return true;
  }
  bool end_object() {
    if (!open_.empty()) {
      row_.cells_[open_.back()].next = row_.size_;
      open_.pop_back();
    }
    return true;
  }
  bool start_array(std::size_t) { return Fail("may not be an array"); }
  bool end_array() { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) {
    defect_ = RowDefect{"", error.id == kNumberOverflow
                                ? "a number is too large"
                                : absl::StrCat("not valid JSON at byte ", position)};
    return false;
  }

 private:
  JsonCell* Value(JsonCell::Kind kind) {
    if (!inside_) {
      Fail("");
      return nullptr;
    }
    if (row_.size_ == row_.cells_.size()) row_.cells_.emplace_back();
    JsonCell& cell = row_.cells_[row_.size_++];
    cell.key.assign(key_);
    cell.kind = kind;
    cell.depth = static_cast<int>(open_.size()) + 1;
    cell.next = row_.size_;
    return &cell;
  }

  bool Number(double value) {
    JsonCell* cell = Value(JsonCell::Kind::kNumber);
    if (cell == nullptr) return false;
    if (!std::isfinite(value)) return Fail("is too large");
    cell->number = value;
    return true;
  }

  bool Fail(absl::string_view message) {
    if (!inside_) {
      defect_ = RowDefect{"", "the row is not a JSON object"};
      return false;
    }
    std::string path;
    for (const size_t i : open_) {
      absl::StrAppend(&path, ShowKey(row_.cells_[i].key), ".");
    }
    absl::StrAppend(&path, ShowKey(key_));
    defect_ = RowDefect{std::move(path), std::string(message)};
    return false;
  }

  JsonRow& row_;
  bool inside_ = false;
  std::vector<size_t> open_;  // objects around the next value, outermost first
  std::string key_;
  std::optional<RowDefect> defect_;
};

std::optional<RowDefect> JsonRow::Parse(absl::string_view line) {
  size_ = 0;
  Events events(*this);
  const bool parsed = nlohmann::json::sax_parse(line.begin(), line.end(), &events);
  std::optional<RowDefect> defect = events.TakeDefect();
  if (!parsed || defect.has_value()) {
    size_ = 0;
    if (!defect.has_value()) defect = RowDefect{"", "not valid JSON"};
  }
  return defect;
}

}  // namespace winnow::client
