// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FakeServer: services of a test on a Unix socket in a folder of their own.
#ifndef WINNOW_TESTS_CLIENT_FAKE_SERVER_H_
#define WINNOW_TESTS_CLIENT_FAKE_SERVER_H_

#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <vector>

namespace winnow::client {

// The services outlive it.
class FakeServer {
 public:
  explicit FakeServer(const std::vector<grpc::Service*>& services);
  ~FakeServer();

  // "unix:<path>".
  const std::string& address() const { return address_; }

  // Ends the server as a crash does, every call with it, and starts it again at the same address.
  void Restart();

 private:
  void Start();
  void Stop();

  const std::vector<grpc::Service*> services_;
  std::string folder_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

// A google.rpc.Status for the details of an error: reason, a violation of `field`, a wait.
grpc::Status RichStatus(grpc::StatusCode code, const std::string& reason, const std::string& field,
                        int retry_seconds);

}  // namespace winnow::client

#endif  // WINNOW_TESTS_CLIENT_FAKE_SERVER_H_
