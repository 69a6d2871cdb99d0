// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/label_submission.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/input.h"
#include "client/cli/line_reader.h"
#include "client/cli/rejected_rows.h"
#include "client/cli/table.h"
#include "client/enum_name.h"
#include "client/label_json.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

constexpr int kRowsPerCall = 1000;
// A request has to stay below the server's limit of 1 MiB.
constexpr size_t kBytesPerCall = (1 << 20) - (64 << 10);
constexpr size_t kLongestLine = 64 << 10;

class LabelSubmission {
 public:
  LabelSubmission(Session& session, std::istream& in, RejectedRows& rejected)
      : session_(session), lines_(in, kLongestLine), rejected_(rejected) {}

  // `batch` and `token` go with every call.
  absl::Status Run(const std::string& batch, const std::string& token) {
    request_.set_batch(batch);
    request_.set_token(token);
    Line line;
    absl::Status status;
    while (status.ok() && lines_.Next(line)) status = AddLine(line);
    return status.ok() ? Flush() : status;
  }

  // True once a call was answered.
  bool HasAnswers() const { return has_answers_; }

  void Print(const RejectedRows& rejected) {
    if (session_.format() != OutputFormat::kTable) {
      const nlohmann::ordered_json counts = {{"accepted", accepted_},
                                             {"done", done_},
                                             {"rejected", rejected.count()},
                                             {"open_items", open_items_}};
      session_.out() << counts.dump(session_.format() == OutputFormat::kJson ? 1 : -1) << "\n";
      return;
    }
    Table table({{"accepted", true}, {"done", true}, {"rejected", true}, {"open", true}});
    table.Add({absl::StrCat(accepted_), absl::StrCat(done_), absl::StrCat(rejected.count()),
               absl::StrCat(open_items_)});
    table.Print(session_.out());
  }

 private:
  struct Sent {
    uint64_t line = 0;
    std::string text;
  };

  absl::Status AddLine(const Line& line) {
    v1::Label label;
    Defect defect;
    if (line.is_too_long) {
      defect = RowDefect{"", "the line is longer than 64 KiB"};
    } else {
      defect = row_.Parse(line.text);
      if (!defect.has_value()) defect = ReadLabel(row_, label);
    }
    if (defect.has_value()) {
      return rejected_.Add({line.number, line.text, "FIELD_INVALID", *defect});
    }
    bytes_ += label.ByteSizeLong();
    *request_.add_labels() = std::move(label);
    sent_.push_back({line.number, std::string(line.text)});
    const bool is_full = request_.labels_size() >= kRowsPerCall || bytes_ >= kBytesPerCall;
    return is_full ? Flush() : absl::OkStatus();
  }

  absl::Status Flush() {
    if (request_.labels().empty()) return absl::OkStatus();
    auto response = session_.Call(request_);
    if (!response.ok()) return response.status();
    has_answers_ = true;
    accepted_ += response->accepted();
    done_ += response->done();
    open_items_ = response->open_items();
    for (const v1::RowError& error : response->row_errors()) {
      if (error.index() >= sent_.size()) continue;
      const Sent& row = sent_[error.index()];
      absl::Status status = rejected_.Add({row.line, row.text, EnumName(error.reason()),
                                           RowDefect{error.field(), error.message()}});
      if (!status.ok()) return status;
    }
    request_.clear_labels();
    sent_.clear();
    bytes_ = 0;
    return absl::OkStatus();
  }

  Session& session_;
  LineReader lines_;
  RejectedRows& rejected_;
  JsonRow row_;
  v1::SubmitLabelsRequest request_;
  std::vector<Sent> sent_;
  size_t bytes_ = 0;
  bool has_answers_ = false;
  uint64_t accepted_ = 0;
  uint64_t done_ = 0;
  uint64_t open_items_ = 0;
};

}  // namespace

absl::Status SubmitLabels(Session& session, const LabelOptions& options) {
  absl::StatusOr<std::string> batch = BatchName(options.queue, options.batch);
  if (!batch.ok()) return batch.status();
  absl::StatusOr<Input> input = Input::Open(session, options.file);
  if (!input.ok()) return input.status();
  RejectedRows rejected(options.rejected.empty() ? DefaultRejectedPath(options.file)
                                                 : options.rejected);
  LabelSubmission submission(session, input->stream(), rejected);
  const absl::Status status = submission.Run(*batch, options.token);
  const absl::Status closed = rejected.Close();
  if (status.ok() || submission.HasAnswers()) submission.Print(rejected);
  if (rejected.count() > 0) {
    session.MarkPartial();
    session.err() << rejected.count() << " rows were refused: " << rejected.path() << " has them, "
                  << rejected.path() << ".reasons says why\n";
  }
  return status.ok() ? closed : status;
}

}  // namespace winnow::client::cli
