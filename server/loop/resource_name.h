// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Names of resources (api.md): what they are made of, and how they are written.
//
//   queue         := "queues/" id
//   candidate     := queue "/candidates/" id
//   slice         := queue "/slices/" id
//   batch         := queue "/batches/" number          from 1, decimal
//   evaluation    := queue "/evaluations/" number      from 1, decimal
//   policy        := "policies/" id [ "@" number ]     from 1, decimal
//   rubric        := "rubrics/" id [ "@" number ]      from 1, decimal
//   data set      := "datasets/" id
//   version       := data set "/versions/" number      from 1, decimal
//   source        := "sources/" id
//   consent scope := "consentScopes/" id
//   id            := [A-Za-z0-9_.:-]{1,64}
#ifndef WINNOW_SERVER_LOOP_RESOURCE_NAME_H_
#define WINNOW_SERVER_LOOP_RESOURCE_NAME_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/selection/names.h"

namespace winnow::loop {

using selection::IsId;

// What to tell a sender of something that is no id.
inline constexpr absl::string_view kIdRule = "must have 1 to 64 characters out of A-Z a-z 0-9 _.:-";

// A resource inside a queue.
struct QueueMember {
  std::string queue;
  std::string id;
};

struct BatchRef {
  std::string queue;
  uint64_t batch_no = 0;
};

struct EvaluationRef {
  std::string queue;
  uint64_t number = 0;
};

struct PolicyRef {
  std::string policy;
  std::optional<uint32_t> revision;  // none: the newest
};

struct RubricRef {
  std::string rubric;
  std::optional<uint32_t> revision;  // none: the newest
};

struct DatasetVersionRef {
  std::string dataset;
  uint32_t version = 0;
};

// Each gives the ids in a name; FIELD_INVALID, naming `field`, when it is not of the form. The text
// never contains the name.
absl::StatusOr<std::string> ParseQueueName(absl::string_view name, absl::string_view field);
absl::StatusOr<QueueMember> ParseCandidateName(absl::string_view name, absl::string_view field);
absl::StatusOr<QueueMember> ParseSliceName(absl::string_view name, absl::string_view field);
absl::StatusOr<BatchRef> ParseBatchName(absl::string_view name, absl::string_view field);
absl::StatusOr<EvaluationRef> ParseEvaluationName(absl::string_view name, absl::string_view field);
absl::StatusOr<PolicyRef> ParsePolicyName(absl::string_view name, absl::string_view field);
absl::StatusOr<RubricRef> ParseRubricName(absl::string_view name, absl::string_view field);
absl::StatusOr<std::string> ParseDatasetName(absl::string_view name, absl::string_view field);
absl::StatusOr<DatasetVersionRef> ParseDatasetVersionName(absl::string_view name,
                                                          absl::string_view field);
absl::StatusOr<std::string> ParseReleaseName(absl::string_view name, absl::string_view field);
absl::StatusOr<std::string> ParseSourceName(absl::string_view name, absl::string_view field);
absl::StatusOr<std::string> ParseConsentScopeName(absl::string_view name, absl::string_view field);

std::string QueueName(absl::string_view queue);
std::string CandidateName(absl::string_view queue, absl::string_view candidate);
std::string SliceName(absl::string_view queue, absl::string_view slice);
std::string BatchName(absl::string_view queue, uint64_t batch_no);
std::string EvaluationName(absl::string_view queue, uint64_t number);
std::string PolicyName(absl::string_view policy, uint32_t revision);
std::string RubricName(absl::string_view rubric, uint32_t revision);
std::string DatasetVersionName(absl::string_view dataset, uint32_t version);
std::string ReleaseName(absl::string_view release);
std::string VerdictName(absl::string_view release, uint32_t number);
std::string SourceName(absl::string_view source);
std::string ConsentScopeName(absl::string_view scope);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RESOURCE_NAME_H_
