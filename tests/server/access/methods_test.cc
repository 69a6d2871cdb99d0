// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/methods.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/testing/figures.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// The services of every file of the proto folder that declares any.
std::vector<const FileDescriptor*> ServiceFiles() {
  // Keeps the linker from leaving them out.
  for (const Descriptor* type :
       {v1::QueueStatusRequest::descriptor(), v1::IngestHeader::descriptor(),
        v1::GetQueueRequest::descriptor(), v1::GetEvaluationRequest::descriptor(),
        v1::RequestBatchRequest::descriptor()}) {
    EXPECT_NE(type, nullptr);
  }
  std::vector<const FileDescriptor*> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(WINNOW_SOURCE_DIR "/proto/winnow/v1")) {
    const std::string name = entry.path().filename();
    if (!absl::EndsWith(name, "_service.proto")) continue;
    const auto* file =
        DescriptorPool::generated_pool()->FindFileByName(absl::StrCat("winnow/v1/", name));
    EXPECT_NE(file, nullptr) << name;
    if (file != nullptr) files.push_back(file);
  }
  return files;
}

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

std::string NameOf(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->full_name(), "/", method.name());
}

// The message that names the queue: of a stream of the caller, its header.
const Descriptor* AddressedMessage(const MethodDescriptor& method) {
  if (!method.client_streaming()) return method.input_type();
  const FieldDescriptor* header = method.input_type()->FindFieldByName("header");
  return header == nullptr ? nullptr : header->message_type();
}

const FieldDescriptor* FieldAt(const Descriptor* type, absl::string_view path) {
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    if (type == nullptr) return nullptr;
    field = type->FindFieldByName(std::string(name));
    if (field == nullptr) return nullptr;
    type = field->message_type();
  }
  return field;
}

TEST(MethodRules, ThereIsOneForEveryMethodOfTheApiAndForNothingElse) {
  std::set<std::string> methods;
  int with_rule = 0;
  for (const MethodDescriptor* method : AllMethods()) {
    methods.insert(NameOf(*method));
    EXPECT_NE(FindRule(NameOf(*method)), nullptr) << NameOf(*method);
    with_rule += FindRule(NameOf(*method)) != nullptr ? 1 : 0;
  }
  EXPECT_GE(methods.size(), 51u);
  EXPECT_EQ(MethodRules().size(), methods.size());
  for (const MethodRule& rule : MethodRules()) {
    EXPECT_TRUE(methods.contains(rule.method)) << rule.method;
    EXPECT_FALSE(rule.roles.empty()) << rule.method;
  }
  testing::Publish("access_rules", {{"methods_total", static_cast<double>(methods.size())},
                                    {"methods_with_rule", static_cast<double>(with_rule)}});
}

TEST(MethodRules, NameTheFieldOfTheQueueWhereverARequestHasOne) {
  for (const MethodDescriptor* method : AllMethods()) {
    const MethodRule* rule = FindRule(NameOf(*method));
    ASSERT_NE(rule, nullptr) << NameOf(*method);
    const Descriptor* message = AddressedMessage(*method);
    ASSERT_NE(message, nullptr) << NameOf(*method);
    if (rule->reach == Reach::kQueue) {
      const FieldDescriptor* field = FieldAt(message, rule->queue_field);
      ASSERT_NE(field, nullptr) << NameOf(*method);
      EXPECT_EQ(field->type(), FieldDescriptor::TYPE_STRING) << NameOf(*method);
    } else {
      EXPECT_STREQ(rule->queue_field, "") << NameOf(*method);
      for (const char* name : {"queue", "batch", "slice"}) {
        EXPECT_EQ(message->FindFieldByName(name), nullptr) << NameOf(*method);
      }
    }
  }
}

RoleSet RolesOf(const std::string& method) {
  const MethodRule* rule = FindRule("winnow.v1." + method);
  return rule == nullptr ? RoleSet() : rule->roles;
}

TEST(MethodRules, KeepArmsScoresAndProbabilitiesFromLabelersAndProducers) {
  for (const char* method : {"ReviewService/GetBatch", "ReviewService/ExportBatch",
                             "ReviewService/ExportFrame", "ReviewService/ExplainCandidate",
                             "ReviewService/VerifyBatch", "ReleaseService/GetEvaluation"}) {
    EXPECT_FALSE(RolesOf(method).Has(v1::ROLE_LABELER)) << method;
    EXPECT_FALSE(RolesOf(method).Has(v1::ROLE_PRODUCER)) << method;
    EXPECT_TRUE(RolesOf(method).Has(v1::ROLE_AUDITOR)) << method;
  }
}

TEST(MethodRules, GiveAdminsNoSayInWhatOthersAnswerFor) {
  for (const char* method : {"PolicyService/ApprovePolicyRevision", "ReviewService/SubmitLabels",
                             "GovernanceService/RevokeConsent", "GovernanceService/EraseSubject",
                             "GovernanceService/ExportAudit", "ReleaseService/CloseEvaluation"}) {
    EXPECT_FALSE(RolesOf(method).empty()) << method;
    EXPECT_FALSE(RolesOf(method).Has(v1::ROLE_ADMIN)) << method;
  }
  EXPECT_EQ(RolesOf("PolicyService/ApprovePolicyRevision"), kPolicyOwners);
}

TEST(MethodRules, LetAuditorsAndSresChangeNothing) {
  for (const MethodDescriptor* method : AllMethods()) {
    const Descriptor* request = method->input_type();
    const bool changes =
        method->client_streaming() || request->FindFieldByName("request_id") != nullptr;
    const MethodRule* rule = FindRule(NameOf(*method));
    if (!changes || rule == nullptr) continue;
    EXPECT_FALSE(rule->roles.Has(v1::ROLE_AUDITOR)) << rule->method;
    EXPECT_FALSE(rule->roles.Has(v1::ROLE_SRE)) << rule->method;
  }
}

TEST(MethodRules, StandInTheTableForOperators) {
  std::ifstream file(WINNOW_SOURCE_DIR "/server/access/README.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  for (const MethodRule& rule : MethodRules()) {
    std::string roles;
    for (int i = v1::Role_MIN; i <= v1::Role_MAX; ++i) {
      const auto role = static_cast<v1::Role>(i);
      if (!rule.roles.Has(role)) continue;
      absl::StrAppend(&roles, roles.empty() ? "" : ", ", access::NameOf(role));
    }
    if (rule.roles == kEveryRole) roles = "every role";
    const char* reach = rule.reach == Reach::kQueue        ? "the queue"
                        : rule.reach == Reach::kEverywhere ? "all queues"
                                                           : "any queue";
    const std::string method =
        std::vector<std::string>(absl::StrSplit(rule.method, "winnow.v1.")).back();
    const std::string line = absl::StrCat("| ", method, " | ", roles, " | ", reach, " |\n");
    EXPECT_TRUE(absl::StrContains(page, line)) << line;
  }
}

}  // namespace
}  // namespace winnow::access
