// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Writer: one ingest stream of candidates, message by message.
#ifndef WINNOW_TESTS_E2E_WRITER_H_
#define WINNOW_TESTS_E2E_WRITER_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "tests/e2e/desk.h"

namespace winnow::testing {

// One thread may write while another reads.
class Writer {
 public:
  explicit Writer(Desk& desk) : stream_(desk.ingest().IngestCandidates(&context_)) {}

  // False when the server has ended the stream.
  bool SendHeader(const std::string& writer_id) {
    v1::IngestCandidatesRequest request;
    request.mutable_header()->set_writer_id(writer_id);
    request.mutable_header()->set_queue(Desk::kQueue);
    return stream_->Write(request);
  }
  bool Send(const v1::CandidateChunk& chunk) {
    v1::IngestCandidatesRequest request;
    *request.mutable_chunk() = chunk;
    return stream_->Write(request);
  }
  bool Send(const v1::IngestCandidatesRequest& request) { return stream_->Write(request); }

  // The next answer; nothing when the stream has ended.
  std::optional<v1::IngestCandidatesResponse> Receive() {
    v1::IngestCandidatesResponse response;
    if (!stream_->Read(&response)) return std::nullopt;
    return response;
  }
  // Sends the header and returns the committed offset that the server names.
  std::optional<uint64_t> Open(const std::string& writer_id) {
    if (!SendHeader(writer_id)) return std::nullopt;
    const auto answer = Receive();
    if (!answer.has_value() || !answer->has_opened()) return std::nullopt;
    return answer->opened().committed_offset();
  }

  void WritesDone() { stream_->WritesDone(); }
  grpc::Status Finish() { return stream_->Finish(); }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::IngestCandidatesRequest, v1::IngestCandidatesResponse>>
      stream_;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_E2E_WRITER_H_
