// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Words: what somebody said. A name may be made of words, such as `industrial_goods-lead`, but not
// of a sentence, and it is pronouns and verbs that make one.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "server/content/text.h"

namespace winnow::content {
namespace {

using absl::string_view;

// Words that sentences have and names have not; codes of languages and countries are none of them.
// Sorted.
constexpr string_view kSpoken[] = {
    "are",      "aren",   "ask",     "because", "been",   "bitte",  "bonjour", "bye",  "can",
    "could",    "danke",  "did",     "didn",    "do",     "does",   "doesn",   "don",  "estoy",
    "everyone", "felt",   "get",     "give",    "going",  "gonna",  "goodbye", "got",  "gracias",
    "had",      "has",    "have",    "haven",   "hello",  "her",    "here",    "hey",  "him",
    "his",      "hola",   "how",     "i",       "ich",    "if",     "is",      "isn",  "its",
    "je",       "just",   "know",    "let",     "me",     "merci",  "might",   "mine", "my",
    "need",     "nicht",  "okay",    "our",     "please", "quiero", "said",    "say",  "says",
    "she",      "should", "someone", "sorry",   "tell",   "thank",  "thanks",  "that", "their",
    "them",     "there",  "these",   "they",    "think",  "this",   "those",   "told", "tonight",
    "uh",       "um",     "want",    "wants",   "was",    "wasn",   "we",      "went", "were",
    "what",     "when",   "where",   "which",   "who",    "whose",  "why",     "will", "won",
    "would",    "yeah",   "yes",     "you",     "your",   "yours"};

// Words that bind others; names have some of them, such as `in_the_wild`. Sorted.
constexpr string_view kBinding[] = {"a",    "about", "all",  "am",  "an",   "and",  "as",  "at",
                                    "be",   "but",   "by",   "for", "from", "go",   "he",  "in",
                                    "it",   "like",  "not",  "of",  "on",   "or",   "so",  "some",
                                    "than", "the",   "then", "to",  "too",  "very", "with"};

// Words of a conversation, which no description of a resource needs. Sorted.
constexpr string_view kConversation[] = {"bye",    "goodbye", "gonna", "hello",  "hey",  "hi",
                                         "hmm",    "i",       "me",    "mine",   "my",   "okay",
                                         "please", "sorry",   "thank", "thanks", "uh",   "uhm",
                                         "um",     "yeah",    "yes",   "you",    "your", "yours"};

constexpr size_t kLongestWord = 12;

// First letters and lengths of the words of a table: few words of names share both.
struct Outline {
  template <size_t kSize>
  constexpr explicit Outline(const string_view (&words)[kSize]) {
    for (const string_view word : words) lengths[word[0] - 'a'] |= 1u << word.size();
  }
  bool MayHold(string_view word) const { return (lengths[word[0] - 'a'] >> word.size() & 1) != 0; }

  std::array<uint32_t, 26> lengths = {};
};

template <size_t kSize>
bool IsOneOf(string_view word, const string_view (&sorted)[kSize]) {
  return std::binary_search(std::begin(sorted), std::end(sorted), word);
}

// Calls `take` with each word of `text` in lower case: letters alone between breaks. What is mixed
// with digits is no word.
template <typename Take>
void ForEachWord(string_view text, Take take) {
  std::array<char, kLongestWord> word;
  for (size_t at = 0; at < text.size();) {
    size_t size = 0;
    bool is_word = true;
    for (; at < text.size() && IsAlnum(text[at]); ++at, ++size) {
      is_word = is_word && IsAlpha(text[at]) && size < kLongestWord;
      if (is_word) word[size] = Lower(text[at]);
    }
    if (size > 0 && is_word) take(string_view(word.data(), size));
    ++at;
  }
}

// How much of a sentence the words are.
struct Sentence {
  int words = 0;
  int spoken = 0;
  int binding = 0;

  void Add(string_view word) {
    static constexpr Outline kSpokenOutline(kSpoken);
    static constexpr Outline kBindingOutline(kBinding);
    ++words;
    if (kSpokenOutline.MayHold(word)) spoken += IsOneOf(word, kSpoken);
    if (kBindingOutline.MayHold(word)) binding += IsOneOf(word, kBinding);
  }
  bool IsOne() const {
    return (spoken > 0 && 2 * spoken + binding >= (words >= 5 ? 3 : 4)) || binding >= 5;
  }
};

bool IsSentence(string_view text) {
  Sentence sentence;
  ForEachWord(text, [&sentence](string_view word) { sentence.Add(word); });
  return sentence.IsOne();
}

// "HelloThisIsWhatISaid". Ids of random letters change their case at almost every letter.
bool IsCamelSentence(string_view text) {
  constexpr size_t kShortest = 10;
  if (text.size() < kShortest || !std::all_of(text.begin(), text.end(), IsAlpha)) return false;
  std::array<char, 2 * 128> spaced;
  if (text.size() > spaced.size() / 2) return false;
  size_t size = 0;
  size_t humps = 1;
  for (const char c : text) {
    if (c <= 'Z' && size > 0) {
      spaced[size++] = '_';
      ++humps;
    }
    spaced[size++] = c;
  }
  return humps >= 3 && text.size() >= humps * 3 && IsSentence({spaced.data(), size});
}

// Who speaks, at the start: "Agent: ...".
bool HasSpeaker(string_view text) {
  constexpr string_view kSpeakers[] = {"agent", "caller", "customer", "patient", "doctor", "user"};
  const size_t colon = text.find(": ");
  const string_view first = text.substr(0, std::min(colon, text.find(' ')));
  if (colon == string_view::npos || colon > 12) return false;
  return std::any_of(std::begin(kSpeakers), std::end(kSpeakers), [first](string_view speaker) {
    return first.size() == speaker.size() &&
           std::equal(first.begin(), first.end(), speaker.begin(),
                      [](char a, char b) { return Lower(a) == b; });
  });
}

bool IsConversation(string_view text) {
  constexpr int kEnough = 3;
  int words = 0;
  ForEachWord(text, [&words](string_view word) { words += IsOneOf(word, kConversation); });
  return words >= kEnough || HasSpeaker(text);
}

}  // namespace

bool HasWords(const Text& text) {
  switch (text.rule) {
    case FieldRule::kDescription:
      return text.Has(kSpaces) && IsConversation(text.value);
    case FieldRule::kServerMade:
      return text.Has(kSpaces);
    case FieldRule::kName:
      if (text.HasAny(kSpaces | kBeyondAscii)) return true;
      if (text.breaks > 0) return text.breaks > 1 && IsSentence(text.value);
      return text.Has(kUppers | kLowers) && text.digits == 0 && IsCamelSentence(text.value);
  }
  return false;
}

}  // namespace winnow::content
