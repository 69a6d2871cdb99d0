// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// IngestWire: one attempt at an ingest stream, without gRPC in sight. What a writer does when an
// attempt breaks is the business of stream_writer.h.
#ifndef WINNOW_CLIENT_INGEST_WIRE_H_
#define WINNOW_CLIENT_INGEST_WIRE_H_

#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/connection.h"
#include "google/protobuf/message.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::client {

// One message of the server.
struct IngestReply {
  std::optional<v1::IngestOpened> opened;
  std::optional<v1::ChunkAck> ack;
  std::optional<v1::Position> position;
};

// One thread writes, another one reads, any may cancel. Finish comes last, after Read has returned
// false.
class IngestWire {
 public:
  virtual ~IngestWire() = default;

  // Sends a header or a chunk of the stream's request type. False when the stream is broken.
  virtual bool Write(const google::protobuf::Message& request) = 0;
  // Says that nothing more will be written.
  virtual void WritesDone() = 0;
  // Waits for the next message. False at the end of the stream.
  virtual bool Read(IngestReply& reply) = 0;
  // Ends the stream; waiting calls return.
  virtual void Cancel() = 0;
  // How the stream ended.
  virtual absl::Status Finish() = 0;
};

std::unique_ptr<IngestWire> OpenCandidateWire(Connection& connection, absl::Duration bound);
std::unique_ptr<IngestWire> OpenSignalWire(Connection& connection, absl::Duration bound);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_INGEST_WIRE_H_
