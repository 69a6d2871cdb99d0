// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/label_studio_config.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/names.h"
#include "client/number_text.h"

namespace winnow::client {
namespace {

// A name that no criterion can have: they begin with a small letter.
constexpr absl::string_view kAudioName = "Audio";
// More symbols than these nobody counts.
constexpr double kMostSymbols = 10;
// A Number is stepped through in at least this many steps.
constexpr double kSteps = 100;

std::string Attribute(absl::string_view name, absl::string_view value) {
  return absl::StrCat(
      " ", name, "=\"",
      absl::StrReplaceAll(
          value, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&apos;"}}),
      "\"");
}

// What every control has.
std::string ControlStart(absl::string_view tag, const v1::Criterion& criterion) {
  std::string start = absl::StrCat("  <", tag, Attribute("name", criterion.name()),
                                   Attribute("toName", kAudioName));
  if (criterion.required()) {
    absl::StrAppend(&start, Attribute("required", "true"),
                    Attribute("requiredMessage", absl::StrCat(criterion.name(), " is required")));
  }
  return start;
}

std::string ChoicesOf(const v1::Criterion& criterion, const std::vector<std::string>& values) {
  std::string text = absl::StrCat(ControlStart("Choices", criterion), Attribute("choice", "single"),
                                  Attribute("showInline", "true"), ">\n");
  for (const std::string& value : values) {
    absl::StrAppend(&text, "    <Choice", Attribute("value", value), "/>\n");
  }
  return absl::StrCat(text, "  </Choices>\n");
}

std::string StepOf(const v1::ScoreCriterion& score) {
  if (score.whole()) return "1";
  return NumberText(std::pow(10, std::floor(std::log10((score.max() - score.min()) / kSteps))));
}

std::string ScoreControl(const v1::Criterion& criterion) {
  const v1::ScoreCriterion& score = criterion.score();
  // Zero symbols are no answer, so a Rating cannot say 0.
  if (score.whole() && score.min() == 1 && score.max() <= kMostSymbols) {
    return absl::StrCat(ControlStart("Rating", criterion),
                        Attribute("maxRating", NumberText(score.max())), "/>\n");
  }
  return absl::StrCat(ControlStart("Number", criterion), Attribute("min", NumberText(score.min())),
                      Attribute("max", NumberText(score.max())), Attribute("step", StepOf(score)),
                      "/>\n");
}

std::string ControlOf(const v1::Criterion& criterion) {
  if (criterion.has_score()) return ScoreControl(criterion);
  if (criterion.has_flag()) {
    return ChoicesOf(criterion, {std::string(kLabelStudioYes), std::string(kLabelStudioNo)});
  }
  const auto& values = criterion.category().values();
  return ChoicesOf(criterion, {values.begin(), values.end()});
}

}  // namespace

std::string LabelStudioConfig(const v1::RubricRevision& revision) {
  std::string text =
      absl::StrCat("<View>\n  <Header", Attribute("value", IdOf(revision.name())), "/>\n  <Audio",
                   Attribute("name", kAudioName), Attribute("value", "$audio"), "/>\n");
  for (const v1::Criterion& criterion : revision.rubric().criteria()) {
    const std::string& question =
        criterion.description().empty() ? criterion.name() : criterion.description();
    absl::StrAppend(&text, "  <Header", Attribute("value", question), "/>\n", ControlOf(criterion));
  }
  return absl::StrCat(text, "</View>\n");
}

}  // namespace winnow::client
