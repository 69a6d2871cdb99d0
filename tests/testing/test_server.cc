// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/testing/test_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/testing/identities.h"

extern char** environ;

namespace winnow::testing {
namespace {

std::runtime_error Failure(const std::string& what) {
  return std::runtime_error(what + ": " + std::strerror(errno));
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The value of a key in the line that winnowd prints when it is ready.
std::string ValueOf(const std::string& line, const std::string& key) {
  const std::string opening = "\"" + key + "\":\"";
  const size_t begin = line.find(opening);
  if (begin == std::string::npos) throw std::runtime_error("no " + key + " in: " + line);
  const size_t from = begin + opening.size();
  return line.substr(from, line.find('"', from) - from);
}

sockaddr_in ToSocketAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  sockaddr_in result = {};
  result.sin_family = AF_INET;
  result.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(colon + 1))));
  if (inet_pton(AF_INET, address.substr(0, colon).c_str(), &result.sin_addr) != 1) {
    throw std::runtime_error("not an IPv4 address: " + address);
  }
  return result;
}

constexpr char kConfigFile[] = "winnowd.yaml";

std::vector<std::string> ArgumentsOf(const TestServer& server) {
  return {"--config",       server.folder().Join(kConfigFile),
          "--data-dir",     server.data_dir(),
          "--listen",       "127.0.0.1:0",
          "--admin-listen", "127.0.0.1:0"};
}

}  // namespace

TestProcess::TestProcess(const std::vector<std::string>& arguments, std::string errors_path)
    : errors_path_(std::move(errors_path)) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw Failure("pipe2");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors_path_.c_str(),
                                   O_CREAT | O_WRONLY | O_APPEND, 0600);
  std::vector<char*> words;
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const int error = posix_spawn(&pid_, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  output_ = pipe_ends[0];
  if (error != 0) {
    pid_ = -1;
    close(output_);
    throw std::runtime_error("posix_spawn " + arguments[0] + ": " + std::strerror(error));
  }
}

TestProcess::~TestProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    Wait();
  }
  close(output_);
}

std::string TestProcess::ReadLine() {
  std::string line;
  char c = 0;
  while (true) {
    const ssize_t got = read(output_, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == '\n') return line;
    line += c;
  }
}

void TestProcess::Signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

void TestProcess::LimitFileSize(uint64_t bytes) const {
  const rlimit limit = {bytes, bytes};
  if (prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) != 0) throw Failure("prlimit");
}

ProcessEnd TestProcess::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(errors_path_)};
}

TestServer::TestServer(Options options) : options_(std::move(options)) { Start(); }

void TestServer::Start(const std::vector<std::string>& flags) {
  // Without a ballast, which would only make folders large, unless the test has a word to say.
  const bool about_disk = options_.config.find("disk:") != std::string::npos;
  const bool about_access = options_.config.find("access:") != std::string::npos;
  WriteFile(folder_, kConfigFile,
            options_.config +
                (about_disk ? "" : "\ndisk: {low_water_bytes: 0, reserve_bytes: 0}\n") +
                (about_access ? "" : AccessLines(folder_)));
  std::vector<std::string> arguments = ArgumentsOf(*this);
  arguments.insert(arguments.begin(), WinnowdPath());
  arguments.insert(arguments.begin(), options_.launcher.begin(), options_.launcher.end());
  arguments.insert(arguments.end(), options_.flags.begin(), options_.flags.end());
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  process_ = std::make_unique<TestProcess>(arguments, folder_.Join("log"));
  const std::string line = process_->ReadLine();
  if (line.empty()) throw std::runtime_error("winnowd did not start:\n" + Wait().errors);
  listen_ = ValueOf(line, "listen");
  admin_ = ValueOf(line, "admin");
}

void TestServer::Kill() {
  process_->Signal(SIGKILL);
  Wait();
}

ProcessEnd TestServer::Stop() {
  AskToStop();
  return Wait();
}

void TestServer::AskToStop() { process_->Signal(SIGTERM); }

void TestServer::FailWrites() const { process_->LimitFileSize(0); }

ProcessEnd TestServer::Wait() {
  const ProcessEnd end = process_->Wait();
  process_.reset();
  return end;
}

std::shared_ptr<grpc::Channel> TestServer::NewChannel(const std::string& identity) const {
  return ChannelAs(identity, listen_);
}

std::string TestServer::Get(const std::string& path) const {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) throw Failure("socket");
  const sockaddr_in address = ToSocketAddress(admin_);
  const std::string request =
      "GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
  std::string answer;
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
    char buffer[4096];
    for (ssize_t got = 0; (got = recv(descriptor, buffer, sizeof(buffer), 0)) > 0;) {
      answer.append(buffer, static_cast<size_t>(got));
    }
  }
  close(descriptor);
  return answer;
}

std::string WinnowdPath() { return WINNOWD_PATH; }

ProcessEnd RunWinnowd(const TempDir& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {WinnowdPath()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  TestProcess process(words, folder.Join("refused"));
  return process.Wait();
}

ProcessEnd RunOnFolderOf(const TestServer& server, const std::vector<std::string>& flags) {
  std::vector<std::string> arguments = ArgumentsOf(server);
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return RunWinnowd(server.folder(), arguments);
}

std::string WriteFile(const TempDir& folder, const std::string& name, const std::string& text) {
  const std::string path = folder.Join(name);
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace winnow::testing
