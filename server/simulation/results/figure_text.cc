// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/figure_text.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/report/report_words.h"

namespace winnow::simulation {

std::string FixedText(double value, int digits) {
  const bool shows_as_zero = std::abs(value) < 0.5 * std::pow(10, -digits);
  if (shows_as_zero && value != 0) return absl::StrFormat("%.1g", value);
  return absl::StrFormat("%.*f", digits, value == 0 ? 0.0 : value);
}

std::string FixedText(std::optional<double> value, int digits) {
  return value.has_value() ? FixedText(*value, digits) : std::string(kNothing);
}

std::string ValueText(const std::optional<MeanFigure>& figure, int digits) {
  return figure.has_value() ? FixedText(figure->value, digits) : std::string(kNothing);
}

std::string BoundsText(const std::optional<Bounds>& bounds, int digits) {
  if (!bounds.has_value()) return std::string(kNothing);
  return absl::StrFormat("%.*f to %.*f", digits, bounds->low, digits, bounds->high);
}

std::string BoundsText(const std::optional<MeanFigure>& figure, int digits) {
  if (!figure.has_value()) return std::string(kNothing);
  return BoundsText(figure->bounds, digits);
}

std::string PercentText(const std::optional<ShareFigure>& share) {
  return share.has_value() ? absl::StrFormat("%.1f", 100 * share->value()) : std::string(kNothing);
}

std::string PercentBoundsText(const std::optional<ShareFigure>& share) {
  if (!share.has_value()) return std::string(kNothing);
  const Bounds bounds = share->bounds();
  return absl::StrFormat("%.1f to %.1f", 100 * bounds.low, 100 * bounds.high);
}

std::string NeedText(const LabelNeed& need) {
  const std::string labels = release::CountText(static_cast<uint64_t>(std::llround(need.labels)));
  switch (need.kind) {
    case NeedKind::kUnknown:
      return std::string(kNothing);
    case NeedKind::kAtMost:
      return absl::StrCat(labels, " or fewer");
    case NeedKind::kLabels:
      return labels;
    case NeedKind::kMoreThan:
      return absl::StrCat("more than ", labels);
  }
  return std::string(kNothing);
}

std::string PValueText(std::optional<double> p_value) {
  if (!p_value.has_value()) return std::string(kNothing);
  return *p_value < 0.0005 ? "< 0.001" : absl::StrFormat("%.3f", *p_value);
}

}  // namespace winnow::simulation
