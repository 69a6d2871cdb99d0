// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/signal_validation.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/loop/row_content.h"
#include "server/selection/signal_vocabulary.h"

namespace winnow::loop {
namespace {

constexpr absl::Duration kMaxAhead = absl::Hours(24);

// A field of a signal that is wrong, without its place in the row.
struct Wrong {
  absl::string_view field;
  absl::string_view message;
};

std::optional<Wrong> CheckReleases(const v1::Signal& signal) {
  const selection::SignalSpec* spec = selection::FindSignal(signal.name());
  const bool is_pair = spec != nullptr && spec->is_pair;
  const auto check = [is_pair](absl::string_view release) -> absl::string_view {
    if (!is_pair) return release.empty() ? "" : "must be empty: this signal compares no releases";
    return IsId(release) ? "" : "is required: this signal compares two releases; names each by id";
  };
  if (const auto text = check(signal.baseline_release()); !text.empty()) {
    return Wrong{"baseline_release", text};
  }
  if (const auto text = check(signal.candidate_release()); !text.empty()) {
    return Wrong{"candidate_release", text};
  }
  return std::nullopt;
}

std::optional<Wrong> CheckOrigin(const v1::Signal& signal, absl::Time now) {
  if (!signal.scorer().empty() && !IsId(signal.scorer())) return Wrong{"scorer", kIdRule};
  if (!signal.model_release().empty() && !IsId(signal.model_release())) {
    return Wrong{"model_release", kIdRule};
  }
  if (!v1::SignalDirection_IsValid(signal.direction())) {
    return Wrong{"direction", "is no known direction"};
  }
  if (!signal.has_compute_time()) return std::nullopt;
  if (!IsTimestamp(signal.compute_time())) {
    return Wrong{"compute_time", "must be a time between 1970 and 9999"};
  }
  if (FromTimestamp(signal.compute_time()) > now + kMaxAhead) {
    return Wrong{"compute_time", "lies more than one day ahead: set the scorer's clock"};
  }
  return std::nullopt;
}

std::optional<Wrong> CheckSignal(const v1::Signal& signal, absl::Time now) {
  if (const auto text = selection::CheckSignalName(signal.name())) return Wrong{"name", *text};
  if (!signal.has_value()) {
    return Wrong{"value", "is required: leave the signal out where there is no value"};
  }
  if (const auto text = selection::CheckSignalValue(signal.name(), signal.value())) {
    return Wrong{"value", *text};
  }
  if (const auto wrong = CheckReleases(signal)) return wrong;
  return CheckOrigin(signal, now);
}

}  // namespace

std::optional<RowProblem> CheckSignals(
    const google::protobuf::RepeatedPtrField<v1::Signal>& signals, absl::Time now) {
  if (signals.size() > kMaxSignalsPerRow) return InvalidField("signals", "must be at most 32");
  for (int i = 0; i < signals.size(); ++i) {
    if (const auto wrong = CheckSignal(signals[i], now)) {
      return InvalidField(absl::StrCat("signals[", i, "].", wrong->field), wrong->message);
    }
  }
  return std::nullopt;
}

std::optional<RowProblem> CheckSignalRow(const v1::SignalRow& row, absl::Time now) {
  if (auto problem = CheckContent(row)) return problem;
  if (!IsId(row.candidate_id())) return InvalidField("candidate_id", kIdRule);
  if (row.signals().empty()) return InvalidField("signals", "must be at least 1");
  return CheckSignals(row.signals(), now);
}

}  // namespace winnow::loop
