// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Peers whose calls are well-formed and whose messages are not, and peers that do not read answers.
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/ops/clock.h"
#include "tests/hostile/h2_frames.h"
#include "tests/hostile/raw_peer.h"
#include "tests/hostile/siege.h"
#include "tests/testing/long_form.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::hostile {
namespace {

constexpr char kAnyMethod[] = "winnow.v1.ReviewService/RequestBatch";

std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const auto* file :
       {v1::IngestHeader::descriptor()->file(), v1::RequestBatchRequest::descriptor()->file(),
        v1::GetQueueRequest::descriptor()->file(), v1::QueueStatusRequest::descriptor()->file(),
        v1::GetEvaluationRequest::descriptor()->file()}) {
    const auto* service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      methods.push_back(service->full_name() + "/" + service->method(i)->name());
    }
  }
  return methods;
}

// Messages that no method should choke on.
std::vector<std::string> BadMessages() {
  const std::string group_start = "\x0b", group_end = "\x0c";  // of field 1
  std::string groups, nested, nested_lengths;
  for (int i = 0; i < 100000; ++i) groups += group_start;
  for (int i = 0; i < 20000; ++i) nested += group_start;
  for (int i = 0; i < 20000; ++i) nested += group_end;
  // Field 1 in field 1 in field 1, as deep as 16 KB go.
  for (int i = 0; i < 4000; ++i) {
    const size_t size = nested_lengths.size();
    const std::string length =
        size < 128
            ? std::string(1, static_cast<char>(size))
            : std::string({static_cast<char>(128 + size % 128), static_cast<char>(size / 128)});
    if (size >= 128 * 128 - 4) break;
    nested_lengths = absl::StrCat("\x0a", length, nested_lengths);
  }
  return {groups,
          nested,
          nested_lengths,
          "\x0a\x03\xff\xfe\xfd",                                           // field 1: no UTF-8
          "\x0a\xff\xff\xff\xff\x0f",                                       // field 1 of 4 GiB
          std::string("\x0a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"),  // a length without end
          std::string(1000, '\x08'),
          std::string(size_t{900} << 10, '\0')};
}

std::string Deflated(size_t zeros) {
  std::string bytes(compressBound(zeros), '\0');
  uLongf size = bytes.size();
  const std::string plain(zeros, '\0');
  compress(reinterpret_cast<Bytef*>(bytes.data()), &size,
           reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  bytes.resize(size);
  return bytes;
}

TEST(Messages, BadOnesAreRefusedByEveryMethod) {
  Siege siege;
  siege.Survive("bad_messages", [&] {
    for (const std::string& method : AllMethods()) {
      RawPeer peer(siege.server().listen());
      peer.Send(Hello());
      uint32_t stream = 1;
      for (const std::string& message : BadMessages()) {
        if (!peer.Send(Call(stream, method, message))) break;
        stream += 2;
        peer.Receive(absl::Milliseconds(2));
      }
    }
  });
}

TEST(Messages, ThoseThatAreTooLargeAreNotHeld) {
  Siege siege;
  siege.Survive("oversized", [&] {
    const std::string head = absl::StrCat(std::string(1, 0), Be32(0xffffffff));
    const std::string part(16000, 'x');
    for (int i = 0; i < 20; ++i) {
      RawPeer peer(siege.server().listen());
      peer.Send(Hello());
      peer.Send(Frame({kHeaders, kEndHeaders, 1}, CallBlock(kAnyMethod)));
      peer.Send(Frame({kData, 0, 1}, head));
      for (int frames = 0; frames < 1000; ++frames) {
        if (!peer.Send(Frame({kData, 0, 1}, part), absl::Milliseconds(200))) break;
        peer.Receive();
      }
    }
  });
}

// A message of half a megabyte that unpacks to half a gigabyte.
TEST(Messages, ThoseThatUnpackToTooMuchAreNotUnpacked) {
  Siege siege;
  siege.Survive("compression_bomb", [&] {
    const std::string bomb = Deflated(size_t{512} << 20);
    for (int i = 0; i < 4; ++i) {
      RawPeer peer(siege.server().listen());
      peer.Send(Hello());
      const std::string block =
          absl::StrCat(CallBlock(kAnyMethod), Header("grpc-encoding", "deflate"));
      peer.Send(Frame({kHeaders, kEndHeaders, 1}, block));
      std::string body =
          absl::StrCat(std::string(1, 1), Be32(static_cast<uint32_t>(bomb.size())), bomb);
      for (size_t at = 0; at < body.size(); at += 16000) {
        const bool is_last = at + 16000 >= body.size();
        peer.Send(Frame({kData, is_last ? kEndStream : uint8_t{0}, 1}, body.substr(at, 16000)));
        peer.Receive();
      }
      peer.Receive(absl::Seconds(2));
    }
  });
}

// Exports, each of which has more to send than a connection holds.
void NeverRead(const std::string& name, int clients) {
  RaiseFileLimit();
  testing::TestServer::Options options;
  options.config = "limits: {max_connections: 1500}\n";
  Siege siege(options);
  v1::ExportFrameRequest request;
  request.set_queue(testing::Desk::kQueue);
  const std::string call =
      Call(1, "winnow.v1.ReviewService/ExportFrame", request.SerializeAsString());
  std::vector<RawPeer> peers;
  siege.Survive(name, [&] {
    for (int i = 0; i < clients; ++i) {
      peers.emplace_back(siege.server().listen());
      peers.back().Send(absl::StrCat(Hello(/*window=*/100), call));
    }
    ops::SystemClock().WaitFor(testing::LongForm() ? absl::Seconds(5) : absl::Seconds(1));
  });
}

TEST(Messages, OneWhoNeverReadsHarmsNobody) { NeverRead("never_reads_1", 1); }
TEST(Messages, AThousandWhoNeverReadHarmNobody) { NeverRead("never_reads_1000", 1000); }

}  // namespace
}  // namespace winnow::hostile
