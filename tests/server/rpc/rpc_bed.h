// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RpcBed: the gRPC server in the test's own process, over the real loop and a GatedEngine.
#ifndef WINNOW_TESTS_SERVER_RPC_RPC_BED_H_
#define WINNOW_TESTS_SERVER_RPC_RPC_BED_H_

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "server/loop/loop.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/ops/log.h"
#include "server/ops/metrics.h"
#include "server/rpc/server.h"
#include "server/shard/shards.h"
#include "storage/memory_engine.h"
#include "tests/server/rpc/gated_engine.h"
#include "tests/testing/note_signer.h"
#include "winnow/v1/policy_service.grpc.pb.h"

namespace winnow::rpc {

// Calls are refused until Serve.
class RpcBed {
 public:
  RpcBed() : log_(ErrorsOnly(), clock_), metrics_(ops::BuildLabels{"test", "test"}) {
    access_.SetPolicy(std::make_shared<const access::Policy>(
        access::Policy{{{access::Effect::kAllow, {"local"}, access::kEveryRole, {"*"}}}}));
    ServerOptions server_options;
    server_options.listen.host = "127.0.0.1";
    auto server = Server::Start(server_options, calls_);
    if (!server.ok()) throw std::runtime_error(server.status().ToString());
    server_ = *std::move(server);
    channel_ =
        grpc::CreateChannel(server_->address().ToString(), grpc::InsecureChannelCredentials());
    auto memory = storage::MemoryEngine::Open({.shards = 1, .image = nullptr});
    if (!memory.ok()) throw std::runtime_error(memory.status().ToString());
    engine_ = std::make_unique<GatedEngine>(*std::move(memory));
    shard::ShardsOptions options;
    options.engine = engine_.get();
    options.clock = &clock_;
    options.entropy = &entropy_;
    auto shards = shard::Shards::Open(std::move(options));
    if (!shards.ok()) throw std::runtime_error(shards.status().ToString());
    shards_ = *std::move(shards);
    environment_.reset(new loop::Environment{
        *shards_, clock_, entropy_, metrics_, {}, loop::InlineDraws(), &signer_});
    loop_ = std::make_unique<loop::Loop>(*environment_);
  }
  ~RpcBed() {
    engine_->Open();
    server_->Stop(absl::Seconds(1));
    queue_.Stop();
    shards_->Stop();
  }

  void Serve() {
    calls_.loop = loop_.get();
    open_calls_.Serve();
    server_->SetReady(true);
  }

  // A mutation that waits for its commit.
  grpc::Status RegisterSource(const std::string& name, grpc::ClientContext* context = nullptr) {
    grpc::ClientContext own;
    v1::RegisterSourceRequest request;
    v1::RegisterSourceResponse response;
    request.mutable_source()->set_name("sources/" + name);
    return v1::PolicyService::NewStub(channel_)->RegisterSource(context == nullptr ? &own : context,
                                                                request, &response);
  }

  GatedEngine& engine() { return *engine_; }
  OpenCalls& open_calls() { return open_calls_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::string MetricsText() const { return metrics_.Text(); }

 private:
  static ops::LogOptions ErrorsOnly() {
    ops::LogOptions options;
    options.level = ops::LogLevel::kError;
    return options;
  }

  ops::SystemClock clock_;
  ops::SystemEntropy entropy_;
  winnow::testing::NoteSigner signer_;
  ops::Logger log_;
  ops::Metrics metrics_;
  OpenCalls open_calls_;
  AccessGuard access_{/*serves_local=*/true};
  CallQueue queue_{{}, clock_, log_, metrics_.calls()};
  RateLimits rates_{{}, clock_};
  HeldRefusals refusals_{{.delay = absl::ZeroDuration()}, clock_};
  CallEnvironment calls_{nullptr, open_calls_, access_,        queue_,           rates_, refusals_,
                         clock_,  log_,        metrics_.rpc(), metrics_.calls(), {}};
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<GatedEngine> engine_;
  std::unique_ptr<shard::Shards> shards_;
  std::unique_ptr<loop::Environment> environment_;
  std::unique_ptr<loop::Loop> loop_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_TESTS_SERVER_RPC_RPC_BED_H_
