// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/log.h"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <cerrno>
#include <functional>
#include <string>
#include <utility>

namespace winnow::ops {
namespace {

// Writes whole lines to a file descriptor. Only the writer's one thread calls it, which is why it
// needs no mutex. `before_line` may give a line to write first; empty is none.
class DescriptorSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  DescriptorSink(int file_descriptor, std::function<std::string()> before_line)
      : file_descriptor_(file_descriptor), before_line_(std::move(before_line)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::string text = before_line_();
    if (!text.empty()) text += '\n';
    text.append(message.payload.data(), message.payload.size());
    text += '\n';
    WriteAll(text);
  }
  void flush_() override {}

  void WriteAll(absl::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = write(file_descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      text.remove_prefix(static_cast<size_t>(written));
    }
  }

  const int file_descriptor_;
  const std::function<std::string()> before_line_;
};

}  // namespace

// The queue and its thread (spdlog), and the sink at their end.
class Logger::Writer {
 public:
  Writer(const LogOptions& options, const Clock& clock)
      : options_(options),
        clock_(clock),
        pool_(std::make_shared<spdlog::details::thread_pool>(options.queue_lines, 1)),
        logger_(std::make_shared<spdlog::async_logger>(
            "winnow",
            std::make_shared<DescriptorSink>(options.file_descriptor,
                                             [this] { return DroppedLines(); }),
            pool_, spdlog::async_overflow_policy::overrun_oldest)) {
    // The levels are told apart before a line gets here.
    logger_->set_level(spdlog::level::trace);
  }

  // Ends the queue's thread, after the lines that wait, while what the sink reads still exists.
  ~Writer() { pool_.reset(); }

  void Write(const std::string& line) {
    logger_->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
  }

  uint64_t dropped() const { return pool_->overrun_counter(); }

 private:
  // Called by the queue's thread, between lines.
  std::string DroppedLines() {
    const uint64_t dropped_now = queue_->overrun_counter();
    if (dropped_now == reported_) return "";
    const LogField count("lines", dropped_now - std::exchange(reported_, dropped_now));
    return RenderLogLine(options_.format, {.time = clock_.WallNow(),
                                           .level = LogLevel::kWarning,
                                           .name = "log_lines_dropped",
                                           .fields = {&count, 1}});
  }

  const LogOptions options_;
  const Clock& clock_;
  uint64_t reported_ = 0;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  spdlog::details::thread_pool* const queue_ = pool_.get();
  std::shared_ptr<spdlog::async_logger> logger_;
};

Logger::Logger(const LogOptions& options, const Clock& clock)
    : options_(options), clock_(clock), writer_(std::make_unique<Writer>(options, clock)) {}

Logger::~Logger() = default;

void Logger::Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (!Enabled(level)) return;
  writer_->Write(
      RenderLogLine(options_.format,
                    {.time = clock_.WallNow(), .level = level, .name = event, .fields = fields}));
}

uint64_t Logger::dropped_lines() const { return writer_->dropped(); }

}  // namespace winnow::ops
