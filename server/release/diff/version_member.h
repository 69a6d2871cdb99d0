// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DIFF_VERSION_MEMBER_H_
#define WINNOW_SERVER_RELEASE_DIFF_VERSION_MEMBER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace winnow::release {

// Why a label is another than the one before.
enum class RelabelCause : uint8_t {
  kNone,
  kPolicyChange,
  kAdjudication,
  kCorrection,
};

// One example of a data set version.
struct VersionMember {
  std::string key;           // candidate id with its queue, unique in a version
  std::string label_digest;  // equal if and only if labels are
  // Of this label: why it replaced its predecessor. kNone of a first label.
  RelabelCause cause = RelabelCause::kNone;
  std::string label_policy;  // rubric revision
  uint32_t labels = 1;       // that the label was made of
  std::string split;
  double weight = 1;
  std::string source;
  std::string consent_scope;
  std::string slice;
  double inclusion_probability = 1;
  bool withdrawn = false;  // it may serve no more; carried, and not compared
};

// Yields the members of one version in rising order of their keys, compared as bytes. One reader.
class MemberCursor {
 public:
  virtual ~MemberCursor() = default;

  // Fills `member` with the next one; false, with no promise about `member`, when there are no
  // more. It is not called again then, nor after an error.
  virtual absl::StatusOr<bool> Next(VersionMember& member) = 0;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DIFF_VERSION_MEMBER_H_
