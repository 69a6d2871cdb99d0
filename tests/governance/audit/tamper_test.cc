// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// An honest export is accepted; what is changed in it is refused, and the place is named.
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/audit_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/governance/audit/export_writer.h"
#include "tests/server/loop/review_bed.h"
#include "tests/testing/figures.h"

namespace winnow::governance {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

std::string NoteOf(const Lines& lines) { return json::parse(lines.back())["note"]; }

struct SignedBed : loop::testing::ReviewBed {
  using ReviewBed::ReviewBed;
  digest::NoteVerifier verifier() const { return signer_.verifier(); }
};

// Work of every kind, by the real loop.
class TamperTest : public ::testing::Test {
 protected:
  TamperTest() {
    bed_.AddCandidates(30);
    const auto first = bed_.Take("max_items: 5");
    EXPECT_TRUE(bed_.OnLease(&loop::Dispatch::RenewLease, first, "lease { seconds: 600 }").ok());
    const std::string done = first.items(0).candidate_id();
    EXPECT_TRUE(bed_.Label(first, {done}, 1).ok());
    const auto second = bed_.Take("max_items: 5");
    EXPECT_TRUE(bed_.OnLease(&loop::Dispatch::ReturnItems, second,
                             absl::StrCat("candidate_ids: '", second.items(1).candidate_id(), "'"))
                    .ok());
    EXPECT_TRUE(bed_.OnLease(&loop::Dispatch::CancelBatch, second).ok());
    EXPECT_TRUE(bed_.OnLease(&loop::Dispatch::CompleteBatch, bed_.Take("max_items: 3")).ok());
    bed_.Take("max_items: 2");
    bed_.clock().Advance(absl::Hours(24));
    bed_.Expire();
    bed_.Take("max_items: 4");
    honest_ = Export();
  }

  Lines Export() {
    auto source =
        bed_.Call(&loop::Loop::audit_log, &loop::AuditLog::ExportAudit, v1::ExportAuditRequest());
    EXPECT_TRUE(source.ok()) << source.status();
    std::string text;
    for (std::string piece = *(*source)(); !piece.empty(); piece = *(*source)()) text += piece;
    Lines lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
    return lines;
  }

  absl::Status Verify(const Lines& lines, const std::string& earlier = "") {
    verification::Expectations expectations;
    expectations.verifiers = {bed_.verifier(), {"forger", forger_.PublicKey()}};
    if (!earlier.empty()) {
      expectations.earlier =
          *digest::LogCheckpoint::Parse(*digest::OpenNote(earlier, expectations.verifiers));
    }
    std::istringstream in(absl::StrJoin(lines, "\n") + "\n");
    return client::cli::VerifyAuditFile(in, expectations).status();
  }

  // Counts a change of the export, and whether it is refused at one of the places.
  void Expect(const std::string& what, const Lines& lines, const std::set<std::string>& places,
              const std::string& earlier = "") {
    ++total_;
    const absl::Status status = Verify(lines, earlier);
    bool named = false;
    for (const std::string& place : places)
      named |= !status.ok() && absl::StartsWith(status.message(), place);
    named_ += named;
    EXPECT_TRUE(named) << what << ": " << status;
  }

  // The number of the leaf that a line is about.
  uint64_t SeqAt(size_t line) const {
    uint64_t seq = 0;
    for (size_t i = 0; i <= line; ++i) seq += json::parse(honest_[i])["type"] == "leaf";
    return seq;
  }
  std::string MethodAt(size_t line) const {
    const json object = json::parse(honest_[line]);
    if (object["type"] != "leaf") return object["type"];
    std::string bytes;
    absl::Base64Unescape(object["leaf"].get<std::string>(), &bytes);
    storage::v1::LeafRecord leaf;
    leaf.ParseFromString(bytes);
    return leaf.method();
  }

  // A bit of each member of a line, and a byte of the line as it is.
  void ChangeEveryMember(const std::string& kind, size_t line) {
    const json object = json::parse(honest_[line]);
    const std::string place = PlaceOf(line);
    const std::string at_line = absl::StrCat("line ", line + 1, ":");
    for (const auto& [name, value] : object.items()) {
      Lines lines = honest_;
      json changed = object;
      if (value.is_array()) {
        for (const auto& [part, text] : value[1].items()) {
          changed = object;
          FlipBit(changed[name][1][part]);
          lines[line] = changed.dump();
          Expect(absl::StrCat(kind, " item ", part), lines, {place});
        }
      } else if (kPlainMembers.contains(name)) {
        ChangeText(changed[name]);
        lines[line] = changed.dump();
        Expect(absl::StrCat(kind, " ", name), lines, {place, "checkpoint:", at_line});
      } else {
        FlipBit(changed[name]);
        lines[line] = changed.dump();
        Expect(absl::StrCat(kind, " ", name), lines, {place});
      }
    }
    Lines lines = honest_;
    lines[line][lines[line].size() / 2] ^= 1;
    Expect(absl::StrCat(kind, " raw byte"), lines, {place, "checkpoint:", at_line});
  }

  void MoveAndDrop() {
    const size_t a = kinds_["RenewLease"];
    const size_t b = kinds_["ReturnItems"];
    Lines swapped = honest_;
    std::swap(swapped[a], swapped[b]);
    Expect("two leaves swapped", swapped, {PlaceOf(std::min(a, b)) + ":"});
    Lines dropped = honest_;
    dropped.erase(dropped.begin() + static_cast<int64_t>(a));
    Expect("a leaf dropped", dropped, {PlaceOf(a) + ":"});
    Lines cut = honest_;
    cut.erase(cut.end() - 2);
    Expect("the last record dropped", cut, {PlaceOf(honest_.size() - 2)});
    Expect("the checkpoint dropped", {honest_.begin(), honest_.end() - 1}, {"checkpoint:"});
    Lines silent = honest_;
    json renewal = json::parse(honest_[a]);
    renewal.erase("salt");
    renewal.erase("payload");
    silent[a] = renewal.dump();
    Expect("a payload left out", silent, {PlaceOf(a) + ":"});
  }

  // Another actor in a leaf, with a hash that fits; then signed by another key under the same name.
  void Rewrite() {
    const size_t a = kinds_["RenewLease"];
    Lines lines = honest_;
    json forged = json::parse(honest_[a]);
    storage::v1::LeafRecord record;
    ASSERT_TRUE(record.ParseFromString(BytesOf(forged["leaf"])));
    record.set_actor("nobody");
    const std::string leaf = record.SerializeAsString();
    forged["leaf"] = absl::Base64Escape(leaf);
    forged["hash"] = absl::Base64Escape(digest::MerkleLeafHash(leaf).view());
    lines[a] = forged.dump();
    Expect("a leaf rewritten with its hash", lines, {"checkpoint:"});
    digest::MerkleTiles tiles;
    for (const std::string& line : lines) {
      const json object = json::parse(line);
      if (object["type"] != "leaf") continue;
      tiles.Append(digest::MerkleLeafHash(BytesOf(object["leaf"])),
                   [](const digest::MerkleTiles::Tile&) {});
    }
    const digest::LogCheckpoint rewritten{json::parse(honest_[0])["origin"],
                                          {tiles.size(), tiles.Root()}};
    json checkpoint = json::parse(honest_.back());
    checkpoint["note"] =
        digest::SignNote(rewritten.ToText(), "test", digest::SigningKey::Generate());
    lines.back() = checkpoint.dump();
    Expect("a history rewritten and signed with another key", lines, {"checkpoint:"});
  }

  // A later export, and what came before it.
  void GoBack() {
    bed_.Take("max_items: 2");
    const Lines later = Export();
    ASSERT_TRUE(Verify(later, NoteOf(honest_)).ok());
    Lines old_note = later;
    old_note.back() = honest_.back();
    Expect("an older checkpoint", old_note,
           {absl::StrCat("leaf ", SeqAt(honest_.size() - 1) + 1, ":")});
    Expect("an older export than is known", honest_, {"checkpoint:"}, NoteOf(later));
  }

  // What is wrong in a line has this place.
  std::string PlaceOf(size_t line) const {
    const std::string type = json::parse(honest_[line])["type"];
    if (type == "log") return "line 1:";
    return type == "checkpoint" ? "checkpoint:" : absl::StrCat("leaf ", SeqAt(line));
  }
  static std::string BytesOf(const json& member) {
    std::string bytes;
    absl::Base64Unescape(member.get<std::string>(), &bytes);
    return bytes;
  }
  // One bit of what a member holds.
  static void FlipBit(json& member) {
    std::string bytes = BytesOf(member);
    bytes[bytes.size() / 2] ^= 4;
    member = absl::Base64Escape(bytes);
  }
  static void ChangeText(json& member) {
    if (member.is_number()) {
      member = member.get<int>() + 1;
      return;
    }
    std::string text = member;
    text[text.size() / 2] ^= 1;
    member = text;
  }

  static inline const std::set<std::string> kPlainMembers = {"type", "origin", "note", "shard"};

  SignedBed bed_{"lease { max_attempts: 9 }"};
  const digest::SigningKey forger_ = digest::SigningKey::Generate();
  Lines honest_;
  std::map<std::string, size_t> kinds_;  // one line of each
  int total_ = 0;
  int named_ = 0;
};

TEST_F(TamperTest, EveryChangeIsRefusedAndItsPlaceNamed) {
  ASSERT_TRUE(Verify(honest_).ok()) << Verify(honest_);
  for (size_t i = 0; i < honest_.size(); ++i) kinds_[MethodAt(i)] = i;
  EXPECT_GE(kinds_.size(), 12u);
  for (const auto& [kind, line] : kinds_) ChangeEveryMember(kind, line);
  MoveAndDrop();
  Rewrite();
  GoBack();
  winnow::testing::Publish("audit_tamper", {{"tamper_total", static_cast<double>(total_)},
                                            {"tamper_named", static_cast<double>(named_)}});
}

TEST_F(TamperTest, AForkIsRefusedByTheCheckpointOfTheOtherBranch) {
  Lines branches[2];
  std::string common;
  for (int branch = 0; branch < 2; ++branch) {
    std::ostringstream text;
    ExportWriter log(text);
    v1::AuditPayload payload;
    for (int i = 0; i < 10; ++i) {
      payload.mutable_ingested()->set_rows(i);
      log.Leaf("IngestCandidates", payload);
    }
    common = log.Note(forger_);
    payload.mutable_ingested()->set_rows(100 + branch);
    for (int i = 0; i < 3; ++i) log.Leaf("IngestCandidates", payload);
    log.Finish(forger_);
    branches[branch] = absl::StrSplit(text.str(), '\n', absl::SkipEmpty());
  }
  for (const Lines& branch : branches) ASSERT_TRUE(Verify(branch, common).ok());
  Expect("a fork", branches[0], {"leaf 13:"}, NoteOf(branches[1]));
  Expect("a fork", branches[1], {"leaf 13:"}, NoteOf(branches[0]));
  EXPECT_EQ(total_, named_);
  winnow::testing::Publish("audit_fork", {{"forks_total", static_cast<double>(total_)},
                                          {"forks_named", static_cast<double>(named_)}});
}

}  // namespace
}  // namespace winnow::governance
