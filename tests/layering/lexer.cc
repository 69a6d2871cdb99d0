// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/layering/lexer.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace winnow::layering {
namespace {

bool IsWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Walks over the text once and blanks what is no code, keeping the delimiters of literals.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : in_(text), out_(text) {}

  std::string Run() {
    while (at_ < in_.size()) {
      if (StartsWith("//")) {
        BlankUntilLineEnd();
      } else if (StartsWith("/*")) {
        BlankThrough("*/", 2);
      } else if (in_[at_] == '"') {
        IsRawString() ? BlankRawString() : BlankLiteral('"');
      } else if (in_[at_] == '\'' && !IsDigitSeparator()) {
        BlankLiteral('\'');
      } else {
        ++at_;
      }
    }
    return out_;
  }

 private:
  bool StartsWith(std::string_view s) const { return in_.substr(at_, s.size()) == s; }
  bool IsRawString() const { return at_ > 0 && in_[at_ - 1] == 'R'; }
  bool IsDigitSeparator() const {
    return at_ > 0 && at_ + 1 < in_.size() &&
           std::isxdigit(static_cast<unsigned char>(in_[at_ - 1])) != 0 &&
           std::isxdigit(static_cast<unsigned char>(in_[at_ + 1])) != 0 && StartsInNumber();
  }
  bool StartsInNumber() const {
    std::size_t i = at_;
    while (i > 0 && (IsWordChar(in_[i - 1]) || in_[i - 1] == '\'')) --i;
    return std::isdigit(static_cast<unsigned char>(in_[i])) != 0;
  }
  void Blank(std::size_t end) {
    for (; at_ < std::min(end, in_.size()); ++at_) {
      if (out_[at_] != '\n') out_[at_] = ' ';
    }
  }
  void BlankUntilLineEnd() {
    while (at_ < in_.size() && in_[at_] != '\n') {
      Blank(at_ + (in_[at_] == '\\' ? 2 : 1));  // a backslash continues the comment
    }
  }
  void BlankThrough(std::string_view end, std::size_t skip) {
    const std::size_t found = in_.find(end, at_ + skip);
    Blank(found == std::string_view::npos ? in_.size() : found + end.size());
  }
  void BlankRawString() {
    const std::size_t open = in_.find('(', at_);
    if (open == std::string_view::npos) return Blank(in_.size());
    const std::string close = ")" + std::string(in_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const std::size_t found = in_.find(close, open);
    ++at_;
    Blank(found == std::string_view::npos ? in_.size() : found + close.size() - 1);
    ++at_;
  }
  void BlankLiteral(char quote) {
    std::size_t end = at_ + 1;
    while (end < in_.size() && in_[end] != quote && in_[end] != '\n') {
      end += in_[end] == '\\' ? 2 : 1;
    }
    ++at_;
    Blank(end);
    if (at_ < in_.size() && in_[at_] == quote) ++at_;
  }

  std::string_view in_;
  std::string out_;
  std::size_t at_ = 0;
};

// Blanks preprocessor directives with their continuation lines.
void BlankDirectives(std::string& code) {
  bool at_line_start = true;
  bool in_directive = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\n') {
      in_directive = in_directive && i > 0 && code[i - 1] == '\\';
      at_line_start = true;
      continue;
    }
    if (at_line_start && c == '#') in_directive = true;
    if (c != ' ' && c != '\t') at_line_start = false;
    if (in_directive && c != '\\') code[i] = ' ';
  }
  std::replace(code.begin(), code.end(), '\\', ' ');
}

std::size_t TokenLength(std::string_view rest) {
  if (IsWordChar(rest[0])) {
    std::size_t n = 1;
    while (n < rest.size() && (IsWordChar(rest[n]) || rest[n] == '\'')) ++n;
    return n;
  }
  if (rest[0] == '"' || rest[0] == '\'') {
    const std::size_t close = rest.find(rest[0], 1);
    return close == std::string_view::npos ? 1 : close + 1;
  }
  for (std::string_view pair : {"::", "->", "==", "!=", "<=", "&&", "||", "+=", "-="}) {
    if (rest.substr(0, 2) == pair) return 2;
  }
  return 1;
}

}  // namespace

std::string BlankCommentsAndLiterals(std::string_view text) { return Blanker(text).Run(); }

std::vector<Token> Tokenize(std::string_view text) {
  std::string code = BlankCommentsAndLiterals(text);
  BlankDirectives(code);
  std::vector<Token> tokens;
  int line = 1;
  for (std::size_t i = 0; i < code.size();) {
    if (std::isspace(static_cast<unsigned char>(code[i])) != 0) {
      line += code[i++] == '\n' ? 1 : 0;
      continue;
    }
    const std::size_t length = TokenLength(std::string_view(code).substr(i));
    std::string piece = code.substr(i, length);
    const auto breaks = std::count(piece.begin(), piece.end(), '\n');
    if (piece[0] == '"' || piece[0] == '\'') piece.assign(1, '"');
    tokens.push_back({std::move(piece), line});
    line += static_cast<int>(breaks);
    i += length;
  }
  return tokens;
}

std::vector<Include> IncludesOf(std::string_view text) {
  // Literals are blanked in `code`, so the directive is found there and the header is read from
  // `text` at the same place.
  const std::string code = BlankCommentsAndLiterals(text);
  std::vector<Include> includes;
  int line = 1;
  for (std::size_t start = 0; start < code.size(); ++line) {
    const std::size_t end = std::min(code.find('\n', start), code.size());
    const std::size_t hash = code.find_first_not_of(" \t", start);
    const std::size_t word = hash < end && code[hash] == '#'
                                 ? code.find_first_not_of(" \t", hash + 1)
                                 : std::string::npos;
    const std::size_t open = code.find_first_of("<\"", start);
    if (word != std::string::npos && code.compare(word, 7, "include") == 0 && open < end) {
      const std::size_t close = text.find(text[open] == '<' ? '>' : '"', open + 1);
      if (close != std::string_view::npos && close < end) {
        includes.push_back(
            {std::string(text.substr(open + 1, close - open - 1)), text[open] == '<', line});
      }
    }
    start = end + 1;
  }
  return includes;
}

bool IsName(const Token& token) {
  return IsWordChar(token.text[0]) && std::isdigit(static_cast<unsigned char>(token.text[0])) == 0;
}

}  // namespace winnow::layering
