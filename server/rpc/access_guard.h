// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// AccessGuard: the door of the API: who calls, and whether they may (governance.md G6).
#ifndef WINNOW_SERVER_RPC_ACCESS_GUARD_H_
#define WINNOW_SERVER_RPC_ACCESS_GUARD_H_

#include <grpcpp/server_context.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/access/methods.h"
#include "server/access/policy.h"
#include "server/access/tokens.h"
#include "server/loop/call.h"
#include "server/ops/mutex.h"
#include "server/rpc/status_mapping.h"

namespace winnow::rpc {

// A caller as the door sees it.
struct Admission {
  // Without an identity and without grants when the call is refused for want of one.
  loop::Caller caller;
  // OK when the call may go on.
  CallEnd refused;
};

// Holds the policy and the tokens of now; they may be replaced while calls come in, each of which
// is judged by one policy. Before the first policy nothing is allowed. Safe for use from any
// thread.
class AccessGuard {
 public:
  // `serves_local`: whether a caller without credentials is access::kLocalIdentity, as over a Unix
  // socket or plaintext on the loopback; else there is no such caller.
  explicit AccessGuard(bool serves_local) : serves_local_(serves_local) {}

  void SetPolicy(std::shared_ptr<const access::Policy> policy) WINNOW_EXCLUDES(mutex_);
  void SetTokens(std::shared_ptr<const access::Tokens> tokens) WINNOW_EXCLUDES(mutex_);

  // Judges a call by who makes it, before anything of its request is looked at. UNAUTHENTICATED
  // without an identity, PERMISSION_DENIED when no role of it may call the method; nullptr is a
  // method that nobody may call.
  Admission Admit(const grpc::CallbackServerContext& context, const access::MethodRule* rule) const
      WINNOW_EXCLUDES(mutex_);

  // What the policy of now gives to an identity: for calls that last.
  access::Grants GrantsOf(absl::string_view identity) const WINNOW_EXCLUDES(mutex_);

 private:
  // Nothing when there is none. A client certificate counts first, then a token.
  std::optional<std::string> IdentityOf(const grpc::CallbackServerContext& context) const
      WINNOW_EXCLUDES(mutex_);

  const bool serves_local_;
  mutable ops::Mutex mutex_;
  std::shared_ptr<const access::Policy> policy_ WINNOW_GUARDED_BY(mutex_) =
      std::make_shared<const access::Policy>();
  std::shared_ptr<const access::Tokens> tokens_ WINNOW_GUARDED_BY(mutex_) =
      std::make_shared<const access::Tokens>();
};

// PERMISSION_DENIED, with a text that says nothing of what exists.
CallEnd Denied();

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_ACCESS_GUARD_H_
