// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Connection: one server, its calls, and what makes them safe to repeat. A logical call has one
// deadline, one request id over all of its attempts, and an answer whose position is checked.
#ifndef WINNOW_CLIENT_CONNECTION_H_
#define WINNOW_CLIENT_CONNECTION_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/backoff.h"
#include "client/channel.h"
#include "client/clock.h"
#include "client/entropy.h"
#include "client/method.h"
#include "client/position_check.h"

namespace winnow::client {

struct ConnectionOptions {
  // "host:port" or "unix:path".
  std::string server;
  // Bound of a logical call with all of its attempts.
  absl::Duration timeout = absl::Seconds(30);
  Credentials credentials;
  BackoffLimits backoff;
};

// Time and randomness of a connection; both outlive it.
struct Surroundings {
  Clock& clock;
  Entropy& entropy;
};

// The machine's clock and generator.
Surroundings SystemSurroundings();

// Thread-safe. Connects when the first call needs it.
class Connection {
 public:
  // A usage error when `server` is not an address or the credentials are of no use.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options,
                                                          Surroundings surroundings);

  // Carries out a unary call. Every call of the protos is safe to repeat: reads change nothing, and
  // mutations carry a request id, which is drawn here unless the caller has set one. Attempts end
  // with the first answer, an error that a repetition would not mend, the bound of the backoff, or
  // the deadline. Errors are as error.h says; DATA_LOSS also when the answer's position lies before
  // one that was seen earlier.
  template <typename Request>
  absl::StatusOr<typename Answer<Request>::Type> Call(Request request) {
    typename Answer<Request>::Type response;
    absl::Status status = CallMethod(request, response);
    if (!status.ok()) return status;
    return response;
  }

  // The same for messages whose type is not known here. INVALID_ARGUMENT when no method takes them.
  absl::Status CallMethod(google::protobuf::Message& request, google::protobuf::Message& response);

  PositionCheck& positions() { return positions_; }
  Clock& clock() { return surroundings_.clock; }
  Entropy& entropy() { return surroundings_.entropy; }
  const ConnectionOptions& options() const { return options_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  Connection(const ConnectionOptions& options, Surroundings surroundings,
             std::shared_ptr<grpc::Channel> channel);

  absl::Status Attempt(const std::string& path, absl::Time deadline,
                       const google::protobuf::Message& request,
                       google::protobuf::Message& response);

  const ConnectionOptions options_;
  const Surroundings surroundings_;
  const std::shared_ptr<grpc::Channel> channel_;
  PositionCheck positions_;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_CONNECTION_H_
