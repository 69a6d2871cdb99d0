// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/consent.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/digest/sha256.h"
#include "server/loop/candidate_validation.h"
#include "server/loop/consent_census.h"
#include "server/loop/error.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/withdraw_revoked.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/sweep_revocations.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

constexpr absl::string_view kMethod = "RevokeConsent";
constexpr absl::string_view kPrefix = "revocations/";
// Calls whose census waits for another one's.
constexpr size_t kMostWaiting = 64;

}  // namespace

// One call of RevokeConsent.
class RevokeCall : public std::enable_shared_from_this<RevokeCall> {
 public:
  using Answer = Done<v1::RevokeConsentResponse>;

  RevokeCall(Consent& consent, CallId id, ConsentTarget target, const digest::Digest& subject)
      : consent_(consent),
        environment_(consent.environment_),
        id_(std::move(id)),
        target_(std::move(target)),
        subject_(subject) {}

  void Start(Answer done) {
    done_ = std::move(done);
    environment_.shards.control().Mutate(
        [this](shard::ShardState& state, shard::MutationLog& log) { return Commit(state, log); },
        [self = shared_from_this()](absl::StatusOr<shard::Position> position) {
          if (!position.ok()) return self->done_(position.status());
          *self->response_.mutable_position() = ToProto(*position);
          self->Follow();
        },
        shard::Priority::kEssential);
  }

 private:
  // In the control shard: from its commit on the revocation holds.
  absl::Status Commit(shard::ShardState& state, shard::MutationLog& log) {
    const auto replay = FindReplay(state, id_);
    if (!replay.ok()) return replay.status();
    const shard::Revocations& revocations = state.pending_registry->revocations;
    number_ = target_.subject != 0 ? revocations.OfSubject(target_.subject)
                                   : revocations.OfScope(target_.scope);
    if (*replay != nullptr) {
      counts_.assign((*replay)->counts().begin(), (*replay)->counts().end());
      remembered_ = true;
    } else if (number_ == 0) {
      if (target_.subject == 0 && !state.pending_registry->consent_scopes.contains(target_.scope)) {
        return FieldsInvalid({{"consent_scope",
                               "is not registered, and allows nothing as it is; ListConsentScopes "
                               "names those that are"}});
      }
      Store(state, log);
      remembered_ = true;
    }
    registry_ = state.pending_registry;
    return absl::OkStatus();
  }

  void Store(shard::ShardState& state, shard::MutationLog& log) {
    number_ = state.pending_registry->revocations.last() + 1;
    storage::v1::RevocationRecord record;
    record.set_number(number_);
    // An erasure has nothing to remove from it: a digest is all that is kept of a subject.
    if (target_.subject != 0) record.set_subject(subject_.ToHex());
    record.set_consent_scope(target_.scope);
    *record.mutable_time() = ToTimestamp(state.now.wall);
    shard::Mutation mutation;
    storage::RevocationTable::Put(state.shard, number_, record, &mutation.writes);
    storage::v1::RequestRecord remembered;
    remembered.set_resource(absl::StrCat(kPrefix, number_));
    RememberCall(id_, std::move(remembered), state, mutation.writes);
    mutation.leaf = Leaf("REVOKED");
    log.Add(std::move(mutation));
    ChangeRegistry(state, [&](shard::RegistrySnapshot& next) { next.revocations.Add(record); });
    // Here at once: nothing that is logged after it may use what it revokes.
    shard::FollowRegistry(state, state.pending_registry);
  }

  // A subject stays out of the log.
  shard::LeafDraft Leaf(std::string decision) const {
    return {.principal = id_.key.principal,
            .method = id_.key.method,
            .object = target_.scope.empty() ? absl::StrCat(kPrefix, number_)
                                            : ConsentScopeName(target_.scope),
            .decision = std::move(decision),
            .payload = Payload()};
  }

  v1::AuditPayload Payload() const {
    v1::AuditPayload payload;
    v1::ConsentRevoked& revoked = *payload.mutable_revoked();
    if (target_.subject != 0) revoked.set_subject_digest(std::string(subject_.view()));
    revoked.set_consent_scope(target_.scope);
    return payload;
  }

  // In every shard: nothing of it can be used any more.
  void Follow() {
    environment_.shards.Follow(registry_, [self = shared_from_this()](absl::Status followed) {
      if (!followed.ok()) return self->done_(std::move(followed));
      if (self->consent_.Run([self] { self->Finish(); })) return;
      self->done_(Overloaded(absl::Seconds(10),
                             "Consent is revoked, but too many calls wait for their answer. Call "
                             "again with the same request id."));
    });
  }

  // On the thread for long work: takes it out of frames and open batches, and finds what it
  // touches.
  void Finish() {
    for (size_t i = 0; i < environment_.shards.size(); ++i) {
      shard::Shard& shard = environment_.shards.at(i);
      absl::Status status = shard::SweepRevocations(shard, environment_.clock);
      if (status.ok()) status = WithdrawRevoked(shard);
      if (!status.ok()) return done_(std::move(status));
    }
    auto census = TakeCensus(environment_.shards, target_, consent_.stop_);
    if (!census.ok()) return done_(census.status());
    Fill(*census);
    if (!remembered_ || !counts_.empty()) return Reply();
    for (size_t i = 0; i < environment_.shards.size(); ++i) {
      if (absl::Status status = LogFollowed(i, *census); !status.ok())
        return done_(std::move(status));
    }
    Complete();
  }

  void Fill(const ConsentCensus& census) {
    uint64_t withdrawn = 0;
    for (size_t i = 0; i < environment_.shards.size(); ++i) {
      Peek(environment_.shards.at(i), [&](const shard::ShardState& state) {
        const auto it = state.withdrawn_items.find(number_);
        if (it != state.withdrawn_items.end()) withdrawn += it->second;
        return absl::OkStatus();
      }).IgnoreError();
    }
    response_.set_candidates(census.candidates);
    response_.set_withdrawn_items(withdrawn);
    response_.set_batch_count(census.batch_count);
    for (const std::string& batch : census.batches) response_.add_batches(batch);
    for (const std::string& evaluation : census.evaluations) response_.add_evaluations(evaluation);
    for (const std::string& version : census.dataset_versions)
      response_.add_dataset_versions(version);
    for (const std::string& release : census.releases) response_.add_releases(release);
  }

  // The log of each shard says since when at the latest it knows, and whom it concerns there.
  absl::Status LogFollowed(size_t shard, const ConsentCensus& census) {
    return shard::MutateAndWait(
        environment_.shards.at(shard), [&](shard::ShardState&, shard::MutationLog& log) {
          shard::Mutation mutation;
          mutation.leaf = Leaf("FOLLOWED");
          for (const ConcernedCandidates& some : census.concerned) {
            if (some.shard != shard) continue;
            v1::QueueCandidates& told = *mutation.leaf.payload.mutable_revoked()->add_candidates();
            told.set_queue(some.queue);
            *told.mutable_candidate_ids() = {some.ids.begin(), some.ids.end()};
          }
          log.Add(std::move(mutation));
          return absl::OkStatus();
        });
  }

  // So that a later call with the same request id is answered with the same numbers.
  void Complete() {
    environment_.shards.control().Mutate(
        [this](shard::ShardState& state, shard::MutationLog& log) {
          // Another call of the same may have been faster.
          const auto replay = FindReplay(state, id_);
          if (replay.ok() && *replay != nullptr)
            counts_.assign((*replay)->counts().begin(), (*replay)->counts().end());
          if (!counts_.empty()) return absl::OkStatus();
          counts_ = {response_.candidates(), response_.withdrawn_items(), response_.batch_count()};
          shard::Mutation mutation;
          RememberCounts(id_, counts_, state, mutation.writes);
          mutation.leaf = Leaf("ANSWERED");
          log.Add(std::move(mutation));
          return absl::OkStatus();
        },
        [self = shared_from_this()](absl::StatusOr<shard::Position> position) {
          if (!position.ok()) return self->done_(position.status());
          self->Reply();
        },
        shard::Priority::kEssential);
  }

  void Reply() {
    if (counts_.size() == 3) {
      response_.set_candidates(counts_[0]);
      response_.set_withdrawn_items(counts_[1]);
      response_.set_batch_count(counts_[2]);
    }
    done_(std::move(response_));
  }

  Consent& consent_;
  Environment& environment_;
  const CallId id_;
  const ConsentTarget target_;
  const digest::Digest subject_;  // of a subject alone
  Answer done_;
  uint64_t number_ = 0;           // of the revocation
  bool remembered_ = false;       // the request id stands for the revocation
  std::vector<uint64_t> counts_;  // of the answer, once they were remembered
  std::shared_ptr<const shard::RegistrySnapshot> registry_;
  v1::RevokeConsentResponse response_;
};

Consent::~Consent() {
  stop_ = true;
  std::unique_ptr<ops::WorkerPool> thread;
  {
    ops::MutexLock lock(mutex_);
    thread = std::move(thread_);
  }
  // Its end waits for the tasks.
}

bool Consent::Run(absl::AnyInvocable<void()> task) {
  ops::MutexLock lock(mutex_);
  if (stop_) return false;
  if (thread_ == nullptr) {
    thread_ = std::make_unique<ops::WorkerPool>(
        ops::WorkerPool::Options{.threads = 1, .queue_tasks = kMostWaiting});
  }
  return thread_->TrySubmit(std::move(task));
}

void Consent::RevokeConsent(const Caller& caller, const v1::RevokeConsentRequest& request,
                            Done<v1::RevokeConsentResponse> done) {
  ConsentTarget target;
  digest::Digest subject;
  if (request.target_case() == v1::RevokeConsentRequest::kSubject) {
    if (!IsKeyedHash(request.subject()))
      return done(FieldsInvalid({{"subject", std::string(kKeyedHashRule)}}));
    subject = digest::Sha256(request.subject());
    target.subject = shard::SubjectKey(subject);
  } else {
    auto scope = ParseConsentScopeName(request.consent_scope(), "consent_scope");
    if (!scope.ok()) return done(scope.status());
    target.scope = *std::move(scope);
  }
  auto id = IdentifyCall(caller, kMethod, request);
  if (!id.ok()) return done(id.status());
  std::make_shared<RevokeCall>(*this, *std::move(id), std::move(target), subject)
      ->Start(std::move(done));
}

}  // namespace winnow::loop
