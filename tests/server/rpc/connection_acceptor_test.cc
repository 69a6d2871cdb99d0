// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/connection_acceptor.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>

namespace winnow::rpc {
namespace {

// Tells where each call comes from, and answers nothing until it is cancelled.
class Silent final : public grpc::CallbackGenericService {
 public:
  std::promise<std::string> peer;
  std::promise<void> cancelled;

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(Silent& service) : service_(service) {}
    void OnCancel() override {
      service_.cancelled.set_value();
      Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

   private:
    Silent& service_;
  };

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    auto* reactor = new Reactor(*this);
    peer.set_value(context->peer());
    return reactor;
  }
};

// Where a server listens, and by which of its addresses a client calls it.
struct Ends {
  const char* listens;
  const char* called;
};

class CutTest : public ::testing::TestWithParam<Ends> {};

TEST_P(CutTest, EndsTheConnectionThatGrpcNames) {
  Silent silent;
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&silent);
  const auto entrance = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      grpc::InsecureServerCredentials());
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  auto acceptor = ConnectionAcceptor::Bind({.host = GetParam().listens}, 10);
  ASSERT_TRUE(acceptor.ok()) << acceptor.status();
  (*acceptor)->Start(
      [&](int listener, int connection) {
        grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
        parameters.listener_fd = listener;
        parameters.fd = connection;
        entrance->HandleNewConnection(&parameters);
      },
      [](absl::string_view) {});
  const ops::ListenAddress called = {.host = GetParam().called,
                                     .port = (*acceptor)->address().port};
  grpc::GenericStub stub(
      grpc::CreateChannel(called.ToString(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/any/Method", {}, &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  const std::string peer = silent.peer.get_future().get();
  EXPECT_FALSE((*acceptor)->Cut(peer + "0"));
  EXPECT_TRUE((*acceptor)->Cut(peer)) << peer;
  EXPECT_EQ(done.get_future().get().error_code(), grpc::StatusCode::UNAVAILABLE);
  silent.cancelled.get_future().get();
  EXPECT_FALSE((*acceptor)->Cut(peer));
  (*acceptor)->Stop();
  server->Shutdown();
}

INSTANTIATE_TEST_SUITE_P(Families, CutTest,
                         ::testing::Values(Ends{"127.0.0.1", "127.0.0.1"}, Ends{"::1", "::1"},
                                           Ends{"::", "127.0.0.1"}));

}  // namespace
}  // namespace winnow::rpc
