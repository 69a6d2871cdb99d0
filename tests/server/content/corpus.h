// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Made-up texts: such as nobody may send, and such as pipelines send every day. All of them follow
// from a seed, and no person, card or account of them exists but by chance.
#ifndef WINNOW_TESTS_SERVER_CONTENT_CORPUS_H_
#define WINNOW_TESTS_SERVER_CONTENT_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "server/content/detector.h"

namespace winnow::content {

struct Sample {
  std::string kind;
  std::string text;
  FieldRule rule = FieldRule::kName;
};

using Dice = std::mt19937_64;

// A number from 0, below `bound`.
inline size_t Below(Dice& dice, size_t bound) { return static_cast<size_t>(dice() % bound); }
// `size` characters out of `alphabet`.
std::string Draw(Dice& dice, const std::string& alphabet, size_t size);
std::string Digits(Dice& dice, size_t size);
// The digit that makes `digits` pass Luhn.
char LuhnDigit(const std::string& digits);
std::string Base64(const std::string& bytes, bool for_urls);
std::string Hex(const std::string& bytes);

// At least 5,000 that are to be refused, of every kind.
std::vector<Sample> Positives(uint64_t seed);
// At least 50,000 that are to pass.
std::vector<Sample> Negatives(uint64_t seed);

}  // namespace winnow::content

#endif  // WINNOW_TESTS_SERVER_CONTENT_CORPUS_H_
