// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/cli/exit_code.h"
#include "tests/client/cli/command_line.h"
#include "winnow/v1/governance_service.grpc.pb.h"

namespace winnow::client::cli {
namespace {

// Answers every revocation alike, and keeps the last.
class FakeConsent final : public v1::GovernanceService::Service {
 public:
  grpc::Status RevokeConsent(grpc::ServerContext*, const v1::RevokeConsentRequest* request,
                             v1::RevokeConsentResponse* response) override {
    last = *request;
    response->set_candidates(7);
    response->set_withdrawn_items(2);
    response->set_batch_count(1);
    response->add_batches("queues/q/batches/4");
    response->add_evaluations("queues/q/evaluations/1");
    response->add_releases("releases/asr-2");
    return grpc::Status::OK;
  }

  v1::RevokeConsentRequest last;
};

class ConsentCommandTest : public ::testing::Test {
 protected:
  Outcome Revoke(const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"--server", server_.address(), "consent", "revoke"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return line_.Run(arguments);
  }

  FakeConsent consent_;
  FakeServer server_{{&consent_}};
  CommandLine line_;
};

TEST_F(ConsentCommandTest, ARevocationTellsWhatItTouches) {
  const Outcome outcome = Revoke({"--subject", "9f86d081884c7d65", "--request-id", "r1"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "7 candidates are not used any more\n"
            "2 items are withdrawn from open batches\n"
            "1 batches hold one of them\n"
            "1 evaluations hold one of them\n"
            "0 data set versions hold one of them\n"
            "1 releases rest on one of them\n"
            "queues/q/batches/4\n"
            "queues/q/evaluations/1\n"
            "releases/asr-2\n");
  EXPECT_EQ(consent_.last.subject(), "9f86d081884c7d65");
  EXPECT_EQ(consent_.last.request_id(), "r1");
}

TEST_F(ConsentCommandTest, AScopeIsGivenByItsIdOrItsName) {
  EXPECT_EQ(Revoke({"--scope", "research"}).code, 0);
  EXPECT_EQ(consent_.last.consent_scope(), "consentScopes/research");
  EXPECT_EQ(Revoke({"--scope", "consentScopes/other"}).code, 0);
  EXPECT_EQ(consent_.last.consent_scope(), "consentScopes/other");
}

TEST_F(ConsentCommandTest, ItWantsExactlyOneTarget) {
  EXPECT_EQ(Revoke({}).code, kExitUsage);
  EXPECT_EQ(Revoke({"--scope", "a", "--subject", "9f86d081884c7d65"}).code, kExitUsage);
}

}  // namespace
}  // namespace winnow::client::cli
