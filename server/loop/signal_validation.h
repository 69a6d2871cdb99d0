// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a signal must be to come in (api.md P1, selection.md S2.1).
#ifndef WINNOW_SERVER_LOOP_SIGNAL_VALIDATION_H_
#define WINNOW_SERVER_LOOP_SIGNAL_VALIDATION_H_

#include <optional>

#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "server/loop/row_problem.h"
#include "winnow/v1/signal.pb.h"

namespace winnow::loop {

// Most signals of one row.
inline constexpr int kMaxSignalsPerRow = 32;

// The first problem of a row's signals, or nullopt. Takes any messages, however wrong.
std::optional<RowProblem> CheckSignals(
    const google::protobuf::RepeatedPtrField<v1::Signal>& signals, absl::Time now);

// The first problem of a row of pushed signals, its candidate id included.
std::optional<RowProblem> CheckSignalRow(const v1::SignalRow& row, absl::Time now);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SIGNAL_VALIDATION_H_
