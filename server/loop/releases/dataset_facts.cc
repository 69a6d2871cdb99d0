// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/dataset_facts.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/datasets/dataset_lines.h"
#include "server/loop/datasets/version_cursor.h"
#include "server/loop/datasets/version_place.h"
#include "server/loop/export_consent.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/release/diff/version_diff.h"

namespace winnow::loop {
namespace {

class DatasetReader {
 public:
  DatasetReader(VersionPlace place, const SampleKeys& keys, release::GateFacts& facts)
      : place_(std::move(place)),
        name_(place_.record.version().name()),
        keys_(keys),
        facts_(facts) {}

  absl::Status ReadMembers() {
    for (uint32_t number = 0; number < place_.record.pages(); ++number) {
      const auto page = place_.ReadPage(number);
      if (!page.ok()) return page.status();
      absl::Status status = CheckUse(*page);
      if (status.ok()) status = CheckKeys(*page);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckUse(const storage::v1::DatasetPageRecord& page) {
    return Peek(*place_.shard, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, place_.queue_id);
      if (!queue.ok()) return queue.status();
      PurposeCheck check({**queue, *state.registry, state.now.latest_us()},
                         place_.record.version().purpose());
      for (int i = 0; i < page.members_size(); ++i) {
        const v1::DatasetMember& member = page.members(i);
        Note(check.ProblemOf(static_cast<shard::CandidateNo>(page.arrivals(i))), member);
        if (!state.registry->sources.contains(member.source()))
          facts_.unknown_source[name_].Add(member.candidate_id());
      }
      return absl::OkStatus();
    });
  }

  void Note(UseProblem problem, const v1::DatasetMember& member) {
    switch (problem) {
      case UseProblem::kNone:
        return;
      case UseProblem::kScopeDisallows:
        return facts_.missing_consent[name_].Add(member.candidate_id());
      case UseProblem::kRevoked:
        return facts_.consent_revoked[name_].Add(member.candidate_id());
      case UseProblem::kRetention:
        return facts_.retention_expired[name_].Add(member.candidate_id());
    }
  }

  absl::Status CheckKeys(const storage::v1::DatasetPageRecord& page) {
    const std::vector<shard::CandidateNo> numbers(page.arrivals().begin(), page.arrivals().end());
    const auto candidates = ReadCandidates(*place_.shard, place_.id.queue_no, numbers);
    if (!candidates.ok()) return candidates.status();
    for (const v1::Candidate& candidate : *candidates) {
      if (keys_.Contaminates(candidate)) {
        facts_.contaminated[name_].Add(candidate.candidate_id());
      } else if (keys_.Leaks(candidate)) {
        facts_.leaked[name_].Add(candidate.candidate_id());
      }
    }
    return absl::OkStatus();
  }

  const VersionPlace place_;
  const std::string name_;
  const SampleKeys& keys_;
  release::GateFacts& facts_;
};

// The version that the baseline was trained on: of the same data set, or else of the same queue
// under another name; empty where there is none.
std::string BeforeOf(const v1::Release& release, const DatasetVersionRef& ref,
                     const std::map<std::string, std::string>& queues) {
  std::string of_queue;
  for (const std::string& name : release.baseline_datasets()) {
    const auto before = ParseDatasetVersionName(name, "baseline_datasets");
    if (!before.ok()) continue;
    if (before->dataset == ref.dataset) return name;
    const auto queue = queues.find(before->dataset);
    const auto own = queues.find(ref.dataset);
    if (queue != queues.end() && own != queues.end() && queue->second == own->second)
      of_queue = name;
  }
  if (ref.version > 1) return DatasetVersionName(ref.dataset, ref.version - 1);
  return of_queue;
}

void Count(const release::MemberChange& change, v1::RelabelCount& counts) {
  if (change.kind == release::ChangeKind::kAdded) counts.set_added(counts.added() + 1);
  if (change.kind == release::ChangeKind::kRemoved) counts.set_removed(counts.removed() + 1);
  if (change.kind != release::ChangeKind::kRelabelled) return;
  switch (change.Cause()) {
    case release::RelabelCause::kNone:
      return counts.set_unexplained(counts.unexplained() + 1);
    case release::RelabelCause::kPolicyChange:
      return counts.set_by_policy(counts.by_policy() + 1);
    case release::RelabelCause::kAdjudication:
      return counts.set_by_adjudication(counts.by_adjudication() + 1);
    case release::RelabelCause::kCorrection:
      return counts.set_by_correction(counts.by_correction() + 1);
  }
}

absl::Status CountRelabels(VersionPlace before, VersionPlace after, v1::RelabelCount& counts,
                           release::Concern& unexplained) {
  counts.set_before(before.record.version().name());
  VersionCursor old_members(std::move(before));
  VersionCursor new_members(std::move(after));
  const auto report = [&](const release::MemberChange& change) {
    Count(change, counts);
    if (change.IsUnexplainedRelabel()) unexplained.Add(CandidateOfKey(change.Member().key));
    return absl::OkStatus();
  };
  return release::CompareVersions(old_members, new_members, release::SummaryLimits(), report)
      .status();
}

}  // namespace

absl::Status CollectDatasetFacts(shard::Shards& shards, const SampleKeys& keys,
                                 release::GateFacts& facts) {
  // Who created the release could read its data sets; who evaluates it need not.
  const Caller caller{.principal = "", .grants = access::Grants::OfServer()};
  const auto registry = shards.registry().Get();
  for (const std::string& name : facts.release.datasets()) {
    const auto ref = ParseDatasetVersionName(name, "datasets");
    if (!ref.ok()) return ref.status();
    auto place = FindVersion(shards, caller, name, "datasets");
    if (!place.ok()) return place.status();
    v1::RelabelCount& counts = facts.relabels.emplace_back();
    counts.set_dataset(name);
    counts.set_members(place->record.version().members());
    counts.set_digest(place->record.version().digest());
    absl::Status status = DatasetReader(*place, keys, facts).ReadMembers();
    if (!status.ok()) return status;
    const std::string before_name = BeforeOf(facts.release, *ref, registry->datasets);
    if (before_name.empty()) continue;
    auto before = FindVersion(shards, caller, before_name, "baseline_datasets");
    if (!before.ok()) return before.status();
    release::Concern unexplained;
    status = CountRelabels(*std::move(before), *std::move(place), counts, unexplained);
    if (!status.ok()) return status;
    if (unexplained.count > 0) facts.unexplained_relabel[name] = std::move(unexplained);
  }
  return absl::OkStatus();
}

}  // namespace winnow::loop
