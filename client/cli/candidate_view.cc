// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/candidate_view.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/enum_name.h"

namespace winnow::client::cli {
namespace {

// What stands where an exclusion would.
std::string StateOf(v1::ExclusionReason exclusion) {
  return exclusion == v1::EXCLUSION_REASON_UNSPECIFIED ? "IN_FRAME" : EnumName(exclusion);
}

std::string QuarantineReasons(const v1::CandidateStatus& status) {
  return absl::StrJoin(status.quarantine_reasons(), ", ", [](std::string* out, int reason) {
    absl::StrAppend(out, EnumName(static_cast<v1::QuarantineReason>(reason)));
  });
}

void AddTerms(const google::protobuf::RepeatedPtrField<v1::ScoreTerm>& terms,
              absl::string_view kind, Table& table) {
  for (const v1::ScoreTerm& term : terms) {
    table.Add({std::string(kind), term.name(), FormatMicros(term.micros()),
               term.missing() ? "default" : ""});
  }
}

// "12", or "3 to 70000" where the place is known that well.
std::string RankText(const v1::Rank& rank) {
  if (rank.first() == 0) return "";
  if (rank.first() == rank.last()) return absl::StrCat(rank.first());
  return absl::StrCat(rank.first(), " to ", rank.last());
}

// "EXPLORE of 1000 items with probability 0.01, cell of 300 candidates".
std::string NextDrawText(const v1::NextDraw& draw) {
  if (draw.items() == 0) return "no items";
  if (draw.arm() == v1::ARM_UNSPECIFIED) return absl::StrCat("not among ", draw.items(), " items");
  std::string text =
      absl::StrCat(EnumName(draw.arm()), " of ", draw.items(), " items with probability ",
                   FormatNumber(draw.inclusion_probability()));
  if (draw.cell_candidates() > 0)
    absl::StrAppend(&text, ", from a cell of ", draw.cell_candidates(), " candidates");
  return text;
}

void PrintSignals(const v1::Candidate& candidate, std::ostream& out) {
  if (candidate.signals().empty()) return;
  Table table({{"signal"},
               {"value", true},
               {"scorer"},
               {"model_release"},
               {"compute_time"},
               {"baseline"},
               {"candidate"}});
  for (const v1::Signal& signal : candidate.signals()) {
    table.Add({signal.name(), FormatNumber(signal.value()), signal.scorer(), signal.model_release(),
               FormatTime(signal.compute_time()), signal.baseline_release(),
               signal.candidate_release()});
  }
  out << "\n";
  table.Print(out);
}

void PrintTombstone(const v1::Tombstone& tombstone, std::ostream& out) {
  Table table({{"field"}, {"value"}});
  table.Add({"candidate_id", tombstone.candidate_id()});
  table.Add({"state", "REMOVED"});
  table.Add({"reason", EnumName(tombstone.reason())});
  table.Add({"remove_time", FormatTime(tombstone.remove_time())});
  table.Add({"source", tombstone.source()});
  table.Add({"consent_scope", tombstone.consent_scope()});
  table.Add({"policies", absl::StrJoin(tombstone.policies(), ", ")});
  table.Add({"batches", absl::StrJoin(tombstone.batches(), ", ")});
  table.Print(out);
}

}  // namespace

std::vector<Column> CandidateColumns() {
  return {{"candidate"}, {"slice"},        {"stage"},          {"split"},
          {"state"},     {"labels", true}, {"attempts", true}, {"missing"}};
}

Cells CandidateCells(const v1::CandidateStatus& status) {
  const v1::Candidate& candidate = status.candidate();
  if (status.has_tombstone()) {
    return {candidate.candidate_id(), "", "", "", "REMOVED", "", "", ""};
  }
  return {candidate.candidate_id(),        candidate.slice(),
          EnumName(candidate.stage()),     EnumName(candidate.split()),
          StateOf(status.exclusion()),     absl::StrCat(status.labels()),
          absl::StrCat(status.attempts()), QuarantineReasons(status)};
}

void PrintCandidate(const v1::CandidateStatus& status, std::ostream& out) {
  if (status.has_tombstone()) return PrintTombstone(status.tombstone(), out);
  const v1::Candidate& candidate = status.candidate();
  Table table({{"field"}, {"value"}});
  table.Add({"candidate_id", candidate.candidate_id()});
  table.Add({"state", StateOf(status.exclusion())});
  table.Add({"missing", QuarantineReasons(status)});
  table.Add({"batch", status.batch()});
  table.Add({"labels", absl::StrCat(status.labels())});
  table.Add({"attempts", absl::StrCat(status.attempts())});
  table.Add({"ingest_time", FormatTime(status.ingest_time())});
  table.Add({"source", candidate.source()});
  table.Add({"consent_scope", candidate.consent_scope()});
  table.Add({"retain_until", FormatTime(candidate.retain_until())});
  table.Add({"rubric", candidate.rubric()});
  table.Add({"slice", candidate.slice()});
  table.Add({"stage", EnumName(candidate.stage())});
  table.Add({"split", EnumName(candidate.split())});
  table.Add({"split_group", candidate.split_group()});
  table.Add({"model_release", candidate.model_release()});
  table.Add({"subject", candidate.subject()});
  table.Add({"attributes", FormatAttributes(candidate.attributes())});
  table.Add({"dup_group", candidate.dup_group()});
  table.Add({"sensitive", candidate.sensitive() ? "true" : "false"});
  table.Print(out);
  PrintSignals(candidate, out);
}

void PrintExplanation(const v1::ExplainCandidateResponse& response, std::ostream& out) {
  Table table({{"field"}, {"value"}});
  table.Add({"candidate", response.candidate_id()});
  table.Add({"slice", response.slice()});
  table.Add({"policy", response.policy()});
  table.Add({"state", StateOf(response.exclusion())});
  table.Add({"all_exclusions",
             absl::StrJoin(response.all_exclusions(), ", ", [](std::string* text, int reason) {
               absl::StrAppend(text, EnumName(static_cast<v1::ExclusionReason>(reason)));
             })});
  table.Add({"batch", response.batch()});
  table.Add({"lease_expires", FormatTime(response.lease_expire_time())});
  table.Add({"score", FormatMicros(response.score_micros())});
  table.Add({"rank in slice", RankText(response.slice_rank())});
  table.Add({"rank in queue", RankText(response.queue_rank())});
  table.Add({"cell_candidates", absl::StrCat(response.cell_candidates())});
  table.Add({"next batch", NextDrawText(response.next_draw())});
  table.Print(out);
  if (!response.stops().empty()) {
    Table stops({{"stopped by"}, {"why"}});
    for (const v1::Stop& stop : response.stops())
      stops.Add({EnumName(stop.reason()), stop.message()});
    out << "\n";
    stops.Print(out);
  }
  Table terms({{"kind"}, {"term"}, {"points", true}, {"signal"}});
  AddTerms(response.terms(), "candidate", terms);
  AddTerms(response.slice_terms(), "slice", terms);
  out << "\n";
  terms.Print(out);
}

std::string FormatAttributes(const google::protobuf::Map<std::string, std::string>& attributes) {
  const std::map<std::string, std::string> sorted(attributes.begin(), attributes.end());
  return absl::StrJoin(sorted, ", ", absl::PairFormatter("="));
}

}  // namespace winnow::client::cli
