// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_log.h"

#include <rocksdb/env.h>

#include <cstdarg>
#include <cstdio>
#include <utility>

#include "absl/strings/strip.h"

namespace winnow::storage {
namespace {

class SinkLogger final : public rocksdb::Logger {
 public:
  explicit SinkLogger(EngineLogSink sink)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), sink_(std::move(sink)) {}

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    if (sink_ == nullptr) return;
    char line[1024];  // longer lines are cut
    const int length = std::vsnprintf(line, sizeof(line), format, arguments);
    if (length > 0) sink_(absl::StripSuffix(line, "\n"));
  }

 private:
  const EngineLogSink sink_;
};

}  // namespace

std::shared_ptr<rocksdb::Logger> MakeRocksdbLog(EngineLogSink sink) {
  return std::make_shared<SinkLogger>(std::move(sink));
}

}  // namespace winnow::storage
