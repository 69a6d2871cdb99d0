// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_columns.h"

#include <algorithm>
#include <cstring>

#include "absl/hash/hash.h"
#include "server/digest/sha256.h"

namespace winnow::shard {
namespace {

int64_t ToMicros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

}  // namespace

uint8_t QuarantineBits(const v1::Candidate& candidate) {
  uint8_t bits = 0;
  const auto missing = [&bits](bool is_missing, v1::QuarantineReason reason) {
    if (is_missing) bits |= static_cast<uint8_t>(1u << (reason - 1));
  };
  missing(candidate.source().empty(), v1::QUARANTINE_REASON_SOURCE_MISSING);
  missing(candidate.consent_scope().empty(), v1::QUARANTINE_REASON_CONSENT_SCOPE_MISSING);
  missing(!candidate.has_retain_until(), v1::QUARANTINE_REASON_RETENTION_MISSING);
  missing(candidate.rubric().empty(), v1::QUARANTINE_REASON_RUBRIC_MISSING);
  missing(candidate.split() == v1::SPLIT_UNSPECIFIED && candidate.split_group().empty(),
          v1::QUARANTINE_REASON_SPLIT_MISSING);
  missing(candidate.model_release().empty(), v1::QUARANTINE_REASON_MODEL_RELEASE_MISSING);
  missing(candidate.slice().empty(), v1::QUARANTINE_REASON_SLICE_MISSING);
  return bits;
}

uint64_t Fingerprint(const v1::Candidate& candidate) {
  // The order of a map is not fixed: the sum of the entries' hashes is.
  uint64_t attributes = 0;
  for (const auto& [key, value] : candidate.attributes()) attributes += absl::HashOf(key, value);
  return absl::HashOf(candidate.source(), candidate.consent_scope(), candidate.rubric(),
                      candidate.slice(), candidate.split_group(), candidate.model_release(),
                      candidate.subject(), candidate.dup_group(), candidate.has_retain_until(),
                      candidate.retain_until().seconds(), candidate.retain_until().nanos(),
                      candidate.stage(), candidate.split(), candidate.sensitive(), attributes);
}

uint64_t SubjectKey(const digest::Digest& subject_digest) {
  uint64_t key = 0;
  std::memcpy(&key, subject_digest.bytes.data(), sizeof(key));
  return std::max<uint64_t>(key, 1);
}

CandidateMarks MarksOf(const v1::Candidate& candidate) {
  return {Fingerprint(candidate),
          candidate.subject().empty() ? 0 : SubjectKey(digest::Sha256(candidate.subject()))};
}

void CandidateColumns::SetAttributes(
    const google::protobuf::RepeatedPtrField<v1::AttributeSpec>& attributes) {
  attributes_.Declare(attributes, rows_.size());
}

std::optional<CandidateNo> CandidateColumns::Find(absl::string_view id, uint64_t id_hash) const {
  const auto it = by_id_.find(IdLookup{id_hash, id});
  if (it == by_id_.end()) return std::nullopt;
  return *it;
}

CandidateNo CandidateColumns::Add(const v1::Candidate& candidate, uint64_t id_hash,
                                  int64_t ingest_us, const std::optional<CandidateMarks>& marks) {
  const auto no = static_cast<CandidateNo>(rows_.size());
  CandidateRow& row = rows_.Append();
  row.id_hash = id_hash;
  row.id_size = candidate.candidate_id().size();
  row.id_offset = ids_.Add(candidate.candidate_id());
  row.ingest_us = ingest_us;
  Describe(no, candidate, marks);
  by_id_.insert(no);
  return no;
}

void CandidateColumns::Replace(CandidateNo no, const v1::Candidate& candidate,
                               const std::optional<CandidateMarks>& marks) {
  Describe(no, candidate, marks);
}

absl::string_view CandidateColumns::id(CandidateNo no) const {
  return ids_.At(rows_[no].id_offset, rows_[no].id_size);
}

void CandidateColumns::Describe(CandidateNo no, const v1::Candidate& candidate,
                                const std::optional<CandidateMarks>& marks) {
  CandidateRow& row = rows_[no];
  const CandidateMarks known = marks.has_value() ? *marks : MarksOf(candidate);
  row.fingerprint = known.fingerprint;
  row.subject = known.subject;
  row.retain_until_us = candidate.has_retain_until() ? ToMicros(candidate.retain_until()) : 0;
  row.slice = dictionaries_.slices.Intern(candidate.slice());
  row.source = dictionaries_.sources.Intern(candidate.source());
  row.consent_scope = dictionaries_.consent_scopes.Intern(candidate.consent_scope());
  row.rubric = dictionaries_.rubrics.Intern(candidate.rubric());
  row.model_release = dictionaries_.model_releases.Intern(candidate.model_release());
  row.dup_group = candidate.dup_group().empty()
                      ? 0
                      : dictionaries_.dup_groups.Intern(candidate.dup_group()) + 1;
  row.stage = static_cast<uint8_t>(candidate.stage());
  row.split = static_cast<uint8_t>(candidate.split());
  row.quarantine = QuarantineBits(candidate);
  row.sensitive = candidate.sensitive();
  attributes_.Set(no, candidate.attributes());
}

}  // namespace winnow::shard
