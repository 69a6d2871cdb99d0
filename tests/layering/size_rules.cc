// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <string>

#include "tests/layering/rules.h"
#include "tests/layering/structure.h"

namespace winnow::layering {
namespace {

constexpr int kSourceLines = 350;
constexpr int kHeaderLines = 200;
constexpr int kTestLines = 500;
constexpr int kFunctionLines = 60;
constexpr int kParameters = 4;
constexpr int kPublicMethods = 12;
constexpr int kPureVirtuals = 8;

// Says "<what> has <n>, <limit> allowed" if it has too many.
void CheckLimit(const Violation& where, int n, int limit, std::vector<Violation>& out) {
  if (n <= limit) return;
  out.push_back(
      {where.path, where.line,
       where.message + ": " + std::to_string(n) + ", " + std::to_string(limit) + " allowed"});
}

}  // namespace

std::vector<Violation> CheckSize(const SourceFile& file) {
  std::vector<Violation> out;
  if (!file.IsCpp()) return out;
  const int limit = file.IsUnder("tests/")    ? kTestLines
                    : file.HasExtension(".h") ? kHeaderLines
                                              : kSourceLines;
  CheckLimit({file.path, 0, "lines"}, CountLines(file.text), limit, out);
  const Structure structure = ParseStructure(file.text);
  for (const FunctionShape& f : structure.functions) {
    CheckLimit({file.path, f.line, f.name + "() lines"}, f.body_lines, kFunctionLines, out);
    CheckLimit({file.path, f.line, f.name + "() parameters"}, f.parameters, kParameters, out);
  }
  for (const ClassShape& c : structure.classes) {
    CheckLimit({file.path, c.line, c.name + " public methods"}, c.public_methods, kPublicMethods,
               out);
    CheckLimit({file.path, c.line, c.name + " pure virtuals"}, c.pure_virtuals, kPureVirtuals, out);
  }
  return out;
}

}  // namespace winnow::layering
