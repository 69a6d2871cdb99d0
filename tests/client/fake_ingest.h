// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FakeIngest: an IngestService in memory that keeps offsets as api.md P1 says, and breaks on
// demand.
#ifndef WINNOW_TESTS_CLIENT_FAKE_INGEST_H_
#define WINNOW_TESTS_CLIENT_FAKE_INGEST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "winnow/v1/ingest_service.grpc.pb.h"

namespace winnow::client {

// Thread-safe.
class FakeIngest final : public v1::IngestService::Service {
 public:
  // What happens to the chunk that arrives n-th, counted from 1 over all streams.
  enum class Fault {
    kNone,
    // The stream breaks before the chunk is stored.
    kDropBefore,
    // The chunk is stored and the stream breaks before its answer.
    kDropAfter,
    // As kDropAfter, but the chunk is still on its way when the writer asks where it stands.
    kStoreLate,
    // The chunk is stored; the answer asks for a pause of 7 seconds.
    kPushBack,
    // The server has lost half of what it acknowledged, and the stream breaks.
    kLoseData,
    // An error that no repetition mends.
    kRefuse
  };

  void SetFault(int chunk, Fault fault);
  // Rows with this id are refused with FIELD_INVALID on `slice`.
  void RefuseRow(const std::string& candidate_id);
  // Ends every header with this status until it is called with OK.
  void RefuseHeaders(const grpc::Status& status);

  // Ids in the order in which they were stored. A row stored twice is there twice.
  std::vector<std::string> stored() const;
  std::vector<v1::Candidate> candidates() const;
  // Records per chunk as they arrived, repeated ones included.
  std::vector<int> chunk_sizes() const;
  // Writer ids of the streams in the order in which they were opened.
  std::vector<std::string> writers() const;
  // The largest message that arrived.
  size_t largest_message() const;

  grpc::Status IngestCandidates(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::IngestCandidatesResponse, v1::IngestCandidatesRequest>* stream)
      override;
  grpc::Status PushSignals(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::PushSignalsResponse, v1::PushSignalsRequest>* stream) override;

 private:
  template <typename Request, typename Response, typename Rows>
  grpc::Status Serve(grpc::ServerReaderWriter<Response, Request>* stream, Rows rows);
  grpc::Status Open(const v1::IngestHeader& header, uint64_t& committed);
  // Stores rows unless they are known, and fills the answer.
  template <typename Rows>
  grpc::Status Store(const std::string& writer, uint64_t offset, const Rows& rows,
                     v1::ChunkAck& ack);
  template <typename Row>
  void StoreRow(const Row& row, uint32_t index, v1::IngestResult& result);

  mutable std::mutex mutex_;
  std::map<int, Fault> faults_;
  std::set<std::string> refused_rows_;
  grpc::Status header_status_;
  std::map<std::string, uint64_t> committed_;
  uint64_t late_ = 0;  // records that the next header does not hear of
  std::vector<std::string> stored_;
  std::vector<v1::Candidate> candidates_;
  std::vector<int> chunk_sizes_;
  std::vector<std::string> writers_;
  size_t largest_message_ = 0;
};

}  // namespace winnow::client

#endif  // WINNOW_TESTS_CLIENT_FAKE_INGEST_H_
