// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/resource_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/loop/error.h"

namespace winnow::loop {
namespace {

absl::Status WrongForm(absl::string_view field, absl::string_view form) {
  return FieldsInvalid(
      {{std::string(field), absl::StrCat("must be `", form, "`, where an id ", kIdRule)}});
}

// Takes `{collection}/{id}` from the front of `rest`, and the slash after it. The id is not
// checked.
std::optional<absl::string_view> TakeSegment(absl::string_view collection,
                                             absl::string_view* rest) {
  if (!absl::ConsumePrefix(rest, collection) || !absl::ConsumePrefix(rest, "/")) {
    return std::nullopt;
  }
  const absl::string_view id = rest->substr(0, rest->find('/'));
  rest->remove_prefix(id.size());
  absl::ConsumePrefix(rest, "/");
  return id;
}

std::optional<std::string> ParseSingle(absl::string_view collection, absl::string_view name) {
  absl::string_view rest = name;
  const auto id = TakeSegment(collection, &rest);
  // The comparison of lengths refuses whatever follows the id, a lone slash included.
  if (!id.has_value() || !IsId(*id) || name.size() != collection.size() + 1 + id->size()) {
    return std::nullopt;
  }
  return std::string(*id);
}

std::optional<QueueMember> ParseMember(absl::string_view collection, absl::string_view name) {
  absl::string_view rest = name;
  const auto queue = TakeSegment("queues", &rest);
  if (!queue.has_value() || !IsId(*queue)) return std::nullopt;
  std::optional<std::string> id = ParseSingle(collection, rest);
  if (!id.has_value()) return std::nullopt;
  return QueueMember{std::string(*queue), *std::move(id)};
}

// A decimal number from 1, written in the one way in which names are written.
template <typename Number>
std::optional<Number> ParseNumber(absl::string_view text) {
  Number number = 0;
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || text.empty() || text[0] == '0' || !absl::SimpleAtoi(text, &number)) {
    return std::nullopt;
  }
  return number;
}

// `{collection}/{id}` or `{collection}/{id}@{number}`.
template <typename Ref>
std::optional<Ref> ParseRevision(absl::string_view collection, absl::string_view name) {
  const size_t at = name.find('@');
  std::optional<std::string> id = ParseSingle(collection, name.substr(0, at));
  if (!id.has_value()) return std::nullopt;
  if (at == absl::string_view::npos) return Ref{*std::move(id), std::nullopt};
  const auto revision = ParseNumber<uint32_t>(name.substr(at + 1));
  if (!revision.has_value()) return std::nullopt;
  return Ref{*std::move(id), *revision};
}

}  // namespace

absl::StatusOr<std::string> ParseQueueName(absl::string_view name, absl::string_view field) {
  if (auto id = ParseSingle("queues", name)) return *std::move(id);
  return WrongForm(field, "queues/{queue}");
}

absl::StatusOr<QueueMember> ParseCandidateName(absl::string_view name, absl::string_view field) {
  if (auto member = ParseMember("candidates", name)) return *std::move(member);
  return WrongForm(field, "queues/{queue}/candidates/{candidate}");
}

absl::StatusOr<QueueMember> ParseSliceName(absl::string_view name, absl::string_view field) {
  if (auto member = ParseMember("slices", name)) return *std::move(member);
  return WrongForm(field, "queues/{queue}/slices/{slice}");
}

absl::StatusOr<BatchRef> ParseBatchName(absl::string_view name, absl::string_view field) {
  if (auto member = ParseMember("batches", name)) {
    if (const auto number = ParseNumber<uint64_t>(member->id)) {
      return BatchRef{std::move(member->queue), *number};
    }
  }
  return WrongForm(field, "queues/{queue}/batches/{number}");
}

absl::StatusOr<EvaluationRef> ParseEvaluationName(absl::string_view name, absl::string_view field) {
  if (auto member = ParseMember("evaluations", name)) {
    if (const auto number = ParseNumber<uint64_t>(member->id)) {
      return EvaluationRef{std::move(member->queue), *number};
    }
  }
  return WrongForm(field, "queues/{queue}/evaluations/{number}");
}

absl::StatusOr<PolicyRef> ParsePolicyName(absl::string_view name, absl::string_view field) {
  if (auto ref = ParseRevision<PolicyRef>("policies", name)) return *std::move(ref);
  return WrongForm(field, "policies/{policy}@{revision}` or `policies/{policy}");
}

absl::StatusOr<RubricRef> ParseRubricName(absl::string_view name, absl::string_view field) {
  if (auto ref = ParseRevision<RubricRef>("rubrics", name)) return *std::move(ref);
  return WrongForm(field, "rubrics/{rubric}@{revision}` or `rubrics/{rubric}");
}

absl::StatusOr<std::string> ParseDatasetName(absl::string_view name, absl::string_view field) {
  if (auto id = ParseSingle("datasets", name)) return *std::move(id);
  return WrongForm(field, "datasets/{dataset}");
}

absl::StatusOr<DatasetVersionRef> ParseDatasetVersionName(absl::string_view name,
                                                          absl::string_view field) {
  absl::string_view rest = name;
  const auto dataset = TakeSegment("datasets", &rest);
  if (dataset.has_value() && IsId(*dataset) && absl::ConsumePrefix(&rest, "versions/")) {
    if (const auto version = ParseNumber<uint32_t>(rest))
      return DatasetVersionRef{std::string(*dataset), *version};
  }
  return WrongForm(field, "datasets/{dataset}/versions/{number}");
}

absl::StatusOr<std::string> ParseReleaseName(absl::string_view name, absl::string_view field) {
  if (auto id = ParseSingle("releases", name)) return *std::move(id);
  return WrongForm(field, "releases/{release}");
}

absl::StatusOr<std::string> ParseSourceName(absl::string_view name, absl::string_view field) {
  if (auto id = ParseSingle("sources", name)) return *std::move(id);
  return WrongForm(field, "sources/{source}");
}

absl::StatusOr<std::string> ParseConsentScopeName(absl::string_view name, absl::string_view field) {
  if (auto id = ParseSingle("consentScopes", name)) return *std::move(id);
  return WrongForm(field, "consentScopes/{scope}");
}

std::string QueueName(absl::string_view queue) { return absl::StrCat("queues/", queue); }

std::string CandidateName(absl::string_view queue, absl::string_view candidate) {
  return absl::StrCat("queues/", queue, "/candidates/", candidate);
}

std::string SliceName(absl::string_view queue, absl::string_view slice) {
  return absl::StrCat("queues/", queue, "/slices/", slice);
}

std::string BatchName(absl::string_view queue, uint64_t batch_no) {
  return absl::StrCat("queues/", queue, "/batches/", batch_no);
}

std::string EvaluationName(absl::string_view queue, uint64_t number) {
  return absl::StrCat("queues/", queue, "/evaluations/", number);
}

std::string PolicyName(absl::string_view policy, uint32_t revision) {
  return absl::StrCat("policies/", policy, "@", revision);
}

std::string RubricName(absl::string_view rubric, uint32_t revision) {
  return absl::StrCat("rubrics/", rubric, "@", revision);
}

std::string DatasetVersionName(absl::string_view dataset, uint32_t version) {
  return absl::StrCat("datasets/", dataset, "/versions/", version);
}

std::string ReleaseName(absl::string_view release) { return absl::StrCat("releases/", release); }

std::string VerdictName(absl::string_view release, uint32_t number) {
  return absl::StrCat("releases/", release, "/verdicts/", number);
}

std::string SourceName(absl::string_view source) { return absl::StrCat("sources/", source); }

std::string ConsentScopeName(absl::string_view scope) {
  return absl::StrCat("consentScopes/", scope);
}

}  // namespace winnow::loop
