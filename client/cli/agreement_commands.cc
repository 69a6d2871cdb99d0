// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "client/cli/commands.h"
#include "client/cli/list_output.h"
#include "client/cli/option_value.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

struct AgreementOptions {
  std::string queue;
  std::string rubric;
  std::string by;
  std::string cluster;
  uint64_t limit = 100;
};

std::string Share(uint64_t part, uint64_t all) {
  if (all == 0) return "-";
  return absl::StrFormat("%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(all));
}

std::string GoldPassed(const v1::AgreementRow& row) {
  if (row.gold_labels() == 0) return "-";
  return absl::StrCat(row.gold_passes(), " of ", row.gold_labels());
}

std::string GoldInterval(const v1::AgreementRow& row) {
  if (!row.has_gold_lower()) return "";
  return absl::StrFormat("%.1f to %.1f %%", 100 * row.gold_lower(), 100 * row.gold_upper());
}

void PrintAgreement(const v1::AgreementReportResponse& report, std::ostream& out) {
  Table rows({{"criterion"},
              {"group"},
              {"labels", true},
              {"candidates", true},
              {"alpha", true},
              {"pairs agree", true},
              {"gold passed", true},
              {"95 % interval"}});
  for (const v1::AgreementRow& row : report.rows()) {
    rows.Add({row.criterion(), row.group(), absl::StrCat(row.labels()),
              absl::StrCat(row.candidates()),
              row.has_alpha() ? absl::StrFormat("%.3f", row.alpha()) : EnumName(row.alpha_basis()),
              Share(row.agreeing_pairs(), row.pairs()), GoldPassed(row), GoldInterval(row)});
  }
  rows.Print(out);
  if (report.vendor_shifts().empty()) return;
  Table vendors({{"vendor"},
                 {"verdict"},
                 {"shared", true},
                 {"clusters", true},
                 {"differs by", true},
                 {"from", true},
                 {"to", true}});
  for (const v1::VendorShift& shift : report.vendor_shifts()) {
    vendors.Add({shift.vendor(), EnumName(shift.verdict()), absl::StrCat(shift.anchors()),
                 absl::StrCat(shift.clusters()), absl::StrFormat("%.4f", shift.difference()),
                 absl::StrFormat("%.4f", shift.lower()), absl::StrFormat("%.4f", shift.upper())});
  }
  out << "\n";
  vendors.Print(out);
}

absl::Status Report(Session& session, const AgreementOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::AgreementReportRequest request;
  request.set_queue(*queue);
  request.set_rubric(options.rubric);
  request.set_cluster_attribute(options.cluster);
  if (!options.by.empty()) {
    auto dimension = OptionalEnum<v1::AgreementDimension>(
        "--by", absl::StrReplaceAll(absl::AsciiStrToUpper(options.by), {{"-", "_"}}));
    if (!dimension.ok()) return dimension.status();
    request.set_dimension(*dimension);
  }
  const PagedShape<v1::AgreementReportResponse, v1::AgreementRow> shape{
      &v1::AgreementReportResponse::mutable_rows, PrintAgreement};
  return PrintWithRows(session, request, shape, options.limit);
}

}  // namespace

void AddAgreementCommands(Commands& commands) {
  CLI::App& noun = commands.AddNoun(
      {"agreement", "How well labels agree", "winnow agreement report --queue asr --rubric asr@1"});
  auto options = std::make_shared<AgreementOptions>();
  CLI::App& verb = commands.AddVerb(
      noun,
      {"report", "Krippendorff's alpha, agreeing pairs, and vendors that differ from the others",
       "winnow agreement report --queue asr --rubric asr@1 --by vendor --cluster speaker"},
      [options](Session& session) { return Report(session, *options); });
  AddQueueOption(verb, options->queue);
  verb.add_option("--rubric", options->rubric, "Rubric revision, {rubric}@{revision}")
      ->required()
      ->type_name("REVISION");
  verb.add_option("--by", options->by,
                  "slice, vendor, vendor-against-others or annotator (default: criterion alone)")
      ->type_name("WHAT");
  verb.add_option("--cluster", options->cluster,
                  "Attribute whose candidates are no independent evidence, such as speaker")
      ->type_name("KEY");
  AddLimitOption(verb, options->limit);
}

}  // namespace winnow::client::cli
