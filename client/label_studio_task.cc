// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/label_studio_task.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/names.h"
#include "google/protobuf/util/time_util.h"

namespace winnow::client {
namespace {

using Json = nlohmann::json;

// A member of an object, or null.
const Json& Member(const Json& object, const char* key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto it = object.find(key);
  return it == object.end() ? none : *it;
}

std::string LineOf(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// What of a task says what it is.
Json Identity(const Json& task) {
  Json identity = Json::object();
  for (const char* key : {"id", "data", "meta"}) {
    if (const Json& member = Member(task, key); !member.is_null()) identity[key] = member;
  }
  return identity;
}

Defect ReadData(const Json& task, LabelStudioTask& out) {
  const Json& data = Member(task, "data");
  if (!data.is_object()) {
    return RowDefect{"data",
                     "is missing: export from Label Studio as JSON, not as JSON_MIN or CSV"};
  }
  const std::pair<const char*, std::string&> members[] = {
      {"candidate_id", out.candidate_id}, {"batch", out.batch}, {"rubric", out.rubric}};
  for (const auto& [key, text] : members) {
    const Json& member = Member(data, key);
    if (!member.is_string()) {
      return RowDefect{absl::StrCat("data.", key),
                       "is missing: label tasks that winnow batch export --format label-studio "
                       "wrote, with their data as it was"};
    }
    text = member.get<std::string>();
  }
  if (!IsId(out.candidate_id)) return RowDefect{"data.candidate_id", "has to be an id"};
  return std::nullopt;
}

// A number of a user, as itself or inside an object that says more about the person.
Defect ReadUser(const Json& annotation, std::string& out) {
  const Json& by = Member(annotation, "completed_by");
  const Json& number = by.is_object() ? Member(by, "id") : by;
  if (!number.is_number_unsigned()) {
    return RowDefect{"completed_by", "has to be the number of a user, or an object with its id"};
  }
  out = absl::StrCat(number.get<uint64_t>());
  return std::nullopt;
}

Defect ReadTimeOf(const Json& annotation, std::optional<google::protobuf::Timestamp>& out) {
  for (const char* key : {"updated_at", "created_at"}) {
    const Json& text = Member(annotation, key);
    if (text.is_null()) continue;
    google::protobuf::Timestamp time;
    if (!text.is_string() ||
        !google::protobuf::util::TimeUtil::FromString(text.get<std::string>(), &time)) {
      return RowDefect{key, "has to be a time in RFC 3339, such as \"2027-01-01T00:00:00Z\""};
    }
    out = time;
    return std::nullopt;
  }
  return std::nullopt;
}

Defect ReadAnswer(const Json& result, LabelStudioAnswer& out) {
  const Json& control = Member(result, "from_name");
  const Json& type = Member(result, "type");
  if (!control.is_string() || !type.is_string()) {
    return RowDefect{"result", "has an element without from_name and type: no control gave it"};
  }
  out.control = control.get<std::string>();
  out.type = type.get<std::string>();
  const Json& value = Member(result, "value");
  if (out.type == "choices") {
    for (const Json& choice : Member(value, "choices")) {
      if (!choice.is_string()) return RowDefect{"result", "has choices that are no strings"};
      out.choices.push_back(choice.get<std::string>());
    }
  } else if (out.type == "number" || out.type == "rating") {
    const Json& number = Member(value, out.type.c_str());
    if (number.is_number() && std::isfinite(number.get<double>()))
      out.number = number.get<double>();
  }
  return std::nullopt;
}

Defect ReadAnswers(const Json& annotation, std::vector<LabelStudioAnswer>& out) {
  const Json& results = Member(annotation, "result");
  if (!results.is_array()) return RowDefect{"result", "has to be an array"};
  for (const Json& result : results) {
    if (Defect defect = ReadAnswer(result, out.emplace_back()); defect.has_value()) return defect;
  }
  return std::nullopt;
}

LabelStudioAnnotation ReadAnnotation(const Json& annotation) {
  LabelStudioAnnotation out;
  const Json& cancelled = Member(annotation, "was_cancelled");
  out.is_skipped = cancelled.is_boolean() && cancelled.get<bool>();
  if (out.is_skipped) return out;
  out.defect = ReadUser(annotation, out.user);
  if (!out.defect.has_value()) out.defect = ReadTimeOf(annotation, out.time);
  if (!out.defect.has_value()) out.defect = ReadAnswers(annotation, out.answers);
  return out;
}

}  // namespace

bool IsJson(absl::string_view text) { return Json::accept(text.begin(), text.end()); }

Defect ReadLabelStudioTask(absl::string_view text, LabelStudioTask& out) {
  const Json task = Json::parse(text.begin(), text.end(), nullptr, false);
  Json row = Identity(task);
  const Json& annotations = Member(task, "annotations");
  row["annotations"] = annotations;
  out.row = LineOf(row);
  if (Defect defect = ReadData(task, out); defect.has_value()) return defect;
  if (!annotations.is_array() || annotations.size() > LabelStudioTask::kMostAnnotations) {
    return RowDefect{"annotations",
                     "has to be an array of at most 100: export from Label Studio as JSON"};
  }
  for (const Json& annotation : annotations) {
    out.annotations.push_back(ReadAnnotation(annotation));
    row["annotations"] = Json::array({annotation});
    out.annotations.back().row = LineOf(row);
  }
  return std::nullopt;
}

}  // namespace winnow::client
