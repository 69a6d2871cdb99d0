// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/layering/include_rules.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/layering/lexer.h"

namespace winnow::layering {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool HasPrefixIn(std::string_view text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& p) { return StartsWith(text, p); });
}

bool Holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsOurs(std::string_view header) {
  constexpr std::string_view roots[] = {"storage/", "server/", "client/",
                                        "tests/",   "winnow/", "proto/"};
  return std::any_of(std::begin(roots), std::end(roots),
                     [&](std::string_view root) { return StartsWith(header, root); });
}

bool IsStub(std::string_view header) { return header.find(".grpc.pb.h") != std::string_view::npos; }

std::string CheckOurs(const Layer& layer, const std::string& header) {
  if (StartsWith(header, "proto/")) return "messages are included as winnow/..., without proto/";
  if (!HasPrefixIn(header, layer.ours) || HasPrefixIn(header, layer.never)) {
    return layer.name + " may not include " + header;
  }
  if (IsStub(header) && !Holds(layer.external, "grpc")) {
    return layer.name + " may not include service stubs (" + header + ")";
  }
  return "";
}

std::string CheckExternal(const Layer& layer, const Include& include) {
  const std::string group = ExternalGroup(include.header, include.angled);
  if (group.empty()) {
    return "header of no known group: " + include.header +
           " (our own start at the root of the repository)";
  }
  if (group == "std" || Holds(layer.external, group)) return "";
  return layer.name + " may not include " + include.header + " (" + group + ")";
}

}  // namespace

const Layer* LayerOf(std::string_view path) {
  for (const Layer& layer : Layers()) {
    if (HasPrefixIn(path, layer.paths)) return &layer;
  }
  return nullptr;
}

std::string ExternalGroup(const std::string& header, bool angled) {
  static const std::vector<std::pair<std::string, std::string>> groups = {
      {"absl/", "absl"},
      {"google/protobuf/", "protobuf"},
      {"google/rpc/", "google/rpc"},
      {"grpcpp/", "grpc"},
      {"grpc/", "grpc"},
      {"rocksdb/", "rocksdb"},
      {"openssl/", "openssl"},
      {"prometheus/", "prometheus"},
      {"spdlog/", "spdlog"},
      {"fmt/", "fmt"},
      {"CivetServer.h", "civetweb"},
      {"civetweb", "civetweb"},
      {"yaml-cpp/", "yaml-cpp"},
      {"CLI/", "cli11"},
      {"nlohmann/", "nlohmann"},
      {"systemd/", "systemd"},
      {"gtest/", "gtest"},
      {"gmock/", "gtest"},
      {"benchmark/", "benchmark"},
      {"zlib.h", "zlib"},
      {"lz4.h", "lz4"},
      {"zstd.h", "zstd"},
      {"hiredis/", "hiredis"},
      {"libpq-fe.h", "libpq"}};
  for (const auto& [prefix, group] : groups) {
    if (StartsWith(header, prefix)) return group;
  }
  if (!angled) return "";
  if (header.find('/') == std::string::npos && header.find('.') == std::string::npos) return "std";
  static const std::vector<std::string> posix = {
      "arpa/",     "dirent.h", "errno.h", "fcntl.h",  "net/", "netdb.h",   "netinet/", "poll.h",
      "pthread.h", "signal.h", "spawn.h", "stdlib.h", "sys/", "termios.h", "unistd.h"};
  return HasPrefixIn(header, posix) ? "posix" : "";
}

std::vector<Violation> CheckIncludes(const SourceFile& file) {
  std::vector<Violation> violations;
  if (!file.IsCpp()) return violations;
  const Layer* layer = LayerOf(file.path);
  if (layer == nullptr) return {{file.path, 0, "no row of the layer table holds this file"}};
  for (const Include& include : IncludesOf(file.text)) {
    const std::string message =
        IsOurs(include.header) ? CheckOurs(*layer, include.header) : CheckExternal(*layer, include);
    if (!message.empty()) violations.push_back({file.path, include.line, message});
  }
  return violations;
}

}  // namespace winnow::layering
