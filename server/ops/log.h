// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Logger: the server's log, one line per event, written by a thread of its own, so that no request
// ever waits for a terminal, a pipe or a disk.
#ifndef WINNOW_SERVER_OPS_LOG_H_
#define WINNOW_SERVER_OPS_LOG_H_

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>

#include "absl/strings/string_view.h"
#include "server/ops/clock.h"
#include "server/ops/log_line.h"

namespace winnow::ops {

struct LogOptions {
  LogFormat format = LogFormat::kText;
  // Events below this level are not written.
  LogLevel level = LogLevel::kInfo;
  // Lines that wait for the writer; when there are more, the oldest are dropped.
  size_t queue_lines = 8192;
  // An open file descriptor that outlives the logger, which does not close it.
  int file_descriptor = STDERR_FILENO;
};

// Safe for use from any thread. Never blocks and never fails: lines that the descriptor refuses or
// that find the queue full are lost, and lost lines of a full queue are counted and reported by a
// line "log_lines_dropped". Destruction writes what waits and so may wait for the descriptor.
class Logger {
 public:
  // `clock` outlives the logger.
  Logger(const LogOptions& options, const Clock& clock);
  ~Logger();
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  // Writes one event. `event` is a constant snake_case name; `fields` as LogField says. A request's
  // trace id goes into a field named "trace_id".
  void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

  // Whether events of this level are written: spares the making of costly fields.
  bool Enabled(LogLevel level) const { return level >= options_.level; }

  // Lines lost because the queue was full.
  uint64_t dropped_lines() const;

 private:
  class Writer;

  const LogOptions options_;
  const Clock& clock_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_LOG_H_
