// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>

#include "tests/layering/lexer.h"
#include "tests/layering/rules.h"

namespace winnow::layering {
namespace {

using Words = std::set<std::string>;

constexpr std::string_view kPureFolders[] = {
    "server/access/",  "server/content/", "server/disclosure/", "server/selection/",
    "server/release/", "server/rubric/",  "server/simulation/"};

// The client has a clock and entropy of its own: its row of A3 keeps it from the server's.
constexpr std::string_view kClockOwners[] = {"server/ops/clock", "server/ops/entropy",
                                             "client/clock", "client/entropy", "tests/testing/"};

bool IsUnderOneOf(const SourceFile& file, const std::string_view* begin,
                  const std::string_view* end) {
  return std::any_of(begin, end, [&](std::string_view p) { return file.IsUnder(p); });
}

const Words& ImpureHeaders() {
  static const Words words = {"random", "chrono", "thread",     "iostream", "fstream",
                              "ctime",  "mutex",  "filesystem", "future",   "condition_variable"};
  return words;
}

const Words& ImpureNames() {
  static const Words words = {"absl::Now",    "absl::BitGen", "absl::InsecureBitGen",
                              "absl::Hash",   "absl::HashOf", "std::shuffle",
                              "std::sample",  "std::hash",    "system_clock",
                              "steady_clock", "getenv",       "fopen",
                              "printf",       "fprintf",      "std::cout",
                              "std::cerr",    "std::thread"};
  return words;
}

const Words& ClockNames() {
  static const Words words = {
      "absl::Now",     "system_clock", "steady_clock",       "high_resolution_clock",
      "clock_gettime", "gettimeofday", "GetCurrentTimeNanos"};
  return words;
}

const Words& SleepNames() {
  static const Words words = {"sleep_for", "sleep_until", "absl::SleepFor",  "SleepFor",
                              "usleep",    "nanosleep",   "clock_nanosleep", "sleep"};
  return words;
}

const Words& EntropyNames() {
  static const Words words = {"random_device", "absl::BitGen", "absl::InsecureBitGen",
                              "getrandom",     "getentropy",   "rand",
                              "srand",         "drand48"};
  return words;
}

// Engines are deterministic from a seed, so tests may use them.
const Words& EngineNames() {
  static const Words words = {"mt19937", "mt19937_64", "minstd_rand", "default_random_engine",
                              "std::shuffle"};
  return words;
}

// Calls `found(line, word)` for each name of `words` in the code. A name with a qualifier matches
// the qualified name; one without matches the last part. A member of the same name is no match.
template <typename Found>
void ForEachUse(const SourceFile& file, const Words& words, Found found) {
  const std::vector<Token> tokens = Tokenize(file.text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!IsName(tokens[i])) continue;
    const std::string before = i > 0 ? tokens[i - 1].text : "";
    if (before == "." || before == "->") continue;
    std::string word = tokens[i].text;
    if (before == "::" && i > 1) {
      const std::string qualified = tokens[i - 2].text + "::" + word;
      if (words.count(qualified) != 0) word = qualified;
    }
    if (words.count(word) != 0) found(tokens[i].line, word);
  }
}

void CheckWords(const SourceFile& file, const Words& words, const std::string& why,
                std::vector<Violation>& out) {
  ForEachUse(file, words, [&](int line, const std::string& word) {
    out.push_back({file.path, line, word + " " + why});
  });
}

void CheckScript(const SourceFile& file, std::vector<Violation>& out) {
  const std::string needle = file.HasExtension(".py") ? "time.sleep(" : "sleep ";
  int line = 0;
  for (std::size_t start = 0; start < file.text.size();) {
    const std::size_t end = std::min(file.text.find('\n', start), file.text.size());
    const std::string text = file.text.substr(start, end - start);
    const std::size_t at = text.find(needle);
    const std::size_t comment = text.find('#');
    ++line;
    if (at != std::string::npos && at < comment) {
      out.push_back({file.path, line, "tests never sleep: wait for the event itself"});
    }
    start = end + 1;
  }
}

}  // namespace

std::vector<Violation> CheckPurity(const SourceFile& file) {
  std::vector<Violation> out;
  if (!file.IsCpp() || !IsUnderOneOf(file, std::begin(kPureFolders), std::end(kPureFolders))) {
    return out;
  }
  for (const Include& include : IncludesOf(file.text)) {
    if (include.angled && ImpureHeaders().count(include.header) != 0) {
      out.push_back({file.path, include.line, "<" + include.header + "> in a pure folder"});
    }
  }
  CheckWords(file, ImpureNames(), "in a pure folder", out);
  return out;
}

std::vector<Violation> CheckClock(const SourceFile& file) {
  std::vector<Violation> out;
  if (IsUnderOneOf(file, std::begin(kClockOwners), std::end(kClockOwners))) return out;
  const bool is_test = file.IsUnder("tests/");
  if (is_test && (file.HasExtension(".py") || file.HasExtension(".sh"))) CheckScript(file, out);
  if (!file.IsCpp()) return out;
  CheckWords(file, ClockNames(), "outside the clock: time is a parameter", out);
  CheckWords(file, SleepNames(), "outside the clock: wait for the event itself", out);
  CheckWords(file, EntropyNames(), "outside the entropy: randomness is a parameter", out);
  if (!is_test) {
    CheckWords(file, EngineNames(), "differs between libraries: randomness is a parameter", out);
  }
  return out;
}

}  // namespace winnow::layering
