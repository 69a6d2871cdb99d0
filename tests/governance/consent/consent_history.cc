// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/governance/consent/consent_history.h"

#include <stdexcept>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace winnow::testing {
namespace {

using loop::Loop;

constexpr int64_t kMinuteUs = 60'000'000;
constexpr int64_t kHourUs = 60 * kMinuteUs;

void SetTime(int64_t us, google::protobuf::Timestamp* time) {
  time->set_seconds(us / 1'000'000);
  time->set_nanos(static_cast<int32_t>(us % 1'000'000) * 1000);
}

// The ids of the candidates in the lines of a file.
std::vector<std::string> CandidatesIn(const std::string& text) {
  constexpr absl::string_view kKey = "\"candidate_id\":\"";
  std::vector<std::string> ids;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const size_t at = line.find(kKey);
    if (at == absl::string_view::npos || absl::StrContains(line, "\"withdrawn\"")) continue;
    const absl::string_view rest = line.substr(at + kKey.size());
    ids.emplace_back(rest.substr(0, rest.find('"')));
  }
  return ids;
}

}  // namespace

std::string ConsentHistory::Subject(uint32_t i) const {
  // A keyed hash that no other history has.
  std::string hash = std::to_string(i) + "f";
  for (const char c : name_) hash += (c >= '0' && c <= '9') ? c : 'a';
  while (hash.size() < 16) hash += '0';
  return hash;
}

ConsentOracle::Use ConsentHistory::ActiveUse(int64_t needs_us) const {
  return {active_.purpose, needs_us, accepted_};
}

void ConsentHistory::Play() {
  world_.trace.clear();
  Begin();
  for (uint32_t steps = 12 + Below(18); steps > 0; --steps) {
    Step();
    ++world_.tally().commands;
  }
  ++world_.tally().histories;
}

void ConsentHistory::Begin() {
  active_ = world_.policies()[Below(static_cast<uint32_t>(world_.policies().size()))];
  v1::CreateQueueRequest request;
  request.mutable_queue()->set_name("queues/" + name_);
  request.set_policy(active_.name);
  const auto created = world_.bed().Call(&Loop::queues, &loop::Queues::CreateQueue, request);
  if (!created.ok()) throw std::runtime_error(created.status().ToString());
  Trace(active_.name);
  Register();
  Upsert();
}

void ConsentHistory::Step() {
  const uint32_t choice = Below(20);
  if (choice < 11) return StepOnItems();
  if (choice < 15) return StepOnConsent();
  if (choice < 18) return LetTimePass();
  if (choice == 18) return Activate();
  if (!OneIn(30)) return Evaluate();
  Trace("restart");
  world_.Restart();
}

void ConsentHistory::StepOnItems() {
  switch (Below(12)) {
    case 0:
    case 1:
    case 2:
      return Request();
    case 3:
    case 4:
      return Renew();
    case 5:
    case 6:
    case 7:
      return Submit();
    case 8:
      return GiveBack();
    case 9:
      return ExportBatch();
    case 10:
      return ExportFrame();
    default:
      return Requeue();
  }
}

void ConsentHistory::StepOnConsent() {
  const uint32_t choice = Below(8);
  if (choice < 2) return Register();
  if (choice < 5) return Upsert();
  Revoke();
}

void ConsentHistory::Register() {
  const std::string scope = Scope(Below(kScopes));
  ConsentOracle::Scope facts;
  if (!OneIn(4)) facts.purposes.insert(active_.purpose);
  if (OneIn(2) || facts.purposes.empty())
    facts.purposes.insert(OneIn(2) ? v1::PURPOSE_TRAINING : v1::PURPOSE_EVALUATION);
  const int64_t now_us = absl::ToUnixMicros(world_.bed().clock().WallNow());
  if (OneIn(3)) facts.expire_us = now_us + (1 + Below(300)) * 10 * kMinuteUs;
  v1::RegisterConsentScopeRequest request;
  request.mutable_consent_scope()->set_name("consentScopes/" + scope);
  for (const v1::Purpose purpose : facts.purposes)
    request.mutable_consent_scope()->add_purposes(purpose);
  if (facts.expire_us.has_value())
    SetTime(*facts.expire_us, request.mutable_consent_scope()->mutable_expire_time());
  const auto registered =
      world_.bed().Call(&Loop::registries, &loop::Registries::RegisterConsentScope, request);
  if (!registered.ok()) return;  // it exists with another content
  Trace("register " + scope);
  world_.oracle().Register(scope, std::move(facts));
}

void ConsentHistory::Upsert() {
  v1::BatchUpsertCandidatesRequest request;
  request.set_queue("queues/" + name_);
  const int64_t now_us = absl::ToUnixMicros(world_.bed().clock().WallNow());
  const uint32_t first = Below(kCandidates);
  for (uint32_t i = first; i < std::min(kCandidates, first + 1 + Below(3)); ++i) {
    ConsentOracle::Candidate facts;
    facts.scope = Scope(OneIn(2) ? 0 : Below(kScopes));
    if (!OneIn(3)) facts.subject = Subject(Below(kSubjects));
    facts.retain_until_us = now_us + (OneIn(3) ? 3 : 1000) * kHourUs + Below(60) * kMinuteUs;
    facts.retain_until_us -= facts.retain_until_us % 1000;
    v1::Candidate& candidate = *request.add_candidates();
    candidate = loop::testing::LoopBed::Complete(Candidate(i));
    candidate.set_consent_scope(facts.scope);
    candidate.set_subject(facts.subject);
    candidate.set_split(active_.purpose == v1::PURPOSE_TRAINING ? v1::SPLIT_TRAIN : v1::SPLIT_TEST);
    if (OneIn(4)) candidate.set_dup_group("g");
    SetTime(facts.retain_until_us, candidate.mutable_retain_until());
    Trace("put c" + std::to_string(i) + " of " + facts.scope);
    world_.oracle().Put(Candidate(i), std::move(facts));
  }
  const auto response =
      world_.bed().Call(&Loop::ingest, &loop::Ingest::BatchUpsertCandidates, request);
  if (!response.ok() || response->result().row_errors_size() > 0)
    throw std::runtime_error("candidates are refused");
}

void ConsentHistory::Request() {
  v1::RequestBatchRequest request;
  request.set_queue("queues/" + name_);
  request.set_labeler("team");
  request.set_max_items(1 + Below(kCandidates));
  request.mutable_lease()->set_seconds(600 * (1 + Below(12)));
  const auto batch = world_.bed().Call(&Loop::dispatch, &loop::Dispatch::RequestBatch, request);
  if (!batch.ok()) throw std::runtime_error(batch.status().ToString());
  Trace("request " + std::to_string(batch->items_size()));
  for (const v1::BatchItem& item : batch->items())
    world_.Use("selected", item.candidate_id(), ActiveUse(active_.needs_us));
  if (batch->items_size() > 0) held_.push_back({*batch, active_.purpose});
}

void ConsentHistory::Renew() {
  if (held_.empty()) return Request();
  const Held& held = held_[Below(static_cast<uint32_t>(held_.size()))];
  v1::RenewLeaseRequest request;
  request.set_batch(held.batch.batch());
  request.set_token(held.batch.lease().token());
  const auto renewed = world_.bed().Call(&Loop::dispatch, &loop::Dispatch::RenewLease, request);
  if (!renewed.ok()) return;
  Trace("renew " + held.batch.batch());
  for (const v1::BatchItem& item : held.batch.items()) {
    v1::GetCandidateRequest get;
    get.set_name("queues/" + name_ + "/candidates/" + item.candidate_id());
    const auto status = world_.bed().Call(&Loop::candidates, &loop::Candidates::GetCandidate, get);
    if (!status.ok() || status->candidate().batch() != held.batch.batch()) continue;
    world_.Use("renewed", item.candidate_id(), ActiveUse(0));
    world_.Use("renewed", item.candidate_id(), {held.purpose});
  }
}

void ConsentHistory::Submit() {
  if (held_.empty()) return Request();
  const Held& held = held_[Below(static_cast<uint32_t>(held_.size()))];
  v1::SubmitLabelsRequest request;
  request.set_batch(held.batch.batch());
  request.set_token(held.batch.lease().token());
  for (const v1::BatchItem& item : held.batch.items()) {
    if (OneIn(3)) continue;
    v1::Label& label = *request.add_labels();
    label.set_candidate_id(item.candidate_id());
    label.set_rubric("asr@1");
    label.set_annotator("00000000000000a" + std::to_string(Below(3)));
    (*label.mutable_values())["word_errors"].set_number(1);
  }
  if (request.labels().empty()) return;
  const auto response = world_.bed().Call(&Loop::labeling, &loop::Labeling::SubmitLabels, request);
  if (!response.ok()) return;
  Trace("submit " + held.batch.batch());
  std::set<uint32_t> refused;
  for (const v1::RowError& error : response->row_errors()) refused.insert(error.index());
  for (int i = 0; i < request.labels_size(); ++i) {
    if (refused.contains(static_cast<uint32_t>(i))) continue;
    world_.Use("submitted", request.labels(i).candidate_id(), ActiveUse(0));
    world_.Use("submitted", request.labels(i).candidate_id(), {held.purpose});
  }
}

void ConsentHistory::GiveBack() {
  if (held_.empty()) return Request();
  const Held& held = held_[Below(static_cast<uint32_t>(held_.size()))];
  Trace("give back " + held.batch.batch());
  if (OneIn(2)) {
    v1::CompleteBatchRequest request;
    request.set_batch(held.batch.batch());
    request.set_token(held.batch.lease().token());
    (void)world_.bed().Call(&Loop::dispatch, &loop::Dispatch::CompleteBatch, request);
    return;
  }
  v1::ReturnItemsRequest request;
  request.set_batch(held.batch.batch());
  request.set_token(held.batch.lease().token());
  request.set_reason(v1::RETURN_REASON_UNUSABLE);
  request.add_candidate_ids(held.batch.items(0).candidate_id());
  (void)world_.bed().Call(&Loop::dispatch, &loop::Dispatch::ReturnItems, request);
}

void ConsentHistory::Requeue() {
  v1::RequeueItemsRequest request;
  request.set_queue("queues/" + name_);
  for (uint32_t i = 0; i < kCandidates; ++i) request.add_candidate_ids(Candidate(i));
  (void)world_.bed().Call(&Loop::dispatch, &loop::Dispatch::RequeueItems, request);
}

void ConsentHistory::ExportBatch() {
  if (held_.empty()) return Request();
  const Held& held = held_[Below(static_cast<uint32_t>(held_.size()))];
  v1::ExportBatchRequest request;
  request.set_name(held.batch.batch());
  auto source = world_.bed().Call(&Loop::batches, &loop::Batches::ExportBatch, request);
  if (!source.ok()) throw std::runtime_error(source.status().ToString());
  std::string text;
  for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)()) text += *piece;
  Trace("export " + held.batch.batch());
  for (const std::string& id : CandidatesIn(text)) world_.Use("exported", id, {held.purpose});
}

void ConsentHistory::ExportFrame() {
  v1::ExportFrameRequest request;
  request.set_queue("queues/" + name_);
  auto source = world_.bed().Call(&Loop::frames, &loop::Frames::ExportFrame, request);
  if (!source.ok()) return;
  Trace("export the frame");
  auto piece = (*source)();
  // Things happen while it is exported.
  const uint64_t restarts = world_.tally().restarts;
  if (OneIn(3)) StepOnConsent();
  if (OneIn(3)) LetTimePass();
  if (world_.tally().restarts != restarts) return;  // with the server its exports end
  for (; piece.ok() && !piece->empty(); piece = (*source)()) {
    for (const std::string& id : CandidatesIn(*piece)) world_.Use("exported", id, ActiveUse(0));
  }
}

void ConsentHistory::Evaluate() {
  if (!evaluation_.empty() && OneIn(2)) {
    v1::CloseEvaluationRequest request;
    request.set_name(evaluation_);
    (void)world_.bed().Call(&Loop::evaluations, &loop::Evaluations::CloseEvaluation, request);
    Trace("close " + evaluation_);
    evaluation_.clear();
    return;
  }
  if (!evaluation_.empty()) {
    v1::ExtendEvaluationRequest request;
    request.set_name(evaluation_);
    request.set_items(1 + Below(3));
    const auto extended =
        world_.bed().Call(&Loop::evaluations, &loop::Evaluations::ExtendEvaluation, request);
    if (extended.ok()) CheckPhase(extended->evaluation());
    return;
  }
  v1::CreateEvaluationRequest request;
  request.set_queue("queues/" + name_);
  request.set_budget(1 + Below(4));
  request.mutable_release_under_test()->set_baseline_release("a");
  request.mutable_release_under_test()->set_candidate_release("b");
  const auto created =
      world_.bed().Call(&Loop::evaluations, &loop::Evaluations::CreateEvaluation, request);
  if (created.ok()) CheckPhase(created->evaluation());
}

void ConsentHistory::CheckPhase(const v1::Evaluation& evaluation) {
  evaluation_ = evaluation.name();
  v1::GetEvaluationRequest request;
  request.set_name(evaluation_);
  request.set_phase(static_cast<uint32_t>(evaluation.phases_size()));
  request.set_page_size(100);
  const auto phase =
      world_.bed().Call(&Loop::evaluations, &loop::Evaluations::GetEvaluation, request);
  if (!phase.ok()) throw std::runtime_error(phase.status().ToString());
  Trace("phase " + std::to_string(request.phase()) + " of " + evaluation_);
  for (const v1::ManifestItem& item : phase->items())
    world_.Use("sampled", item.candidate_id(), ActiveUse(active_.needs_us));
}

void ConsentHistory::Activate() {
  WorldPolicy next = world_.policies()[Below(static_cast<uint32_t>(world_.policies().size()))];
  std::set<std::string> accepted;
  if (OneIn(3)) {
    // The same rules, but for one scope alone.
    accepted.insert(Scope(0));
    v1::GetPolicyRevisionRequest get;
    get.set_name(next.name);
    const auto base = world_.bed().Call(&Loop::policies, &loop::Policies::GetPolicyRevision, get);
    if (!base.ok()) throw std::runtime_error(base.status().ToString());
    v1::CreatePolicyRevisionRequest create;
    create.set_policy_id(name_ + "-p");
    *create.mutable_policy() = base->policy_revision().policy();
    create.mutable_policy()->mutable_eligibility()->add_consent_scopes(Scope(0));
    const auto created =
        world_.bed().Call(&Loop::policies, &loop::Policies::CreatePolicyRevision, create);
    if (!created.ok()) throw std::runtime_error(created.status().ToString());
    next.name = created->policy_revision().name();
    loop::testing::Approve(world_.bed(), next.name);
  }
  v1::ActivatePolicyRevisionRequest request;
  request.set_queue("queues/" + name_);
  request.set_policy(next.name);
  const auto activated =
      world_.bed().Call(&Loop::policies, &loop::Policies::ActivatePolicyRevision, request);
  if (!activated.ok() || !activated->queue().activating_policy().empty()) return;
  Trace("activate " + next.name);
  active_ = std::move(next);
  accepted_ = std::move(accepted);
}

void ConsentHistory::Revoke() {
  const std::string subject = OneIn(3) ? "" : Subject(Below(kSubjects));
  const std::string scope = subject.empty() ? Scope(Below(kScopes)) : "";
  Trace("revoke " + subject + scope);
  if (OneIn(30) && !subject.empty()) {
    world_.RevokeAndDie(subject, "");
    return world_.oracle().RevokeSubject(subject);
  }
  v1::RevokeConsentRequest request;
  if (subject.empty()) {
    request.set_consent_scope("consentScopes/" + scope);
  } else {
    request.set_subject(subject);
  }
  const auto revoked = world_.bed().Call(&Loop::consent, &loop::Consent::RevokeConsent, request);
  if (!revoked.ok()) return;  // a scope that nobody registered
  if (subject.empty()) {
    world_.oracle().RevokeScope(scope);
  } else {
    world_.oracle().RevokeSubject(subject);
  }
}

void ConsentHistory::LetTimePass() {
  const uint32_t choice = Below(8);
  if (choice == 0) {
    const int64_t minutes = 10 + Below(600);
    const bool ahead = OneIn(2);
    // Not so far that a start would not believe it.
    if (std::abs(world_.oracle().ahead_us()) > 240 * kHourUs) return;
    Trace(ahead ? "jump ahead" : "jump back");
    return world_.Jump(absl::Minutes(ahead ? minutes : -minutes));
  }
  const absl::Duration time = choice < 5   ? absl::Minutes(5 + Below(60))
                              : choice < 7 ? absl::Hours(1 + Below(4))
                                           : absl::Hours(25);
  Trace("pass " + absl::FormatDuration(time));
  world_.Pass(time);
}

}  // namespace winnow::testing
