// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Files that commands read; "-" is stdin.
#ifndef WINNOW_CLIENT_CLI_INPUT_H_
#define WINNOW_CLIENT_CLI_INPUT_H_

#include <cstdint>
#include <fstream>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/session.h"
#include "client/document.h"
#include "client/error.h"
#include "google/protobuf/message.h"

namespace winnow::client::cli {

// An open file or stdin.
class Input {
 public:
  // A usage error when the file cannot be read.
  static absl::StatusOr<Input> Open(Session& session, const std::string& path);

  std::istream& stream() { return file_ != nullptr ? *file_ : *stdin_; }
  // Bytes of a regular file; 0 where nobody knows.
  uint64_t size() const { return size_; }

 private:
  std::unique_ptr<std::ifstream> file_;
  std::istream* stdin_ = nullptr;
  uint64_t size_ = 0;
};

// The documents of a file (document.h), at most 16 MiB.
absl::StatusOr<std::vector<Document>> ReadDocuments(Session& session, const std::string& path,
                                                    const google::protobuf::Message& prototype);

// The messages of a file.
template <typename Message>
absl::StatusOr<std::vector<Message>> ReadMessages(Session& session, const std::string& path) {
  absl::StatusOr<std::vector<Document>> documents =
      ReadDocuments(session, path, Message::default_instance());
  if (!documents.ok()) return documents.status();
  std::vector<Message> messages;
  for (Document& document : *documents) {
    messages.push_back(std::move(static_cast<Message&>(*document.message)));
  }
  return messages;
}

// The one message of a file.
template <typename Message>
absl::StatusOr<Message> ReadMessage(Session& session, const std::string& path) {
  absl::StatusOr<std::vector<Message>> messages = ReadMessages<Message>(session, path);
  if (!messages.ok()) return messages.status();
  if (messages->size() != 1) return UsageError(path + ": has to hold one document");
  return std::move(messages->front());
}

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_INPUT_H_
