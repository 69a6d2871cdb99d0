// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_ACCESS_GRANTS_H_
#define WINNOW_SERVER_ACCESS_GRANTS_H_

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/access/policy.h"

namespace winnow::access {

// What a policy gives to one identity. None is nothing. Immutable, so safe for use from any thread;
// copies are cheap.
class Grants {
 public:
  Grants() = default;
  // Keeps the policy.
  static Grants Of(std::shared_ptr<const Policy> policy, absl::string_view identity);
  // Every role over every queue: for the server's own work, never for a caller.
  static Grants OfServer();
  // The role of an sre over every queue: for what the server shows of itself.
  static Grants OfMonitoring();

  // True when the identity holds one of the roles over the queue, of which `queue` is the id.
  bool Over(absl::string_view queue, RoleSet roles) const;
  // The roles that it holds over all queues, those to come included.
  RoleSet Everywhere() const { return everywhere_; }
  // The roles that it holds over some queue.
  RoleSet Anywhere() const { return anywhere_; }

 private:
  // `roles` over every queue.
  static Grants OfEverybody(RoleSet roles);

  std::shared_ptr<const Policy> policy_;
  // The rules of the policy that name the identity.
  std::vector<const Rule*> allowed_;
  std::vector<const Rule*> denied_;
  RoleSet everywhere_;
  RoleSet anywhere_;
};

}  // namespace winnow::access

#endif  // WINNOW_SERVER_ACCESS_GRANTS_H_
