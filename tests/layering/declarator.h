// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_LAYERING_DECLARATOR_H_
#define WINNOW_TESTS_LAYERING_DECLARATOR_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tests/layering/lexer.h"

namespace winnow::layering {

// The tokens of one declaration up to its ';' or '{'. Groups in parentheses are inside; a braced
// initialiser is the one token "{}".
using Head = std::vector<Token>;

// The function that a head declares.
struct FunctionHead {
  std::string name;  // "~" leads a destructor's, "operator" an operator's
  int line = 0;
  std::size_t close = 0;  // index of the ')' that ends the parameters
  int parameters = 0;
  bool is_friend = false;
  bool is_macro = false;  // TEST(A, B): its arguments are no parameters
};

// The class, struct or union that a head opens.
struct ClassHead {
  std::string name;
  int line = 0;
  bool is_struct = false;
  bool extends_generated_service = false;  // a gRPC service or reactor among its bases
};

std::optional<FunctionHead> FindFunction(const Head& head, bool in_class);
std::optional<ClassHead> FindClass(const Head& head);
bool IsNamespace(const Head& head);
// The name of the enumeration that the head opens.
std::optional<Token> FindEnum(const Head& head);
// True where a '{' after this head still belongs to a constructor's list of initialisers.
bool IsMemberInitialiser(const Head& head, const FunctionHead& function);
bool Contains(const Head& head, std::size_t from, const std::string& word);

}  // namespace winnow::layering

#endif  // WINNOW_TESTS_LAYERING_DECLARATOR_H_
