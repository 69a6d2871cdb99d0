// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/client/fake_ingest.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "tests/client/fake_server.h"

namespace winnow::client {
namespace {

using Lock = std::lock_guard<std::mutex>;

const grpc::Status kBroken(grpc::StatusCode::UNAVAILABLE, "broken on demand");

}  // namespace

void FakeIngest::SetFault(int chunk, Fault fault) {
  const Lock lock(mutex_);
  faults_[chunk] = fault;
}

void FakeIngest::RefuseRow(const std::string& candidate_id) {
  const Lock lock(mutex_);
  refused_rows_.insert(candidate_id);
}

void FakeIngest::RefuseHeaders(const grpc::Status& status) {
  const Lock lock(mutex_);
  header_status_ = status;
}

std::vector<std::string> FakeIngest::stored() const {
  const Lock lock(mutex_);
  return stored_;
}

std::vector<v1::Candidate> FakeIngest::candidates() const {
  const Lock lock(mutex_);
  return candidates_;
}

std::vector<int> FakeIngest::chunk_sizes() const {
  const Lock lock(mutex_);
  return chunk_sizes_;
}

std::vector<std::string> FakeIngest::writers() const {
  const Lock lock(mutex_);
  return writers_;
}

size_t FakeIngest::largest_message() const {
  const Lock lock(mutex_);
  return largest_message_;
}

grpc::Status FakeIngest::Open(const v1::IngestHeader& header, uint64_t& committed) {
  const Lock lock(mutex_);
  writers_.push_back(header.writer_id());
  committed = committed_[header.writer_id()] - std::exchange(late_, 0);
  return header_status_;
}

template <typename Row>
void FakeIngest::StoreRow(const Row& row, uint32_t index, v1::IngestResult& result) {
  if (refused_rows_.count(row.candidate_id()) != 0) {
    v1::RowError& error = *result.add_row_errors();
    error.set_index(index);
    error.set_reason(v1::ERROR_REASON_FIELD_INVALID);
    error.set_field("slice");
    error.set_message("give an id");
    return;
  }
  stored_.push_back(row.candidate_id());
  if constexpr (std::is_same_v<Row, v1::Candidate>) candidates_.push_back(row);
  result.set_accepted(result.accepted() + 1);
}

template <typename Rows>
grpc::Status FakeIngest::Store(const std::string& writer, uint64_t offset, const Rows& rows,
                               v1::ChunkAck& ack) {
  const Lock lock(mutex_);
  chunk_sizes_.push_back(rows.size());
  const Fault fault = faults_[static_cast<int>(chunk_sizes_.size())];
  uint64_t& committed = committed_[writer];
  if (fault == Fault::kDropBefore) return kBroken;
  if (fault == Fault::kRefuse) {
    return RichStatus(grpc::StatusCode::INVALID_ARGUMENT, "FIELD_INVALID", "chunk", 0);
  }
  if (fault == Fault::kLoseData) {
    committed /= 2;
    return kBroken;
  }
  if (offset > committed) {
    return RichStatus(grpc::StatusCode::FAILED_PRECONDITION, "OFFSET_SKIPPED", "offset", 0);
  }
  ack.set_offset(offset);
  if (offset == committed) {
    for (int i = 0; i < rows.size(); ++i) {
      StoreRow(rows[i], static_cast<uint32_t>(i), *ack.mutable_result());
    }
    committed += static_cast<uint64_t>(rows.size());
  }
  ack.set_committed_offset(committed);
  if (fault == Fault::kPushBack) ack.mutable_push_back()->set_seconds(7);
  if (fault == Fault::kStoreLate) late_ = static_cast<uint64_t>(rows.size());
  const bool breaks = fault == Fault::kDropAfter || fault == Fault::kStoreLate;
  return breaks ? kBroken : grpc::Status::OK;
}

template <typename Request, typename Response, typename Rows>
grpc::Status FakeIngest::Serve(grpc::ServerReaderWriter<Response, Request>* stream, Rows rows) {
  Request request;
  Response response;
  if (!stream->Read(&request) || !request.has_header()) {
    return RichStatus(grpc::StatusCode::INVALID_ARGUMENT, "STREAM_ORDER", "", 0);
  }
  const std::string writer = request.header().writer_id();
  uint64_t committed = 0;
  grpc::Status status = Open(request.header(), committed);
  if (!status.ok()) return status;
  response.mutable_opened()->set_committed_offset(committed);
  stream->Write(response);
  while (stream->Read(&request)) {
    {
      const Lock lock(mutex_);
      largest_message_ = std::max(largest_message_, request.ByteSizeLong());
    }
    response.Clear();
    status = Store(writer, request.chunk().offset(), rows(request), *response.mutable_ack());
    if (!status.ok()) return status;
    stream->Write(response);
  }
  return grpc::Status::OK;
}

grpc::Status FakeIngest::IngestCandidates(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<v1::IngestCandidatesResponse, v1::IngestCandidatesRequest>* stream) {
  return Serve(stream, [](const auto& request) { return request.chunk().candidates(); });
}

grpc::Status FakeIngest::PushSignals(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<v1::PushSignalsResponse, v1::PushSignalsRequest>* stream) {
  return Serve(stream, [](const auto& request) { return request.chunk().rows(); });
}

}  // namespace winnow::client
