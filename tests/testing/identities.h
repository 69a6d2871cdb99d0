// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Identities of tests: those that tests/data/access.yaml names, and others of the test's own. Each
// has a token.
#ifndef WINNOW_TESTS_TESTING_IDENTITIES_H_
#define WINNOW_TESTS_TESTING_IDENTITIES_H_

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/testing/temp_dir.h"

namespace winnow::testing {

inline constexpr char kDataOwner[] = "data-owner";
inline constexpr char kLegalOwner[] = "legal-owner";
inline constexpr char kProductOwner[] = "product-owner";
inline constexpr char kMlOwner[] = "ml-owner";
// Sees how queues are and reads no rows.
inline constexpr char kWatcher[] = "watcher";

// The token that stands for an identity.
std::string TokenOf(const std::string& identity);

// The text of a file of tokens for the identities.
std::string TokensDocument(const std::vector<std::string>& identities);

// Writes a file of tokens for the identities above, which nobody else may read; returns its
// path.
std::string WriteTokens(const std::string& path);

// Lines of a configuration for serving tests: plaintext on the loopback, the policy of tests/data,
// and the tokens of the identities above in a file in `folder`.
std::string AccessLines(const TempDir& folder);

// A connection of its own to `address`, whose calls carry the token of `identity`; "" carries none.
std::shared_ptr<grpc::Channel> ChannelAs(const std::string& identity, const std::string& address,
                                         const std::shared_ptr<grpc::ChannelCredentials>&
                                             credentials = grpc::InsecureChannelCredentials());

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_IDENTITIES_H_
