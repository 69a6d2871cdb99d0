// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/access_guard.h"

#include <utility>

#include "server/loop/error.h"
#include "server/rpc/peer_certificate.h"

namespace winnow::rpc {
namespace {

constexpr char kAuthorization[] = "authorization";

loop::Caller CallerOf(std::string identity, access::Grants grants) {
  loop::Caller caller{.principal = std::move(identity), .grants = std::move(grants)};
  for (int i = v1::Role_MIN; i <= v1::Role_MAX; ++i) {
    const auto role = static_cast<v1::Role>(i);
    if (caller.grants.Everywhere().Has(role)) caller.roles.insert(role);
  }
  return caller;
}

CallEnd Unknown() {
  return MapStatus(
      loop::Unauthenticated("The server does not know who calls. Show a client certificate with a "
                            "name in it, or a token that the server knows."));
}

}  // namespace

void AccessGuard::SetPolicy(std::shared_ptr<const access::Policy> policy) {
  ops::MutexLock lock(mutex_);
  policy_ = std::move(policy);
}

void AccessGuard::SetTokens(std::shared_ptr<const access::Tokens> tokens) {
  ops::MutexLock lock(mutex_);
  tokens_ = std::move(tokens);
}

Admission AccessGuard::Admit(const grpc::CallbackServerContext& context,
                             const access::MethodRule* rule) const {
  std::optional<std::string> identity = IdentityOf(context);
  if (!identity.has_value()) return {{}, Unknown()};
  access::Grants grants = GrantsOf(*identity);
  const bool may_call = rule != nullptr && access::MayCall(*rule, grants);
  return {CallerOf(*std::move(identity), std::move(grants)), may_call ? CallEnd{} : Denied()};
}

access::Grants AccessGuard::GrantsOf(absl::string_view identity) const {
  std::shared_ptr<const access::Policy> policy;
  {
    ops::MutexLock lock(mutex_);
    policy = policy_;
  }
  return access::Grants::Of(std::move(policy), identity);
}

std::optional<std::string> AccessGuard::IdentityOf(
    const grpc::CallbackServerContext& context) const {
  if (std::optional<std::string> certified = IdentityOfPeer(context); certified.has_value()) {
    // The name stands for callers without credentials, whoever signed for it.
    if (access::ProblemOfIdentity(*certified) || *certified == access::kLocalIdentity) return {};
    return certified;
  }
  const auto header = context.client_metadata().find(kAuthorization);
  if (header == context.client_metadata().end()) {
    if (!serves_local_) return {};
    return std::string(access::kLocalIdentity);
  }
  const auto token =
      access::BearerToken(absl::string_view(header->second.data(), header->second.size()));
  if (!token.has_value()) return {};
  std::shared_ptr<const access::Tokens> tokens;
  {
    ops::MutexLock lock(mutex_);
    tokens = tokens_;
  }
  return access::IdentityOf(*tokens, *token);
}

CallEnd Denied() {
  return MapStatus(
      loop::Denied("The access policy of the server does not allow the call. Ask whoever keeps it "
                   "for a role that may make it."));
}

}  // namespace winnow::rpc
