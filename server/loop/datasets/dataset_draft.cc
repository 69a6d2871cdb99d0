// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/dataset_draft.h"

#include <algorithm>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/export_consent.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {
namespace {

constexpr int kMembersPerPage = 1'000;
// Candidates that are looked at under the shard's mutex at once.
constexpr size_t kGroupsPerPortion = 1'000;
constexpr int kMostAttempts = 3;

storage::KeyRange OfQueue(storage::ShardId shard, storage::Table table, uint32_t queue_no) {
  return storage::PrefixRange(storage::KeyBuilder(shard, table).U32(queue_no).Take());
}

}  // namespace

absl::Status DatasetDraft::Run() {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const absl::StatusOr<bool> done = Attempt();
    if (!done.ok()) return done.status();
    if (*done) return absl::OkStatus();
  }
  return VersionConflict(
      "Consent was revoked while the version was made, each time that it was tried. Call again.");
}

absl::StatusOr<bool> DatasetDraft::Attempt() {
  const absl::StatusOr<bool> repeated = Begin();
  if (!repeated.ok() || *repeated) return repeated;
  absl::Status status = draws_.Read(order_.shard, id_.queue_no);
  if (status.ok()) status = ReadLabels();
  if (status.ok()) status = WritePages(true);
  if (!status.ok()) return status;
  return Finish();
}

absl::StatusOr<bool> DatasetDraft::Begin() {
  pages_ = 0;
  members_ = 0;
  page_.Clear();
  groups_.clear();
  left_out_.clear();
  splits_.clear();
  rubrics_.clear();
  digest_ = digest::Sha256Stream();
  std::string made;
  const auto begin = [&](shard::ShardState& state, shard::MutationLog&) -> absl::Status {
    const auto queue = FindQueue(state, order_.queue_id);
    if (!queue.ok()) return queue.status();
    const auto replay = FindReplay(state, order_.call);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) made = (*replay)->resource();
    const auto newest = (*queue)->datasets.find(order_.dataset_id);
    id_ = {(*queue)->queue_no(), order_.dataset_id,
           newest == (*queue)->datasets.end() ? 1 : newest->second + 1};
    const selection::CompiledPolicy* const policy = (*queue)->frame.policy();
    required_ = policy == nullptr ? 1 : policy->required_labels;
    revocations_ = state.registry->revocations.last();
    return absl::OkStatus();
  };
  // What was said before is durable, and so read, when this returns.
  const auto position = shard::MutateForPosition(order_.shard, begin, shard::Priority::kOrdinary);
  if (!position.ok()) return position.status();
  position_ = *position;
  if (made.empty()) return false;
  if (absl::Status status = ReadVersion(made); !status.ok()) return status;
  return true;
}

absl::Status DatasetDraft::ReadVersion(const std::string& name) {
  const auto ref = ParseDatasetVersionName(name, "name");
  if (!ref.ok()) return ref.status();
  auto record = storage::DatasetVersionTable::Get(order_.shard.engine(), order_.shard.id(),
                                                  {id_.queue_no, ref->dataset, ref->version});
  if (!record.ok()) return record.status();
  if (!record->has_value())
    return absl::DataLossError("a version of a data set is missing; restore the newest backup");
  version_ = std::move(*(*record)->mutable_version());
  return absl::OkStatus();
}

absl::Status DatasetDraft::ReadLabels() {
  const storage::ShardId shard = order_.shard.id();
  absl::Status status = storage::LabelTable::ScanRange(
      order_.shard.engine(), shard, OfQueue(shard, storage::Table::kLabel, id_.queue_no),
      [&](const storage::LabelId& id, storage::v1::LabelRecord& record) {
        const auto no = static_cast<shard::CandidateNo>(id.arrival);
        if (groups_.empty() || groups_.back().first != no) {
          if (groups_.size() == kGroupsPerPortion) {
            if (absl::Status taken = TakePortion(); !taken.ok()) return taken;
          }
          groups_.emplace_back(no, std::vector<storage::v1::LabelRecord>());
        }
        groups_.back().second.push_back(std::move(record));
        return absl::OkStatus();
      });
  return status.ok() ? TakePortion() : status;
}

// After the labels: those that are there disagree only if their adjudication is there too, unless
// they have been given up since.
absl::StatusOr<DatasetDraft::Adjudications> DatasetDraft::ReadAdjudications() const {
  Adjudications adjudications;
  if (groups_.empty()) return adjudications;
  const storage::ShardId shard = order_.shard.id();
  const auto key = [&](uint64_t arrival) {
    return storage::AdjudicationTable::Key(shard, {id_.queue_no, arrival});
  };
  absl::Status status = storage::AdjudicationTable::ScanRange(
      order_.shard.engine(), shard,
      {key(groups_.front().first), key(uint64_t{groups_.back().first} + 1)},
      [&](const storage::QueueRowId& id, storage::v1::AdjudicationRecord& record) {
        adjudications[id.number] = std::move(record);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return adjudications;
}

absl::Status DatasetDraft::TakePortion() {
  if (stopping_) return Draining();
  const auto adjudications = ReadAdjudications();
  if (!adjudications.ok()) return adjudications.status();
  absl::Status status = Peek(order_.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, order_.queue_id);
    if (!queue.ok()) return queue.status();
    PurposeCheck check({**queue, *state.registry, state.now.latest_us()}, order_.request.purpose());
    for (const Group& group : groups_) {
      // Nobody's training or examination: it watches those who label.
      if ((*queue)->candidates.row(group.first).control) continue;
      if (!check.Allows(group.first) || (*queue)->candidates.row(group.first).retired) {
        LeaveOut(v1::LEFT_OUT_REASON_NOT_ALLOWED);
      } else {
        TakeGroup(**queue, group, *adjudications);
      }
    }
    return absl::OkStatus();
  });
  groups_.clear();
  return status.ok() ? WritePages(false) : status;
}

void DatasetDraft::TakeGroup(const shard::QueueState& queue, const Group& group,
                             const Adjudications& adjudications) {
  const shard::CandidateNo no = group.first;
  const shard::CandidateRow& row = queue.candidates.row(no);
  const auto split = static_cast<v1::Split>(row.split);
  if (!Wants(split)) return LeaveOut(v1::LEFT_OUT_REASON_SPLIT);
  if (queue.disputed.contains(no)) return LeaveOut(v1::LEFT_OUT_REASON_DISPUTED);
  // Given up since they were read, and with them what was decided.
  if (queue.labels.Count(no) < group.second.size())
    return LeaveOut(v1::LEFT_OUT_REASON_LABELS_MISSING);
  const auto adjudication = adjudications.find(no);
  SettledLabel settled =
      Settle(group.second, required_,
             adjudication == adjudications.end() ? nullptr : &adjudication->second);
  if (settled.left_out != v1::LEFT_OUT_REASON_UNSPECIFIED) return LeaveOut(settled.left_out);
  const auto& names = queue.candidates.dictionaries();
  v1::DatasetMember& member = *page_.add_members();
  member.set_candidate_id(std::string(queue.candidates.id(no)));
  member.set_label_digest(std::move(settled.digest));
  member.set_relabel_cause(settled.cause);
  member.set_rubric(std::move(settled.rubric));
  member.set_labels(settled.labels);
  member.set_slice(names.slices.Text(row.slice));
  member.set_split(split);
  member.set_weight(draws_.WeightOf(no));
  member.set_inclusion_probability(draws_.ProbabilityOf(no));
  member.set_source(names.sources.Text(row.source));
  member.set_consent_scope(names.consent_scopes.Text(row.consent_scope));
  *member.mutable_retain_until() = TimestampFromMicros(row.retain_until_us);
  member.set_model_release(names.model_releases.Text(row.model_release));
  member.set_batch(settled.batch_no);
  page_.add_arrivals(no);
  digest_.Update(PayloadHash(member).view());
  ++members_;
  ++splits_[split];
  rubrics_.insert(member.rubric());
}

bool DatasetDraft::Wants(v1::Split split) const {
  const v1::Split refused =
      order_.request.purpose() == v1::PURPOSE_TRAINING ? v1::SPLIT_TEST : v1::SPLIT_TRAIN;
  const auto& splits = order_.request.splits();
  return split != refused && split != v1::SPLIT_UNSPECIFIED &&
         (splits.empty() || std::count(splits.begin(), splits.end(), split) > 0);
}

absl::Status DatasetDraft::WritePages(bool last) {
  while (page_.members_size() >= kMembersPerPage || (last && page_.members_size() > 0)) {
    const int size = std::min(page_.members_size(), kMembersPerPage);
    storage::v1::DatasetPageRecord page;
    for (int i = 0; i < size; ++i) {
      *page.add_members() = std::move(*page_.mutable_members(i));
      page.add_arrivals(page_.arrivals(i));
    }
    page_.mutable_members()->DeleteSubrange(0, size);
    page_.mutable_arrivals()->erase(page_.arrivals().begin(), page_.arrivals().begin() + size);
    const auto write = [&](shard::ShardState& state, shard::MutationLog& log) {
      shard::Mutation mutation;
      storage::DatasetPageTable::Put(state.shard, {id_, pages_}, page, &mutation.writes);
      mutation.leaf = {.principal = order_.call.key.principal,
                       .method = order_.call.key.method,
                       .object = DatasetVersionName(id_.dataset_id, id_.version),
                       .decision = "PAGE"};
      log.Add(std::move(mutation));
      return absl::OkStatus();
    };
    absl::Status status = shard::MutateAndWait(order_.shard, write, shard::Priority::kOrdinary);
    if (!status.ok()) return status;
    ++pages_;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<storage::DatasetPageId>> DatasetDraft::PagesBeyond() const {
  std::vector<storage::DatasetPageId> pages;
  const storage::ShardId shard = order_.shard.id();
  storage::DatasetVersionId next = id_;
  ++next.version;
  const storage::KeyRange range{storage::DatasetPageTable::Key(shard, {id_, pages_}),
                                storage::DatasetPageTable::Key(shard, {next, 0})};
  absl::Status status = storage::DatasetPageTable::ScanRange(
      order_.shard.engine(), shard, range, [&](const storage::DatasetPageId& id, auto&) {
        pages.push_back(id);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return pages;
}

void DatasetDraft::Describe(const shard::ShardState& state, const digest::Digest& digest) {
  version_.set_name(DatasetVersionName(id_.dataset_id, id_.version));
  version_.set_queue(QueueName(order_.queue_id));
  version_.set_purpose(order_.request.purpose());
  version_.set_members(members_);
  for (const auto& [split, members] : splits_) {
    v1::SplitCount& count = *version_.add_splits();
    count.set_split(split);
    count.set_members(members);
  }
  for (const auto& [reason, candidates] : left_out_) {
    v1::LeftOutCount& count = *version_.add_left_out();
    count.set_reason(reason);
    count.set_candidates(candidates);
  }
  *version_.mutable_rubrics() = {rubrics_.begin(), rubrics_.end()};
  version_.set_digest(digest.ToHex());
  *version_.mutable_create_time() = ToTimestamp(state.now.wall);
}

absl::StatusOr<bool> DatasetDraft::Finish() {
  const auto beyond = PagesBeyond();
  if (!beyond.ok()) return beyond.status();
  const digest::Digest digest = digest_.Finish();
  bool made = false;
  const auto finish = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, order_.queue_id);
    if (!queue.ok()) return queue.status();
    if (state.registry->revocations.last() != revocations_) return absl::OkStatus();
    Describe(state, digest);
    storage::v1::DatasetVersionRecord record;
    *record.mutable_version() = version_;
    record.set_pages(pages_);
    shard::Mutation mutation;
    storage::DatasetVersionTable::Put(state.shard, id_, record, &mutation.writes);
    for (const storage::DatasetPageId& page : *beyond)
      storage::DatasetPageTable::Delete(state.shard, page, &mutation.writes);
    storage::v1::RequestRecord remembered;
    remembered.set_resource(version_.name());
    RememberCall(order_.call, std::move(remembered), state, mutation.writes);
    mutation.leaf = {.principal = order_.call.key.principal,
                     .method = order_.call.key.method,
                     .object = version_.name(),
                     .decision = "CREATED",
                     .policy = (*queue)->policy_name(),
                     .payload = RequestPayload(order_.call)};
    v1::DatasetCreated& created = *mutation.leaf.payload.mutable_dataset_created();
    created.set_version(version_.name());
    created.set_members(members_);
    created.set_digest(std::string(digest.view()));
    log.Add(std::move(mutation));
    (*queue)->datasets[id_.dataset_id] = id_.version;
    made = true;
    return absl::OkStatus();
  };
  const auto position = shard::MutateForPosition(order_.shard, finish, shard::Priority::kOrdinary);
  if (!position.ok()) return position.status();
  position_ = *position;
  return made;
}

}  // namespace winnow::loop
