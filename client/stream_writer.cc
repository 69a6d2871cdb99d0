// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/stream_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/duration_text.h"
#include "client/error.h"

namespace winnow::client {
namespace {

constexpr absl::Duration kLongestPause = absl::Minutes(1);

// A stream that ends before its work does can be opened again without harm, so a broken connection
// counts as UNAVAILABLE whatever gRPC calls it. What a server says on purpose carries a reason.
absl::Status AsFailureOfAttempt(absl::Status status) {
  const bool is_break = absl::IsUnknown(status) || absl::IsInternal(status) ||
                        absl::IsDeadlineExceeded(status) || absl::IsCancelled(status);
  if (status.ok()) return absl::UnavailableError("the server ended the stream");
  if (is_break && DetailsOf(status).reason.empty()) return absl::UnavailableError(status.message());
  return status;
}

}  // namespace

StreamWriter::StreamWriter(Connection& connection, StreamSetup setup, const WriterOptions& options)
    : connection_(connection),
      setup_(std::move(setup)),
      options_(options),
      backoff_(options.backoff) {}

StreamWriter::~StreamWriter() = default;

absl::Status StreamWriter::Open() {
  absl::Status status = Connect();
  return status.ok() ? status : Recover(std::move(status));
}

absl::Status StreamWriter::Send(Chunk chunk) {
  const bool is_old =
      connection_.clock().Now() - attempt_start_ > options_.stream_age && attempt_ != nullptr;
  absl::Status status = Flow(is_old ? 0 : options_.window - 1);
  if (status.ok() && is_old) {
    EndIdle();
    status = Open();
  }
  if (status.ok()) status = window_.Push(std::move(chunk));
  return status.ok() ? Flow(options_.window) : status;
}

absl::Status StreamWriter::Finish() {
  absl::Status status = Flow(0);
  if (status.ok()) EndIdle();
  return status;
}

absl::Status StreamWriter::Connect() {
  seen_ = connection_.positions().Snapshot();
  attempt_start_ = connection_.clock().Now();
  pause_ = absl::ZeroDuration();
  const absl::Duration bound = 2 * options_.stream_age + options_.answer_timeout;
  attempt_ = std::make_unique<StreamAttempt>(setup_.open(connection_, bound));
  if (!attempt_->Write(*setup_.header)) return EndBroken();
  IngestReply reply;
  switch (attempt_->Next(options_.answer_timeout, reply)) {
    case StreamAttempt::Arrival::kEnded:
      return EndBroken();
    case StreamAttempt::Arrival::kNothing:
      return absl::UnavailableError("the server did not answer the stream's header in time");
    case StreamAttempt::Arrival::kReply:
      break;
  }
  if (!reply.opened.has_value()) {
    return absl::DataLossError("the server did not begin the stream with its committed offset");
  }
  if (reply.position.has_value()) {
    absl::Status order = connection_.positions().Observe(*reply.position, seen_);
    if (!order.ok()) return order;
  }
  absl::StatusOr<uint64_t> dropped = window_.Reopened(reply.opened->committed_offset());
  if (!dropped.ok()) return dropped.status();
  unreported_ += *dropped;
  if (*dropped > 0) backoff_.Reset();
  return absl::OkStatus();
}

absl::Status StreamWriter::Recover(absl::Status failure) {
  while (true) {
    attempt_.reset();
    failure = AsFailureOfAttempt(std::move(failure));
    const auto wait = backoff_.Next(failure, connection_.entropy().Fraction());
    if (!wait.has_value()) return failure;
    connection_.clock().Sleep(*wait);
    failure = Connect();
    if (failure.ok()) return failure;
  }
}

absl::Status StreamWriter::Flow(size_t most) {
  if (attempt_ == nullptr) return absl::FailedPreconditionError("the stream is not open");
  while (true) {
    absl::Status status = SendWaiting();
    if (status.ok()) {
      const bool has_room = window_.size() <= most;
      status = TakeAnswers(has_room ? absl::ZeroDuration() : options_.answer_timeout);
      if (status.ok() && has_room) return status;
    }
    if (!status.ok()) status = Recover(std::move(status));
    if (!status.ok()) return status;
  }
}

absl::Status StreamWriter::SendWaiting() {
  while (const Chunk* chunk = window_.TakeUnsent()) {
    connection_.clock().Sleep(std::exchange(pause_, absl::ZeroDuration()));
    if (!attempt_->Write(*chunk->request)) return EndBroken();
  }
  return absl::OkStatus();
}

absl::Status StreamWriter::TakeAnswers(absl::Duration wait) {
  IngestReply reply;
  while (true) {
    switch (attempt_->Next(wait, reply)) {
      case StreamAttempt::Arrival::kEnded:
        return EndBroken();
      case StreamAttempt::Arrival::kNothing:
        if (wait == absl::ZeroDuration()) return absl::OkStatus();
        return absl::UnavailableError(
            absl::StrCat("the server did not answer a chunk within ", absl::FormatDuration(wait)));
      case StreamAttempt::Arrival::kReply:
        break;
    }
    absl::Status status = Apply(reply);
    if (!status.ok()) return status;
    wait = absl::ZeroDuration();
  }
}

absl::Status StreamWriter::Apply(const IngestReply& reply) {
  if (!reply.ack.has_value()) {
    return absl::DataLossError("the server answered a chunk with something else");
  }
  if (reply.position.has_value()) {
    absl::Status order = connection_.positions().Observe(*reply.position, seen_);
    if (!order.ok()) return order;
  }
  absl::StatusOr<Chunk> chunk = window_.Acknowledged(*reply.ack);
  if (!chunk.ok()) return chunk.status();
  backoff_.Reset();
  if (reply.ack->has_push_back()) {
    pause_ = std::min(FromProto(reply.ack->push_back()), kLongestPause);
  }
  // The answer to a repeated offset says that it is durable and nothing else.
  const v1::IngestResult& result = reply.ack->result();
  if (result.accepted() == 0 && result.duplicate() == 0 && result.row_errors().empty()) {
    unreported_ += chunk->records;
  }
  if (setup_.observer) setup_.observer({chunk->offset, chunk->records, result});
  return absl::OkStatus();
}

absl::Status StreamWriter::EndBroken() {
  IngestReply reply;
  while (attempt_->Next(options_.answer_timeout, reply) == StreamAttempt::Arrival::kReply) {
    if (!reply.ack.has_value()) continue;
    absl::Status status = Apply(reply);
    if (!status.ok()) return status;
  }
  return AsFailureOfAttempt(attempt_->Close());
}

void StreamWriter::EndIdle() {
  attempt_->WritesDone();
  IngestReply reply;
  while (attempt_->Next(options_.answer_timeout, reply) == StreamAttempt::Arrival::kReply) {
  }
  attempt_.reset();
}

}  // namespace winnow::client
