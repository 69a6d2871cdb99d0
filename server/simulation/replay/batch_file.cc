// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/replay/batch_file.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace winnow::simulation {
namespace {

// The members of an object. Those that are not there, or of another type, are empty or 0.
class Members {
 public:
  explicit Members(const google::protobuf::Struct& object) : object_(object) {}

  const google::protobuf::Value& Get(const std::string& name) const {
    const auto it = object_.fields().find(name);
    return it == object_.fields().end() ? google::protobuf::Value::default_instance() : it->second;
  }
  const std::string& Text(const std::string& name) const { return Get(name).string_value(); }
  // Counts are below 2^53 by far.
  uint64_t Count(const std::string& name) const {
    const double number = Get(name).number_value();
    return number >= 0 && number < 9007199254740992.0 ? static_cast<uint64_t>(number) : 0;
  }

 private:
  const google::protobuf::Struct& object_;
};

void ReadExcluded(const Members& line, v1::Manifest& manifest) {
  const Members excluded(line.Get("excluded").struct_value());
  // The line has them in the order of the reasons; a Struct has no order.
  for (int reason = 1; reason < v1::ExclusionReason_ARRAYSIZE; ++reason) {
    constexpr absl::string_view kPrefix = "EXCLUSION_REASON_";
    const std::string& name = v1::ExclusionReason_Name(static_cast<v1::ExclusionReason>(reason));
    if (name.size() <= kPrefix.size()) continue;
    const uint64_t count = excluded.Count(name.substr(kPrefix.size()));
    if (count == 0) continue;
    v1::ExclusionCount& out = *manifest.add_excluded();
    out.set_reason(static_cast<v1::ExclusionReason>(reason));
    out.set_count(count);
  }
}

}  // namespace

absl::StatusOr<v1::Manifest> ParseManifestLine(const std::string& line) {
  google::protobuf::Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(line, &object);
  const Members members(object);
  uint64_t seed = 0;
  if (!status.ok() || members.Text("type") != "manifest" ||
      !absl::SimpleAtoi(members.Text("seed"), &seed)) {
    return absl::InvalidArgumentError(
        "is no manifest; export the batch with winnow batch export BATCH --format jsonl");
  }
  v1::Manifest manifest;
  manifest.set_batch(members.Text("batch"));
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  v1::Purpose_Parse(absl::StrCat("PURPOSE_", members.Text("purpose")), &purpose);
  manifest.set_purpose(purpose);
  manifest.set_policy(members.Text("policy"));
  manifest.set_policy_hash(members.Text("policy_hash"));
  for (const google::protobuf::Value& rubric : members.Get("rubrics").list_value().values())
    manifest.add_rubrics(rubric.string_value());
  manifest.set_seed(seed);
  manifest.set_index_epoch(members.Count("index_epoch"));
  manifest.set_frame_seq(members.Count("frame_seq"));
  manifest.set_requested(members.Count("requested"));
  manifest.set_draw_size(members.Count("draw_size"));
  ReadExcluded(members, manifest);
  for (const google::protobuf::Value& quota : members.Get("quotas").list_value().values())
    manifest.add_quotas()->set_slice(Members(quota.struct_value()).Text("slice"));
  manifest.set_digest(members.Text("digest"));
  manifest.set_previous_digest(members.Text("previous_digest"));
  return manifest;
}

}  // namespace winnow::simulation
