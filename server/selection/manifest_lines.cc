// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/manifest_lines.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/selection/json_line.h"
#include "server/selection/manifest_text.h"

namespace winnow::selection {
namespace {

// `queues/{queue}` out of the name of one of its batches.
absl::string_view QueueOf(absl::string_view batch) {
  return batch.substr(0, batch.find("/batches/"));
}

void WriteQuotas(const v1::Manifest& manifest, JsonLine& json) {
  json.Open("quotas", '[');
  for (const v1::QuotaLine& quota : manifest.quotas()) {
    json.Open('{');
    json.String("slice", quota.slice());
    json.Count("eligible", quota.eligible());
    json.Count("min", quota.min());
    json.Count("max", quota.max());
    json.Count("exploit", quota.exploit());
    json.Number("explore", NumberText(quota.explore()));
    json.Count("filled", quota.filled());
    json.Count("shortfall", quota.shortfall());
    json.String("shortfall_reason", ShortfallText(quota.shortfall_reason()));
    json.Close('}');
  }
  json.Close(']');
}

void WriteRubrics(const v1::Manifest& manifest, JsonLine& json) {
  json.Open("rubrics", '[');
  for (const std::string& rubric : manifest.rubrics()) json.Element(rubric);
  json.Close(']');
}

void WriteCapOverflows(const v1::Manifest& manifest, JsonLine& json) {
  json.Open("cap_overflows", '[');
  for (const v1::CapOverflow& overflow : manifest.cap_overflows()) {
    json.Open('{');
    json.String("key", overflow.key());
    json.String("attribute", overflow.attribute());
    json.Count("count", overflow.count());
    json.Close('}');
  }
  json.Close(']');
}

}  // namespace

std::string ManifestLine(const v1::Manifest& manifest) {
  JsonLine json;
  json.Open('{');
  json.String("type", "manifest");
  json.String("batch", manifest.batch());
  json.String("queue", QueueOf(manifest.batch()));
  json.String("purpose", PurposeText(manifest.purpose()));
  json.String("policy", manifest.policy());
  json.String("policy_hash", manifest.policy_hash());
  if (!manifest.rubrics().empty()) WriteRubrics(manifest, json);
  json.String("seed", absl::StrCat(manifest.seed()));
  json.Count("index_epoch", manifest.index_epoch());
  json.Count("frame_seq", manifest.frame_seq());
  json.Count("requested", manifest.requested());
  json.Count("draw_size", manifest.draw_size());
  json.Count("selected", manifest.selected());
  json.Count("eligible", manifest.eligible());
  json.Open("excluded", '{');
  for (const v1::ExclusionCount& excluded : manifest.excluded())
    json.Count(ExclusionText(excluded.reason()), excluded.count());
  json.Close('}');
  WriteQuotas(manifest, json);
  WriteCapOverflows(manifest, json);
  if (!manifest.evaluation().empty()) json.String("evaluation", manifest.evaluation());
  json.String("digest", manifest.digest());
  json.String("previous_digest", manifest.previous_digest());
  json.Close('}');
  return std::move(json).Take();
}

ItemLine ItemLineOf(const v1::ManifestItem& item) {
  ItemLine line;
  JsonLine json;
  json.Open('{');
  json.String("type", "item");
  json.String("candidate_id", item.candidate_id());
  json.String("slice", item.slice());
  json.String("arm", ArmText(item.arm()));
  json.Number("score", DecimalText(item.score_micros()));
  json.Open("terms", '{');
  for (const v1::ScoreTerm& term : item.terms())
    json.Number(term.name(), DecimalText(term.micros()));
  json.Close('}');
  json.Count("cell_candidates", item.cell_candidates());
  json.Count("cell_draws", item.cell_draws());
  json.Count("cell_expectation", item.cell_expectation());
  json.Number("inclusion_probability", NumberText(item.inclusion_probability()));
  if (!item.evaluation().empty()) {
    json.String("evaluation", item.evaluation());
    json.Count("evaluation_phase", item.evaluation_phase());
  }
  line.draw = json.Cut();
  json.String("source", item.source());
  json.String("consent_scope", item.consent_scope());
  json.String("retain_until", TimeText(item.retain_until()));
  json.String("rubric", item.rubric());
  json.String("split", SplitText(item.split()));
  json.String("model_release", item.model_release());
  line.provenance = json.Cut();
  json.Count("required_labels", item.required_labels());
  json.Open("attributes", '{');
  // A protobuf map has no order of its own.
  const std::map<std::string, std::string> attributes(item.attributes().begin(),
                                                      item.attributes().end());
  for (const auto& [key, value] : attributes) json.String(key, value);
  json.Close('}');
  json.Close('}');
  line.labeling = std::move(json).Take();
  return line;
}

std::string WithdrawnLine(const std::string& candidate_id) {
  JsonLine json;
  json.Open('{');
  json.String("type", "withdrawn");
  json.String("candidate_id", candidate_id);
  json.Close('}');
  return std::move(json).Take();
}

}  // namespace winnow::selection
