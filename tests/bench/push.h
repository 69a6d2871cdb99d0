// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Push: sends the requests of a stream as fast as a writer with a window of chunks does, and waits
// for the last answer.
#ifndef WINNOW_TESTS_BENCH_PUSH_H_
#define WINNOW_TESTS_BENCH_PUSH_H_

#include <grpcpp/grpcpp.h>

#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace winnow::bench {

// Chunks that wait for their answer, as in the client library.
inline constexpr int kWindow = 8;

// Throws std::runtime_error when the server refuses a row or ends the stream.
template <typename Request, typename Response>
void Push(grpc::ClientReaderWriter<Request, Response>& stream,
          const std::vector<Request>& requests) {
  std::counting_semaphore<kWindow> window(kWindow);
  std::string refused;
  std::thread reader([&] {
    Response response;
    while (stream.Read(&response)) {
      if (response.ack().result().row_errors_size() > 0) {
        refused = response.ack().result().row_errors(0).message();
      }
      window.release();
    }
    // Lets a writer go on that waits for a stream which has ended.
    for (int i = 0; i < kWindow; ++i) window.release();
  });
  for (const Request& request : requests) {
    window.acquire();
    if (!stream.Write(request)) break;
  }
  stream.WritesDone();
  reader.join();
  const grpc::Status status = stream.Finish();
  if (!status.ok()) throw std::runtime_error("the stream ended: " + status.error_message());
  if (!refused.empty()) throw std::runtime_error("a row was refused: " + refused);
}

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_PUSH_H_
