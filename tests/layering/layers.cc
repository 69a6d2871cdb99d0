// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// The table of architecture.md A3 as data. A row's own folder is always allowed to it, and so are
// the standard library and the runtime of protobuf where `ours` holds messages.
#include "tests/layering/include_rules.h"

namespace winnow::layering {

namespace {

using Rows = std::vector<Layer>;

Rows StorageLayers() {
  return {
      {.name = "proto",
       .paths = {"proto/"},
       .external = {"protobuf"},
       .links = {"winnow_proto", "winnow_grpc", "protobuf::", "gRPC::"}},
      {.name = "storage engine over RocksDB",
       .paths = {"storage/rocksdb_"},
       .ours = {"storage/", "winnow/storage/"},
       .external = {"absl", "protobuf", "posix", "zlib", "lz4", "zstd", "rocksdb"},
       .never = {"storage/memory_engine"},
       .links = {}},
      {.name = "storage",
       .paths = {"storage/"},
       .ours = {"storage/", "winnow/storage/", "winnow/v1/"},
       .external = {"absl", "protobuf", "posix", "zlib"},
       .never = {"storage/rocksdb_"},
       .links = {"winnow_storage", "winnow_proto", "absl::", "protobuf::", "RocksDB::", "ZLIB::",
                 "PkgConfig::LZ4", "PkgConfig::ZSTD"}},
  };
}

Rows PureLayers() {
  return {
      {.name = "server/selection",
       .paths = {"server/selection/"},
       .ours = {"server/selection/", "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_proto", "absl::", "protobuf::"}},
      {.name = "server/release",
       .paths = {"server/release/"},
       .ours = {"server/release/", "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_proto", "absl::", "protobuf::"}},
      {.name = "server/access",
       .paths = {"server/access/"},
       .ours = {"server/access/", "server/digest/", "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_digest", "winnow_proto", "absl::", "protobuf::"}},
      {.name = "server/disclosure",
       .paths = {"server/disclosure/"},
       .ours = {"server/disclosure/"},
       .external = {"absl"},
       .links = {"absl::"}},
      {.name = "server/rubric",
       .paths = {"server/rubric/"},
       .ours = {"server/rubric/", "server/selection/", "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_selection", "winnow_proto", "absl::", "protobuf::"}},
      {.name = "server/content",
       .paths = {"server/content/"},
       .ours = {"server/content/", "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_proto", "absl::", "protobuf::"}},
      {.name = "server/simulation",
       .paths = {"server/simulation/"},
       .ours = {"server/simulation/", "server/selection/", "server/release/", "server/digest/",
                "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_simulation", "winnow_selection", "winnow_release", "winnow_digest",
                 "winnow_proto", "absl::", "protobuf::"}},
  };
}

Rows CoreLayers() {
  return {
      {.name = "server/ops",
       .paths = {"server/ops/"},
       .ours = {"server/ops/"},
       .external = {"absl", "prometheus", "spdlog", "civetweb", "posix"},
       .links = {"absl::", "prometheus-cpp::", "spdlog::", "civetweb::", "Threads::"}},
      {.name = "server/digest",
       .paths = {"server/digest/"},
       .ours = {"server/digest/"},
       .external = {"absl", "openssl"},
       .links = {"absl::", "OpenSSL::"}},
      {.name = "server/verification",
       .paths = {"server/verification/"},
       .ours = {"server/verification/", "server/digest/", "winnow/storage/", "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .links = {"winnow_digest", "winnow_proto", "absl::", "protobuf::"}},
      {.name = "server/shard",
       .paths = {"server/shard/"},
       .ours = {"server/shard/", "storage/", "server/selection/", "server/rubric/",
                "server/disclosure/", "server/digest/", "server/ops/", "winnow/storage/",
                "winnow/v1/"},
       .external = {"absl", "protobuf"},
       .never = {"storage/rocksdb_", "storage/memory_engine"},
       .links = {"winnow_storage", "winnow_selection", "winnow_rubric", "winnow_disclosure",
                 "winnow_digest", "winnow_ops", "winnow_proto",
                 "absl::", "protobuf::", "Threads::"}},
      {.name = "server/loop",
       .paths = {"server/loop/"},
       .ours = {"server/loop/", "server/shard/", "server/access/", "server/selection/",
                "server/rubric/", "server/release/", "server/content/", "server/disclosure/",
                "server/digest/", "server/ops/", "winnow/storage/", "winnow/v1/"},
       .external = {"absl", "protobuf", "google/rpc"},
       .links = {"winnow_shard", "winnow_access", "winnow_selection", "winnow_rubric",
                 "winnow_release", "winnow_content", "winnow_disclosure", "winnow_digest",
                 "winnow_ops", "winnow_proto", "absl::", "protobuf::"}},
  };
}

Rows SurfaceLayers() {
  return {
      {.name = "server/rpc",
       .paths = {"server/rpc/"},
       .ours = {"server/rpc/", "server/loop/", "server/access/", "server/content/", "server/ops/",
                "winnow/v1/"},
       .external = {"absl", "protobuf", "grpc", "google/rpc", "posix"},
       .links = {"winnow_loop", "winnow_access", "winnow_content", "winnow_ops", "winnow_proto",
                 "winnow_grpc", "absl::", "gRPC::", "protobuf::"}},
      {.name = "server/simulation_cli",
       .paths = {"server/simulation_cli/", "server/simulation_main"},
       .ours = {"server/simulation_cli/", "server/simulation/", "server/selection/",
                "server/ops/utf8", "winnow/v1/"},
       .external = {"absl", "protobuf", "posix"},
       .links = {"winnow_simulation", "winnow_ops", "absl::", "Threads::"}},
      {.name = "server/{main,app}",
       .paths = {"server/main", "server/app"},
       .ours = {"server/", "storage/", "winnow/"},
       .external = {"absl", "protobuf", "grpc", "google/rpc", "yaml-cpp", "systemd", "posix"},
       .links = {}},
      {.name = "server/{config,limits}",
       .paths = {"server/"},
       .ours = {"server/", "storage/", "winnow/"},
       .external = {"absl", "protobuf", "yaml-cpp", "posix"},
       .links = {"winnow_", "absl::", "gRPC::", "protobuf::", "yaml-cpp", "PkgConfig::", "systemd",
                 "Threads::"}},
      {.name = "client",
       .paths = {"client/"},
       // What checks a log offline is pure, and the same code for whoever checks; so are hashes.
       .ours = {"client/", "server/verification/", "server/digest/", "winnow/v1/"},
       .external = {"absl", "protobuf", "grpc", "google/rpc", "cli11", "fmt", "yaml-cpp",
                    "nlohmann", "posix"},
       .links = {"winnow_client", "winnow_cli", "winnow_verification", "winnow_digest",
                 "winnow_grpc", "winnow_proto", "absl::", "gRPC::", "CLI11::", "fmt::", "yaml-cpp",
                 "nlohmann_json::", "protobuf::", "Threads::"}},
  };
}

Rows TestLayers() {
  return {
      {.name = "tests of the RocksDB engine",
       .paths = {"tests/storage/rocksdb_", "tests/faults/rocksdb_"},
       .ours = {"tests/", "storage/", "winnow/"},
       .external = {"absl", "protobuf", "gtest", "posix", "rocksdb"},
       .links = {}},
      {.name = "tests of server/digest",
       .paths = {"tests/server/digest/"},
       .ours = {"tests/", "server/digest/"},
       .external = {"absl", "gtest", "openssl"},
       .links = {}},
      {.name = "peers of the benchmark",
       .paths = {"tests/bench/peers/"},
       .ours = {"tests/bench/", "tests/testing/"},
       .external = {"absl", "nlohmann", "posix", "rocksdb", "hiredis", "libpq"},
       .links = {}},
      {.name = "tests",
       .paths = {"tests/"},
       .ours = {"tests/", "storage/", "server/", "client/", "winnow/"},
       .external = {"absl", "protobuf", "grpc", "google/rpc", "gtest", "benchmark", "prometheus",
                    "spdlog", "civetweb", "yaml-cpp", "nlohmann", "fmt", "cli11", "posix", "zlib"},
       .links = {}},
  };
}

}  // namespace

const std::vector<Layer>& Layers() {
  static const std::vector<Layer> layers = [] {
    std::vector<Layer> all;
    for (const Rows& rows :
         {StorageLayers(), PureLayers(), CoreLayers(), SurfaceLayers(), TestLayers()}) {
      all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
  }();
  return layers;
}

}  // namespace winnow::layering
