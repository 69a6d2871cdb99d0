// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/version_digests.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/string_view.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

std::string DigestOf(const ReleaseFile& file, absl::string_view version) {
  if (file.verdict) {
    for (const v1::RelabelCount& count : file.verdict->relabels()) {
      if (count.dataset() == version && IsSha256(count.digest())) return count.digest();
    }
  }
  for (const v1::LineageStep& step : file.lineage) {
    if (step.kind() == v1::LINEAGE_KIND_DATASET && step.name() == version &&
        IsSha256(step.digest())) {
      return step.digest();
    }
  }
  return "";
}

void AddVersion(const ReleaseFile& file, const std::string& name,
                std::vector<VersionDigest>& versions) {
  const bool is_there = std::any_of(versions.begin(), versions.end(),
                                    [&](const VersionDigest& v) { return v.name == name; });
  if (!name.empty() && !is_there) versions.push_back({name, DigestOf(file, name)});
}

}  // namespace

std::vector<VersionDigest> CandidateVersions(const ReleaseFile& file) {
  std::vector<VersionDigest> versions;
  for (const std::string& name : file.release.datasets()) AddVersion(file, name, versions);
  return versions;
}

std::vector<VersionDigest> BaselineVersions(const ReleaseFile& file) {
  std::vector<VersionDigest> versions = CandidateVersions(file);
  const auto candidates = static_cast<std::ptrdiff_t>(versions.size());
  for (const std::string& name : file.release.baseline_datasets()) AddVersion(file, name, versions);
  if (file.verdict) {
    for (const v1::RelabelCount& count : file.verdict->relabels()) {
      AddVersion(file, count.before(), versions);
    }
  }
  versions.erase(versions.begin(), versions.begin() + candidates);
  return versions;
}

}  // namespace winnow::release
