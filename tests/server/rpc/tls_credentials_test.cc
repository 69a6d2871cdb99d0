// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls_credentials.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "server/rpc/connection_acceptor.h"
#include "server/rpc/listener_probe.h"
#include "server/rpc/peer_certificate.h"
#include "tests/testing/temp_dir.h"

namespace winnow::rpc {
namespace {

using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

// Certificates of tests/testing/make_certs.sh.
class Folder {
 public:
  Folder() {
    const std::string script = WINNOW_SOURCE_DIR "/tests/testing/make_certs.sh";
    const std::string command =
        script + " " + folder_.Join("") + " plain DNS:host.example URI:spiffe://test/asr";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_.Join(name));
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  Certificates Of(const std::string& server) const {
    return {Read(server + ".crt"), Read(server + ".key"), Read("ca.crt")};
  }

 private:
  winnow::testing::TempDir folder_;
};

const Folder& Files() {
  static const auto* const files = new Folder();
  return *files;
}

// Answers every call with OK, and tells who made the last one.
class Echo final : public grpc::CallbackGenericService {
 public:
  std::optional<std::string> last;

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    struct Reactor final : grpc::ServerGenericBidiReactor {
      void OnDone() override { delete this; }
    };
    last = IdentityOfPeer(*context);
    auto* reactor = new Reactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// A server behind the acceptor of winnowd, with certificates from a store.
class TlsServer {
 public:
  explicit TlsServer(ClientCertificates clients) {
    store_->Set(Files().Of("server"));
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&echo_);
    entrance_ = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
        TlsCredentials(store_, clients));
    server_ = builder.BuildAndStart();
    auto acceptor = ConnectionAcceptor::Bind({.host = "127.0.0.1"}, 1000);
    if (!acceptor.ok() || server_ == nullptr) throw std::runtime_error("no server");
    acceptor_ = *std::move(acceptor);
    acceptor_->Start(
        [this](int listener, int connection) {
          grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
          parameters.listener_fd = listener;
          parameters.fd = connection;
          entrance_->HandleNewConnection(&parameters);
        },
        [](absl::string_view) {});
  }
  ~TlsServer() {
    acceptor_->Stop();
    server_->Shutdown();
  }

  // A connection of its own, of a client with that certificate; "" has none.
  std::shared_ptr<grpc::Channel> Connect(const std::string& client) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Files().Read("ca.crt");
    if (!client.empty()) {
      options.pem_cert_chain = Files().Read(client + ".crt");
      options.pem_private_key = Files().Read(client + ".key");
    }
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address(), grpc::SslCredentials(options), arguments);
  }

  static grpc::StatusCode Call(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    const grpc::Slice nothing("");
    const grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, "/any/Method", {}, &request, &response,
                   [&](grpc::Status status) { done.set_value(std::move(status)); });
    // There is no answer but the status, which a unary client calls UNIMPLEMENTED or INTERNAL.
    const grpc::StatusCode code = done.get_future().get().error_code();
    return code == grpc::StatusCode::UNAVAILABLE ? code : grpc::StatusCode::OK;
  }
  grpc::StatusCode CallAs(const std::string& client) const { return Call(Connect(client)); }

  std::string address() const { return acceptor_->address().ToString(); }
  const std::optional<std::string>& last() const { return echo_.last; }
  CertificateStore& store() { return *store_; }

 private:
  const std::shared_ptr<CertificateStore> store_ = std::make_shared<CertificateStore>();
  Echo echo_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> entrance_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<ConnectionAcceptor> acceptor_;
};

TEST(TlsCredentials, NamesAClientByUriThenDnsNameThenCommonName) {
  const TlsServer server(ClientCertificates::kRequired);
  EXPECT_EQ(server.CallAs("asr"), grpc::StatusCode::OK);
  EXPECT_THAT(server.last(), Optional(Eq("spiffe://test/asr")));
  EXPECT_EQ(server.CallAs("host.example"), grpc::StatusCode::OK);
  EXPECT_THAT(server.last(), Optional(Eq("host.example")));
  EXPECT_EQ(server.CallAs("plain"), grpc::StatusCode::OK);
  EXPECT_THAT(server.last(), Optional(Eq("plain")));
}

TEST(TlsCredentials, LetNobodyInWithoutACertificateOfTheAuthority) {
  const TlsServer server(ClientCertificates::kRequired);
  for (const char* client : {"", "stranger", "expired"}) {
    EXPECT_EQ(server.CallAs(client), grpc::StatusCode::UNAVAILABLE) << client;
  }
  EXPECT_EQ(server.last(), std::nullopt);
}

TEST(TlsCredentials, LetClientsInWithoutACertificateWhereNoneIsRequiredButNoneThatIsBad) {
  const TlsServer server(ClientCertificates::kOptional);
  EXPECT_EQ(server.CallAs(""), grpc::StatusCode::OK);
  EXPECT_EQ(server.last(), std::nullopt);
  for (const char* client : {"stranger", "expired"}) {
    EXPECT_EQ(server.CallAs(client), grpc::StatusCode::UNAVAILABLE) << client;
  }
  EXPECT_EQ(server.CallAs("plain"), grpc::StatusCode::OK);
  EXPECT_THAT(server.last(), Optional(Eq("plain")));
}

TEST(TlsCredentials, ShowChangedCertificatesToNewConnectionsWhileOpenOnesGoOn) {
  TlsServer server(ClientCertificates::kRequired);
  const std::shared_ptr<grpc::Channel> open = server.Connect("plain");
  EXPECT_EQ(TlsServer::Call(open), grpc::StatusCode::OK);
  server.store().Set(Files().Of("server-renewed"));
  EXPECT_EQ(TlsServer::Call(open), grpc::StatusCode::OK);
  EXPECT_EQ(server.CallAs("plain"), grpc::StatusCode::OK);
  // Another authority of clients: who was let in by the old one is not by the new one.
  Certificates others = Files().Of("server-renewed");
  others.client_authorities = Files().Read("other-ca.crt");
  server.store().Set(others);
  EXPECT_EQ(TlsServer::Call(open), grpc::StatusCode::OK);
  EXPECT_EQ(server.CallAs("plain"), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(server.CallAs("stranger"), grpc::StatusCode::OK);
}

// What the watchdog leans on: a server that wants a certificate answers the handshake and hangs up.
TEST(TlsCredentials, AnswerTheServersOwnProbe) {
  const absl::Time deadline = absl::FromUnixSeconds(std::time(nullptr)) + absl::Minutes(1);
  const TlsServer open(ClientCertificates::kOptional);
  // The call gets through, to a service that knows nothing of health.
  EXPECT_THAT(std::string(ProbeListener({open.address(), /*tls=*/true}, deadline).message()),
              AnyOf(HasSubstr("service name unknown"), HasSubstr("does not live")));
  const TlsServer closed(ClientCertificates::kRequired);
  const absl::Status hung_up = ProbeListener({closed.address(), /*tls=*/true}, deadline);
  EXPECT_TRUE(absl::IsUnavailable(hung_up));
  EXPECT_THAT(std::string(hung_up.message()), HasSubstr("does not answer"));
  // Plaintext is neither.
  EXPECT_TRUE(absl::IsUnavailable(ProbeListener({open.address()}, deadline)));
}

}  // namespace
}  // namespace winnow::rpc
