// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Sources and consent scopes: what is not registered is denied (governance.md G2).
#include <gtest/gtest.h>

#include <string>

#include "server/loop/error.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

auto RegisterSource(LoopBed& bed, const std::string& text) {
  return bed.Call(&Loop::registries, &Registries::RegisterSource,
                  Text<v1::RegisterSourceRequest>(text));
}

auto RegisterScope(LoopBed& bed, const std::string& text) {
  return bed.Call(&Loop::registries, &Registries::RegisterConsentScope,
                  Text<v1::RegisterConsentScopeRequest>(text));
}

TEST(Registries, DeniesUntilSourceAndScopeAreRegistered) {
  LoopBed bed(2);
  Approve(bed, "policies/lab-v0@1");
  ASSERT_TRUE(bed.Call(&Loop::queues, &Queues::CreateQueue,
                       Text<v1::CreateQueueRequest>(
                           "queue { name: 'queues/other' } policy: 'policies/lab-v0'"))
                  .ok());
  // The second queue lives in the shard that is not the registries' own.
  ASSERT_TRUE(
      bed.Call(&Loop::queues, &Queues::CreateQueue,
               Text<v1::CreateQueueRequest>("queue { name: 'queues/q' } policy: 'policies/lab-v0'"))
          .ok());
  bed.Upsert({LoopBed::Complete("a")});
  EXPECT_EQ(bed.Get("a").exclusion(), v1::EXCLUSION_REASON_CONSENT_DISALLOWED);
  ASSERT_TRUE(RegisterScope(bed,
                            "consent_scope { name: 'consentScopes/research' "
                            "purposes: PURPOSE_EVALUATION }")
                  .ok());
  EXPECT_EQ(bed.Get("a").exclusion(), v1::EXCLUSION_REASON_CONSENT_DISALLOWED);
  v1::Candidate candidate = LoopBed::Complete("a");
  candidate.set_consent_scope("training");
  bed.Upsert({candidate});
  ASSERT_TRUE(RegisterScope(bed,
                            "consent_scope { name: 'consentScopes/training' "
                            "purposes: PURPOSE_TRAINING }")
                  .ok());
  EXPECT_EQ(bed.Get("a").exclusion(), v1::EXCLUSION_REASON_SOURCE_UNKNOWN);
  ASSERT_TRUE(RegisterSource(bed, "source { name: 'sources/src' }").ok());
  EXPECT_EQ(bed.Get("a").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
  bed.Restart();
  EXPECT_EQ(bed.Get("a").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
}

TEST(Registries, ChangesNothingForTheSameContentAndRefusesAnother) {
  LoopBed bed;
  const auto first = RegisterSource(bed, "source { name: 'sources/s' owner: 'team' }");
  ASSERT_TRUE(first.ok()) << first.status();
  bed.clock().Advance(absl::Hours(1));
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const size_t leaves = LeavesOf(bed).size();
    const auto again = RegisterSource(bed, "source { name: 'sources/s' owner: 'team' }");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->source().create_time().seconds(), first->source().create_time().seconds());
    EXPECT_EQ(LeavesOf(bed).size(), leaves);
    EXPECT_EQ(
        DetailOf(RegisterSource(bed, "source { name: 'sources/s' owner: 'x' }").status()).reason,
        v1::ERROR_REASON_ALREADY_EXISTS);
  }
}

TEST(Registries, TakesPurposesAsASet) {
  LoopBed bed;
  const auto scope = RegisterScope(bed,
                                   "consent_scope { name: 'consentScopes/s' "
                                   "purposes: [PURPOSE_EVALUATION, PURPOSE_TRAINING, "
                                   "PURPOSE_EVALUATION] }");
  ASSERT_TRUE(scope.ok()) << scope.status();
  EXPECT_EQ(scope->consent_scope().purposes_size(), 2);
  EXPECT_TRUE(RegisterScope(bed,
                            "consent_scope { name: 'consentScopes/s' "
                            "purposes: [PURPOSE_TRAINING, PURPOSE_EVALUATION] }")
                  .ok());
}

TEST(Registries, ListsByNameInPages) {
  LoopBed bed;
  for (const char* name : {"b", "d", "a", "c", "e"}) {
    ASSERT_TRUE(RegisterSource(bed, std::string("source { name: 'sources/") + name + "' }").ok());
  }
  std::string names;
  v1::ListSourcesRequest request;
  request.set_page_size(2);
  do {
    const auto page = bed.Call(&Loop::registries, &Registries::ListSources, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Source& source : page->sources()) names += source.name().substr(8);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names, "abcde");
  request.set_page_token("no id");
  EXPECT_EQ(
      DetailOf(bed.Call(&Loop::registries, &Registries::ListSources, request).status()).reason,
      v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace
}  // namespace winnow::loop::testing
