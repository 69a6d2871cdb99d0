// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_server.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tests/bench/figures.h"
#include "tests/bench/push.h"
#include "tests/testing/approve_policy.h"
#include "winnow/v1/policy_service.grpc.pb.h"

namespace winnow::bench {
namespace {

constexpr char kQueue[] = "queues/bench";
constexpr int kItems = 1'000;
// Records of one stream: a few hundred megabytes of requests.
constexpr uint64_t kPart = 500'000;

void Check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

// Opens a stream for each part of `records`, pushes what `make` built for it, and returns the
// seconds of the pushes.
template <typename Open, typename Make>
double PushInParts(const Records& records, Open open, Make make) {
  double seconds = 0;
  for (uint64_t first = records.first; first < records.last; first += kPart) {
    const auto requests = make({first, std::min(first + kPart, records.last)});
    grpc::ClientContext context;
    const auto stream = open(&context);
    seconds += Seconds([&] { Push(*stream, requests); });
  }
  return seconds;
}

}  // namespace

BenchServer::BenchServer(const Workload& workload) : workload_(workload) {
  Connect();
  Prepare();
}

void BenchServer::Connect() {
  ingest_ = v1::IngestService::NewStub(server_.NewChannel());
  review_ = v1::ReviewService::NewStub(server_.NewChannel());
  governance_ = v1::GovernanceService::NewStub(server_.NewChannel());
}

void BenchServer::Prepare() {
  const auto stub = v1::PolicyService::NewStub(server_.NewChannel());
  {
    grpc::ClientContext context;
    v1::RegisterSourceRequest request;
    request.mutable_source()->set_name("sources/bench");
    v1::RegisterSourceResponse response;
    Check(stub->RegisterSource(&context, request, &response));
  }
  {
    grpc::ClientContext context;
    v1::RegisterConsentScopeRequest request;
    request.mutable_consent_scope()->set_name("consentScopes/research");
    request.mutable_consent_scope()->add_purposes(v1::PURPOSE_TRAINING);
    v1::RegisterConsentScopeResponse response;
    Check(stub->RegisterConsentScope(&context, request, &response));
  }
  {
    grpc::ClientContext context;
    v1::CreatePolicyRevisionRequest request;
    request.set_policy_id("bench");
    *request.mutable_policy() = BenchPolicy();
    v1::CreatePolicyRevisionResponse response;
    Check(stub->CreatePolicyRevision(&context, request, &response));
    winnow::testing::ApprovePolicy(*stub, response.policy_revision().name());
  }
  grpc::ClientContext context;
  v1::CreateQueueRequest request;
  request.mutable_queue()->set_name(kQueue);
  v1::AttributeSpec& speaker = *request.mutable_queue()->add_attributes();
  speaker.set_key("speaker");
  speaker.set_kind(v1::ATTRIBUTE_KIND_KEYED_HASH);
  request.set_policy("policies/bench");
  v1::CreateQueueResponse response;
  Check(stub->CreateQueue(&context, request, &response));
}

double BenchServer::PushCandidates() {
  return PushInParts(
      {0, workload_.options().candidates},
      [&](grpc::ClientContext* context) { return ingest_->IngestCandidates(context); },
      [&](const Records& records) { return CandidateStream(kQueue, workload_, records); });
}

double BenchServer::PushSignals(uint64_t rows) {
  const uint64_t first = std::exchange(signals_, signals_ + rows);
  return PushInParts(
      {first, signals_},
      [&](grpc::ClientContext* context) { return ingest_->PushSignals(context); },
      [&](const Records& records) { return SignalStream(kQueue, workload_, records); });
}

uint64_t BenchServer::BacklogBytes() {
  grpc::ClientContext context;
  v1::QueueStatusRequest request;
  request.set_queue(kQueue);
  v1::QueueStatusResponse response;
  Check(governance_->QueueStatus(&context, request, &response));
  return response.signal_backlog_bytes();
}

std::vector<double> BenchServer::PushSingleSignals(const RoundLimits& limits) {
  grpc::ClientContext context;
  const auto stream = ingest_->PushSignals(&context);
  v1::PushSignalsResponse response;
  // The header, then one record at a time.
  std::vector<v1::PushSignalsRequest> requests =
      SignalStream(kQueue, workload_, {signals_, signals_ + 1});
  const auto exchange = [&](const v1::PushSignalsRequest& request) {
    if (!stream->Write(request) || !stream->Read(&response)) {
      throw std::runtime_error("the stream ended: " + stream->Finish().error_message());
    }
  };
  exchange(requests[0]);
  const std::vector<double> milliseconds = TimeRounds(
      limits, [&] { exchange(requests[1]); },
      [&] {
        ++signals_;
        requests = SignalStream(kQueue, workload_, {signals_, signals_ + 1});
      });
  stream->WritesDone();
  Check(stream->Finish());
  return milliseconds;
}

std::vector<double> BenchServer::LeaseBatches(const RoundLimits& limits) {
  Rotation<v1::RequestBatchResponse> open(workload_.options().candidates);
  v1::RequestBatchRequest request;
  request.set_queue(kQueue);
  request.set_labeler("bench");
  request.set_max_items(kItems);
  v1::RequestBatchResponse response;
  const std::vector<double> milliseconds = TimeRounds(
      limits,
      [&] {
        grpc::ClientContext context;
        Check(review_->RequestBatch(&context, request, &response));
      },
      [&] {
        if (response.items_size() != kItems) throw std::runtime_error("a batch is too small");
        const auto oldest = open.Swap(std::exchange(response, {}));
        if (oldest.has_value()) Cancel(*oldest);
      });
  for (const v1::RequestBatchResponse& batch : open.TakeAll()) Cancel(batch);
  return milliseconds;
}

void BenchServer::Cancel(const v1::RequestBatchResponse& batch) {
  grpc::ClientContext context;
  v1::CancelBatchRequest request;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  v1::CancelBatchResponse response;
  Check(review_->CancelBatch(&context, request, &response));
}

double BenchServer::Restart() {
  server_.Stop();
  const double seconds = Seconds([&] { server_.Start(); });
  Connect();
  return seconds;
}

double BenchServer::ResidentBytes() const { return bench::ResidentBytes(server_.pid()); }

}  // namespace winnow::bench
