// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/layering/declarator.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace winnow::layering {
namespace {

// Words before a '(' that name no function.
const std::set<std::string>& NotFunctions() {
  static const std::set<std::string> words = {
      "requires", "decltype", "noexcept", "alignas", "explicit", "sizeof",
      "throw",    "void",     "int",      "bool",    "char",     "float",
      "double",   "auto",     "unsigned", "long",    "short",    "__attribute__"};
  return words;
}

// First words of statements that declare no function.
const std::set<std::string>& NotDeclarations() {
  static const std::set<std::string> words = {"using", "typedef", "static_assert", "enum",
                                              "class", "struct",  "union",         "concept"};
  return words;
}

bool IsMacroName(const std::string& name) {
  return name.size() > 1 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_';
         });
}

bool IsConstantName(const std::string& name) {
  return name.size() > 1 && name[0] == 'k' &&
         std::isupper(static_cast<unsigned char>(name[1])) != 0;
}

// Index just behind the bracket that closes the one at `open`.
std::size_t Behind(const Head& head, std::size_t open) {
  const std::string& left = head[open].text;
  const std::string right = left == "(" ? ")" : left == "[" ? "]" : left == "{" ? "}" : ">";
  int depth = 0;
  for (std::size_t i = open; i < head.size(); ++i) {
    depth += head[i].text == left ? 1 : 0;
    depth -= head[i].text == right ? 1 : 0;
    if (depth == 0) return i + 1;
  }
  return head.size();
}

// Index of the first token behind `template <...>`, attributes and storage words.
std::size_t SkipPrefix(const Head& head) {
  std::size_t i = 0;
  while (i < head.size()) {
    const std::string& word = head[i].text;
    if (word == "template" && i + 1 < head.size() && head[i + 1].text == "<") {
      i = Behind(head, i + 1);
    } else if (word == "[") {
      i = Behind(head, i);
    } else if (word == "inline" || word == "static" || word == "constexpr" || word == "extern" ||
               word == "virtual" || word == "friend" || word == "const") {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

int CountParameters(const Head& head, std::size_t open, std::size_t close) {
  if (close == open + 1 || (close == open + 2 && head[open + 1].text == "void")) return 0;
  int count = 1;
  int angle = 0;
  for (std::size_t i = open + 1; i < close; ++i) {
    const std::string& t = head[i].text;
    if (t == "(" || t == "[" || t == "{") {
      i = Behind(head, i) - 1;
    } else if (t == "<" && IsName(head[i - 1])) {
      ++angle;
    } else if (t == ">" && angle > 0) {
      --angle;
    } else if (t == "," && angle == 0) {
      ++count;
    }
  }
  return count;
}

FunctionHead MakeFunction(const Head& head, std::size_t name, std::size_t open) {
  FunctionHead f;
  f.name = head[name].text;
  if (name > 0 && head[name - 1].text == "~") f.name = "~" + f.name;
  f.line = head[name].line;
  f.close = Behind(head, open) - 1;
  f.parameters = CountParameters(head, open, f.close);
  f.is_friend = Contains(head, 0, "friend");
  return f;
}

FunctionHead MakeOperator(const Head& head, std::size_t at) {
  std::size_t open = at + 1;
  if (open + 1 < head.size() && head[open].text == "(" && head[open + 1].text == ")") open += 2;
  std::string name = "operator";
  for (std::size_t i = at + 1; i < open; ++i) name += head[i].text;
  while (open < head.size() && head[open].text != "(") name += head[open++].text;
  FunctionHead f;
  f.name = name;
  f.line = head[at].line;
  f.close = open < head.size() ? Behind(head, open) - 1 : head.size() - 1;
  f.parameters = open < head.size() ? CountParameters(head, open, f.close) : 0;
  f.is_friend = Contains(head, 0, "friend");
  return f;
}

// True where the '(' at `open` follows a name and can open the parameters of a function.
bool OpensParameters(const Head& head, std::size_t open) {
  if (open == 0 || !IsName(head[open - 1]) || NotFunctions().count(head[open - 1].text) != 0) {
    return false;
  }
  if (open + 1 >= head.size()) return false;
  const std::string& first = head[open + 1].text;
  return first != "*" && first != "&" && first != "\"";
}

bool IsGeneratedBase(const std::string& word) {
  const std::string reactor = "Reactor";
  return word == "Service" || word == "CallbackService" || word == "AsyncService" ||
         word.rfind("WithCallbackMethod_", 0) == 0 ||
         (word.size() > reactor.size() &&
          word.compare(word.size() - reactor.size(), reactor.size(), reactor) == 0);
}

}  // namespace

bool Contains(const Head& head, std::size_t from, const std::string& word) {
  return std::any_of(head.begin() + static_cast<std::ptrdiff_t>(std::min(from, head.size())),
                     head.end(), [&](const Token& t) { return t.text == word; });
}

std::optional<FunctionHead> FindFunction(const Head& head, bool in_class) {
  std::size_t i = SkipPrefix(head);
  if (i >= head.size() || NotDeclarations().count(head[i].text) != 0) return std::nullopt;
  std::optional<FunctionHead> macro;
  for (int angle = 0; i < head.size(); ++i) {
    const std::string& t = head[i].text;
    if (t == "operator") return MakeOperator(head, i);
    if (t == "<" && i > 0 && IsName(head[i - 1])) ++angle;
    if (t == ">" && angle > 0) --angle;
    if ((t == "=" || t == ":") && angle == 0) break;
    if (t == "[") i = Behind(head, i) - 1;
    if (t != "(") continue;
    if (angle == 0 && OpensParameters(head, i)) {
      FunctionHead f = MakeFunction(head, i - 1, i);
      if (!IsMacroName(f.name)) {
        if (!in_class && IsConstantName(f.name)) return std::nullopt;
        return f;
      }
      f.parameters = 0;
      f.is_macro = true;
      if (!in_class && !macro) macro = f;
    }
    i = Behind(head, i) - 1;
  }
  return macro;
}

std::optional<ClassHead> FindClass(const Head& head) {
  std::size_t i = SkipPrefix(head);
  if (i < head.size() && head[i].text == "typedef") ++i;
  if (i >= head.size()) return std::nullopt;
  const std::string& key = head[i].text;
  if (key != "class" && key != "struct" && key != "union") return std::nullopt;
  ClassHead c;
  c.line = head[i].line;
  c.is_struct = key != "class";
  for (++i; i < head.size() && head[i].text != ":"; ++i) {
    const std::string& t = head[i].text;
    const bool is_call = i + 1 < head.size() && head[i + 1].text == "(";
    if (t == "[" || t == "(" || t == "<") {
      i = Behind(head, i) - 1;
    } else if (IsName(head[i]) && t != "final" && !is_call) {
      c.name = t;
      c.line = head[i].line;
    }
  }
  for (; i < head.size(); ++i) {
    c.extends_generated_service = c.extends_generated_service || IsGeneratedBase(head[i].text);
  }
  return c;
}

bool IsNamespace(const Head& head) {
  if (head.empty()) return false;
  if (head[0].text == "extern" && head.size() == 2 && head[1].text == "\"") return true;
  return head[0].text == "namespace" ||
         (head[0].text == "inline" && head.size() > 1 && head[1].text == "namespace");
}

std::optional<Token> FindEnum(const Head& head) {
  std::size_t i = SkipPrefix(head);
  if (i >= head.size() || head[i].text != "enum") return std::nullopt;
  Token name{"", head[i].line};
  for (++i; i < head.size() && head[i].text != ":"; ++i) {
    if (IsName(head[i]) && head[i].text != "class" && head[i].text != "struct") name = head[i];
  }
  return name;
}

bool IsMemberInitialiser(const Head& head, const FunctionHead& function) {
  if (!Contains(head, function.close, ":") || head.empty()) return false;
  return IsName(head.back()) || head.back().text == ">";
}

}  // namespace winnow::layering
