// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A made-up comparison of two releases, in the shape of real ones: half of the utterances are
// transcribed alike, speakers differ, rates have word counts as denominators, and some slices
// regress.
#ifndef WINNOW_TESTS_SERVER_RELEASE_SYNTHETIC_RELEASE_H_
#define WINNOW_TESTS_SERVER_RELEASE_SYNTHETIC_RELEASE_H_

#include <cstdint>
#include <vector>

#include "server/release/frame_totals.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::release {

// An utterance with the label that it would get.
struct Utterance {
  FrameItem item;  // without size measure
  double y = 0;
  double reference_words = 0;
};

// What one speaker said; all in one slice.
using Speaker = std::vector<Utterance>;

// The speakers of one slice, in endless supply: they differ in how often the releases disagree
// about them and in how much worse the candidate is then.
class SpeakerSource {
 public:
  // `worse`: added to the chance that a differing word is an error of the candidate alone.
  SpeakerSource(uint32_t slice, uint64_t seed, double worse = 0);

  // Of 3 to 40 utterances or so.
  Speaker Next();

 private:
  double Uniform();  // in (0, 1)
  double Normal();
  uint64_t Poisson(double mean);
  Utterance Say(double difficulty, double worse);

  uint32_t slice_;
  selection::Dice dice_;
  double alike_;  // share of utterances that both releases transcribe alike
  double worse_;  // chance that a differing word is an error of the candidate alone
  uint64_t speakers_ = 0;
};

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_SYNTHETIC_RELEASE_H_
