// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/verification/decision_replay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/digest/sha256.h"
#include "server/verification/place.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::verification {
namespace {

// A commit may come this much later than the decision that it stores.
constexpr absl::Duration kCommitLag = absl::Minutes(1);

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string CandidateKey(const std::string& queue, const std::string& candidate) {
  return absl::StrCat(queue, "/", candidate);
}

}  // namespace

absl::Status DecisionReplay::Take(const storage::v1::LeafRecord& leaf,
                                  const v1::AuditPayload& payload) {
  const std::string place = absl::StrCat("leaf ", leaf.seq());
  const absl::Time time = ToTime(leaf.time());
  if (payload.has_registered_scope()) {
    const std::string id(absl::StripPrefix(payload.registered_scope().name(), "consentScopes/"));
    if (!facts_.scopes.emplace(id, payload.registered_scope()).second)
      return At(place, "it registers a scope that was registered before");
  }
  if (payload.has_policy_created())
    facts_.policies[payload.policy_created().policy()] = payload.policy_created();
  if (payload.has_policy_approved())
    facts_.approvals[payload.policy_approved().policy()].push_back(payload.policy_approved());
  if (payload.has_policy_activated()) {
    absl::Status status = CheckActivation(place, payload.policy_activated());
    if (!status.ok()) return status;
  }
  if (payload.has_labels()) {
    absl::Status status = TakeLabels(place, payload.labels(), time);
    if (!status.ok()) return status;
  }
  // What is withdrawn ends before it is gone.
  for (const v1::LeaseChanged& change : payload.leases()) {
    if (absl::Status status = TakeLease(place, change, time); !status.ok()) return status;
  }
  if (payload.has_revoked()) TakeRevocation(payload.revoked());
  if (payload.has_removed()) TakeRemoval(payload.removed());
  return absl::OkStatus();
}

absl::Status DecisionReplay::CheckManifest(const std::string& place,
                                           const v1::BatchGranted& granted,
                                           const ExportedManifest& manifest) const {
  digest::Sha256Stream stream;
  stream.Update(manifest.header);
  for (const auto* parts : {&manifest.items, &manifest.overflows}) {
    for (const ExportedItem& part : *parts) stream.Update(part.hash);
  }
  if (stream.Finish().view() != granted.manifest_digest())
    return At(place, "its manifest is not what the leaf commits to");
  for (const auto* parts : {&manifest.items, &manifest.overflows}) {
    for (size_t i = 0; i < parts->size(); ++i) {
      const ExportedItem& part = (*parts)[i];
      if (part.erased() || digest::Sha256({part.salt, part.item}).view() == part.hash) continue;
      const char* const what = parts == &manifest.items ? ", item " : ", overflow ";
      return At(absl::StrCat(place, what, i), "it is not what its hash commits to");
    }
  }
  return absl::OkStatus();
}

absl::Status DecisionReplay::TakeManifest(uint64_t seq, const v1::BatchGranted& granted,
                                          const ExportedManifest& manifest) {
  const std::string place = absl::StrCat("leaf ", seq, ", batch ", granted.batch());
  if (absl::Status status = CheckManifest(place, granted, manifest); !status.ok()) return status;
  v1::Manifest header;
  if (!header.ParseFromString(manifest.header) || header.batch() != granted.batch())
    return At(place, "its manifest is of another batch");
  LeasedBatch batch;
  batch.queue = QueueOfBatch(granted.batch());
  batch.purpose = header.purpose();
  for (size_t i = 0; i < manifest.items.size(); ++i) {
    const ExportedItem& exported = manifest.items[i];
    const std::string item_place = absl::StrCat(place, ", item ", i);
    ++counts_.items;
    if (exported.erased()) {
      ++counts_.erased_items;
      missing_items_.emplace(exported.hash, item_place);
      batch.items.emplace_back();
      continue;
    }
    auto leased = TakeItem(item_place, header, exported.item, ToTime(granted.expire_time()));
    if (!leased.ok()) return leased.status();
    batch.items.push_back(*std::move(leased));
  }
  ++counts_.batches;
  return leases_.Grant(place, granted.batch(), std::move(batch));
}

absl::StatusOr<LeasedItem> DecisionReplay::TakeItem(const std::string& place,
                                                    const v1::Manifest& header,
                                                    const std::string& bytes, absl::Time end) {
  v1::ManifestItem item;
  if (!item.ParseFromString(bytes)) return At(place, "its bytes are no item");
  absl::Status status =
      CheckScope(place, item.consent_scope(), header.purpose(), ToTime(header.create_time()));
  LeasedItem leased{CandidateKey(QueueOfBatch(header.batch()), item.candidate_id()),
                    item.consent_scope(), ToTime(item.retain_until())};
  if (status.ok()) status = CheckUse(place, leased, end);
  if (!status.ok()) return status;
  return leased;
}

absl::Status DecisionReplay::CheckUse(const std::string& place, const LeasedItem& item,
                                      absl::Time time) const {
  if (item.candidate.empty()) return absl::OkStatus();
  if (gone_.contains(item.candidate))
    return At(place, "its consent was revoked or its candidate removed before");
  if (revoked_scopes_.contains(item.scope)) return At(place, "its scope was revoked before");
  if (item.retain_until < time - kCommitLag) return At(place, "its retention ends before");
  return absl::OkStatus();
}

absl::Status DecisionReplay::CheckScope(const std::string& place, const std::string& scope,
                                        v1::Purpose purpose, absl::Time time) {
  const ControlFacts& facts = control_ != nullptr ? *control_ : facts_;
  const auto known = facts.scopes.find(scope);
  if (known == facts.scopes.end()) {
    if (!facts.scopes.empty() && !partial_)
      return At(place, "its consent scope was never registered");
    ++counts_.unchecked;
    return absl::OkStatus();
  }
  const v1::ConsentScope& registered = known->second;
  const auto& purposes = registered.purposes();
  if (std::find(purposes.begin(), purposes.end(), purpose) == purposes.end())
    return At(place, "its consent scope does not allow the purpose of the batch");
  if (registered.has_expire_time() && ToTime(registered.expire_time()) <= time)
    return At(place, "its consent scope had expired");
  return absl::OkStatus();
}

absl::Status DecisionReplay::TakeLease(const std::string& place, const v1::LeaseChanged& change,
                                       absl::Time time) {
  const auto batch = leases_.Find(place, change.batch());
  if (!batch.ok()) return batch.status();
  if (*batch == nullptr) return absl::OkStatus();
  if (absl::Status status = leases_.End(place, change, **batch); !status.ok()) return status;
  if (!change.has_expire_time()) return absl::OkStatus();
  for (const LeasedItem& item : (*batch)->items) {
    if (!item.open || item.candidate.empty()) continue;
    absl::Status status = CheckUse(place, item, ToTime(change.expire_time()));
    if (status.ok()) status = CheckScope(place, item.scope, (*batch)->purpose, time - kCommitLag);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status DecisionReplay::TakeLabels(const std::string& place, const v1::LabelsStored& labels,
                                        absl::Time time) {
  const auto batch = leases_.Find(place, labels.batch());
  if (!batch.ok()) return batch.status();
  counts_.labels += static_cast<uint64_t>(labels.candidate_ids_size());
  if (*batch == nullptr) return absl::OkStatus();
  for (const std::string& id : labels.candidate_ids()) {
    const std::string candidate = CandidateKey((*batch)->queue, id);
    const auto item =
        std::find_if((*batch)->items.begin(), (*batch)->items.end(),
                     [&](const LeasedItem& leased) { return leased.candidate == candidate; });
    if (gone_.contains(candidate)) return At(place, "it labels what was revoked or removed before");
    // The item may be erased in the meantime.
    if (item == (*batch)->items.end()) continue;
    absl::Status status = CheckUse(place, *item, time);
    if (status.ok()) status = CheckScope(place, item->scope, (*batch)->purpose, time - kCommitLag);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

void DecisionReplay::TakeRevocation(const v1::ConsentRevoked& revoked) {
  ++counts_.revocations;
  if (!revoked.consent_scope().empty()) revoked_scopes_.insert(revoked.consent_scope());
  for (const v1::QueueCandidates& some : revoked.candidates()) {
    for (const std::string& id : some.candidate_ids()) gone_.insert(CandidateKey(some.queue(), id));
  }
}

void DecisionReplay::TakeRemoval(const v1::CandidatesRemoved& removed) {
  for (const v1::QueueCandidates& some : removed.candidates()) {
    counts_.removed += static_cast<uint64_t>(some.candidate_ids_size());
    for (const std::string& id : some.candidate_ids()) gone_.insert(CandidateKey(some.queue(), id));
  }
  for (const std::string& hash : removed.item_hashes()) missing_items_.erase(hash);
}

absl::Status DecisionReplay::CheckActivation(const std::string& place,
                                             const v1::PolicyActivated& activated) {
  const ControlFacts& facts = control_ != nullptr ? *control_ : facts_;
  const auto created = facts.policies.find(activated.policy());
  if (created != facts.policies.end() &&
      created->second.content_hash() != activated.content_hash()) {
    return At(place, "it activates other rules than were created under the name");
  }
  if (activated.approvals_required() == 0) return absl::OkStatus();
  const auto approvals = facts.approvals.find(activated.policy());
  if (approvals == facts.approvals.end() &&
      (partial_ || (control_ == nullptr && facts.scopes.empty()))) {
    ++counts_.unchecked;
    return absl::OkStatus();
  }
  std::set<int> roles;
  std::set<std::string> people;
  if (approvals != facts.approvals.end()) {
    for (const v1::PolicyApproved& approval : approvals->second) {
      if (approval.content_hash() != activated.content_hash()) continue;
      roles.insert(approval.role());
      people.insert(approval.approver());
    }
  }
  if (std::min(roles.size(), people.size()) < activated.approvals_required())
    return At(place, "it activates a policy that not all of its owners had approved");
  return absl::OkStatus();
}

absl::Status DecisionReplay::Finish() const {
  if (missing_items_.empty()) return absl::OkStatus();
  std::string first;
  for (const auto& [hash, place] : missing_items_) {
    if (first.empty() || place < first) first = place;
  }
  return At(first, "it is missing, and no leaf says that it was erased");
}

}  // namespace winnow::verification
