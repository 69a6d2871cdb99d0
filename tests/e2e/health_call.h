// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_E2E_HEALTH_CALL_H_
#define WINNOW_TESTS_E2E_HEALTH_CALL_H_

#include <grpc/health/v1/health.pb.h>
#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <string>
#include <vector>

namespace winnow::testing {

// A call of the health service whose answers are read one by one.
class HealthCall {
 public:
  static constexpr int kNoMore = 100;  // beside the states of a service

  HealthCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
             const std::string& service)
      : stub_(channel) {
    call_ = stub_.PrepareCall(&context_, "/grpc.health.v1.Health/" + method, &queue_);
    call_->StartCall(this);
    Wait();
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    const grpc::Slice slice(request.SerializeAsString());
    call_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), this);
    Wait();
  }
  ~HealthCall() {
    context_.TryCancel();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  // The next answer, or kNoMore when there is none any more.
  int Next() {
    grpc::ByteBuffer bytes;
    call_->Read(&bytes, this);
    if (!Wait()) return kNoMore;
    std::vector<grpc::Slice> slices;
    if (!bytes.Dump(&slices).ok()) return kNoMore;
    std::string text;
    for (const grpc::Slice& slice : slices) {
      text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    grpc::health::v1::HealthCheckResponse response;
    return response.ParseFromString(text) ? response.status() : kNoMore;
  }

 private:
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_E2E_HEALTH_CALL_H_
