// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Real releases: files with the errors of both systems on every utterance, so that the true change
// of each slice is known. The files are not part of the repository.
#ifndef WINNOW_TESTS_SERVER_RELEASE_REAL_RELEASE_H_
#define WINNOW_TESTS_SERVER_RELEASE_REAL_RELEASE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/server/release/synthetic_release.h"

namespace winnow::release {

// Which columns of which file are a comparison of two releases.
struct RealRelease {
  std::string name;
  std::string file;
  std::string incumbent;
  std::string candidate;
  std::vector<std::string> slice;
  std::string incumbent_words = "n_p2";  // empty: 1, for a rate per task
  // Systems whose distances to both releases are there.
  std::vector<std::string> committee = {};
  std::string reference_words = "n_p2";  // empty: 1
  std::string cluster = "speaker_key";
  // Columns of errors are named prefix + system + suffix.
  std::string errors_prefix = "e_";
  std::string errors_suffix = "";
  std::string disagreement = "u_committee";  // of a committee, whatever the pair
  double largest_label = std::numeric_limits<double>::infinity();
  uint64_t least_rows = 40;  // of a slice; smaller ones are left out
};

// For the test's own messages.
inline void PrintTo(const RealRelease& release, std::ostream* out) { *out << release.name; }

// Utterances that both systems have.
struct RealPool {
  std::vector<Utterance> utterances;
  std::vector<std::string> slices;  // names, such as "afrispeech200/zulu", by number
};

RealRelease EarningsGoogleAmazon();
RealRelease AccentsTo(const std::string& candidate);  // from whisper_md
RealRelease AgentGoogleMulti();                       // voice-agent tasks, binary labels

// Beside the sources, or where WINNOW_SHARED_DATA says.
std::string RealReleaseFolder();

// None if the file is not in the folder.
std::optional<RealPool> LoadRelease(const RealRelease& release);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_REAL_RELEASE_H_
