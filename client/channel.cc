// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/client_interceptor.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace winnow::client {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

constexpr int kLargestAnswer = 16 << 20;

// Call credentials would do the same, but gRPC wants TLS for them, which a Unix socket has not.
class TokenBearer final : public Interceptor {
 public:
  explicit TokenBearer(const std::string& header) : header_(header) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace("authorization", header_);
    }
    methods->Proceed();
  }

 private:
  const std::string& header_;
};

// Lives as long as the channel, and the calls with it.
class TokenBearers final : public ClientInterceptorFactoryInterface {
 public:
  explicit TokenBearers(absl::string_view token) : header_(absl::StrCat("Bearer ", token)) {}

  Interceptor* CreateClientInterceptor(ClientRpcInfo*) override { return new TokenBearer(header_); }

 private:
  const std::string header_;
};

absl::Status CheckAddress(const std::string& server) {
  if (absl::StartsWith(server, "unix:")) {
    if (server.size() > 5) return absl::OkStatus();
  } else {
    const size_t colon = server.rfind(':');
    uint32_t port = 0;
    if (colon != std::string::npos && colon > 0 &&
        absl::SimpleAtoi(server.substr(colon + 1), &port) && port > 0 && port < 65536) {
      return absl::OkStatus();
    }
  }
  return UsageError("the server's address is host:port or unix:path");
}

bool IsThisMachine(const std::string& server) {
  for (const char* start : {"unix:", "localhost:", "127.", "[::1]:"}) {
    if (absl::StartsWith(server, start)) return true;
  }
  return false;
}

// "" for no path.
absl::StatusOr<std::string> ReadText(const std::string& path, absl::string_view what) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || text.empty()) {
    return UsageError(absl::StrCat("the file of the ", what, " cannot be read, or is empty"));
  }
  return text;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  absl::StatusOr<std::string> text = ReadText(path, "token");
  if (!text.ok()) return text;
  const std::string token(absl::StripAsciiWhitespace(*text));
  for (const char c : token) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
      return UsageError("the file of the token holds more than one word");
    }
  }
  return token;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> TransportOf(
    const Credentials& credentials) {
  if (credentials.tls_certificate_file.empty() != credentials.tls_key_file.empty()) {
    return UsageError("the client's certificate and its key go together");
  }
  if (credentials.tls_ca_file.empty()) {
    if (credentials.tls_key_file.empty()) return grpc::InsecureChannelCredentials();
    return UsageError("a client's certificate needs that of the server's authority too");
  }
  const auto ca = ReadText(credentials.tls_ca_file, "server's authority");
  const auto certificate = ReadText(credentials.tls_certificate_file, "client's certificate");
  const auto key = ReadText(credentials.tls_key_file, "client's key");
  for (const auto& text : {ca, certificate, key}) {
    if (!text.ok()) return text.status();
  }
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = *ca;
  options.pem_cert_chain = *certificate;
  options.pem_private_key = *key;
  return grpc::SslCredentials(options);
}

// Repeating is the connection's business, not the channel's, and a server on this machine is never
// behind a proxy.
grpc::ChannelArguments ChannelArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetMaxReceiveMessageSize(kLargestAnswer);
  return arguments;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const std::string& server,
                                                           const Credentials& credentials) {
  if (absl::Status address = CheckAddress(server); !address.ok()) return address;
  const absl::StatusOr<std::string> token = ReadToken(credentials.token_file);
  if (!token.ok()) return token.status();
  const auto transport = TransportOf(credentials);
  if (!transport.ok()) return transport.status();
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> interceptors;
  if (!token->empty()) {
    if (credentials.tls_ca_file.empty() && !IsThisMachine(server)) {
      return UsageError("a token is not sent to another machine without TLS");
    }
    interceptors.push_back(std::make_unique<TokenBearers>(*token));
  }
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      server, *transport, ChannelArguments(), std::move(interceptors));
}

}  // namespace winnow::client
