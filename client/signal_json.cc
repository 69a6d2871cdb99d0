// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/signal_json.h"

#include "absl/strings/str_cat.h"

namespace winnow::client {
namespace {

using Signals = google::protobuf::RepeatedPtrField<v1::Signal>;

Defect ReadMember(const JsonCell& cell, const std::string& path, v1::Signal& out) {
  if (cell.key == "value") {
    double value = 0;
    Defect defect = ReadNumber(cell, path, value);
    out.set_value(value);
    return defect;
  }
  if (cell.key == "scorer") return ReadText(cell, path, *out.mutable_scorer());
  if (cell.key == "model_release") return ReadText(cell, path, *out.mutable_model_release());
  if (cell.key == "time") return ReadTime(cell, path, *out.mutable_compute_time());
  if (cell.key == "baseline_release") return ReadText(cell, path, *out.mutable_baseline_release());
  if (cell.key == "candidate_release") {
    return ReadText(cell, path, *out.mutable_candidate_release());
  }
  if (cell.key == "direction") {
    v1::SignalDirection direction = v1::SIGNAL_DIRECTION_UNSPECIFIED;
    Defect defect = ReadEnum(cell, path, direction);
    out.set_direction(direction);
    return defect;
  }
  return UnknownKey(cell, path.substr(0, path.rfind('.')));
}

Defect ReadSignal(const JsonRow& row, size_t i, v1::Signal& out) {
  const JsonCell& cell = row[i];
  const std::string path = absl::StrCat("signals.", ShowKey(cell.key));
  out.set_name(cell.key);
  if (cell.kind != JsonCell::Kind::kObject) {
    double value = 0;
    Defect defect = ReadNumber(cell, path, value);
    out.set_value(value);
    return defect;
  }
  for (size_t m = i + 1; m < cell.next; m = row[m].next) {
    Defect defect = ReadMember(row[m], absl::StrCat(path, ".", ShowKey(row[m].key)), out);
    if (defect.has_value()) return defect;
  }
  if (!out.has_value()) return RowDefect{path, "has no \"value\""};
  return std::nullopt;
}

}  // namespace

bool SignalReader::Knows(absl::string_view key) {
  return key == "signals" || key == "signals_time" || key == "scorer";
}

Defect SignalReader::Read(const JsonRow& row, size_t i, Signals& out) {
  const JsonCell& cell = row[i];
  if (cell.key == "scorer") return ReadText(cell, "scorer", scorer_);
  if (cell.key == "signals_time") {
    has_time_ = true;
    return ReadTime(cell, "signals_time", time_);
  }
  if (cell.kind != JsonCell::Kind::kObject) {
    return RowDefect{"signals", "has to be an object of signal names and values"};
  }
  for (size_t m = i + 1; m < cell.next; m = row[m].next) {
    Defect defect = ReadSignal(row, m, *out.Add());
    if (defect.has_value()) return defect;
  }
  return std::nullopt;
}

void SignalReader::Complete(Signals& signals) const {
  for (v1::Signal& signal : signals) {
    if (signal.scorer().empty()) signal.set_scorer(scorer_);
    if (has_time_ && !signal.has_compute_time()) *signal.mutable_compute_time() = time_;
    const bool is_pair = signal.name() == "pair_disagreement" || signal.name() == "expected_change";
    if (is_pair && signal.baseline_release().empty() && signal.candidate_release().empty()) {
      signal.set_baseline_release(defaults_.baseline_release);
      signal.set_candidate_release(defaults_.candidate_release);
    }
  }
}

Defect ReadSignalRow(const JsonRow& row, const RowDefaults& defaults, v1::SignalRow& out) {
  SignalReader signals(defaults);
  for (size_t i = 0; i < row.size(); i = row[i].next) {
    Defect defect;
    if (row[i].key == "candidate_id") {
      defect = ReadText(row[i], "candidate_id", *out.mutable_candidate_id());
    } else if (SignalReader::Knows(row[i].key)) {
      defect = signals.Read(row, i, *out.mutable_signals());
    } else {
      defect = UnknownKey(row[i], "");
    }
    if (defect.has_value()) return defect;
  }
  if (out.candidate_id().empty()) return RowDefect{"candidate_id", "is missing"};
  if (out.signals().empty()) return RowDefect{"signals", "is missing or empty"};
  signals.Complete(*out.mutable_signals());
  return std::nullopt;
}

}  // namespace winnow::client
