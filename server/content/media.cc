// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Media: the heads of files, and bytes in base64 or hex.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/strings/match.h"
#include "server/content/text.h"

namespace winnow::content {
namespace {

// How a file of a format begins, with '?' for any character: as it is, in hex and in base64. The
// last character of a base64 head is the last one that the bytes of the head decide alone.
struct Head {
  absl::string_view raw;
  absl::string_view hex;
  absl::string_view base64;
};

constexpr Head kHeads[] = {
    {"RIFF", "52494646", "UklGR"},     // WAV, AVI, WebP
    {"OggS", "4f676753", "T2dnU"},     // Ogg: Vorbis, Opus
    {"fLaC", "664c6143", "ZkxhQ"},     // FLAC
    {"ID3\x02", "49443302", "SUQzA"},  // MP3 with a tag
    {"ID3\x03", "49443303", "SUQzA"},
    {"ID3\x04", "49443304", "SUQzB"},
    {"\xFF\xFB\x90", "fffb90", "//uQ"},  // MP3 without one
    {"\xFF\xFB\x90", "fffb9064", "__uQ"},
    {"FORM????AIF", "464f524d????????414946", "Rk9STQ"},  // AIFF
    {"#!AMR", "2321414d52", "IyFBTV"},                    // AMR
    {"caff", "63616666", "Y2FmZ"},                        // CAF
    {"\x1A\x45\xDF\xA3", "1a45dfa3", "GkXfo"},            // WebM, Matroska
};

enum class Case { kExact, kIgnored };

bool Begins(absl::string_view text, absl::string_view head, Case letters) {
  const char first = letters == Case::kIgnored ? Lower(text[0]) : text[0];
  return (first == head[0] || head[0] == '?') && text.size() >= head.size() &&
         std::equal(head.begin(), head.end(), text.begin(), [letters](char pattern, char c) {
           return pattern == '?' || pattern == c ||
                  (letters == Case::kIgnored && pattern == Lower(c));
         });
}

constexpr Head kMp4 = {"????ftyp", "????????66747970", "AAAA?GZ0eX"};

// The short heads that are words or numbers of names too count where more of a file follows.
bool BeginsFile(absl::string_view text, const Head& head) {
  constexpr size_t kMoreHex = 16;
  constexpr size_t kMoreBase64 = 12;
  if (Begins(text, head.raw, Case::kExact) && head.raw != "caff") return true;
  if (Begins(text, head.base64, Case::kExact) && text.size() >= kMoreBase64) return true;
  return text.size() >= kMoreHex && Begins(text, head.hex, Case::kIgnored) &&
         std::all_of(text.begin(), text.begin() + kMoreHex, IsHex);
}

// The two characters that heads begin with: hardly any name begins with those of one.
class FirstPairs {
 public:
  constexpr FirstPairs() {
    for (const Head& head : kHeads) {
      Add(head.raw[0], head.raw[1]);
      Add(head.base64[0], head.base64[1]);
      for (const char first : {head.hex[0], Upper(head.hex[0])}) {
        for (const char second : {head.hex[1], Upper(head.hex[1])}) Add(first, second);
      }
    }
  }
  bool Has(char first, char second) const {
    const size_t pair = NumberOf(first, second);
    return (bits_[pair / 64] >> pair % 64 & 1) != 0;
  }

 private:
  static constexpr size_t NumberOf(char first, char second) {
    return static_cast<size_t>(static_cast<unsigned char>(first)) << 8 |
           static_cast<unsigned char>(second);
  }
  static constexpr char Upper(char c) { return 'a' <= c && c <= 'f' ? c - 'a' + 'A' : c; }
  constexpr void Add(char first, char second) {
    const size_t pair = NumberOf(first, second);
    bits_[pair / 64] |= uint64_t{1} << pair % 64;
  }

  std::array<uint64_t, 1024> bits_ = {};
};
constexpr FirstPairs kFirstPairs;

bool IsDataUrl(absl::string_view text) {
  return absl::StartsWithIgnoreCase(text, "data:audio") ||
         absl::StartsWithIgnoreCase(text, "data:video") ||
         (absl::StartsWithIgnoreCase(text, "data:") && absl::StrContains(text, "base64,"));
}

bool IsBase64(char c) {
  return IsAlnum(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
}

// How the letters and digits of a text are mixed. In base64 and base62 of anything but zeros, more
// than half of the neighbours are of different kinds; in names few are.
struct Mixture {
  size_t uppers = 0;
  size_t lowers = 0;
  size_t digits = 0;
  size_t changes = 0;
  size_t others = 0;
  size_t zeros = 0;  // 'A': six bits of zero

  explicit Mixture(absl::string_view text) {
    char last = 0;
    for (const char c : text) {
      const char kind = IsDigit(c) ? 'd' : !IsAlpha(c) ? 'o' : c <= 'Z' ? 'u' : 'l';
      uppers += kind == 'u';
      lowers += kind == 'l';
      digits += kind == 'd';
      others += kind == 'o';
      zeros += c == 'A';
      changes += kind != 'o' && last != 0 && kind != last;
      if (kind != 'o') last = kind;
    }
  }
  size_t letters() const { return uppers + lowers; }
  bool IsMixed() const {
    return uppers > 0 && lowers > 0 && digits > 0 && changes * 5 >= (letters() + digits) * 2;
  }
  // Samples near zero, as speech has many: base64 of them is full of A.
  bool IsQuiet() const { return zeros * 4 >= letters() + digits && uppers * 2 >= letters(); }
};

bool IsEncodedToken(absl::string_view token, FieldRule rule) {
  constexpr size_t kLongestHash = 64;  // hex digits of SHA-256
  // 44 characters are a SHA-256 in base64, which a name may be; words have no such letters.
  const size_t longest_id = rule == FieldRule::kDescription ? 31 : 44;
  if (token.size() > kLongestHash && std::all_of(token.begin(), token.end(), IsHex)) return true;
  if (!std::all_of(token.begin(), token.end(), IsBase64)) return false;
  constexpr absl::string_view kZeros = "AAAAAAAAAAAAAAAA";
  if (absl::StrContains(token, kZeros)) return true;
  // What no name of the API may hold is base64 at a shorter length.
  const bool is_standard = token.find_first_of("+=") != absl::string_view::npos;
  if (token.size() <= (is_standard ? 23 : longest_id)) return false;
  const Mixture mixture(token);
  return mixture.IsMixed() || mixture.IsQuiet();
}

}  // namespace

bool HasMediaHead(const Text& text) {
  if (Lower(text.value[0]) == 'd' && IsDataUrl(text.value)) return true;
  for (size_t at = 0; at + 4 <= text.value.size(); ++at) {
    if (!kFirstPairs.Has(text.value[at], text.value[at + 1])) continue;
    if (IsAlnum(text.Before(at))) continue;
    const absl::string_view rest = text.value.substr(at);
    const bool found = std::any_of(std::begin(kHeads), std::end(kHeads),
                                   [rest](const Head& head) { return BeginsFile(rest, head); });
    if (found) return true;
  }
  // The one format whose head begins with anything.
  return BeginsFile(text.value, kMp4);
}

bool IsEncoded(const Text& text) {
  absl::string_view rest = text.value;
  while (!rest.empty()) {
    const absl::string_view token = rest.substr(0, rest.find_first_of(" ,;:\""));
    if (IsEncodedToken(token, text.rule)) return true;
    rest.remove_prefix(std::min(rest.size(), token.size() + 1));
  }
  return false;
}

}  // namespace winnow::content
