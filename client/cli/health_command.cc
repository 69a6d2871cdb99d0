// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "client/cli/commands.h"
#include "client/cli/table.h"
#include "client/enum_name.h"
#include "grpc/health/v1/health.pb.h"

namespace winnow::client::cli {
namespace {

// What the server reports on: readiness, liveness and each service.
constexpr const char* kServices[] = {"",
                                     "liveness",
                                     "winnow.v1.IngestService",
                                     "winnow.v1.ReviewService",
                                     "winnow.v1.PolicyService",
                                     "winnow.v1.ReleaseService",
                                     "winnow.v1.GovernanceService"};

struct ServiceHealth {
  std::string service;
  std::string status;
};

absl::StatusOr<ServiceHealth> Check(Connection& connection, const std::string& service) {
  grpc::health::v1::HealthCheckRequest request;
  grpc::health::v1::HealthCheckResponse response;
  request.set_service(service);
  const absl::Status status = connection.CallMethod(request, response);
  if (absl::IsNotFound(status)) return ServiceHealth{service, "NOT_SERVED"};
  if (!status.ok()) return status;
  return ServiceHealth{
      service, grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status())};
}

void PrintServices(Session& session, const std::vector<ServiceHealth>& services) {
  if (session.format() == OutputFormat::kTable) {
    Table table({{"service"}, {"status"}});
    for (const ServiceHealth& health : services) {
      table.Add({health.service.empty() ? "readiness" : health.service, health.status});
    }
    table.Print(session.out());
    return;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ServiceHealth& health : services) {
    list.push_back({{"service", health.service}, {"status", health.status}});
  }
  const nlohmann::ordered_json answer = {{"services", list}};
  session.out() << answer.dump(session.format() == OutputFormat::kJson ? 1 : -1) << "\n";
}

absl::Status Health(Session& session) {
  absl::StatusOr<Connection*> connection = session.Connect();
  if (!connection.ok()) return connection.status();
  std::vector<ServiceHealth> services;
  for (const char* service : kServices) {
    absl::StatusOr<ServiceHealth> health = Check(**connection, service);
    if (!health.ok()) return health.status();
    services.push_back(*health);
  }
  PrintServices(session, services);
  if (services.front().status == "SERVING") return absl::OkStatus();
  return absl::UnavailableError("the server is not ready");
}

}  // namespace

void AddHealthCommand(Commands& commands) {
  commands.AddTopVerb({"health", "Says whether the server is ready; exit code 0 if it is",
                       "winnow health --server unix:/run/winnow/winnowd.sock"},
                      Health);
}

}  // namespace winnow::client::cli
