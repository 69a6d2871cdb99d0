// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Numbers of people: payment cards, phones, social security numbers. All of them are groups of
// digits with single separators between them.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/types/span.h"
#include "server/content/text.h"

namespace winnow::content {
namespace {

struct Group {
  size_t begin;
  size_t size;
};

// Groups of digits, each one or two separators after the one before: "(415) 555-2671" is three.
struct Run {
  static constexpr size_t kMaxGroups = 16;
  std::array<Group, kMaxGroups> groups;
  size_t size = 0;
  size_t digits = 0;
  size_t end = 0;
  bool same_separators = true;  // one kind of separator, one at a time

  size_t begin() const { return groups[0].begin; }
  absl::Span<const Group> all() const { return {groups.data(), size}; }
};

bool IsSeparator(char c) {
  return c == '-' || c == '.' || c == '_' || c == ':' || c == ' ' || c == '(' || c == ')' ||
         c == '/';
}

// Takes the run that begins with the digit at `at`.
Run TakeRun(absl::string_view value, size_t at) {
  Run run;
  char separator = 0;
  while (run.size < Run::kMaxGroups) {
    Group group{at, 0};
    while (at < value.size() && IsDigit(value[at])) ++at;
    group.size = at - group.begin;
    run.groups[run.size++] = group;
    run.digits += group.size;
    run.end = at;
    size_t next = at;
    while (next < value.size() && next < at + 2 && IsSeparator(value[next])) ++next;
    if (next == at || next == value.size() || !IsDigit(value[next])) break;
    if (separator == 0) separator = value[at];
    if (value[at] != separator || next != at + 1) run.same_separators = false;
    at = next;
  }
  return run;
}

template <typename Matches>
bool AnyRun(const Text& text, Matches matches) {
  for (size_t at = 0; at < text.value.size();) {
    if (!IsDigit(text.value[at])) {
      ++at;
      continue;
    }
    const Run run = TakeRun(text.value, at);
    if (matches(run)) return true;
    at = run.end;
  }
  return false;
}

bool StandsAlone(const Text& text, const Run& run) {
  return !IsAlnum(text.Before(run.begin())) && !IsAlnum(text.At(run.end));
}

// Whether the groups have these sizes.
template <size_t kSize>
bool AreGroups(absl::Span<const Group> groups, const uint8_t (&sizes)[kSize]) {
  return groups.size() == kSize &&
         std::equal(groups.begin(), groups.end(), std::begin(sizes),
                    [](const Group& group, uint8_t size) { return group.size == size; });
}

// Prefixes of card numbers, of the same number of digits each, and the lengths that go with them.
struct Issuer {
  uint32_t first;
  uint32_t last;
  uint8_t prefix_digits;
  uint8_t shortest;
  uint8_t longest;
};

// ISO/IEC 7812; https://en.wikipedia.org/wiki/Payment_card_number lists the ranges.
constexpr Issuer kIssuers[] = {
    {4, 4, 1, 13, 13},       {4, 4, 1, 16, 16},       {4, 4, 1, 19, 19},    // Visa
    {51, 55, 2, 16, 16},     {2221, 2720, 4, 16, 16},                       // Mastercard
    {34, 34, 2, 15, 15},     {37, 37, 2, 15, 15},                           // American Express
    {6011, 6011, 4, 16, 19}, {644, 649, 3, 16, 19},   {65, 65, 2, 16, 19},  // Discover
    {3528, 3589, 4, 16, 19},                                                // JCB
    {300, 305, 3, 14, 14},   {36, 36, 2, 14, 14},     {38, 39, 2, 14, 14},  // Diners Club
    {62, 62, 2, 16, 19},                                                    // UnionPay
    {2200, 2204, 4, 16, 16},                                                // Mir
    {5018, 5018, 4, 16, 19}, {5020, 5020, 4, 16, 19}, {5038, 5038, 4, 16, 19},
    {6304, 6304, 4, 16, 19}, {6759, 6759, 4, 16, 19}, {6761, 6763, 4, 16, 19},  // Maestro
};

// Digits of a card, without separators.
struct CardDigits {
  static constexpr size_t kLongest = 19;
  std::array<uint8_t, kLongest> digits;
  size_t size = 0;

  // False when there is no room.
  bool Append(absl::string_view more) {
    if (size + more.size() > kLongest) return false;
    for (const char c : more) digits[size++] = static_cast<uint8_t>(c - '0');
    return true;
  }
  uint32_t Prefix(size_t length) const {
    uint32_t prefix = 0;
    for (size_t i = 0; i < length; ++i) prefix = prefix * 10 + digits[i];
    return prefix;
  }
  bool PassesLuhn() const {
    uint32_t sum = 0;
    for (size_t i = 0; i < size; ++i) {
      const uint32_t digit = digits[size - 1 - i];
      sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
    }
    return sum % 10 == 0;
  }
  bool IsCard() const {
    constexpr size_t kShortest = 13;
    if (size < kShortest || !PassesLuhn()) return false;
    return std::any_of(std::begin(kIssuers), std::end(kIssuers), [this](const Issuer& issuer) {
      const uint32_t prefix = Prefix(issuer.prefix_digits);
      return issuer.shortest <= size && size <= issuer.longest && issuer.first <= prefix &&
             prefix <= issuer.last;
    });
  }
};

bool IsCard(const Text& text, absl::Span<const Group> groups) {
  CardDigits card;
  for (const Group& group : groups) {
    if (!card.Append(text.value.substr(group.begin, group.size))) return false;
  }
  return card.IsCard();
}

// As cards are printed: fours, or 4-6-5 and 4-6-4.
bool IsPrintedCard(const Text& text, absl::Span<const Group> groups) {
  const bool is_printed = AreGroups(groups, {4, 4, 4, 4}) || AreGroups(groups, {4, 4, 4, 4, 3}) ||
                          AreGroups(groups, {4, 6, 5}) || AreGroups(groups, {4, 6, 4}) ||
                          AreGroups(groups, {4, 4, 4, 1});
  const Group& last = groups.back();
  return is_printed && !IsAlnum(text.Before(groups.front().begin)) &&
         !IsAlnum(text.At(last.begin + last.size)) && IsCard(text, groups);
}

bool IsCardRun(const Text& text, const Run& run) {
  for (size_t i = 0; i < run.size; ++i) {
    const absl::Span<const Group> rest = run.all().subspan(i);
    if (rest[0].size >= 13 && IsCard(text, rest.first(1)) &&
        !IsInsideHash(text.value, rest[0].begin)) {
      return true;
    }
    for (size_t count = text.rule == FieldRule::kServerMade ? 4 : 3;
         count <= 5 && count <= rest.size(); ++count) {
      if (IsPrintedCard(text, rest.first(count))) return true;
    }
  }
  return false;
}

// North America: NXX-NXX-XXXX where N is 2 to 9, perhaps after a 1.
bool IsNorthAmerican(const Text& text, absl::Span<const Group> groups) {
  if (AreGroups(groups, {1, 3, 3, 4}) && text.value[groups[0].begin] == '1') {
    groups.remove_prefix(1);
  }
  return AreGroups(groups, {3, 3, 4}) && text.value[groups[0].begin] >= '2' &&
         text.value[groups[1].begin] >= '2';
}

// With a trunk prefix, "030-1234567" or "06 12 34 56 78", or an international one, "0044-20-...".
// Counters are written with zeros too, but in groups of one size.
bool IsDialled(const Text& text, const Run& run) {
  const absl::string_view number = text.value.substr(run.begin());
  if (run.size < 2 || run.size > 6 || !run.same_separators || number[0] != '0') return false;
  const char separator = text.value[run.begin() + run.groups[0].size];
  if (separator == ':' || separator == '_') return false;
  // In a name nothing else may stand beside it; there are too many numbers in names.
  if (text.rule == FieldRule::kName && run.end - run.begin() != text.value.size()) return false;
  const auto is_size = [&](size_t size) {
    return std::all_of(run.all().begin(), run.all().end(),
                       [size](const Group& group) { return group.size == size; });
  };
  if (number[1] == '0') {
    return number[2] != '0' && run.size >= 3 && run.digits >= 10 && run.digits <= 15 &&
           !is_size(run.groups[0].size);
  }
  if (run.digits < 9 || run.digits > 12 || run.groups[0].size > 5) return false;
  if (is_size(2)) return run.digits == 10;
  return std::any_of(run.all().begin() + 1, run.all().end(),
                     [](const Group& group) { return group.size >= 4; });
}

// "+49 30 ...": the plus begins something.
bool HasPlus(const Text& text, const Run& run) {
  size_t at = run.begin();
  if (at > 0 && text.value[at - 1] == '(') --at;
  return at > 0 && text.value[at - 1] == '+' && !IsAlnum(text.Before(at - 1));
}

// "tel:...", "phone_...": the word says what the number is.
bool HasPhoneWord(const Text& text, const Run& run) {
  constexpr absl::string_view kWords[] = {"tel", "phone", "telephone", "mobile", "cell",
                                          "fax", "sms",   "whatsapp",  "msisdn", "callerid"};
  size_t end = run.begin();
  while (end > 0 && !IsAlnum(text.value[end - 1]) && run.begin() - end < 3) --end;
  size_t begin = end;
  while (begin > 0 && IsAlpha(text.value[begin - 1])) --begin;
  const absl::string_view word = text.value.substr(begin, end - begin);
  return std::any_of(std::begin(kWords), std::end(kWords), [word](absl::string_view known) {
    return word.size() == known.size() && std::equal(word.begin(), word.end(), known.begin(),
                                                     [](char a, char b) { return Lower(a) == b; });
  });
}

bool IsPhone(const Text& text, const Run& run) {
  if (IsAlnum(text.At(run.end)) || run.digits < 7) return false;
  if (run.digits <= 15 && (HasPlus(text, run) || HasPhoneWord(text, run))) return true;
  if (IsAlnum(text.Before(run.begin()))) return false;
  return IsNorthAmerican(text, run.all()) || IsDialled(text, run);
}

}  // namespace

bool HasPaymentCard(const Text& text) {
  return AnyRun(text, [&text](const Run& run) { return IsCardRun(text, run); });
}

bool HasPhone(const Text& text) {
  return AnyRun(text, [&text](const Run& run) { return IsPhone(text, run); });
}

bool HasNationalId(const Text& text) {
  return AnyRun(text, [&text](const Run& run) {
    if (!AreGroups(run.all(), {3, 2, 4}) || !run.same_separators || !StandsAlone(text, run)) {
      return false;
    }
    const absl::string_view area = text.value.substr(run.begin(), 3);
    return area != "000" && area != "666" && area[0] != '9';
  });
}

}  // namespace winnow::content
