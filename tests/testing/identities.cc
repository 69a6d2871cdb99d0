// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/testing/identities.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/client_interceptor.h>
#include <sys/stat.h>

#include <fstream>
#include <utility>

#include "server/digest/sha256.h"

namespace winnow::testing {
namespace {

// Adds a token to every call of a channel.
class TokenBearer final : public grpc::experimental::Interceptor {
 public:
  explicit TokenBearer(std::string token) : token_(std::move(token)) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace("authorization", "Bearer " + token_);
    }
    methods->Proceed();
  }

 private:
  const std::string token_;
};

class TokenBearers final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenBearers(std::string token) : token_(std::move(token)) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo*) override {
    return new TokenBearer(token_);
  }

 private:
  const std::string token_;
};

}  // namespace

std::string TokenOf(const std::string& identity) { return "token-of-" + identity; }

std::string TokensDocument(const std::vector<std::string>& identities) {
  std::string text = "tokens:\n";
  for (const std::string& identity : identities) {
    text += "  - {identity: \"" + identity +
            "\", sha256: " + digest::Sha256(TokenOf(identity)).ToHex() + "}\n";
  }
  return text;
}

std::string WriteTokens(const std::string& path) {
  std::ofstream(path) << TokensDocument({kDataOwner, kLegalOwner, kProductOwner, kMlOwner, kWatcher});
  chmod(path.c_str(), 0600);
  return path;
}

std::string AccessLines(const TempDir& folder) {
  const std::string tokens = WriteTokens(folder.Join("tokens.yaml"));
  return "\nplaintext_loopback: true\naccess:\n  policy_file: " WINNOW_SOURCE_DIR
         "/tests/data/access.yaml\n  tokens_file: " +
         tokens + "\n";
}

std::shared_ptr<grpc::Channel> ChannelAs(
    const std::string& identity, const std::string& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  // Each channel has a connection of its own, as clients in processes of their own have.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> bearers;
  if (!identity.empty()) bearers.push_back(std::make_unique<TokenBearers>(TokenOf(identity)));
  return grpc::experimental::CreateCustomChannelWithInterceptors(address, credentials, arguments,
                                                                 std::move(bearers));
}

}  // namespace winnow::testing
