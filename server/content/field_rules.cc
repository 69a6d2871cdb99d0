// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The fields that are not names. A field that the table does not list is one.
#include <algorithm>
#include <iterator>

#include "server/content/message_check.h"

namespace winnow::content {
namespace {

struct Exception {
  absl::string_view field;  // full name, or the last part where it means the same everywhere
  FieldRule rule;
};

constexpr Exception kExceptions[] = {
    // Words of operators.
    {"winnow.v1.Queue.description", FieldRule::kDescription},
    {"winnow.v1.Source.description", FieldRule::kDescription},
    {"winnow.v1.ConsentScope.description", FieldRule::kDescription},
    {"winnow.v1.Criterion.description", FieldRule::kDescription},
    {"winnow.v1.Waiver.reason", FieldRule::kDescription},
    // Of leases: three numbers with dashes, compared with what the server gave out and never
    // stored.
    // Page tokens and etags are ids and counts, as names are.
    {"token", FieldRule::kServerMade},
};

// Rows are refused by their index; and a map is read by its own type several times faster.
constexpr absl::string_view kLookedAtByTheirReaders[] = {
    "winnow.v1.BatchUpsertCandidatesRequest.candidates", "winnow.v1.CandidateChunk.candidates",
    "winnow.v1.BatchPushSignalsRequest.rows", "winnow.v1.SignalChunk.rows",
    "winnow.v1.Candidate.attributes"};

}  // namespace

FieldRule RuleOf(const google::protobuf::FieldDescriptor& field) {
  const auto* found = std::find_if(
      std::begin(kExceptions), std::end(kExceptions), [&field](const Exception& known) {
        return field.full_name() == known.field || field.name() == known.field;
      });
  return found == std::end(kExceptions) ? FieldRule::kName : found->rule;
}

bool IsLookedAtByItsReader(const google::protobuf::FieldDescriptor& field) {
  return std::find(std::begin(kLookedAtByTheirReaders), std::end(kLookedAtByTheirReaders),
                   absl::string_view(field.full_name())) != std::end(kLookedAtByTheirReaders);
}

}  // namespace winnow::content
