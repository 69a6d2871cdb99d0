// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_ACCESS_ROLE_SET_H_
#define WINNOW_SERVER_ACCESS_ROLE_SET_H_

#include <cstdint>
#include <initializer_list>

#include "winnow/v1/role.pb.h"

namespace winnow::access {

// Some of the roles.
class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<v1::Role> roles) {
    for (const v1::Role role : roles) bits_ |= Bit(role);
  }

  constexpr void Add(v1::Role role) { bits_ |= Bit(role); }
  constexpr bool Has(v1::Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr RoleSet operator|(RoleSet a, RoleSet b) { return RoleSet(a.bits_ | b.bits_); }
  friend constexpr RoleSet operator&(RoleSet a, RoleSet b) { return RoleSet(a.bits_ & b.bits_); }
  bool operator==(const RoleSet&) const = default;

 private:
  constexpr explicit RoleSet(uint32_t bits) : bits_(bits) {}
  static constexpr uint32_t Bit(v1::Role role) { return uint32_t{1} << role; }

  uint32_t bits_ = 0;
};

// The roles that own review policies.
inline constexpr RoleSet kPolicyOwners = {v1::ROLE_POLICY_DATA, v1::ROLE_POLICY_LEGAL,
                                          v1::ROLE_POLICY_PRODUCT, v1::ROLE_POLICY_ML};

// Every role that there is.
inline constexpr RoleSet kEveryRole = kPolicyOwners | RoleSet{v1::ROLE_PRODUCER,
                                                              v1::ROLE_LABELER,
                                                              v1::ROLE_RELEASE_MANAGER,
                                                              v1::ROLE_PRIVACY_OFFICER,
                                                              v1::ROLE_AUDITOR,
                                                              v1::ROLE_SRE,
                                                              v1::ROLE_ADMIN};

}  // namespace winnow::access

#endif  // WINNOW_SERVER_ACCESS_ROLE_SET_H_
