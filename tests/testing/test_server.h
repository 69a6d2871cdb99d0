// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TestServer: a real winnowd, as a process of its own, on free ports and a folder of the test.
#ifndef WINNOW_TESTS_TESTING_TEST_SERVER_H_
#define WINNOW_TESTS_TESTING_TEST_SERVER_H_

#include <grpcpp/channel.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/testing/temp_dir.h"

namespace winnow::testing {

// How a process ended.
struct ProcessEnd {
  // Its exit code, or -1 when a signal ended it.
  int code = -1;
  // What it wrote to its standard error.
  std::string errors;
};

// A program that runs until it is stopped. Waits are for what the program does, never for a time.
class TestProcess {
 public:
  // Starts `arguments[0]`, with its standard error in the file `errors_path`. Throws
  // std::runtime_error when it cannot be started.
  TestProcess(const std::vector<std::string>& arguments, std::string errors_path);
  // Kills it if it runs.
  ~TestProcess();
  TestProcess(const TestProcess&) = delete;
  TestProcess& operator=(const TestProcess&) = delete;

  // The next line of its standard output, without the line feed; empty when it closed it.
  std::string ReadLine();
  void Signal(int signal) const;
  // Sets the largest size that its files may have.
  void LimitFileSize(uint64_t bytes) const;
  pid_t pid() const { return pid_; }
  // Waits until it has ended by itself.
  ProcessEnd Wait();

 private:
  const std::string errors_path_;
  pid_t pid_ = -1;
  int output_ = -1;
};

// The winnowd that the build made, told apart from others by its data folder. Not thread-safe, but
// for its channels.
class TestServer {
 public:
  struct Options {
    // More lines of the configuration file. What they do not say of the disk and of access is set
    // for tests.
    std::string config = {};
    std::vector<std::string> flags = {};
    // The data folder; empty: one of the server's own.
    std::string data_dir = {};
    // What starts winnowd, by its absolute path, in the same process; empty: nothing does.
    std::vector<std::string> launcher = {};
  };

  // Starts on an empty folder and waits until it is ready. Throws std::runtime_error with the
  // server's own words when it does not start.
  TestServer() : TestServer(Options{}) {}
  explicit TestServer(Options options);

  // Starts again on the same folder, after Kill or Stop, with more flags for this once.
  void Start(const std::vector<std::string>& flags = {});
  // kill -9: nothing is flushed, nobody is told.
  void Kill();
  // SIGTERM, and waits for the end.
  ProcessEnd Stop();
  // SIGTERM alone.
  void AskToStop();
  // Waits for the end of a server that was asked to stop.
  ProcessEnd Wait();

  // From now on no file of the server grows: every write to its disk fails.
  void FailWrites() const;

  // A new connection to the server that runs now, of an identity with a token (identities.h), or
  // of whoever is on the machine.
  std::shared_ptr<grpc::Channel> NewChannel(const std::string& identity = "") const;
  const std::string& listen() const { return listen_; }
  // GET `path` from the admin port: the whole answer, status line and headers included.
  std::string Get(const std::string& path) const;

  const TempDir& folder() const { return folder_; }
  // Of the process that runs now.
  pid_t pid() const { return process_->pid(); }
  std::string data_dir() const {
    return options_.data_dir.empty() ? folder_.Join("data") : options_.data_dir;
  }

 private:
  TempDir folder_;
  const Options options_;
  std::unique_ptr<TestProcess> process_;
  std::string listen_;
  std::string admin_;
};

// The path of the binary.
std::string WinnowdPath();

// Runs winnowd with `arguments` until it ends by itself, as it does when it refuses to start.
ProcessEnd RunWinnowd(const TempDir& folder, const std::vector<std::string>& arguments);

// Starts winnowd with the configuration and on the data folder of `server`, as RunWinnowd does.
ProcessEnd RunOnFolderOf(const TestServer& server, const std::vector<std::string>& flags = {});

// Writes `text` to the file `name` in `folder` and returns its path.
std::string WriteFile(const TempDir& folder, const std::string& name, const std::string& text);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_TEST_SERVER_H_
