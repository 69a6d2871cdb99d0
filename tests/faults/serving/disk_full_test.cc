// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A real server on a disk of 64 MB that runs full: what it gives up and when, what goes on, and
// that nothing acknowledged is lost (storage.md E3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/health_call.h"
#include "tests/faults/serving/ledger.h"
#include "tests/testing/figures.h"
#include "tests/testing/small_disk.h"
#include "tests/testing/test_server.h"

namespace winnow::faults {
namespace {

using ::testing::HasSubstr;
using winnow::testing::Desk;
using winnow::testing::HealthCall;
using winnow::testing::ProcessEnd;
using winnow::testing::SmallDisk;
using winnow::testing::TestServer;
using HealthState = grpc::health::v1::HealthCheckResponse;

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr uint64_t kDisk = 64 * kMiB;
constexpr uint64_t kReserve = 6 * kMiB;
constexpr char kMarks[] = "disk: {low_water_bytes: 20MiB, reserve_bytes: 6MiB, log_bytes: 2MiB}\n";
constexpr uint64_t kChunk = 200;
constexpr uint64_t kStride = 100;
constexpr char kRevoked[] = "00000000000000aa";
constexpr char kErased[] = "00000000000000bb";

// A call refused for the disk, as the wire tells it.
bool IsDiskLow(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
         absl::StrContains(status.error_details(), "DISK_LOW") &&
         absl::StrContains(status.error_details(), "RetryInfo") &&
         absl::StrContains(status.error_message(), "Free space");
}

class DiskFull : public ::testing::Test {
 protected:
  void SetUp() override {
    disk_ = SmallDisk::Mount(kDisk);
    if (disk_ == nullptr) GTEST_SKIP() << "needs the right to mount a file system";
    server_ = std::make_unique<TestServer>(
        TestServer::Options{.config = kMarks, .flags = {}, .data_dir = disk_->Join("data")});
    SitDown();
    desk_->SetUpQueue();
  }
  void SitDown() {
    desk_ = std::make_unique<Desk>(server_->NewChannel());
    governance_ = v1::GovernanceService::NewStub(server_->NewChannel());
    ledger_.SitAt(desk_.get());
  }
  bool Shows(const std::string& line) const {
    return absl::StrContains(server_->Get("/metrics"), line);
  }
  void AwaitBallast(uint64_t bytes) const {
    while (!Shows(absl::StrCat("winnow_storage_ballast_bytes ", bytes, "\n"))) {
    }
  }
  // Fills the disk until the server gives up its ballast. It also deletes logs of its own
  // meanwhile.
  void FillUntilTheBallastIsGone() const {
    while (!Shows("winnow_storage_ballast_bytes 0\n")) disk_->LeaveFree(4 * kMiB);
  }
  // Ingests until the server does not take any more, and says why.
  grpc::Status Fill() {
    grpc::Status status;
    while (status.ok()) status = ledger_.Ingest(kChunk);
    return status;
  }
  v1::RequestBatchResponse Take() {
    v1::RequestBatchResponse batch;
    const grpc::Status status = ledger_.Take(10, &batch);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(batch.items_size(), 10);
    return batch;
  }
  // A candidate of a person, beside those of the ledger.
  grpc::Status TakeIn(const std::string& id, const std::string& subject) {
    v1::BatchUpsertCandidatesRequest request;
    v1::BatchUpsertCandidatesResponse response;
    grpc::ClientContext context;
    request.set_queue(Desk::kQueue);
    v1::Candidate& candidate = *request.add_candidates();
    candidate = winnow::testing::MakeCandidate(0);
    candidate.set_candidate_id(id);
    candidate.set_subject(subject);
    return desk_->ingest().BatchUpsertCandidates(&context, request, &response);
  }
  grpc::Status Revoke(const std::string& subject) {
    v1::RevokeConsentRequest request;
    v1::RevokeConsentResponse response;
    grpc::ClientContext context;
    request.set_subject(subject);
    return governance_->RevokeConsent(&context, request, &response);
  }
  grpc::Status Erase(const std::string& subject) {
    v1::EraseSubjectRequest request;
    v1::EraseSubjectResponse response;
    grpc::ClientContext context;
    request.set_subject(subject);
    return governance_->EraseSubject(&context, request, &response);
  }
  bool IsRemoved(const std::string& id) {
    v1::CandidateStatus candidate;
    const grpc::Status status = desk_->GetCandidate(id, &candidate);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return candidate.has_tombstone();
  }
  Audit ExpectNothingLost() {
    const Audit audit = ledger_.Check(kStride);
    EXPECT_EQ(audit.lost, 0) << audit.detail;
    return audit;
  }

  std::unique_ptr<SmallDisk> disk_;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<v1::GovernanceService::Stub> governance_;
  Ledger ledger_;
};

TEST_F(DiskFull, GivesUpIntakeThenNewBatchesAndLosesNothing) {
  AwaitBallast(kReserve);
  ASSERT_TRUE(TakeIn("revoked", kRevoked).ok());
  ASSERT_TRUE(TakeIn("erased", kErased).ok());
  disk_->LeaveFree(24 * kMiB);
  // The low-water mark: no candidates, all else.
  const grpc::Status low = Fill();
  EXPECT_TRUE(IsDiskLow(low)) << low.error_message();
  EXPECT_GT(ledger_.ingested(), 0u);
  EXPECT_THAT(server_->Get("/statusz"), HasSubstr("new candidates and signals are refused"));
  EXPECT_TRUE(Shows("winnow_storage_refused_changes_total{reason=\"disk_low\"}"));
  EXPECT_THAT(server_->Get("/readyz"), HasSubstr("HTTP/1.1 200"));
  const v1::RequestBatchResponse labelled = Take();
  const v1::RequestBatchResponse returned = Take();
  const v1::RequestBatchResponse held = Take();

  // The reserve: the ballast goes, and only what was promised is done.
  FillUntilTheBallastIsGone();
  v1::RequestBatchResponse none;
  const grpc::Status refused = ledger_.Take(10, &none);
  EXPECT_TRUE(IsDiskLow(refused)) << refused.error_message();
  EXPECT_THAT(server_->Get("/statusz"), HasSubstr("only labels and leases are taken"));
  EXPECT_TRUE(ledger_.Label(labelled).ok());
  EXPECT_TRUE(desk_->Renew(held).ok());
  EXPECT_TRUE(ledger_.Return(returned, 0).ok());
  EXPECT_TRUE(ledger_.Complete(returned).ok());
  EXPECT_TRUE(Revoke(kRevoked).ok());
  EXPECT_TRUE(Erase(kErased).ok());
  EXPECT_FALSE(IsRemoved("revoked"));
  EXPECT_TRUE(IsRemoved("erased"));
  ExpectNothingLost();

  // Nothing left: the server ends as documented.
  HealthCall health(server_->NewChannel(), "Watch", "");
  EXPECT_EQ(health.Next(), HealthState::SERVING);
  do {
    disk_->LeaveFree(0);
  } while (desk_->Renew(held).ok());
  EXPECT_EQ(health.Next(), HealthState::NOT_SERVING);
  const ProcessEnd end = server_->Wait();
  EXPECT_EQ(end.code, app::kExitStorageFailed);
  for (const char* event : {"disk_low", "disk_reserve", "ballast_released", "storage_failed"}) {
    EXPECT_THAT(end.errors, HasSubstr(event));
  }

  disk_->RemoveForeignFile();
  server_->Start();
  SitDown();
  const Audit audit = ExpectNothingLost();
  EXPECT_TRUE(IsRemoved("erased"));
  EXPECT_TRUE(ledger_.Ingest(kChunk).ok());
  EXPECT_EQ(server_->Stop().code, app::kExitOk);
  testing::Publish("disk_full", {{"acked_checked", audit.checked}, {"acked_lost", audit.lost}});
}

TEST_F(DiskFull, TakesEverythingAgainWhenSpaceReturns) {
  FillUntilTheBallastIsGone();
  EXPECT_TRUE(IsDiskLow(ledger_.Ingest(10)));
  disk_->RemoveForeignFile();
  AwaitBallast(kReserve);
  EXPECT_TRUE(ledger_.Ingest(10).ok());
  const ProcessEnd end = server_->Stop();
  EXPECT_EQ(end.code, app::kExitOk);
  EXPECT_THAT(end.errors, HasSubstr("disk_recovered"));
}

TEST_F(DiskFull, StartsAgainOnTheRoomOfItsBallast) {
  AwaitBallast(kReserve);
  ASSERT_TRUE(ledger_.Ingest(kChunk).ok());
  const v1::RequestBatchResponse batch = Take();
  server_->Kill();
  disk_->LeaveFree(0);
  server_->Start();
  SitDown();
  EXPECT_TRUE(ledger_.Label(batch).ok());
  ExpectNothingLost();
  EXPECT_EQ(server_->Stop().code, app::kExitOk);
}

}  // namespace
}  // namespace winnow::faults
