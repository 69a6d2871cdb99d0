// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_counter.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"

namespace winnow::rpc {
namespace {

using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

// gRPC destroys it when it has done with the call.
struct CountedContext final : grpc::CallbackServerContext {
  ConnectionCalls::Place place;
};

class CountedContexts final : public grpc::ContextAllocator {
 public:
  grpc::CallbackServerContext* NewCallbackServerContext() override { return new CountedContext; }
  // Is given contexts of methods that nobody serves, too, which gRPC has made itself.
  void Release(grpc::CallbackServerContext* context) override {
    delete dynamic_cast<CountedContext*>(context);
  }
};

// A call whose context is not ours: it holds the place until gRPC has done with it.
class CountedCall final : public Interceptor {
 public:
  explicit CountedCall(ConnectionCalls::Place place) : place_(std::move(place)) {}
  void Intercept(InterceptorBatchMethods* methods) override { methods->Proceed(); }

 private:
  const ConnectionCalls::Place place_;
};

// Sees each call at its start. Our own calls go without an interceptor, which would cost each of
// their operations another turn of gRPC's queue.
class CallCounter final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallCounter(ConnectionCalls& calls) : calls_(calls) {}

  Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    std::string peer = info->server_context()->peer();
    if (!absl::StartsWith(peer, "ipv")) return nullptr;
    ConnectionCalls::Place place = calls_.Enter(std::move(peer));
    if (auto* context = dynamic_cast<CountedContext*>(info->server_context())) {
      context->place = std::move(place);
      return nullptr;
    }
    return new CountedCall(std::move(place));
  }

 private:
  ConnectionCalls& calls_;
};

}  // namespace

void CountCalls(ConnectionCalls& calls, grpc::ServerBuilder& builder) {
  builder.SetContextAllocator(std::make_unique<CountedContexts>());
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> counters;
  counters.push_back(std::make_unique<CallCounter>(calls));
  builder.experimental().SetInterceptorCreators(std::move(counters));
}

}  // namespace winnow::rpc
