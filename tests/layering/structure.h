// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_LAYERING_STRUCTURE_H_
#define WINNOW_TESTS_LAYERING_STRUCTURE_H_

#include <string>
#include <string_view>
#include <vector>

namespace winnow::layering {

// A function declared or defined at namespace or class scope. Lambdas and local classes belong to
// the function around them.
struct FunctionShape {
  std::string name;
  int line = 0;
  int body_lines = 0;  // from the line of the name to the closing brace; 0 for a declaration
  int parameters = 0;
};

// A class, struct or union, nested ones included. Constructors, the destructor, assignment, friends
// and overrides of a gRPC-generated service or reactor are no public methods here.
struct ClassShape {
  std::string name;
  int line = 0;
  int public_methods = 0;
  int pure_virtuals = 0;
};

struct Structure {
  std::vector<FunctionShape> functions;
  std::vector<ClassShape> classes;
  std::vector<FunctionShape> enums;  // name and line only
};

// The structure of one C++ file. Never fails: what it does not understand it steps over.
Structure ParseStructure(std::string_view text);

}  // namespace winnow::layering

#endif  // WINNOW_TESTS_LAYERING_STRUCTURE_H_
