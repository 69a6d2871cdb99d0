// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/release_store.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/loop/queue_lookup.h"
#include "server/selection/stable_hash.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/tables.h"
#include "tests/bench/workload.h"

namespace winnow::bench {
namespace {

constexpr uint64_t kMembersPerPage = 1'000;  // as DatasetDraft
constexpr uint64_t kCandidatesPerStep = 1'000;
constexpr int64_t kStoredUntil = 2'051'222'400;  // 2035-01-01, as the Workload
constexpr char kStoredRubric[] = "asr@1";
constexpr uint64_t kStoreSeed = 20270115;

void CheckStored(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

// What becomes of a member in version 2, by its number.
enum class Fate { kStays, kRemoved, kRelabeled, kReweighted };
Fate FateOf(uint64_t i) {
  switch (i % 100) {
    case 11:
      return Fate::kRemoved;
    case 23:
    case 58:
      return Fate::kRelabeled;
    case 76:
      return Fate::kReweighted;
    default:
      return Fate::kStays;
  }
}

std::string LabelDigest(uint64_t i, uint32_t version) {
  std::string digest;
  for (uint64_t part = 0; part < 4; ++part)
    absl::StrAppendFormat(&digest, "%016x", selection::Mix(kStoreSeed + version, i * 4 + part));
  return digest;
}

// Candidate `i` in a version; nullopt where it is not in it.
std::optional<v1::DatasetMember> MemberOf(const Workload& workload, uint64_t i, uint32_t version) {
  const uint64_t members = workload.options().candidates;
  const Fate fate = version == 1 || i >= members ? Fate::kStays : FateOf(i);
  if (fate == Fate::kRemoved || (version == 1 && i >= members)) return std::nullopt;
  constexpr v1::RelabelCause kCauses[] = {v1::RELABEL_CAUSE_POLICY_CHANGE,
                                          v1::RELABEL_CAUSE_ADJUDICATION,
                                          v1::RELABEL_CAUSE_CORRECTION};
  v1::DatasetMember member;
  member.set_candidate_id(Workload::IdOf(i));
  member.set_label_digest(LabelDigest(i, fate == Fate::kRelabeled ? version : 1));
  if (fate == Fate::kRelabeled) member.set_relabel_cause(kCauses[i / 100 % 3]);
  member.set_rubric(kStoredRubric);
  member.set_labels(1);
  member.set_slice(Workload::SliceIdOf(workload.At(i).slice));
  member.set_split(v1::SPLIT_TRAIN);
  member.set_inclusion_probability(fate == Fate::kReweighted ? 0.25 : 0.5);
  member.set_weight(1 / member.inclusion_probability());
  member.set_source("bench");
  member.set_consent_scope("research");
  member.mutable_retain_until()->set_seconds(kStoredUntil);
  member.set_model_release("asr-7");
  member.set_batch(i / kMembersPerPage + 1);
  return member;
}

uint64_t AddedTo(uint64_t members) { return members / 100; }

// By one of the two who label candidate `i`.
v1::Label LabelOf(uint64_t i, uint64_t who) {
  const uint64_t vendor = (i + who) % 4;
  const uint64_t random = selection::Mix(kStoreSeed, 2 * i + who);
  const uint64_t words = 5 + i % 20;
  v1::Label label;
  label.set_candidate_id(Workload::IdOf(i));
  label.set_rubric(kStoredRubric);
  label.set_vendor(absl::StrCat("vendor-", vendor));
  label.set_annotator(absl::StrFormat("%016x", 1 + vendor * 50 + i / 100 % 50));
  auto& values = *label.mutable_values();
  values["usable"].set_flag(true);
  values["words"].set_number(static_cast<double>(words));
  values["word_errors"].set_number(static_cast<double>((i * 7 + random % 2) % 5));
  values["name_words"].set_number(static_cast<double>(i % 3));
  values["name_errors"].set_number(i % 3 == 0 ? 0 : static_cast<double>(random % 2));
  constexpr const char* kSeverities[] = {"none", "minor", "major", "critical"};
  values["severity"].set_category(kSeverities[(i + random % 2) % 4]);
  return label;
}

}  // namespace

VersionChanges ChangesOf(uint64_t members) {
  VersionChanges changes;
  changes.added = AddedTo(members);
  for (uint64_t i = 0; i < members; ++i) {
    const Fate fate = FateOf(i);
    changes.removed += fate == Fate::kRemoved ? 1 : 0;
    changes.relabeled += fate == Fate::kRelabeled ? 1 : 0;
    changes.reweighted += fate == Fate::kReweighted ? 1 : 0;
    changes.unchanged += fate == Fate::kStays ? 1 : 0;
  }
  return changes;
}

ReleaseStore::ReleaseStore(const std::string& data_dir) {
  storage::RocksdbOptions options;
  options.dir = data_dir;
  options.sync = false;  // a power loss ends the bench as well
  options.wait = [this](absl::Duration time) { clock_.WaitFor(time); };
  auto engine = storage::RocksdbEngine::Open(options);
  CheckStored(engine.status());
  engine_ = *std::move(engine);
  shard::ShardsOptions shards_options;
  shards_options.engine = engine_.get();
  shards_options.clock = &clock_;
  shards_options.entropy = &entropy_;
  shards_options.database_id = engine_->database_id();
  auto shards = shard::Shards::Open(std::move(shards_options));
  CheckStored(shards.status());
  shards_ = *std::move(shards);
}

ReleaseStore::~ReleaseStore() { shards_->Stop(); }

uint32_t ReleaseStore::QueueNo(const std::string& queue_id) {
  uint32_t queue_no = 0;
  CheckStored(loop::Peek(shards_->control(), [&](const shard::ShardState& state) {
    const auto queue = loop::FindQueue(state, queue_id);
    if (queue.ok()) queue_no = (*queue)->queue_no();
    return queue.status();
  }));
  return queue_no;
}

void ReleaseStore::Commit(absl::FunctionRef<void(storage::WriteSet&)> write) {
  CheckStored(
      shard::MutateAndWait(shards_->control(), [&](shard::ShardState&, shard::MutationLog& log) {
        shard::Mutation mutation;
        write(mutation.writes);
        mutation.leaf = {.method = "Bench", .object = "bench", .decision = "FILLED"};
        log.Add(std::move(mutation));
        return absl::OkStatus();
      }));
}

void ReleaseStore::AddVersions(const std::string& queue_id, const std::string& dataset_id,
                               uint64_t members) {
  const uint32_t queue_no = QueueNo(queue_id);
  storage::v1::DatasetRecord binding;
  binding.set_queue_id(queue_id);
  const storage::ShardId shard = shards_->control().id();
  Commit([&](storage::WriteSet& set) {
    storage::DatasetTable::Put(shard, dataset_id, binding, &set);
  });
  for (const uint32_t version : {1, 2})
    AddVersion(queue_id, {queue_no, dataset_id, version}, members);
}

void ReleaseStore::AddVersion(const std::string& queue_id, const storage::DatasetVersionId& id,
                              uint64_t members) {
  const storage::ShardId shard = shards_->control().id();
  WorkloadOptions options;
  options.candidates = members;
  options.slices = kReleaseSlices;
  const Workload workload(options);
  storage::v1::DatasetVersionRecord record;
  storage::v1::DatasetPageRecord page;
  const auto write_page = [&] {
    Commit([&](storage::WriteSet& set) {
      storage::DatasetPageTable::Put(shard, {id, record.pages()}, page, &set);
    });
    record.set_pages(record.pages() + 1);
    page.Clear();
  };
  v1::DatasetVersion& version = *record.mutable_version();
  for (uint64_t i = 0; i < members + AddedTo(members); ++i) {
    auto member = MemberOf(workload, i, id.version);
    if (!member.has_value()) continue;
    *page.add_members() = *std::move(member);
    page.add_arrivals(i);
    version.set_members(version.members() + 1);
    if (static_cast<uint64_t>(page.members_size()) == kMembersPerPage) write_page();
  }
  if (page.members_size() > 0) write_page();
  version.set_name(absl::StrCat("datasets/", id.dataset_id, "/versions/", id.version));
  version.set_queue(absl::StrCat("queues/", queue_id));
  version.set_purpose(v1::PURPOSE_TRAINING);
  version.add_rubrics(kStoredRubric);
  version.set_digest(LabelDigest(members, id.version));
  Commit(
      [&](storage::WriteSet& set) { storage::DatasetVersionTable::Put(shard, id, record, &set); });
}

void ReleaseStore::AddLabels(const std::string& queue_id, uint64_t candidates) {
  const uint32_t queue_no = QueueNo(queue_id);
  const storage::ShardId shard = shards_->control().id();
  for (uint64_t first = 0; first < candidates; first += kCandidatesPerStep) {
    const uint64_t end = std::min(first + kCandidatesPerStep, candidates);
    Commit([&](storage::WriteSet& set) {
      for (uint64_t i = 2 * first; i < 2 * end; ++i) {
        storage::v1::LabelRecord record;
        *record.mutable_label() = LabelOf(i / 2, i % 2);
        const storage::LabelId id{queue_no, i / 2, record.label().annotator(), kStoredRubric};
        storage::LabelTable::Put(shard, id, record, &set);
      }
    });
  }
}

}  // namespace winnow::bench
