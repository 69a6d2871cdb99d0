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

constexpr size_t kDeepest = 3;
// nlohmann's code for a number that no double holds.
constexpr int kNumberOverflow = 406;

}  // namespace

std::string ShowKey(absl::string_view key) {
  return IsId(key) ? std::string(key) : std::string("(a key that is no name)");
}

// The parser's events about values. Returning false ends the parse; the defect then says why.
class JsonRow::Values {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return Add(JsonCell::Kind::kNull) != nullptr; }
  bool boolean(bool value) {
    JsonCell* cell = Add(JsonCell::Kind::kFlag);
    if (cell != nullptr) cell->flag = value;
    return cell != nullptr;
  }
  bool number_integer(number_integer_t value) { return AddNumber(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) { return AddNumber(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) { return AddNumber(value); }
  bool string(string_t& value) {
    JsonCell* cell = Add(JsonCell::Kind::kString);
    if (cell != nullptr) cell->text.assign(value);
    return cell != nullptr;
  }
  bool binary(binary_t&) { return Fail("is no JSON value"); }

 protected:
  explicit Values(JsonRow& row) : row_(row) {}

  // A new cell under the last key; null outside the row's object.
  JsonCell* Add(JsonCell::Kind kind) {
    if (!inside_) {
      Fail("");
      return nullptr;
    }
    if (row_.size_ == row_.cells_.size()) row_.cells_.emplace_back();
    JsonCell& cell = row_.cells_[row_.size_++];
    cell.key.assign(key_);
    cell.kind = kind;
    cell.next = row_.size_;
    return &cell;
  }

  // Says what is wrong with the value of the last key.
  bool Fail(absl::string_view message) {
    if (!inside_) {
      defect_ = RowDefect{"", "the row is not a JSON object"};
      return false;
    }
    std::string path;
    for (const size_t i : open_) absl::StrAppend(&path, ShowKey(row_.cells_[i].key), ".");
    absl::StrAppend(&path, ShowKey(key_));
    defect_ = RowDefect{std::move(path), std::string(message)};
    return false;
  }

  JsonRow& row_;
  bool inside_ = false;       // the row's object has begun
  std::vector<size_t> open_;  // objects inside it around the next value, outermost first
  std::string key_;
  std::optional<RowDefect> defect_;

 private:
  bool AddNumber(double value) {
    JsonCell* cell = Add(JsonCell::Kind::kNumber);
    if (cell == nullptr) return false;
    if (!std::isfinite(value)) return Fail("is too large");
    cell->number = value;
    return true;
  }
};

// The parser's events about structure.
class JsonRow::Events final : public Values {
 public:
  explicit Events(JsonRow& row) : Values(row) {}

  std::optional<RowDefect> TakeDefect() { return std::move(defect_); }

  bool start_object(std::size_t) {
    if (!inside_) {
      inside_ = true;
      return true;
    }
    if (open_.size() + 1 >= kDeepest) return Fail("is nested too deeply");
    Add(JsonCell::Kind::kObject);
    open_.push_back(row_.size_ - 1);
    return true;
  }
  bool key(string_t& value) {
    key_.assign(value);
    for (size_t i = open_.empty() ? 0 : open_.back() + 1; i < row_.size_; i = row_.cells_[i].next) {
      if (row_.cells_[i].key == key_) return Fail("is given twice");
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
