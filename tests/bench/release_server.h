// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseServer: a real winnowd with a queue of training data and one of held-out candidates, and
// the calls of a release manager.
#ifndef WINNOW_TESTS_BENCH_RELEASE_SERVER_H_
#define WINNOW_TESTS_BENCH_RELEASE_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/testing/test_server.h"
#include "winnow/v1/ingest_service.grpc.pb.h"
#include "winnow/v1/policy_service.grpc.pb.h"
#include "winnow/v1/release_service.grpc.pb.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::bench {

// Every call throws std::runtime_error when the server refuses something. Not thread-safe.
class ReleaseServer {
 public:
  static constexpr char kTrainId[] = "train";
  static constexpr char kExamId[] = "exam";

  // Starts the server, and creates both queues without candidates.
  ReleaseServer();

  void Stop() { server_.Stop(); }
  void Start();
  std::string data_dir() const { return server_.data_dir(); }
  int pid() const { return server_.pid(); }

  // Candidates of the Workload: of split TRAIN, or of split TEST with the disagreement of two model
  // releases, under other ids and groups.
  void PushTraining(uint64_t candidates);
  void PushExam(uint64_t candidates);

  // What DiffDatasetVersions sent: bytes, and the last line, which counts.
  struct Diff {
    uint64_t bytes = 0;
    std::string summary;
  };
  Diff DiffVersions(const std::string& before, const std::string& after);

  // The first page of the report, by vendor.
  v1::AgreementReportResponse Agreement();

  // An evaluation of the whole queue with so many items, all of them labeled, and a release with
  // outcomes of each, trained on a version of a data set.
  void MakeRelease(uint32_t items, const std::string& dataset_version);
  v1::ReleaseVerdict Gate();

 private:
  void Connect();
  void Register();
  void CreateQueue(const std::string& queue_id, const std::string& policy);
  void PushInParts(const std::string& queue_id, uint64_t candidates,
                   void (*change)(v1::Candidate&));
  void LabelEverything();
  void SubmitOutcomes();

  winnow::testing::TestServer server_;
  std::vector<std::string> sampled_;
  std::unique_ptr<v1::PolicyService::Stub> policies_;
  std::unique_ptr<v1::IngestService::Stub> ingest_;
  std::unique_ptr<v1::ReviewService::Stub> review_;
  std::unique_ptr<v1::ReleaseService::Stub> releases_;
};

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_RELEASE_SERVER_H_
