// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RecordWriter: candidates or signals go in one by one, and are durable on the server when Close
// returns OK. Records that an earlier run of the same writer made durable are skipped, so that a
// program that crashed simply sends the same records again.
#ifndef WINNOW_CLIENT_RECORD_WRITER_H_
#define WINNOW_CLIENT_RECORD_WRITER_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "client/stream_writer.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::client {

// The two kinds of stream.
struct CandidateStream {
  using Record = v1::Candidate;
  using Request = v1::IngestCandidatesRequest;
  static constexpr auto kOpen = OpenCandidateWire;
  static auto& Rows(Request& request) { return *request.mutable_chunk()->mutable_candidates(); }
};

struct SignalStream {
  using Record = v1::SignalRow;
  using Request = v1::PushSignalsRequest;
  static constexpr auto kOpen = OpenSignalWire;
  static auto& Rows(Request& request) { return *request.mutable_chunk()->mutable_rows(); }
};

// For one thread.
template <typename Kind>
class RecordWriter {
 public:
  using Record = typename Kind::Record;
  using Request = typename Kind::Request;

  // `observer` may be empty; rows that the server refuses are told to it alone.
  RecordWriter(Connection& connection, v1::IngestHeader header, ChunkObserver observer,
               const WriterOptions& options = WriterOptions())
      : options_(options), writer_(connection, Setup(std::move(header), observer), options) {}

  // Connects. Records that are durable already are skipped() by Add.
  absl::Status Open() {
    absl::Status status = writer_.Open();
    skip_ = writer_.committed();
    return status;
  }

  // True if a chunk can hold the record.
  bool Fits(const Record& record) const {
    return record.ByteSizeLong() + kFraming <= options_.chunk_bytes;
  }

  // Takes the next record of the stream. INVALID_ARGUMENT, without effect, for one that no chunk
  // can hold; any other error is final.
  absl::Status Add(Record record) {
    const size_t bytes = record.ByteSizeLong() + kFraming;
    if (bytes > options_.chunk_bytes) {
      return absl::InvalidArgumentError("the record is larger than a chunk may be");
    }
    if (next_ < skip_) {
      ++next_;
      return absl::OkStatus();
    }
    if (chunk_ != nullptr && bytes_ + bytes > options_.chunk_bytes) {
      absl::Status status = Flush();
      if (!status.ok()) return status;
    }
    if (chunk_ == nullptr) chunk_ = std::make_unique<Request>();
    Kind::Rows(*chunk_).Add(std::move(record));
    bytes_ += bytes;
    ++next_;
    const bool is_full = Kind::Rows(*chunk_).size() >= static_cast<int>(options_.chunk_records);
    return is_full ? Flush() : absl::OkStatus();
  }

  // Waits until every record is durable. OUT_OF_RANGE when the server holds more records of this
  // writer than were added: the writer id belongs to another stream.
  absl::Status Close() {
    if (next_ < skip_) {
      return absl::OutOfRangeError(
          "the server holds more records of this writer than there are here: the writer id belongs "
          "to another stream; choose a new one");
    }
    absl::Status status = Flush();
    return status.ok() ? writer_.Finish() : status;
  }

  // Records that Add was given.
  uint64_t added() const { return next_; }
  // Records that were durable before Open.
  uint64_t skipped() const { return skip_; }
  // Records that are durable now.
  uint64_t committed() const { return writer_.committed(); }
  // Records that became durable while their answer was lost; their outcome is not known here.
  uint64_t unreported() const { return writer_.unreported(); }

 private:
  // Tag and length of a record inside a chunk.
  static constexpr size_t kFraming = 6;

  static StreamSetup Setup(v1::IngestHeader header, const ChunkObserver& observer) {
    auto first = std::make_unique<Request>();
    *first->mutable_header() = std::move(header);
    return StreamSetup{Kind::kOpen, std::move(first), observer};
  }

  absl::Status Flush() {
    if (chunk_ == nullptr) return absl::OkStatus();
    Chunk chunk;
    chunk.offset = writer_.end();
    chunk.records = static_cast<uint32_t>(Kind::Rows(*chunk_).size());
    chunk_->mutable_chunk()->set_offset(chunk.offset);
    chunk.request = std::move(chunk_);
    bytes_ = 0;
    return writer_.Send(std::move(chunk));
  }

  const WriterOptions options_;
  StreamWriter writer_;
  std::unique_ptr<Request> chunk_;
  size_t bytes_ = 0;
  uint64_t next_ = 0;
  uint64_t skip_ = 0;
};

using CandidateWriter = RecordWriter<CandidateStream>;
using SignalWriter = RecordWriter<SignalStream>;

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_RECORD_WRITER_H_
