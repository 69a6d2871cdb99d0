// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/dataset_lines.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "server/loop/proto_time.h"
#include "server/selection/json_line.h"

namespace winnow::loop {
namespace {

using release::ChangeKind;
using release::RelabelCause;
using selection::JsonLine;

// A key: the arrival in 16 hex digits, which rise as it does, and the id.
constexpr size_t kArrivalDigits = 16;

std::string SplitText(v1::Split split) {
  return std::string(absl::StripPrefix(v1::Split_Name(split), "SPLIT_"));
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", FromTimestamp(time), absl::UTCTimeZone());
}

// 17 significant digits read back as the same number.
void Real(JsonLine& line, absl::string_view name, double value) {
  line.Number(name, absl::StrFormat("%.17g", value));
}

absl::string_view KindText(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kAdded:
      return "ADDED";
    case ChangeKind::kRemoved:
      return "REMOVED";
    case ChangeKind::kRelabelled:
      return "RELABELED";
    case ChangeKind::kReweighted:
      return "REWEIGHTED";
    case ChangeKind::kMoved:
      return "MOVED";
    case ChangeKind::kReattributed:
      return "REATTRIBUTED";
  }
  return "";
}

absl::string_view CauseText(RelabelCause cause) {
  switch (cause) {
    case RelabelCause::kNone:
      return "";
    case RelabelCause::kPolicyChange:
      return "POLICY_CHANGE";
    case RelabelCause::kAdjudication:
      return "ADJUDICATION";
    case RelabelCause::kCorrection:
      return "CORRECTION";
  }
  return "";
}

RelabelCause CauseOf(v1::RelabelCause cause) {
  switch (cause) {
    case v1::RELABEL_CAUSE_POLICY_CHANGE:
      return RelabelCause::kPolicyChange;
    case v1::RELABEL_CAUSE_ADJUDICATION:
      return RelabelCause::kAdjudication;
    case v1::RELABEL_CAUSE_CORRECTION:
      return RelabelCause::kCorrection;
    default:
      return RelabelCause::kNone;
  }
}

void WriteSide(absl::string_view name, const release::VersionMember* member, JsonLine& line) {
  if (member == nullptr) return;
  line.Open(name, '{');
  line.String("label_digest", member->label_digest);
  line.String("rubric", member->label_policy);
  line.String("split", member->split);
  Real(line, "weight", member->weight);
  Real(line, "inclusion_probability", member->inclusion_probability);
  line.String("source", member->source);
  line.String("consent_scope", member->consent_scope);
  line.String("slice", member->slice);
  line.Close('}');
}

void WriteKind(ChangeKind kind, RelabelCause cause, JsonLine& line) {
  line.String("kind", KindText(kind));
  if (kind == ChangeKind::kRelabelled) line.String("cause", CauseText(cause));
}

}  // namespace

std::string VersionLine(const v1::DatasetVersion& version) {
  JsonLine line;
  line.Open('{');
  line.String("type", "dataset");
  line.String("name", version.name());
  line.String("queue", version.queue());
  line.String("purpose", absl::StripPrefix(v1::Purpose_Name(version.purpose()), "PURPOSE_"));
  line.Count("members", version.members());
  line.Open("splits", '{');
  for (const v1::SplitCount& count : version.splits())
    line.Count(SplitText(count.split()), count.members());
  line.Close('}');
  line.Open("left_out", '{');
  for (const v1::LeftOutCount& count : version.left_out()) {
    line.Count(absl::StripPrefix(v1::LeftOutReason_Name(count.reason()), "LEFT_OUT_REASON_"),
               count.candidates());
  }
  line.Close('}');
  line.Open("rubrics", '[');
  for (const std::string& rubric : version.rubrics()) line.Element(rubric);
  line.Close(']');
  line.String("digest", version.digest());
  line.String("create_time", TimeText(version.create_time()));
  line.Close('}');
  return std::move(line).Take();
}

std::string MemberLine(const v1::DatasetMember& member) {
  JsonLine line;
  line.Open('{');
  line.String("type", "member");
  line.String("candidate_id", member.candidate_id());
  line.String("label_digest", member.label_digest());
  if (member.relabel_cause() != v1::RELABEL_CAUSE_UNSPECIFIED)
    line.String("relabel_cause", CauseText(CauseOf(member.relabel_cause())));
  line.String("rubric", member.rubric());
  line.Count("labels", member.labels());
  line.String("slice", member.slice());
  line.String("split", SplitText(member.split()));
  Real(line, "weight", member.weight());
  Real(line, "inclusion_probability", member.inclusion_probability());
  line.String("source", member.source());
  line.String("consent_scope", member.consent_scope());
  line.String("retain_until", TimeText(member.retain_until()));
  line.String("model_release", member.model_release());
  line.Count("batch", member.batch());
  line.Close('}');
  return std::move(line).Take();
}

std::string ChangeLine(const release::MemberChange& change) {
  JsonLine line;
  line.Open('{');
  line.String("type", "change");
  if (change.IsWithdrawn()) {
    line.String("kind", KindText(change.kind));
    line.String("candidate_id", CandidateOfKey(change.Member().key));
  } else {
    WriteKind(change.kind, change.Cause(), line);
    line.String("candidate_id", CandidateOfKey(change.Member().key));
    WriteSide("before", change.before, line);
    WriteSide("after", change.after, line);
  }
  line.Close('}');
  return std::move(line).Take();
}

std::string SummaryLine(const release::VersionDiff& diff) {
  JsonLine line;
  line.Open('{');
  line.String("type", "summary");
  line.Count("before", diff.before);
  line.Count("after", diff.after);
  line.Count("unchanged", diff.unchanged);
  line.Count("changes", diff.summary.changes());
  line.Count("unexplained_relabels", diff.summary.unexplained_relabels());
  line.Open("cells", '[');
  for (const auto& [cell, count] : diff.summary.cells()) {
    line.Open('{');
    line.String("slice", cell.slice);
    line.String("source", cell.source);
    line.String("consent_scope", cell.consent_scope);
    line.String("rubric", cell.label_policy);
    WriteKind(cell.kind, cell.cause, line);
    line.Count("members", count);
    line.Close('}');
  }
  for (const auto& [kind, count] : diff.summary.other()) {
    line.Open('{');
    WriteKind(kind.first, kind.second, line);
    line.Count("members", count);
    line.Close('}');
  }
  line.Close(']');
  line.Close('}');
  return std::move(line).Take();
}

absl::string_view CandidateOfKey(absl::string_view key) { return key.substr(kArrivalDigits); }

release::VersionMember ComparedMember(const v1::DatasetMember& member, uint64_t arrival) {
  release::VersionMember out;
  out.key = absl::StrCat(absl::Hex(arrival, absl::kZeroPad16), member.candidate_id());
  out.label_digest = member.label_digest();
  out.cause = CauseOf(member.relabel_cause());
  out.label_policy = member.rubric();
  out.labels = member.labels();
  out.split = SplitText(member.split());
  out.weight = member.weight();
  out.source = member.source();
  out.consent_scope = member.consent_scope();
  out.slice = member.slice();
  out.inclusion_probability = member.inclusion_probability();
  return out;
}

}  // namespace winnow::loop
