// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures of a simulation in words, for the table of a terminal and for the page. What nothing can
// be said about is "-". Pure functions, safe from any thread.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_FIGURE_TEXT_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_FIGURE_TEXT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/simulation/results/intervals.h"
#include "server/simulation/results/power.h"

namespace winnow::simulation {

inline constexpr absl::string_view kNothing = "-";

// With so many digits behind the point. A small value that would show as 0 keeps its first digit.
std::string FixedText(double value, int digits);
std::string FixedText(std::optional<double> value, int digits);

// The value alone, and its interval alone: "0.41", "0.38 to 0.44".
std::string ValueText(const std::optional<MeanFigure>& figure, int digits);
std::string BoundsText(const std::optional<Bounds>& bounds, int digits);
std::string BoundsText(const std::optional<MeanFigure>& figure, int digits);

// Percent with one digit: "12.5".
std::string PercentText(const std::optional<ShareFigure>& share);
// "10.1 to 15.2".
std::string PercentBoundsText(const std::optional<ShareFigure>& share);

// "1,240", "200 or fewer", "more than 2,000".
std::string NeedText(const LabelNeed& need);

// "< 0.001", "0.034".
std::string PValueText(std::optional<double> p_value);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_FIGURE_TEXT_H_
