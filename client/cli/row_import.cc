// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/row_import.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/candidate_json.h"
#include "client/cli/import_report.h"
#include "client/cli/input.h"
#include "client/cli/line_reader.h"
#include "client/cli/progress.h"
#include "client/cli/rejected_rows.h"
#include "client/cli/writer_id.h"
#include "client/enum_name.h"
#include "client/error.h"
#include "client/names.h"
#include "client/record_writer.h"
#include "client/signal_json.h"

namespace winnow::client::cli {
namespace {

constexpr size_t kLongestLine = 1 << 20;

struct CandidateFile {
  using Writer = CandidateWriter;
  static constexpr auto kRead = ReadCandidate;
};

struct SignalFile {
  using Writer = SignalWriter;
  static constexpr auto kRead = ReadSignalRow;
};

// The lines of records that are not known to be durable, by their number in the stream.
class PendingLines {
 public:
  struct Entry {
    uint64_t line = 0;
    std::string text;
  };

  // Records before `first` are not kept.
  void StartAt(uint64_t first) { first_ = first; }
  void Add(uint64_t record, const Line& line) {
    if (record >= first_) lines_.push_back({line.number, std::string(line.text)});
  }
  const Entry* Find(uint64_t record) const {
    return record < first_ || record - first_ >= lines_.size() ? nullptr : &lines_[record - first_];
  }
  void ReleaseBefore(uint64_t record) {
    for (; first_ < record && !lines_.empty(); ++first_) lines_.pop_front();
  }

 private:
  uint64_t first_ = 0;
  std::deque<Entry> lines_;
};

// What an import works on.
struct ImportPlace {
  Session& session;
  Connection& connection;
  Input& input;
  const ImportOptions& options;
};

template <typename File>
class RowImport {
 public:
  RowImport(const ImportPlace& place, v1::IngestHeader header, RowDefaults defaults)
      : defaults_(std::move(defaults)),
        lines_(place.input.stream(), kLongestLine),
        rejected_(place.options.rejected.empty() ? DefaultRejectedPath(place.options.file)
                                                 : place.options.rejected),
        progress_({place.session.err(), place.session.environment().err_is_terminal,
                   place.connection.clock(), place.input.size()}),
        writer_(place.connection, header,
                [this](const ChunkOutcome& outcome) { TakeOutcome(outcome); }) {
    report_.writer_id = header.writer_id();
  }

  // Reads, sends and waits for the last answer.
  absl::Status Run() {
    absl::Status status = writer_.Open();
    if (!status.ok()) return status;
    pending_.StartAt(writer_.skipped());
    Line line;
    while (status.ok() && lines_.Next(line)) {
      ++report_.rows;
      status = AddLine(line);
      if (status.ok()) status = files_;
    }
    if (status.ok()) status = writer_.Close();
    if (status.ok()) status = files_;
    progress_.Finish(writer_.committed() - writer_.skipped());
    return status;
  }

  // Complete once Run has returned.
  absl::StatusOr<ImportReport> Report() {
    report_.resumed = std::min(writer_.skipped(), writer_.added());
    report_.unreported = writer_.unreported();
    report_.rejected = rejected_.count();
    if (report_.rejected > 0) report_.rejected_file = rejected_.path();
    absl::Status status = rejected_.Close();
    if (!status.ok()) return status;
    return report_;
  }

 private:
  absl::Status AddLine(const Line& line) {
    typename File::Writer::Record record;
    Defect defect;
    if (line.is_too_long) {
      defect = RowDefect{"", "the line is longer than 1 MiB"};
    } else {
      defect = row_.Parse(line.text);
      if (!defect.has_value()) defect = File::kRead(row_, defaults_, record);
    }
    if (!defect.has_value() && !writer_.Fits(record)) {
      defect = RowDefect{"", "the row is larger than a chunk may be"};
    }
    if (defect.has_value()) {
      return rejected_.Add({line.number, line.text, "FIELD_INVALID", *defect});
    }
    pending_.Add(writer_.added(), line);
    return writer_.Add(std::move(record));
  }

  void TakeOutcome(const ChunkOutcome& outcome) {
    report_.Add(outcome.result);
    for (const v1::RowError& error : outcome.result.row_errors()) {
      const auto* entry = pending_.Find(outcome.offset + error.index());
      if (entry == nullptr || !files_.ok()) continue;
      files_ = rejected_.Add({entry->line, entry->text, EnumName(error.reason()),
                              RowDefect{error.field(), error.message()}});
    }
    pending_.ReleaseBefore(outcome.offset + outcome.records);
    progress_.Update(outcome.offset + outcome.records - writer_.skipped(), lines_.bytes_read());
  }

  const RowDefaults defaults_;
  LineReader lines_;
  JsonRow row_;
  PendingLines pending_;
  RejectedRows rejected_;
  absl::Status files_;
  ImportReport report_;
  Progress progress_;
  typename File::Writer writer_;
};

// The queue has to exist, and its releases under test are the pair of rows that name none.
absl::StatusOr<RowDefaults> DefaultsOf(Session& session, const std::string& queue) {
  v1::GetQueueRequest request;
  request.set_name(queue);
  absl::StatusOr<v1::GetQueueResponse> response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  const v1::ReleaseUnderTest& pair = response->queue().release_under_test();
  return RowDefaults{pair.baseline_release(), pair.candidate_release()};
}

absl::StatusOr<v1::IngestHeader> HeaderOf(Session& session, const ImportOptions& options,
                                          const Input& input) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::IngestHeader header;
  header.set_queue(*queue);
  header.set_source(options.source);
  header.set_model_release(options.model_release);
  header.set_scorer(options.scorer);
  if (!options.writer.empty()) {
    if (!IsId(options.writer)) return UsageError("--writer: an id is [A-Za-z0-9_.:-]{1,64}");
    header.set_writer_id(options.writer);
  } else if (input.size() > 0) {
    absl::StatusOr<std::string> id = WriterIdOfFile(options.file, header);
    if (!id.ok()) return id.status();
    header.set_writer_id(*id);
  } else {
    header.set_writer_id("stream-" + session.environment().surroundings.entropy.NewId());
    session.err() << "writer id " << header.writer_id() << ": resume with --writer\n";
  }
  return header;
}

template <typename File>
absl::Status Import(Session& session, const ImportOptions& options) {
  absl::StatusOr<Input> input = Input::Open(session, options.file);
  if (!input.ok()) return input.status();
  absl::StatusOr<v1::IngestHeader> header = HeaderOf(session, options, *input);
  if (!header.ok()) return header.status();
  absl::StatusOr<RowDefaults> defaults = DefaultsOf(session, header->queue());
  if (!defaults.ok()) return defaults.status();
  absl::StatusOr<Connection*> connection = session.Connect();
  if (!connection.ok()) return connection.status();
  RowImport<File> import({session, **connection, *input, options}, *header, *defaults);
  const absl::Status status = import.Run();
  absl::StatusOr<ImportReport> report = import.Report();
  if (report.ok()) {
    PrintReport(session, *report);
    if (report->rejected > 0) session.MarkPartial();
  }
  if (!status.ok()) {
    session.err() << "stopped early; the same command resumes under writer id "
                  << header->writer_id() << "\n";
    return status;
  }
  return report.status();
}

}  // namespace

absl::Status ImportCandidates(Session& session, const ImportOptions& options) {
  return Import<CandidateFile>(session, options);
}

absl::Status ImportSignals(Session& session, const ImportOptions& options) {
  return Import<SignalFile>(session, options);
}

}  // namespace winnow::client::cli
