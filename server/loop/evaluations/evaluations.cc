// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/evaluations.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "server/loop/error.h"
#include "server/loop/evaluations/evaluation_change.h"
#include "server/loop/evaluations/evaluation_view.h"
#include "server/loop/lease_change.h"
#include "server/loop/manifest.h"
#include "server/loop/paging.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/stored_batch.h"

namespace winnow::loop {
namespace {

// A call that changes evaluations of a queue.
struct ChangeCall {
  Environment& environment;
  std::string queue_id;
  absl::StatusOr<CallId> id;
};

// Carries `change` out, unless the call was carried out before, and answers with the evaluation
// that is its outcome as it stands now.
template <typename Response>
void Change(const ChangeCall& call,
            absl::FunctionRef<absl::StatusOr<uint64_t>(const EvaluationChange::Target&,
                                                       shard::MutationLog&)>
                change,
            Done<Response> done) {
  if (!call.id.ok()) return done(call.id.status());
  const auto shard = ShardOfQueue(call.environment.shards, call.queue_id);
  if (!shard.ok()) return done(shard.status());
  auto view = std::make_shared<EvaluationView>();
  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, call.queue_id);
    if (!queue.ok()) return queue.status();
    ExpireDue(state, **queue, log, call.environment.metrics.lease());
    const auto replay = FindReplay(state, *call.id);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) {
      const auto ref = ParseEvaluationName((*replay)->resource(), "name");
      return ref.ok() ? view->Look(**queue, ref->number) : ref.status();
    }
    const auto number = change({call.environment, state, **queue, *call.id}, log);
    return number.ok() ? view->Look(**queue, *number) : number.status();
  };
  (*shard)->Mutate(decide, [view, shard = *shard, done = std::move(done)](
                               absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    auto evaluation = view->Read(*shard);
    if (!evaluation.ok()) return done(evaluation.status());
    Response response;
    *response.mutable_evaluation() = *std::move(evaluation);
    *response.mutable_position() = ToProto(*position);
    done(std::move(response));
  });
}

// The manifest of a phase, and a page of its items.
absl::Status ReadPhase(shard::Shard& shard, const storage::QueueRowId& row,
                       const v1::GetEvaluationRequest& request,
                       v1::GetEvaluationResponse& response) {
  if (request.phase() == 0) return absl::OkStatus();
  if (request.phase() > static_cast<uint32_t>(response.evaluation().phases_size())) {
    return FieldsInvalid({{"phase", "must be 0 or the number of a phase of the evaluation"}});
  }
  const auto first = PageFrom(request.page_token());
  if (!first.ok()) return first.status();
  auto sample =
      storage::EvaluationSampleTable::Get(shard.engine(), shard.id(), {row, request.phase()});
  if (!sample.ok()) return sample.status();
  if (!sample->has_value())
    return absl::DataLossError("the sample of an evaluation is missing; restore a backup");
  *response.mutable_manifest() = OpenHeader(**sample);
  if (request.page_size() == 0) return absl::OkStatus();
  const auto count = static_cast<uint64_t>((*sample)->items_size());
  const uint64_t begin = std::min(*first, count);
  const uint64_t end = std::min<uint64_t>(count, begin + PageRows(request.page_size()));
  for (uint64_t i = begin; i < end; ++i) {
    auto item = OpenItem((*sample)->items(static_cast<int>(i)));
    if (!item.ok()) return item.status();
    *response.add_items() = *std::move(item);
  }
  if (end < count) response.set_next_page_token(TokenFrom(end));
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckNoEvaluation(const shard::QueueState& queue) {
  if (queue.evaluations.open() == nullptr) return absl::OkStatus();
  return NotAllowed(v1::ERROR_REASON_EVALUATION_OPEN,
                    "The queue has an evaluation that is not closed. Close it with "
                    "CloseEvaluation first.");
}

void Evaluations::CreateEvaluation(const Caller& caller, const v1::CreateEvaluationRequest& request,
                                   Done<v1::CreateEvaluationResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto create = [&](const auto& target, shard::MutationLog& log) -> absl::StatusOr<uint64_t> {
    absl::Status status = EvaluationChange(target, log).Create(request);
    if (!status.ok()) return status;
    return target.queue.evaluations.last();
  };
  Change({environment_, *std::move(queue_id), IdentifyCall(caller, "CreateEvaluation", request)},
         create, std::move(done));
}

void Evaluations::ExtendEvaluation(const Caller& caller, const v1::ExtendEvaluationRequest& request,
                                   Done<v1::ExtendEvaluationResponse> done) {
  const auto ref = ParseEvaluationName(request.name(), "name");
  if (!ref.ok()) return done(ref.status());
  const auto extend = [&](const auto& target, shard::MutationLog& log) -> absl::StatusOr<uint64_t> {
    absl::Status status = EvaluationChange(target, log).Extend(ref->number, request);
    if (!status.ok()) return status;
    return ref->number;
  };
  Change({environment_, ref->queue, IdentifyCall(caller, "ExtendEvaluation", request)}, extend,
         std::move(done));
}

void Evaluations::CloseEvaluation(const Caller& caller, const v1::CloseEvaluationRequest& request,
                                  Done<v1::CloseEvaluationResponse> done) {
  const auto ref = ParseEvaluationName(request.name(), "name");
  if (!ref.ok()) return done(ref.status());
  const auto close = [&](const auto& target, shard::MutationLog& log) -> absl::StatusOr<uint64_t> {
    absl::Status status = EvaluationChange(target, log).Close(ref->number);
    if (!status.ok()) return status;
    return ref->number;
  };
  Change({environment_, ref->queue, IdentifyCall(caller, "CloseEvaluation", request)}, close,
         std::move(done));
}

void Evaluations::GetEvaluation(const Caller&, const v1::GetEvaluationRequest& request,
                                Done<v1::GetEvaluationResponse> done) {
  const auto ref = ParseEvaluationName(request.name(), "name");
  if (!ref.ok()) return done(ref.status());
  const auto shard = ShardOfQueue(environment_.shards, ref->queue);
  if (!shard.ok()) return done(shard.status());
  auto view = std::make_shared<EvaluationView>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, ref->queue);
    return queue.ok() ? view->Look(**queue, ref->number) : queue.status();
  };
  (*shard)->Read(inspect, [view, request, shard = *shard, done = std::move(done)](
                              absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    auto evaluation = view->Read(*shard);
    if (!evaluation.ok()) return done(evaluation.status());
    v1::GetEvaluationResponse response;
    *response.mutable_evaluation() = *std::move(evaluation);
    absl::Status status = ReadPhase(*shard, view->row(), request, response);
    if (!status.ok()) return done(std::move(status));
    *response.mutable_position() = ToProto(*position);
    done(std::move(response));
  });
}

void Evaluations::ListEvaluations(const Caller&, const v1::ListEvaluationsRequest& request,
                                  Done<v1::ListEvaluationsResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const auto start = PageFrom(request.page_token());
  if (!start.ok()) return done(start.status());
  auto views = std::make_shared<std::vector<EvaluationView>>();
  auto response = std::make_shared<v1::ListEvaluationsResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    uint64_t number = (*queue)->evaluations.last();
    if (*start != 0) number = std::min(number, *start);
    for (size_t rows = PageRows(request.page_size()); rows > 0 && number > 0; --rows) {
      absl::Status status = views->emplace_back().Look(**queue, number--);
      if (!status.ok()) return status;
    }
    if (number > 0) response->set_next_page_token(TokenFrom(number));
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, [views, response, shard = *shard, done = std::move(done)](
                              absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    for (const EvaluationView& view : *views) {
      auto evaluation = view.Read(*shard);
      if (!evaluation.ok()) return done(evaluation.status());
      evaluation->clear_slices();
      *response->add_evaluations() = *std::move(evaluation);
    }
    *response->mutable_position() = ToProto(*position);
    done(std::move(*response));
  });
}

}  // namespace winnow::loop
