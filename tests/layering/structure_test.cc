// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// The analyser behind the size rules: what counts as a function, a class, a parameter, a method.
#include "tests/layering/structure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/layering/lexer.h"

namespace winnow::layering {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Describe(const Structure& s) {
  std::string out;
  for (const FunctionShape& f : s.functions) {
    out += f.name + "/" + std::to_string(f.parameters) + ":" + std::to_string(f.body_lines) + " ";
  }
  for (const ClassShape& c : s.classes) {
    out += c.name + "{" + std::to_string(c.public_methods) + "," + std::to_string(c.pure_virtuals) +
           "} ";
  }
  return out;
}

std::string Describe(std::string_view text) { return Describe(ParseStructure(text)); }

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (const Token& token : Tokenize(text)) words.push_back(token.text);
  return words;
}

TEST(Lexer, DropsCommentsLiteralsAndDirectives) {
  EXPECT_THAT(Words("a /* b\n c */ d // e \\\n f\n g"), ElementsAre("a", "d", "g"));
  EXPECT_THAT(Words("f(\"{ // \\\" }\", '{', '\\'')"),
              ElementsAre("f", "(", "\"", ",", "\"", ",", "\"", ")"));
  EXPECT_THAT(Words("#define X { \\\n } \ny"), ElementsAre("y"));
  EXPECT_THAT(Words("R\"x({ )\" )x\" z"), ElementsAre("R", "\"", "z"));
  EXPECT_THAT(Words("1'000'000 + 0xA'B"), ElementsAre("1'000'000", "+", "0xA'B"));
}

TEST(Lexer, KeepsTheNumbersOfLines) {
  const auto tokens = Tokenize("/*\n\n*/ a\nR\"(\n\n)\" b\n\"x\" c");
  ASSERT_EQ(tokens.size(), 6u);
  EXPECT_EQ(tokens[0].line, 3);
  EXPECT_EQ(tokens[3].line, 6) << "behind a raw string of three lines";
  EXPECT_EQ(tokens[5].line, 7);
}

TEST(Lexer, FindsIncludesOutsideCommentsOnly) {
  const auto includes = IncludesOf(
      "#include <vector>  // why\n"
      "// #include <thread>\n/*\n#include <random>\n*/\n  #  include \"a/b.h\"\n"
      "const char* x = \"#include <ctime>\";\n");
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].header, "vector");
  EXPECT_TRUE(includes[0].angled);
  EXPECT_EQ(includes[1].header, "a/b.h");
  EXPECT_FALSE(includes[1].angled);
  EXPECT_EQ(includes[1].line, 6);
}

TEST(Structure, MeasuresFunctionsFromNameToBrace) {
  EXPECT_EQ(Describe("int f(int a, int b) {\n  return a;\n}\n"), "f/2:3 ");
  EXPECT_EQ(Describe("namespace a::b {\nnamespace {\nvoid F() {}\n}\n}"), "F/0:1 ");
  EXPECT_EQ(Describe("template <typename T, class U = int>\nU g(T (&x)[3], U y)\n{\n}\n"),
            "g/2:3 ");
  EXPECT_EQ(Describe("extern \"C\" { int h(void); }"), "h/0:0 ");
}

TEST(Structure, CountsParametersNotTheCommasInsideThem) {
  EXPECT_EQ(
      Describe("void f(std::map<int, std::pair<int, int>> a, int b = g(1, 2), C c = {1, 2});"),
      "f/3:0 ");
  EXPECT_EQ(
      Describe("void f(std::function<void(int, int)> a, absl::AnyInvocable<int(int, int) &&> b);"),
      "f/2:0 ");
  EXPECT_EQ(Describe("void f(A a, B b, C c, D d, E e);"), "f/5:0 ");
}

TEST(Structure, KeepsLambdasInsideTheirFunction) {
  EXPECT_EQ(Describe("void f() {\n  auto g = [](int a, int b, int c, int d, int e) {\n"
                     "    return a;\n  };\n  if (x) {\n  }\n}\nint z() { return 1; }\n"),
            "f/0:7 z/0:1 ");
  EXPECT_EQ(Describe("const auto kSort = [](int a, int b) { return a < b; };\nvoid f() {}"),
            "f/0:1 ");
  EXPECT_EQ(Describe("void f(G g = [](int a) { return a; }) {}"), "f/1:1 ");
}

TEST(Structure, StepsOverMemberInitialisers) {
  EXPECT_EQ(Describe("A::A(int a, B b)\n    : a_(a), b_{std::move(b), 1},\n      c_<int>{}\n{\n}\n"
                     "void f() {}"),
            "A/2:5 f/0:1 ");
  EXPECT_EQ(
      Describe("class A {\n public:\n  A() : x_{1} { Run(); }\n  int x() const { return x_; }\n"
               " private:\n  int x_{2};\n};"),
      "A/0:1 x/0:1 A{1,0} ");
}

TEST(Structure, ReadsVariablesAsVariables) {
  EXPECT_EQ(Describe("constexpr int kX[] = {1, 2};\nconst Foo kY(1, 2, 3, 4, 5);\nint z{3};\n"
                     "std::vector<int> w = f(1);\nvoid (*hook)(int, int);\n"),
            "");
  EXPECT_EQ(Describe("struct P { std::function<void(int)> f; int a = g(1); int m GUARDED_BY(mu);\n"
                     "  void (*cb)(int); };"),
            "P{0,0} ");
  EXPECT_EQ(Describe("using F = void(int, int, int, int, int);\nstatic_assert(f(1), \"\");"), "");
}

TEST(Structure, CountsPublicMethodsAndNothingElse) {
  EXPECT_EQ(
      Describe("class A final : public B {\n public:\n  explicit A(int x);\n  ~A() override;\n"
               "  A(const A&) = delete;\n  A& operator=(const A&) = delete;\n"
               "  int f() const;\n  static absl::StatusOr<A> Open(int x);\n"
               "  bool operator==(const A& o) const;\n"
               "  friend bool operator<(const A& a, const A& b) { return true; }\n"
               " protected:\n  void g();\n private:\n  void h() REQUIRES(mu_);\n};"),
      "A/1:0 ~A/0:0 A/1:0 operator=/1:0 f/0:0 Open/1:0 operator==/1:0 operator</2:1 g/0:0 h/0:0 "
      "A{3,0} ");
}

TEST(Structure, CountsNestedClassesForThemselves) {
  EXPECT_EQ(Describe("struct A { void f(); class B { public: void g(); void h(); }; void i(); };"),
            "f/0:0 g/0:0 h/0:0 i/0:0 B{2,0} A{2,0} ");
}

TEST(Structure, CountsPureVirtuals) {
  EXPECT_EQ(Describe("class I {\n public:\n  virtual ~I() = default;\n  virtual int f() = 0;\n"
                     "  virtual void g(int a) const = 0;\n  virtual void h() {}\n};"),
            "~I/0:0 f/0:0 g/1:0 h/0:1 I{3,2} ");
}

TEST(Structure, LeavesOverridesOfGeneratedServicesOut) {
  const std::string body =
      " { public: grpc::ServerUnaryReactor* A(X* x, Y* y) override; void OnDone() override;"
      " void Mine(); };";
  EXPECT_NE(
      Describe("class S : public winnow::v1::ReviewService::CallbackService" + body).find("S{1,0}"),
      std::string::npos);
  EXPECT_NE(Describe("class R final : public grpc::ServerBidiReactor<X, Y>" + body).find("R{1,0}"),
            std::string::npos);
  EXPECT_NE(Describe("class S : public Other" + body).find("S{3,0}"), std::string::npos);
}

TEST(Structure, KnowsAttributesMacrosAndEnums) {
  EXPECT_EQ(Describe("class CAPABILITY(\"mutex\") Mutex {\n public:\n  void Lock() ACQUIRE();\n"
                     "  [[nodiscard]] bool TryLock() TRY_ACQUIRE(true) { return true; }\n};"),
            "Lock/0:0 TryLock/0:1 Mutex{2,0} ");
  EXPECT_EQ(Describe("TEST(Quota, Adds) {\n  EXPECT_EQ(1, 1);\n}\nTEST(A, B) {}"),
            "TEST/0:3 TEST/0:1 ");
  EXPECT_EQ(Describe("MATCHER_P(IsOk, x, \"\") { return true; }\nABSL_FLAG(int, a, 1, \"b\");"),
            "MATCHER_P/0:1 ABSL_FLAG/0:0 ");
  const Structure s = ParseStructure("enum class Arm : uint8_t { kA, kB };\nvoid f();");
  ASSERT_EQ(s.enums.size(), 1u);
  EXPECT_EQ(s.enums[0].name, "Arm");
  EXPECT_EQ(Describe(s), "f/0:0 ");
}

TEST(Structure, SurvivesBrokenText) {
  for (const char* text : {"class", "void f(", "}}}", "enum {", "template <", "\"", "R\"(", "(",
                           ")", "operator", "class A { public", "namespace"}) {
    ParseStructure(text);
  }
  EXPECT_THAT(ParseStructure("").functions, IsEmpty());
}

}  // namespace
}  // namespace winnow::layering
