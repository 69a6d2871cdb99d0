// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The two ingest streams: one header, then chunks (api.md P1).
#ifndef WINNOW_SERVER_RPC_INGEST_STREAM_H_
#define WINNOW_SERVER_RPC_INGEST_STREAM_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/arena.h"
#include "server/loop/loop.h"
#include "server/rpc/ack_stream.h"
#include "server/rpc/queue_check.h"
#include "server/rpc/request_check.h"
#include "server/rpc/validation/requests.h"
#include "server/rpc/wire.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::rpc {

// What is special about IngestCandidates.
struct CandidateStream {
  using Request = v1::IngestCandidatesRequest;
  using Response = v1::IngestCandidatesResponse;
  using Chunk = v1::CandidateChunk;
  static constexpr v1::IngestStream kStream = v1::INGEST_STREAM_CANDIDATES;
  static constexpr auto kApply = &loop::Ingest::ApplyCandidates;
};

// What is special about PushSignals.
struct SignalStream {
  using Request = v1::PushSignalsRequest;
  using Response = v1::PushSignalsResponse;
  using Chunk = v1::SignalChunk;
  static constexpr v1::IngestStream kStream = v1::INGEST_STREAM_SIGNALS;
  static constexpr auto kApply = &loop::Ingest::ApplySignals;
};

// What the messages of a stream are checked against.
struct IngestChecks {
  RequestCheck request;
  QueueCheck queues;
};

// One stream of a writer.
template <typename Kind>
class IngestStream final : public AckStream {
 public:
  // Tags, lengths and offset around the rows.
  static constexpr size_t kEnvelopeBytes = 64;

  IngestStream(const Method& method, const IngestChecks& checks,
               const grpc::CallbackServerContext& context)
      : AckStream(method, context), checks_(checks) {}

 private:
  void Take(uint64_t place, const grpc::ByteBuffer& bytes) override {
    // What is too large is not even read; the records are counted by the loop.
    if (bytes.Length() > environment().limits.receive_bytes + kEnvelopeBytes) {
      return Refuse(place, TooLarge());
    }
    google::protobuf::Arena arena(ArenaOfChunk());
    auto& message = *google::protobuf::Arena::CreateMessage<typename Kind::Request>(&arena);
    const CallEnd refused = ReadMessage(bytes, checks_.request, message);
    if (!refused.status.ok()) return Refuse(place, refused);
    if (message.has_header() && !header_.has_value()) {
      return Open(place, std::move(*message.mutable_header()));
    }
    if (message.has_chunk() && header_.has_value()) {
      return Apply(place, message.mutable_chunk());
    }
    Refuse(place, MapStatus(loop::Invalid(v1::ERROR_REASON_STREAM_ORDER,
                                          "Send one header first, then chunks.")));
  }

  void Open(uint64_t place, v1::IngestHeader header) {
    const CallEnd refused = JudgeRequest(checks_.queues, header, caller().grants);
    if (!refused.status.ok()) return Refuse(place, refused);
    header_ = std::move(header);
    ingest().Open(caller(), *header_, Kind::kStream,
                  [self = Self(), place](absl::StatusOr<loop::OpenOutcome> outcome) {
                    if (!outcome.ok()) return self->Deny(place, outcome.status());
                    typename Kind::Response response;
                    *response.mutable_opened() = std::move(outcome->opened);
                    *response.mutable_position() = outcome->position;
                    self->Answer(place, response);
                  });
  }

  void Apply(uint64_t place, typename Kind::Chunk* chunk) {
    // A stream outlives policies: each chunk is judged by the one of now.
    const access::Grants grants = environment().access.GrantsOf(caller().principal);
    if (!checks_.queues.AllowsQueueOf(*header_, grants)) return Refuse(place, Denied());
    (ingest().*Kind::kApply)(caller(), *header_, chunk,
                             [self = Self(), place](absl::StatusOr<loop::ChunkOutcome> outcome) {
                               if (!outcome.ok()) return self->Deny(place, outcome.status());
                               typename Kind::Response response;
                               *response.mutable_ack() = std::move(outcome->ack);
                               *response.mutable_position() = outcome->position;
                               self->Answer(place, response);
                             });
  }

  void Deny(uint64_t place, const absl::Status& status) {
    Refuse(place, MapStatus(status), status);
  }

  // A chunk has thousands of small parts; it takes a few blocks.
  static google::protobuf::ArenaOptions ArenaOfChunk() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = size_t{64} << 10;
    options.max_block_size = size_t{1} << 20;
    return options;
  }

  CallEnd TooLarge() const {
    return MapStatus(
        loop::Invalid(v1::ERROR_REASON_CHUNK_TOO_LARGE,
                      absl::StrCat("A chunk has at most ", environment().limits.receive_bytes,
                                   " bytes. Send smaller ones.")));
  }

  loop::Ingest& ingest() const { return environment().loop.load()->ingest; }
  std::shared_ptr<IngestStream> Self() {
    return std::static_pointer_cast<IngestStream>(shared_from_this());
  }

  const IngestChecks& checks_;
  std::optional<v1::IngestHeader> header_;
};

// One of the two methods. Immutable after construction; outlives its streams.
template <typename Kind>
class IngestMethod {
 public:
  IngestMethod(CallEnvironment& environment, const ops::RpcMethodName& name)
      : method_(environment, name),
        checks_{RequestCheck(Kind::Request::descriptor()),
                QueueCheck(method_.rule, v1::IngestHeader::descriptor())} {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Start(
      const grpc::CallbackServerContext& context) const {
    auto stream = std::make_shared<IngestStream<Kind>>(method_, checks_, context);
    stream->Start();
    return stream.get();
  }

 private:
  const Method method_;
  const IngestChecks checks_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_INGEST_STREAM_H_
