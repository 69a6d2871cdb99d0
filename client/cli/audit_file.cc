// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/audit_file.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/line_reader.h"

namespace winnow::client::cli {
namespace {

using nlohmann::json;

// A line with a manifest of 10,000 items has a tenth of it.
constexpr size_t kLongestLine = size_t{64} << 20;

// Takes the members of an object, each once; what is left in the end is one too many.
class Members {
 public:
  explicit Members(const json& object) : object_(object), left_(object.size()) {}

  std::string Text(const char* name) {
    const auto member = object_.find(name);
    if (member == object_.end() || !member->is_string()) {
      ok_ = false;
      return "";
    }
    --left_;
    return member->get<std::string>();
  }
  std::string Bytes(const char* name) {
    const std::string text = Text(name);
    std::string bytes;
    // Other texts may stand for the same bytes; an honest export has one.
    if (!absl::Base64Unescape(text, &bytes) || absl::Base64Escape(bytes) != text) ok_ = false;
    return bytes;
  }
  // Empty when there is no such member.
  std::string OptionalBytes(const char* name) { return Has(name) ? Bytes(name) : std::string(); }
  bool Has(const char* name) const { return object_.contains(name); }
  std::string Number(const char* name) {
    const auto member = object_.find(name);
    if (member == object_.end() || !member->is_number_unsigned()) {
      ok_ = false;
      return "";
    }
    --left_;
    return absl::StrCat(member->get<uint64_t>());
  }
  const json& Array(const char* name) {
    static const json empty = json::array();
    const auto member = object_.find(name);
    if (member == object_.end() || !member->is_array()) {
      ok_ = false;
      return empty;
    }
    --left_;
    return *member;
  }
  bool whole() const { return ok_ && left_ == 0; }

 private:
  const json& object_;
  size_t left_;
  bool ok_ = true;
};

class AuditFile {
 public:
  explicit AuditFile(const verification::Expectations& expectations)
      : expectations_(expectations) {}

  absl::Status Take(const Line& line) {
    line_no_ = line.number;
    const json object = json::parse(line.text.begin(), line.text.end(), nullptr,
                                    /*allow_exceptions=*/false);
    if (line.is_too_long || !object.is_object()) return Problem("it is no JSON object");
    if (note_.has_value()) return Problem("it stands after the checkpoint");
    Members members(object);
    const std::string type = members.Text("type");
    if (!verifier_.has_value()) return Begin(type, members);
    if (type == "leaf") return TakeLeaf(members);
    if (type == "manifest") return TakeManifest(members);
    if (type != "checkpoint") return Problem("it is of a type that no export has");
    note_ = members.Text("note");
    return members.whole() ? absl::OkStatus() : Malformed();
  }

  absl::StatusOr<VerifiedFile> Finish() {
    if (!verifier_.has_value()) return Problem("the file is empty");
    if (!note_.has_value())
      return absl::InvalidArgumentError("checkpoint: the file ends without one: it is cut off");
    auto verified = verifier_->Finish(*note_);
    if (!verified.ok()) return verified.status();
    return VerifiedFile{*std::move(verified), verifier_->control_facts()};
  }

 private:
  absl::Status Problem(absl::string_view problem) const {
    return absl::InvalidArgumentError(absl::StrCat("line ", line_no_, ": ", problem));
  }
  absl::Status Malformed() const { return Problem("it is not as an export writes it"); }

  absl::Status Begin(const std::string& type, Members& members) {
    const std::string origin = members.Text("origin");
    const std::string shard = members.Number("shard");
    if (type != "log" || !members.whole() ||
        !absl::StrContains(origin, absl::StrCat("/shards/", shard, "/"))) {
      return Problem("it is not the first line of an audit export");
    }
    verifier_.emplace(origin, expectations_);
    return absl::OkStatus();
  }

  absl::Status TakeLeaf(Members& members) {
    verification::ExportedLeaf leaf;
    leaf.leaf = members.Bytes("leaf");
    leaf.hash = members.Bytes("hash");
    leaf.salt = members.OptionalBytes("salt");
    leaf.payload = members.OptionalBytes("payload");
    return members.whole() ? verifier_->TakeLeaf(leaf) : Malformed();
  }

  absl::Status TakeManifest(Members& members) {
    verification::ExportedManifest manifest;
    manifest.header = members.Bytes("header");
    bool whole = TakeParts(members.Array("items"), manifest.items);
    if (members.Has("overflows"))
      whole &= TakeParts(members.Array("overflows"), manifest.overflows);
    return whole && members.whole() ? verifier_->TakeManifest(manifest) : Malformed();
  }

  static bool TakeParts(const json& array, std::vector<verification::ExportedItem>& parts) {
    for (const json& element : array) {
      if (!element.is_object()) return false;
      Members part(element);
      parts.push_back({part.Bytes("hash"), part.OptionalBytes("salt"), part.OptionalBytes("item")});
      if (!part.whole()) return false;
    }
    return true;
  }

  const verification::Expectations& expectations_;
  uint64_t line_no_ = 0;
  std::optional<verification::LogVerifier> verifier_;
  std::optional<std::string> note_;
};

}  // namespace

absl::StatusOr<VerifiedFile> VerifyAuditFile(std::istream& in,
                                             const verification::Expectations& expectations) {
  AuditFile file(expectations);
  LineReader lines(in, kLongestLine);
  for (Line line; lines.Next(line);) {
    if (absl::Status status = file.Take(line); !status.ok()) return status;
  }
  return file.Finish();
}

}  // namespace winnow::client::cli
