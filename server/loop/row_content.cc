// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/row_content.h"

#include <string>
#include <utility>

#include "server/content/message_check.h"

namespace winnow::loop {
namespace {

RowProblem Refused(content::Refusal refusal) {
  std::string problem = refusal.Problem();
  return {v1::ERROR_REASON_CONTENT_REFUSED, std::move(refusal.field), std::move(problem)};
}

template <typename Row>
std::optional<RowProblem> Check(const Row& row) {
  static const content::MessageCheck* const check = new content::MessageCheck(Row::descriptor());
  thread_local content::PassedTexts passed;
  std::optional<content::Refusal> refusal = check->Find(row, passed);
  if (!refusal.has_value()) return std::nullopt;
  return Refused(*std::move(refusal));
}

}  // namespace

std::optional<RowProblem> CheckContent(const v1::Candidate& candidate) {
  if (auto problem = Check(candidate)) return problem;
  thread_local content::PassedTexts passed;
  for (const auto& [key, value] : candidate.attributes()) {
    for (const std::string* text : {&key, &value}) {
      if (passed.Has(0, *text)) continue;
      const content::Finding finding = content::Detect(*text, content::FieldRule::kName);
      if (finding != content::Finding::kNothing) return Refused({"attributes", finding});
      passed.Add(0, *text);
    }
  }
  return std::nullopt;
}

std::optional<RowProblem> CheckContent(const v1::SignalRow& row) { return Check(row); }

}  // namespace winnow::loop
