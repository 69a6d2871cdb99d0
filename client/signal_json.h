// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Signals as JSON, in candidates and in files of their own (README.md, Rows):
//   {"candidate_id":"c1","signals":{"confidence":0.93,"entropy":{"value":1.2,"scorer":"s1"}}}
#ifndef WINNOW_CLIENT_SIGNAL_JSON_H_
#define WINNOW_CLIENT_SIGNAL_JSON_H_

#include <string>

#include "client/row_field.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::client {

// What rows leave open.
struct RowDefaults {
  // The pair of releases of a signal of a pair that names none; may be empty.
  std::string baseline_release;
  std::string candidate_release;
};

// Reads the signals of one row. Values are numbers, or objects with `value` and optionally
// `scorer`, `model_release`, `time`, `direction`, `baseline_release` and `candidate_release`.
class SignalReader {
 public:
  explicit SignalReader(const RowDefaults& defaults) : defaults_(defaults) {}

  // True for the keys `signals`, `signals_time` and `scorer`, which Read understands.
  static bool Knows(absl::string_view key);
  // Reads member `i` of the row.
  Defect Read(const JsonRow& row, size_t i, google::protobuf::RepeatedPtrField<v1::Signal>& out);
  // Fills what the signals left open, once all members are read.
  void Complete(google::protobuf::RepeatedPtrField<v1::Signal>& signals) const;

 private:
  const RowDefaults& defaults_;
  std::string scorer_;
  google::protobuf::Timestamp time_;
  bool has_time_ = false;
};

// Reads a row of a signals file. `out` has to be empty.
Defect ReadSignalRow(const JsonRow& row, const RowDefaults& defaults, v1::SignalRow& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_SIGNAL_JSON_H_
