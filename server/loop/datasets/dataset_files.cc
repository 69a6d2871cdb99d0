// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/dataset_files.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/datasets/dataset_lines.h"
#include "server/loop/datasets/version_cursor.h"
#include "server/loop/export_pieces.h"
#include "server/selection/manifest_lines.h"

namespace winnow::loop {
namespace {

// Takes at most a piece from the front of `text`.
std::string TakePiece(std::string& text) {
  std::string rest;
  if (text.size() > ExportPieces::kPieceBytes) {
    rest = text.substr(ExportPieces::kPieceBytes);
    text.resize(ExportPieces::kPieceBytes);
  }
  return std::exchange(text, std::move(rest));
}

class VersionLines {
 public:
  explicit VersionLines(VersionPlace place)
      : place_(std::move(place)), text_(VersionLine(place_.record.version())) {}

  absl::StatusOr<std::string> Next() {
    while (text_.size() < ExportPieces::kPieceBytes && page_ < place_.record.pages()) {
      const auto page = place_.ReadPage(page_++);
      if (!page.ok()) return page.status();
      const auto may_serve = place_.MayServe(*page);
      if (!may_serve.ok()) return may_serve.status();
      for (int i = 0; i < page->members_size(); ++i) {
        text_ += (*may_serve)[static_cast<size_t>(i)]
                     ? MemberLine(page->members(i))
                     : selection::WithdrawnLine(page->members(i).candidate_id());
      }
    }
    return TakePiece(text_);
  }

 private:
  const VersionPlace place_;
  std::string text_;
  uint32_t page_ = 0;
};

class DiffLines {
 public:
  DiffLines(VersionPlace before, VersionPlace after)
      : before_(std::move(before)), after_(std::move(after)) {}

  absl::StatusOr<std::string> Next() {
    const auto report = [this](const release::MemberChange& change) {
      text_ += ChangeLine(change);
      return absl::OkStatus();
    };
    while (text_.size() < ExportPieces::kPieceBytes && !complete_) {
      const auto more = comparison_.Step(report);
      if (!more.ok()) return more.status();
      if (*more) continue;
      text_ += SummaryLine(comparison_.Take());
      complete_ = true;
    }
    return TakePiece(text_);
  }

 private:
  VersionCursor before_;
  VersionCursor after_;
  release::VersionComparison comparison_{before_, after_, release::SummaryLimits()};
  std::string text_;
  bool complete_ = false;
};

}  // namespace

PieceSource VersionFile(VersionPlace place) {
  auto lines = std::make_shared<VersionLines>(std::move(place));
  return [lines] { return lines->Next(); };
}

PieceSource DiffFile(VersionPlace before, VersionPlace after) {
  auto lines = std::make_shared<DiffLines>(std::move(before), std::move(after));
  return [lines] { return lines->Next(); };
}

}  // namespace winnow::loop
