// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/error.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::client {
namespace {

constexpr char kPolicy[] = R"(# A policy as people write it.
policy_id: asr
policy:
  purpose: TRAINING
  signal_terms:
    - name: confidence
      signal: confidence
      clamp_low: 0
      clamp_high: 1
      knots: [{x: 0, y: 1}, {x: 1, y: 0}]
      weight: 2.5
      missing_value: 0.5
  allocation:
    kind: ALLOCATION_KIND_WEIGHTED
    default_quota: {min: 2, max_share: 0.3}
  eligibility:
    consent_scopes: [research, "7"]
    splits: [TRAIN, SPLIT_DEV]
  lease:
    default_lease: 1h30m
    max_lease: 7d
    label_turnaround: 86400s
  break_ties_by_id: true
)";

template <typename Message>
absl::StatusOr<Message> One(const std::string& text) {
  absl::StatusOr<std::vector<Document>> documents =
      ParseDocuments(text, Message::default_instance());
  if (!documents.ok()) return documents.status();
  EXPECT_EQ(documents->size(), 1u);
  return static_cast<const Message&>(*documents->front().message);
}

std::string ErrorOf(const std::string& text) {
  const auto parsed = One<v1::CreatePolicyRevisionRequest>(text);
  if (parsed.ok()) return "";
  EXPECT_TRUE(IsUsageError(parsed.status()));
  return std::string(parsed.status().message());
}

TEST(Document, ReadsAPolicyWithTheProtosFieldNames) {
  const auto request = One<v1::CreatePolicyRevisionRequest>(kPolicy);
  ASSERT_TRUE(request.ok()) << request.status();
  const v1::ReviewPolicy& policy = request->policy();
  EXPECT_EQ(request->policy_id(), "asr");
  EXPECT_EQ(policy.purpose(), v1::PURPOSE_TRAINING);
  ASSERT_EQ(policy.signal_terms_size(), 1);
  EXPECT_EQ(policy.signal_terms(0).weight(), 2.5);
  ASSERT_EQ(policy.signal_terms(0).knots_size(), 2);
  EXPECT_EQ(policy.signal_terms(0).knots(1).x(), 1);
  EXPECT_EQ(policy.allocation().kind(), v1::ALLOCATION_KIND_WEIGHTED);
  EXPECT_EQ(policy.allocation().default_quota().min(), 2u);
  EXPECT_FALSE(policy.allocation().default_quota().has_max()) << "unset differs from 0";
  EXPECT_EQ(policy.eligibility().consent_scopes(1), "7");
  EXPECT_EQ(policy.eligibility().splits(1), v1::SPLIT_DEV);
  EXPECT_EQ(policy.lease().default_lease().seconds(), 5400);
  EXPECT_EQ(policy.lease().max_lease().seconds(), 7 * 86400);
  EXPECT_EQ(policy.lease().label_turnaround().seconds(), 86400);
  EXPECT_TRUE(policy.break_ties_by_id());
}

TEST(Document, ReadsJsonAsWell) {
  const auto slice = One<v1::Slice>(
      "{\"name\": \"lead\", \"target_labels\": \"500\", \"launch_weight\": 0,\n"
      "\t\"recent_regression\": false}");
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_EQ(slice->target_labels(), 500u);
  EXPECT_TRUE(slice->has_launch_weight());
  EXPECT_EQ(slice->launch_weight(), 0);
}

TEST(Document, ReadsAMap) {
  const auto decision = One<v1::AdjudicationDecision>(
      "cause: ANNOTATOR_ERROR\nvalues:\n  usable: {flag: true}\n  word_errors: {number: 4}\n");
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->cause(), v1::ADJUDICATION_CAUSE_ANNOTATOR_ERROR);
  ASSERT_EQ(decision->values_size(), 2);
  EXPECT_TRUE(decision->values().at("usable").flag());
  EXPECT_EQ(decision->values().at("word_errors").number(), 4);

  const auto message = [](const std::string& text) {
    return std::string(One<v1::AdjudicationDecision>(text).status().message());
  };
  EXPECT_THAT(message("values: [a]\n"), ::testing::HasSubstr("line 1: values: has to be a map"));
  EXPECT_THAT(message("values:\n  a: {number: 1}\n  a: {number: 2}\n"),
              ::testing::HasSubstr("line 3: values.a: is given twice"));
  EXPECT_THAT(message("values:\n  a: {number: x}\n"),
              ::testing::HasSubstr("line 2: values.a.number: has to be"));
}

TEST(Document, ReadsAListAndSeveralDocuments) {
  const std::string texts[] = {"- name: a\n- name: b\n  target_labels: 3\n",
                               "name: a\n---\nname: b\ntarget_labels: 3\n"};
  for (const std::string& text : texts) {
    const auto documents = ParseDocuments(text, v1::Slice::default_instance());
    ASSERT_TRUE(documents.ok()) << documents.status();
    ASSERT_EQ(documents->size(), 2u) << text;
    EXPECT_EQ((*documents)[0].fields, std::vector<std::string>({"name"}));
    EXPECT_EQ((*documents)[1].fields, std::vector<std::string>({"name", "target_labels"}));
  }
}

struct BadDocument {
  const char* text;
  const char* error;
};

const BadDocument kBadDocuments[] = {

    BadDocument{"policy_id: a\npolice: {}\n", "line 2: police: unknown field; known: policy_id"},
    BadDocument{"policy:\n  purpose: TRAIN\n",
                "line 2: policy.purpose: has to be one of TRAINING, EVALUATION"},
    BadDocument{"policy:\n  purpose: UNSPECIFIED\n", "one of TRAINING, EVALUATION"},
    BadDocument{"policy:\n  signal_terms:\n  - name: a\n    wight: 1\n",
                "line 4: policy.signal_terms[0].wight: unknown field"},
    BadDocument{"policy:\n  signal_terms:\n  - weight: heavy\n",
                "line 3: policy.signal_terms[0].weight: has to be a number"},
    BadDocument{"policy:\n  signal_terms:\n  - weight: nan\n", "has to be a number"},
    BadDocument{"policy:\n  signal_terms:\n  - weight: 1e999\n", "has to be a number"},
    BadDocument{"policy:\n  required_labels: -1\n", "whole number that is not negative"},
    BadDocument{"policy:\n  required_labels: 4294967296\n", "whole number"},
    BadDocument{"policy:\n  required_labels: 1.5\n", "whole number"},
    BadDocument{"policy:\n  break_ties_by_id: yes\n", "true or false"},
    BadDocument{"policy:\n  lease: {max_lease: 7}\n", "policy.lease.max_lease: has to be a dur"},
    BadDocument{"policy:\n  lease: {max_lease: inf}\n", "has to be a duration"},
    BadDocument{"policy:\n  caps: {attribute: a}\n", "policy.caps: has to be a list"},
    BadDocument{"policy: [1]\n", "policy: has to be a map"},
    BadDocument{"policy_id: {a: b}\n", "policy_id: has to be a single value"},
    BadDocument{"policy_id:\n", "policy_id: is empty"},
    BadDocument{"policy_id: a\npolicy_id: b\n", "line 2: policy_id: is given twice"},
    BadDocument{"policy_id: [a\n", "not valid YAML or JSON"},
    BadDocument{"", "empty"},
    BadDocument{"just text\n", "has to be a map"},
    BadDocument{"policy: &a\n  lease: *a\n", "unknown field"}};

TEST(Document, RefusesNamingLineAndField) {
  for (const BadDocument& bad : kBadDocuments) {
    EXPECT_NE(ErrorOf(bad.text).find(bad.error), std::string::npos)
        << bad.text << "got: " << ErrorOf(bad.text);
  }
}

}  // namespace
}  // namespace winnow::client
