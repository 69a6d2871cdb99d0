// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/error.h"

namespace winnow::client {
namespace {

constexpr size_t kLongestId = 64;

absl::Status NotAName(absl::string_view what, absl::string_view form) {
  return UsageError(absl::StrCat("not a ", what, ": give an id, [A-Za-z0-9_.:-]{1,64}, or ", form));
}

// A resource at the top: an id or "{collection}/{id}".
absl::StatusOr<std::string> TopName(absl::string_view text, absl::string_view what,
                                    absl::string_view collection) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() == 1 && IsId(parts[0])) return absl::StrCat(collection, "/", text);
  if (parts.size() == 2 && parts[0] == collection && IsId(parts[1])) return std::string(text);
  return NotAName(what, absl::StrCat(collection, "/{", what, "}"));
}

// What a member of a queue is called.
struct Member {
  absl::string_view what;
  absl::string_view collection;
};

absl::StatusOr<std::string> MemberName(absl::string_view queue, absl::string_view text,
                                       const Member& member) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() == 4 && parts[0] == "queues" && IsId(parts[1]) &&
      parts[2] == member.collection && IsId(parts[3])) {
    if (!queue.empty() && IdOf(queue) != parts[1]) {
      return UsageError(
          absl::StrCat("the ", member.what, " belongs to another queue than --queue"));
    }
    return std::string(text);
  }
  if (parts.size() != 1 || !IsId(parts[0])) {
    return NotAName(member.what,
                    absl::StrCat("queues/{queue}/", member.collection, "/{", member.what, "}"));
  }
  if (queue.empty()) {
    return UsageError(absl::StrCat("the id of a ", member.what,
                                   " needs its queue: add --queue, or give the full name"));
  }
  absl::StatusOr<std::string> parent = QueueName(queue);
  if (!parent.ok()) return parent;
  return absl::StrCat(*parent, "/", member.collection, "/", text);
}

// A name at the top with a revision, or without: then the newest.
absl::StatusOr<std::string> RevisionName(absl::string_view text, absl::string_view what,
                                         absl::string_view collection) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('@', 1));
  absl::StatusOr<std::string> name = TopName(parts[0], what, collection);
  if (!name.ok() || parts.size() == 1) return name;
  uint64_t revision = 0;
  if (!absl::SimpleAtoi(parts[1], &revision) || revision == 0) {
    return UsageError(absl::StrCat("the revision of a ", what, " is a number from 1, as in asr@1"));
  }
  return absl::StrCat(*name, "@", revision);
}

}  // namespace

bool IsId(absl::string_view text) {
  if (text.empty() || text.size() > kLongestId) return false;
  for (const char c : text) {
    const bool is_sign = c == '_' || c == '.' || c == ':' || c == '-';
    if (!is_sign && !absl::ascii_isalnum(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

absl::StatusOr<std::string> QueueName(absl::string_view text) {
  return TopName(text, "queue", "queues");
}

absl::StatusOr<std::string> SourceName(absl::string_view text) {
  return TopName(text, "source", "sources");
}

absl::StatusOr<std::string> ConsentScopeName(absl::string_view text) {
  return TopName(text, "consent scope", "consentScopes");
}

absl::StatusOr<std::string> PolicyName(absl::string_view text) {
  return RevisionName(text, "policy", "policies");
}

absl::StatusOr<std::string> RubricName(absl::string_view text) {
  return RevisionName(text, "rubric", "rubrics");
}

absl::StatusOr<std::string> ReleaseName(absl::string_view text) {
  return TopName(text, "release", "releases");
}

absl::StatusOr<std::string> DatasetName(absl::string_view text) {
  return TopName(text, "data set", "datasets");
}

absl::StatusOr<std::string> DatasetVersionName(absl::string_view text) {
  std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() == 4 && parts[0] == "datasets" && parts[2] == "versions")
    parts = {parts[1], parts[3]};
  uint64_t number = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &number) || number == 0) {
    return UsageError("a version of a data set is its name, a slash and a number from 1: train/3");
  }
  absl::StatusOr<std::string> dataset = DatasetName(parts[0]);
  if (!dataset.ok()) return dataset;
  return absl::StrCat(*dataset, "/versions/", number);
}

absl::StatusOr<std::string> CandidateName(absl::string_view queue, absl::string_view text) {
  return MemberName(queue, text, {"candidate", "candidates"});
}

absl::StatusOr<std::string> SliceName(absl::string_view queue, absl::string_view text) {
  return MemberName(queue, text, {"slice", "slices"});
}

absl::StatusOr<std::string> BatchName(absl::string_view queue, absl::string_view text) {
  return MemberName(queue, text, {"batch", "batches"});
}

absl::StatusOr<std::string> EvaluationName(absl::string_view queue, absl::string_view text) {
  return MemberName(queue, text, {"evaluation", "evaluations"});
}

std::string IdOf(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

}  // namespace winnow::client
