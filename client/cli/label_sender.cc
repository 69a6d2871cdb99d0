// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/label_sender.h"

#include <utility>

#include "client/enum_name.h"

namespace winnow::client::cli {
namespace {

constexpr int kLabelsPerCall = 1000;
// A request has to stay below the server's limit of 1 MiB.
constexpr size_t kBytesPerCall = (1 << 20) - (64 << 10);
constexpr size_t kRowBytesPerCall = 16 << 20;

}  // namespace

LabelSender::LabelSender(Session& session, RejectedRows& rejected, const std::string& batch,
                         const std::string& token)
    : session_(session), rejected_(rejected) {
  request_.set_batch(batch);
  request_.set_token(token);
}

absl::Status LabelSender::Add(v1::Label label, const LabelRow& row) {
  label_bytes_ += label.ByteSizeLong();
  row_bytes_ += row.text.size();
  *request_.add_labels() = std::move(label);
  sent_.push_back({row.number, std::string(row.text)});
  const bool is_full = request_.labels_size() >= kLabelsPerCall || label_bytes_ >= kBytesPerCall ||
                       row_bytes_ >= kRowBytesPerCall;
  return is_full ? Flush() : absl::OkStatus();
}

absl::Status LabelSender::Flush() {
  if (request_.labels().empty()) return absl::OkStatus();
  auto response = session_.Call(request_);
  if (!response.ok()) return response.status();
  has_answers_ = true;
  counts_.accepted += response->accepted();
  counts_.done += response->done();
  counts_.open_items = response->open_items();
  counts_.disputed += response->disputed();
  for (const v1::RowError& error : response->row_errors()) {
    if (error.index() >= sent_.size()) continue;
    const Sent& row = sent_[error.index()];
    absl::Status status = rejected_.Add({row.number, row.text, EnumName(error.reason()),
                                         RowDefect{error.field(), error.message()}});
    if (!status.ok()) return status;
  }
  request_.clear_labels();
  sent_.clear();
  label_bytes_ = 0;
  row_bytes_ = 0;
  return absl::OkStatus();
}

}  // namespace winnow::client::cli
