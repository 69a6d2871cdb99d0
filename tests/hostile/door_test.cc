// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Callers who may not call, over real TLS, and certificate files that go bad while the server
// serves (server/access/README.md).
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/access/methods.h"
#include "server/access/policy.h"
#include "server/ops/clock.h"
#include "tests/testing/figures.h"
#include "tests/testing/identities.h"
#include "tests/testing/test_server.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::hostile {
namespace {

using ::testing::HasSubstr;

// "winnow.v1.ReviewService/RequestBatch" of every method of the API.
std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const google::protobuf::Descriptor* type :
       {v1::RequestBatchRequest::descriptor(), v1::GetQueueRequest::descriptor(),
        v1::GetEvaluationRequest::descriptor(), v1::QueueStatusRequest::descriptor(),
        v1::GetCandidateRequest::descriptor()}) {
    const google::protobuf::ServiceDescriptor* service = type->file()->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back(absl::StrCat(service->full_name(), "/", service->method(i)->name()));
    }
  }
  return methods;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A server with TLS, and clients of each kind.
class Door {
 public:
  explicit Door(bool requires_certificate) {
    std::string names = "nobody";
    std::string rules = "rules:\n";
    std::vector<std::string> identities = {"nobody"};
    for (int i = 1; i < v1::Role_ARRAYSIZE; ++i) {
      const std::string role = access::NameOf(static_cast<v1::Role>(i));
      absl::StrAppend(&names, " URI:spiffe://test/", role);
      absl::StrAppend(&rules, "  - {effect: allow, identities: [\"spiffe://test/", role,
                      "\"], roles: [", role, "], queues: [asr]}\n");
    }
    const std::string script = WINNOW_SOURCE_DIR "/tests/testing/make_certs.sh ";
    EXPECT_EQ(std::system((script + folder_.Join("") + " " + names).c_str()), 0);
    testing::WriteFile(folder_, "access.yaml", rules);
    Write("tokens.yaml", testing::TokensDocument(identities));
    Install("server", "server");
    testing::TestServer::Options options;
    options.config = absl::StrCat(
        "access: {policy_file: ", folder_.Join("access.yaml"),
        ", tokens_file: ", folder_.Join("tokens.yaml"),
        "}\ntls:\n  certificate_file: ", folder_.Join("live.crt"),
        "\n  key_file: ", folder_.Join("live.key"), "\n  client_ca_file: ", folder_.Join("ca.crt"),
        "\n  require_client_certificate: ", requires_certificate ? "true" : "false", "\n");
    server_ = std::make_unique<testing::TestServer>(std::move(options));
  }

  testing::TestServer& server() { return *server_; }

  // Puts the certificate of one and the key of another where the server reads them.
  void Install(const std::string& certificate, const std::string& key) const {
    Write("live.key", ReadFile(folder_.Join(key + ".key")));
    Write("live.crt", ReadFile(folder_.Join(certificate + ".crt")));
  }
  void Write(const std::string& name, const std::string& text) const {
    const std::string path = testing::WriteFile(folder_, name + ".new", text);
    chmod(path.c_str(), 0600);
    std::filesystem::rename(path, folder_.Join(name));
  }
  void Remove(const std::string& name) const { std::filesystem::remove(folder_.Join(name)); }

  // A new connection with the certificate of `client` and the token of `identity`; "" is none.
  std::shared_ptr<grpc::Channel> Connect(const std::string& client,
                                         const std::string& identity = "") const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ReadFile(folder_.Join("ca.crt"));
    if (!client.empty()) {
      options.pem_cert_chain = ReadFile(folder_.Join(client + ".crt"));
      options.pem_private_key = ReadFile(folder_.Join(client + ".key"));
    }
    return testing::ChannelAs(identity, server_->listen(), grpc::SslCredentials(options));
  }

 private:
  const testing::TempDir folder_;
  std::unique_ptr<testing::TestServer> server_;
};

// The code that an empty request gets.
grpc::StatusCode Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(ops::SystemClock().WallNow() + absl::Minutes(1)));
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/" + method, {}, &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  return done.get_future().get().error_code();
}

// Cases, and how many went right.
struct Tally {
  double total = 0;
  double right = 0;

  void Count(bool is_right, const std::string& what) {
    EXPECT_TRUE(is_right) << what;
    ++total;
    right += is_right ? 1 : 0;
  }
};

void ExpectEverywhere(const std::shared_ptr<grpc::Channel>& channel, grpc::StatusCode code,
                      const std::string& who, Tally& tally) {
  for (const std::string& method : AllMethods()) {
    const grpc::StatusCode got = Call(channel, method);
    tally.Count(got == code, absl::StrCat(who, " ", method, " got ", got));
  }
}

void Publish(const std::string& experiment, const Tally& tally) {
  testing::Publish(experiment, {{"hostile_total", tally.total}, {"hostile_survived", tally.right}});
}

TEST(Door, LetsNobodyInWithoutACertificateOfItsAuthority) {
  Door door(/*requires_certificate=*/true);
  Tally tally;
  for (const char* client : {"", "stranger", "expired"}) {
    ExpectEverywhere(door.Connect(client), grpc::StatusCode::UNAVAILABLE, client, tally);
  }
  ExpectEverywhere(door.Connect("nobody"), grpc::StatusCode::PERMISSION_DENIED, "nobody", tally);
  Publish("hostile_door_certificates", tally);
}

TEST(Door, KnowsNobodyWithoutACertificateOrAToken) {
  Door door(/*requires_certificate=*/false);
  Tally tally;
  ExpectEverywhere(door.Connect(""), grpc::StatusCode::UNAUTHENTICATED, "no token", tally);
  ExpectEverywhere(door.Connect("", "unknown"), grpc::StatusCode::UNAUTHENTICATED, "unknown token",
                   tally);
  ExpectEverywhere(door.Connect("", "nobody"), grpc::StatusCode::PERMISSION_DENIED, "no role",
                   tally);
  ExpectEverywhere(door.Connect("stranger", "nobody"), grpc::StatusCode::UNAVAILABLE, "stranger",
                   tally);
  Publish("hostile_door_tokens", tally);
}

TEST(Door, LetsEachRoleCallWhatItsRuleSaysAndNothingElse) {
  Door door(/*requires_certificate=*/true);
  Tally tally;
  double with_rule = 0;
  for (int i = 1; i < v1::Role_ARRAYSIZE; ++i) {
    const auto role = static_cast<v1::Role>(i);
    const auto channel = door.Connect(access::NameOf(role));
    for (const std::string& method : AllMethods()) {
      const access::MethodRule* rule = access::FindRule(method);
      with_rule += rule != nullptr ? 1 : 0;
      // The role is held over one queue, so what is about all of them is denied: also a run of
      // retention that names none.
      const bool allowed = rule != nullptr && rule->roles.Has(role) &&
                           rule->reach != access::Reach::kEverywhere &&
                           method != "winnow.v1.GovernanceService/RunRetention";
      const grpc::StatusCode got = Call(channel, method);
      const bool denied = got == grpc::StatusCode::PERMISSION_DENIED;
      tally.Count(got != grpc::StatusCode::UNAUTHENTICATED &&
                      got != grpc::StatusCode::UNAVAILABLE && denied != allowed,
                  absl::StrCat(access::NameOf(role), " ", method, " got ", got));
    }
  }
  Publish("hostile_door_roles", tally);
  const auto methods = static_cast<double>(AllMethods().size());
  testing::Publish(
      "hostile_door_rules",
      {{"methods_total", methods}, {"methods_with_rule", with_rule / (v1::Role_ARRAYSIZE - 1)}});
}

// Waits until /metrics holds `line`.
bool Shows(testing::TestServer& server, const std::string& line) {
  const ops::SystemClock clock;
  const absl::Duration end = clock.SteadyNow() + absl::Seconds(30);
  while (clock.SteadyNow() < end) {
    if (server.Get("/metrics").find(line) != std::string::npos) return true;
  }
  return false;
}

TEST(Door, KeepsItsCertificatesWhenTheirFilesGoBad) {
  Door door(/*requires_certificate=*/true);
  const std::string method = "winnow.v1.PolicyService/ListQueues";
  const auto open = door.Connect("sre");
  Tally tally;
  const auto serves = [&](const std::string& what) {
    tally.Count(Call(open, method) == grpc::StatusCode::OK, what + ", open connection");
    tally.Count(Call(door.Connect("sre"), method) == grpc::StatusCode::OK, what + ", new one");
  };
  serves("at the start");
  const std::vector<std::pair<std::string, std::function<void()>>> damages = {
      {"garbage", [&] { door.Write("live.crt", "garbage"); }},
      {"nothing", [&] { door.Write("live.key", ""); }},
      {"no file", [&] { door.Remove("live.crt"); }},
      {"the key of another", [&] { door.Install("server", "server-renewed"); }},
      {"expired", [&] { door.Install("server-expired", "server-expired"); }},
      {"a client's", [&] { door.Install("sre", "sre"); }}};
  for (const auto& [name, damage] : damages) {
    damage();
    kill(door.server().pid(), SIGHUP);
    tally.Count(Shows(door.server(), "winnow_access_stale{file=\"certificates\"} 1"), name);
    serves(name);
    door.Install("server-renewed", "server-renewed");
    kill(door.server().pid(), SIGHUP);
    tally.Count(Shows(door.server(), "winnow_access_stale{file=\"certificates\"} 0"), name);
    serves("after " + name);
  }
  const testing::ProcessEnd end = door.server().Stop();
  EXPECT_THAT(end.errors, HasSubstr("access_kept_as_it_was"));
  EXPECT_EQ(end.code, 0);
  Publish("hostile_door_reload", tally);
}

}  // namespace
}  // namespace winnow::hostile
