// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/shard/state_digest.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow::shard::testing {
namespace {

std::string Bytes(const google::protobuf::MessageLite& message) {
  return absl::BytesToHexString(message.SerializeAsString());
}

std::string SignalsOf(const QueueState& queue, CandidateNo no) {
  google::protobuf::RepeatedPtrField<v1::Signal> signals;
  queue.signals.Write(no, &signals);
  std::vector<std::string> texts;
  for (const v1::Signal& signal : signals) texts.push_back(signal.ShortDebugString());
  std::sort(texts.begin(), texts.end());
  return absl::StrJoin(texts, "; ");
}

std::string AttributesOf(const QueueState& queue, CandidateNo no) {
  google::protobuf::Map<std::string, std::string> attributes;
  queue.candidates.attributes().Write(no, &attributes);
  std::vector<std::string> texts;
  for (const auto& [key, value] : attributes) texts.push_back(absl::StrCat(key, "=", value));
  std::sort(texts.begin(), texts.end());
  return absl::StrJoin(texts, ",");
}

std::string MetadataOf(const QueueState& queue, CandidateNo no) {
  const CandidateRow& row = queue.candidates.row(no);
  const auto& names = queue.candidates.dictionaries();
  return absl::StrJoin(
      {absl::StrCat(queue.candidates.id(no)), absl::StrCat(row.id_hash),
       absl::StrCat(row.fingerprint), absl::StrCat(row.ingest_us),
       absl::StrCat(row.retain_until_us), names.slices.Text(row.slice),
       names.sources.Text(row.source), names.consent_scopes.Text(row.consent_scope),
       names.rubrics.Text(row.rubric), names.model_releases.Text(row.model_release),
       row.dup_group == 0 ? "-" : names.dup_groups.Text(row.dup_group - 1),
       absl::StrCat(row.stage, row.split, row.quarantine, row.sensitive)},
      " ");
}

std::string StandingOf(QueueState& queue, CandidateNo no) {
  const CandidateRow& row = queue.candidates.row(no);
  const Standing& standing = queue.frame.standings().at(no);
  const selection::CellIndex* index = queue.frame.index();
  std::string indexed = "out";
  if (index != nullptr && index->Contains(no)) {
    const selection::Member& member = index->At(no);
    indexed = absl::StrCat("score ", member.score, " in ",
                           queue.candidates.dictionaries().slices.Text(member.slice));
  }
  return absl::StrCat("batch ", row.lease == 0 ? 0 : queue.leases.at(row.lease - 1).batch_no,
                      " last ", row.last_batch, " attempts ", row.attempts, " dead ",
                      row.dead_lettered, " excluded ", standing.exclusion, " retired ", row.retired,
                      " removed ", row.removed, " subject ", row.subject, " labels ",
                      queue.labels.Count(no), " labeled ", standing.labeled, " members ",
                      queue.frame.GroupMembers(no), " ", indexed);
}

void DigestSlices(QueueState& queue, const std::string& name, std::set<std::string>* out) {
  const Interner& slices = queue.candidates.dictionaries().slices;
  for (uint32_t no = 0; no < slices.size(); ++no) {
    const SliceState& slice = queue.slices.Get(no);
    const SliceTally& tally = queue.frame.standings().slice(no);
    const std::string counts = absl::StrJoin(tally.counts, ",");
    const std::string indexed =
        absl::StrCat(queue.frame.index() == nullptr ? 0 : queue.frame.index()->Cells(no).count());
    // A slice that lost its last candidate is only remembered by the process.
    if (!slice.configured && counts == absl::StrJoin(ExclusionCounts{}, ",")) continue;
    out->insert(absl::StrCat(name, " slice ", slices.Text(no), " ", Bytes(slice.record), " ",
                             counts, " labeled ", tally.labeled, " indexed ", indexed));
  }
}

void DigestQueue(QueueState& queue, std::set<std::string>* out) {
  const std::string name = queue.record.queue_id();
  out->insert(absl::StrCat(name, " ", Bytes(queue.record), " batches ", queue.last_batch,
                           " manifest ", queue.last_manifest.ToHex(), Bytes(queue.last_header),
                           " chunk ", queue.next_chunk, " backlog ", queue.backlog_bytes, " open ",
                           queue.leases.open_batches(), "/", queue.leases.open_items(), " oldest ",
                           queue.frame.OldestAvailable().value_or(-1)));
  for (CandidateNo no = 0; no < queue.candidates.size(); ++no) {
    const std::string row = absl::StrCat(name, " candidate ", no, " ");
    out->insert(absl::StrCat(row, MetadataOf(queue, no), " ", AttributesOf(queue, no)));
    out->insert(absl::StrCat(row, "signals ", SignalsOf(queue, no)));
    out->insert(absl::StrCat(row, StandingOf(queue, no)));
  }
  for (BatchNo batch_no = 1; batch_no <= queue.last_batch; ++batch_no) {
    if (const OpenBatch* batch = queue.leases.Find(batch_no)) {
      out->insert(absl::StrCat(name, " batch ", batch_no, " ", Bytes(batch->record), " open ",
                               batch->open_items, " of ",
                               queue.leases.open_items_of(batch->record.labeler())));
    }
  }
  if (const OpenEvaluation* open = queue.evaluations.open()) {
    out->insert(absl::StrCat(name, " evaluation ", open->number, " ", Bytes(open->record),
                             " chain ", queue.evaluations.last_digest()));
    for (size_t i = 0; i < open->sample.size(); ++i) {
      out->insert(absl::StrCat(name, " sample ", i, " ", open->sample[i].no, " ",
                               Bytes(open->sample[i].drawn)));
    }
  }
  for (CandidateNo no = 0; no < queue.candidates.size(); ++no) {
    const auto relabel = queue.relabels.find(no);
    if (relabel != queue.relabels.end())
      out->insert(absl::StrCat(name, " relabel ", no, " ", relabel->second));
  }
  for (const auto& [no, entry] : queue.controls.entries()) {
    std::vector<std::string> annotators = entry.annotators;
    std::sort(annotators.begin(), annotators.end());
    out->insert(absl::StrCat(name, " control ", no, queue.candidates.row(no).control, " ",
                             entry.item.ShortDebugString(), " labels of ", entry.batch_no, ": ",
                             absl::StrJoin(annotators, ",")));
  }
  for (const auto& [no, number] : queue.disputed.numbers())
    out->insert(absl::StrCat(name, " disputed ", no));
  for (const auto& [writer, offset] : queue.writer_offsets)
    out->insert(absl::StrCat(name, " writer ", writer.first, " ", writer.second, " ", offset));
  DigestSlices(queue, name, out);
}

}  // namespace

std::set<std::string> StateDigest(ShardState& state, const std::vector<RequestKey>& requests) {
  std::set<std::string> out;
  out.insert(absl::StrCat("seq ", state.seq, " queues ", state.last_queue_no, " key ",
                          absl::BytesToHexString(state.database_key)));
  for (const auto& [id, shard] : state.directory)
    out.insert(absl::StrCat("directory ", id, " ", shard));
  for (const auto& [id, record] : state.registry->sources)
    out.insert(absl::StrCat("source ", id, " ", Bytes(record)));
  for (const auto& [id, record] : state.registry->consent_scopes)
    out.insert(absl::StrCat("scope ", id, " ", Bytes(record)));
  for (const auto& [id, record] : state.registry->policies)
    out.insert(absl::StrCat("policy ", id.first, id.second, " ", Bytes(record)));
  for (const auto& [key, record] : state.registry->erasures)
    out.insert(absl::StrCat("erasure ", key, " ", Bytes(record)));
  for (const RequestKey& key : requests) {
    const storage::v1::RequestRecord* record = state.requests.Find(key);
    out.insert(absl::StrCat("request ", key.principal, key.method, key.request_id, " ",
                            record == nullptr ? "unknown" : Bytes(*record)));
  }
  for (const auto& [id, queue] : state.queues) {
    // What time has taken out by now, it has taken out in both lives.
    queue->frame.Advance(state.now.wall_us());
    DigestQueue(*queue, &out);
  }
  return out;
}

}  // namespace winnow::shard::testing
