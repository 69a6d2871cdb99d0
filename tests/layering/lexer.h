// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_LAYERING_LEXER_H_
#define WINNOW_TESTS_LAYERING_LEXER_H_

#include <string>
#include <string_view>
#include <vector>

namespace winnow::layering {

// A token of C++ as far as the rules need it: a name or number, or punctuation. "::", "->" and "=="
// are one token each; ">" and "<" always stand alone, so that nested template arguments balance.
// A string or character literal is the token `"`.
struct Token {
  std::string text;
  int line = 0;  // 1-based
};

// One #include directive.
struct Include {
  std::string header;
  bool angled = false;
  int line = 0;
};

// The text with comments and the contents of literals replaced by blanks. Line breaks stay, so that
// lines keep their numbers. Understands raw strings, digit separators and continued lines.
std::string BlankCommentsAndLiterals(std::string_view text);

// The tokens of C++ source outside comments and preprocessor directives.
std::vector<Token> Tokenize(std::string_view text);

// The include directives of C++ source, those inside comments left out.
std::vector<Include> IncludesOf(std::string_view text);

bool IsName(const Token& token);

}  // namespace winnow::layering

#endif  // WINNOW_TESTS_LAYERING_LEXER_H_
