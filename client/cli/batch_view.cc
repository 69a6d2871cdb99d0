// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/batch_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/candidate_view.h"
#include "client/duration_text.h"
#include "client/enum_name.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

void PrintItems(const v1::RequestBatchResponse& response, std::ostream& out) {
  Table table({{"candidate"}, {"slice"}, {"stage"}, {"rubric"}, {"labels", true}, {"attributes"}});
  for (const v1::BatchItem& item : response.items()) {
    table.Add({item.candidate_id(), item.slice(), EnumName(item.stage()), item.rubric(),
               absl::StrCat(item.required_labels()), FormatAttributes(item.attributes())});
  }
  table.Print(out);
}

void PrintEmpty(const v1::RequestBatchResponse& response, std::ostream& out) {
  out << "no items: " << EnumName(response.empty_reason());
  if (response.has_retry_after()) {
    out << ", try again in " << absl::FormatDuration(FromProto(response.retry_after()));
  }
  if (!response.excluded().empty()) out << " (" << FormatExclusions(response.excluded()) << ")";
  out << "\n";
}

std::string FormatTerms(const v1::ManifestItem& item) {
  return absl::StrJoin(item.terms(), ", ", [](std::string* text, const v1::ScoreTerm& term) {
    absl::StrAppend(text, term.name(), "=", FormatMicros(term.micros()),
                    term.missing() ? " (default)" : "");
  });
}

void PrintManifestItems(const google::protobuf::RepeatedPtrField<v1::ManifestItem>& items,
                        std::ostream& out) {
  Table table(
      {{"candidate"}, {"slice"}, {"arm"}, {"score", true}, {"probability", true}, {"terms"}});
  for (const v1::ManifestItem& item : items) {
    table.Add({item.candidate_id(), item.slice(), EnumName(item.arm()),
               FormatMicros(item.score_micros()), FormatNumber(item.inclusion_probability()),
               FormatTerms(item)});
  }
  table.Print(out);
}

}  // namespace

void AddManifest(const v1::Manifest& manifest, Table& table) {
  if (!manifest.evaluation().empty()) table.Add({"evaluation", manifest.evaluation()});
  table.Add({"purpose", EnumName(manifest.purpose())});
  table.Add({"policy", manifest.policy()});
  table.Add({"seed", absl::StrCat(absl::Hex(manifest.seed(), absl::kZeroPad16))});
  table.Add({"requested", absl::StrCat(manifest.requested())});
  table.Add({"selected", absl::StrCat(manifest.selected())});
  table.Add({"eligible", absl::StrCat(manifest.eligible())});
  table.Add({"excluded", FormatExclusions(manifest.excluded())});
  table.Add({"slices", absl::StrJoin(manifest.slices(), ", ")});
  table.Add({"digest", manifest.digest()});
}

void PrintContents(const v1::Manifest& manifest,
                   const google::protobuf::RepeatedPtrField<v1::ManifestItem>& items,
                   std::ostream& out) {
  if (!manifest.quotas().empty()) {
    out << "\n";
    PrintQuotas(manifest.quotas(), out);
  }
  if (items.empty()) return;
  out << "\n";
  PrintManifestItems(items, out);
}

void PrintGrant(const v1::RequestBatchResponse& response, std::ostream& out) {
  if (!response.batch().empty()) {
    out << "batch   " << Printable(response.batch()) << "\n"
        << "token   " << Printable(response.lease().token()) << "\n"
        << "expires " << FormatTime(response.lease().expire_time()) << "\n\n";
  }
  if (response.items().empty()) {
    PrintEmpty(response, out);
  } else {
    PrintItems(response, out);
  }
  const auto& quotas =
      response.manifest().quotas().empty() ? response.shortfalls() : response.manifest().quotas();
  if (quotas.empty()) return;
  out << "\n";
  PrintQuotas(quotas, out);
}

void PrintBatch(const v1::GetBatchResponse& response, std::ostream& out) {
  const v1::Batch& batch = response.batch();
  Table table({{"field"}, {"value"}});
  table.Add({"batch", batch.name()});
  table.Add({"state", EnumName(batch.state())});
  table.Add({"labeler", batch.labeler()});
  table.Add({"created", FormatTime(batch.create_time())});
  table.Add({"expires", FormatTime(batch.expire_time())});
  table.Add({"items", absl::StrCat(batch.items(), " (", batch.open_items(), " open, ",
                                   batch.done_items(), " done)")});
  AddManifest(response.manifest(), table);
  table.Print(out);
  PrintContents(response.manifest(), response.items(), out);
}

void PrintFindings(const v1::VerifyBatchResponse& response, std::ostream& out) {
  if (response.findings().empty()) {
    out << "verified: " << response.items() << " items";
    if (response.erased_items() > 0) out << ", " << response.erased_items() << " of them erased";
    out << ", digest " << Printable(response.digest()) << "\n";
    return;
  }
  Table table({{"check"}, {"item", true}, {"slice"}, {"finding"}});
  for (const v1::VerifyFinding& finding : response.findings()) {
    table.Add({EnumName(finding.check()), finding.item() == 0 ? "" : absl::StrCat(finding.item()),
               finding.slice(), finding.message()});
  }
  table.Print(out);
  if (response.findings_left_off() > 0) {
    out << "and " << response.findings_left_off() << " more\n";
  }
}

std::vector<Column> BatchColumns() {
  return {{"batch"},      {"state"},      {"labeler"}, {"items", true},
          {"open", true}, {"done", true}, {"created"}, {"expires"}};
}

Cells BatchCells(const v1::Batch& batch) {
  return {IdOf(batch.name()),
          EnumName(batch.state()),
          batch.labeler(),
          absl::StrCat(batch.items()),
          absl::StrCat(batch.open_items()),
          absl::StrCat(batch.done_items()),
          FormatTime(batch.create_time()),
          FormatTime(batch.expire_time())};
}

void PrintQuotas(const google::protobuf::RepeatedPtrField<v1::QuotaLine>& quotas,
                 std::ostream& out) {
  Table table({{"slice"},
               {"eligible", true},
               {"min", true},
               {"max", true},
               {"exploit", true},
               {"explore", true},
               {"filled", true},
               {"shortfall", true},
               {"reason"}});
  for (const v1::QuotaLine& line : quotas) {
    table.Add({line.slice(), absl::StrCat(line.eligible()), absl::StrCat(line.min()),
               absl::StrCat(line.max()), absl::StrCat(line.exploit()), FormatNumber(line.explore()),
               absl::StrCat(line.filled()), absl::StrCat(line.shortfall()),
               EnumName(line.shortfall_reason())});
  }
  table.Print(out);
}

std::string FormatExclusions(const google::protobuf::RepeatedPtrField<v1::ExclusionCount>& counts) {
  return absl::StrJoin(counts, ", ", [](std::string* text, const v1::ExclusionCount& count) {
    absl::StrAppend(text, EnumName(count.reason()), " ", count.count());
  });
}

}  // namespace winnow::client::cli
