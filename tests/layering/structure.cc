// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/layering/structure.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "tests/layering/declarator.h"
#include "tests/layering/lexer.h"

namespace winnow::layering {
namespace {

// What a declaration is inside of. `shape` is null in a namespace.
struct Scope {
  ClassShape* shape = nullptr;
  bool is_public = true;
  bool extends_generated_service = false;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(Tokenize(text)) {}

  Structure Run() {
    while (at_ < tokens_.size()) ParseScope(Scope{});
    return std::move(result_);
  }

 private:
  const std::string& Here() const { return tokens_[at_].text; }

  // Parses declarations up to the '}' that ends the scope and steps behind it.
  void ParseScope(Scope scope) {
    Head head;
    while (at_ < tokens_.size()) {
      if (Here() == "}") {
        ++at_;
        return;
      }
      if (head.empty() && scope.shape != nullptr && TakeAccess(scope)) continue;
      if (Here() == ";") {
        if (auto f = FindFunction(head, scope.shape != nullptr)) Declare(scope, head, *f);
        head.clear();
        ++at_;
      } else if (Here() == "{") {
        Open(scope, head);
      } else if (Here() == "(" || Here() == "[") {
        TakeGroup(&head);
      } else {
        head.push_back(tokens_[at_++]);
      }
    }
  }

  bool TakeAccess(Scope& scope) {
    const bool is_label = Here() == "public" || Here() == "private" || Here() == "protected";
    if (!is_label || at_ + 1 >= tokens_.size() || tokens_[at_ + 1].text != ":") return false;
    scope.is_public = Here() == "public";
    at_ += 2;
    return true;
  }

  // Moves the bracketed group at the current token into `head` (or drops it where that is null).
  void TakeGroup(Head* head) {
    int depth = 0;
    while (at_ < tokens_.size()) {
      const std::string& t = Here();
      if (t == "(" || t == "[" || t == "{") ++depth;
      if (t == ")" || t == "]" || t == "}") --depth;
      if (head != nullptr) head->push_back(tokens_[at_]);
      ++at_;
      if (depth == 0) return;
    }
  }

  // Decides what the '{' at the current token opens after `head`.
  void Open(const Scope& scope, Head& head) {
    if (IsNamespace(head)) {
      ++at_;
      head.clear();
      ParseScope(Scope{});
    } else if (const auto e = FindEnum(head)) {
      result_.enums.push_back({e->text, e->line, 0, 0});
      TakeGroup(nullptr);
      head = {Token{"typedef", e->line}};  // what follows up to ';' declares no function
    } else if (const auto c = FindClass(head)) {
      ++at_;
      ParseClass(*c);
      head = {Token{"typedef", c->line}};
    } else {
      const auto f = FindFunction(head, scope.shape != nullptr);
      if (f && !IsMemberInitialiser(head, *f)) {
        Declare(scope, head, *f);
        TakeGroup(nullptr);
        FunctionShape& shape = result_.functions.back();
        shape.body_lines = tokens_[at_ - 1].line - shape.line + 1;
        head.clear();
      } else {
        head.push_back({"{}", tokens_[at_].line});
        TakeGroup(nullptr);
      }
    }
  }

  void ParseClass(const ClassHead& head) {
    ClassShape shape{head.name, head.line, 0, 0};
    ParseScope(Scope{&shape, head.is_struct, head.extends_generated_service});
    result_.classes.push_back(std::move(shape));
  }

  void Declare(const Scope& scope, const Head& head, const FunctionHead& f) {
    result_.functions.push_back({f.name, f.line, 0, f.parameters});
    if (scope.shape == nullptr || f.is_friend) return;
    const bool is_pure =
        head.size() >= 2 && head.back().text == "0" && head[head.size() - 2].text == "=";
    scope.shape->pure_virtuals += is_pure ? 1 : 0;
    const bool is_special = f.name == scope.shape->name || f.name[0] == '~' ||
                            f.name == "operator=" || head.back().text == "default" ||
                            head.back().text == "delete";
    const bool is_generated =
        scope.extends_generated_service && Contains(head, f.close, "override");
    if (scope.is_public && !is_special && !is_generated) ++scope.shape->public_methods;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Structure result_;
};

}  // namespace

Structure ParseStructure(std::string_view text) { return Parser(text).Run(); }

}  // namespace winnow::layering
