// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/audit_log.h"

#include <vector>

#include "gmock/gmock.h"
#include "server/loop/error.h"
#include "server/shard/actor_names.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Each;
using ::testing::Property;

v1::ErrorReason ReasonOf(const absl::Status& status) { return DetailOf(status).reason; }

struct SignedBed : LoopBed {
  digest::NoteVerifier verifier() const { return signer_.verifier(); }
};

class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() {
    bed_.SetUp();
    for (int i = 0; i < 20; ++i) bed_.Upsert({LoopBed::Complete(std::to_string(i))});
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(void (AuditLog::*method)(const Caller&, const Request&,
                                                         Done<Response>),
                                const std::string& request) {
    return bed_.Call(&Loop::audit_log, method, Text<Request>(request));
  }
  v1::Checkpoint CheckpointNow() { return Call(&AuditLog::GetCheckpoint, "").value().checkpoint(); }
  // The tree of a checkpoint that the signer's key has signed.
  digest::LogCheckpoint Open(const v1::Checkpoint& checkpoint) {
    const auto text = digest::OpenNote(checkpoint.note(), {bed_.verifier()});
    EXPECT_TRUE(text.ok()) << text.status();
    const auto opened = digest::LogCheckpoint::Parse(*text);
    EXPECT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->origin, checkpoint.origin());
    EXPECT_EQ(opened->tree.size, checkpoint.tree_size());
    EXPECT_EQ(opened->tree.root.view(), checkpoint.root_hash());
    return *opened;
  }

  static std::vector<digest::Digest> HashesOf(
      const google::protobuf::RepeatedPtrField<std::string>& hashes) {
    std::vector<digest::Digest> digests;
    for (const std::string& hash : hashes) digests.push_back(*digest::Digest::FromBytes(hash));
    return digests;
  }

  SignedBed bed_;
};

TEST_F(AuditLogTest, ACheckpointIsOfEveryLeafSoFar) {
  const digest::LogCheckpoint checkpoint = Open(CheckpointNow());
  EXPECT_EQ(checkpoint.origin, "winnow/bed/shards/0/histories/0");
  EXPECT_EQ(checkpoint.tree.size, LeavesOf(bed_).size());
}

TEST_F(AuditLogTest, ProvesEveryLeafInTheTreeOfNowAndOfThen) {
  const digest::LogCheckpoint then = Open(CheckpointNow());
  bed_.Upsert({LoopBed::Complete("later")});
  for (uint64_t seq = 1; seq <= then.tree.size; ++seq) {
    for (const uint64_t size : {uint64_t{0}, then.tree.size}) {
      const auto response =
          Call(&AuditLog::GetInclusionProof, absl::StrCat("seq: ", seq, " tree_size: ", size));
      ASSERT_TRUE(response.ok()) << response.status();
      ASSERT_EQ(response->has_checkpoint(), size == 0);
      const digest::TreeHead tree = size == 0 ? Open(response->checkpoint()).tree : then.tree;
      EXPECT_EQ(response->tree_size(), tree.size);
      EXPECT_TRUE(digest::VerifyInclusion(
                      {response->leaf_index(), digest::MerkleLeafHash(response->leaf())}, tree,
                      HashesOf(response->hashes()))
                      .ok());
      storage::v1::LeafRecord leaf;
      ASSERT_TRUE(leaf.ParseFromString(response->leaf()));
      EXPECT_EQ(leaf.seq(), seq);
    }
  }
}

TEST_F(AuditLogTest, ProvesThatTheTreeOfNowExtendsEveryFormerOne) {
  std::vector<digest::TreeHead> trees;
  for (int i = 0; i < 20; ++i) {
    trees.push_back(Open(CheckpointNow()).tree);
    bed_.Upsert({LoopBed::Complete(absl::StrCat("later", i))});
  }
  for (const digest::TreeHead& first : trees) {
    const auto response =
        Call(&AuditLog::GetConsistencyProof, absl::StrCat("first_size: ", first.size));
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_TRUE(digest::VerifyConsistency(first, Open(response->checkpoint()).tree,
                                          HashesOf(response->hashes()))
                    .ok());
  }
}

TEST_F(AuditLogTest, RefusesShardsAndTreesThatAreNotThere) {
  const std::string size = std::to_string(CheckpointNow().tree_size());
  EXPECT_EQ(ReasonOf(Call(&AuditLog::GetCheckpoint, "shard: 1").status()),
            v1::ERROR_REASON_SHARD_UNKNOWN);
  EXPECT_EQ(ReasonOf(Call(&AuditLog::ListAuditEvents, "shard: 70000").status()),
            v1::ERROR_REASON_SHARD_UNKNOWN);
  for (const std::string& text :
       {"seq: 1 tree_size: 1" + size, "seq: 1" + size, std::string("seq: 5 tree_size: 4"),
        std::string("seq: 18446744073709551615")})
    EXPECT_EQ(ReasonOf(Call(&AuditLog::GetInclusionProof, text).status()),
              v1::ERROR_REASON_TREE_TOO_SMALL)
        << text;
  for (const std::string& text : {"first_size: 1 second_size: 1" + size, "first_size: 1" + size,
                                  std::string("first_size: 5 second_size: 4")})
    EXPECT_EQ(ReasonOf(Call(&AuditLog::GetConsistencyProof, text).status()),
              v1::ERROR_REASON_TREE_TOO_SMALL)
        << text;
  EXPECT_EQ(ReasonOf(Call(&AuditLog::GetInclusionProof, "").status()),
            v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Call(&AuditLog::GetConsistencyProof, "").status()),
            v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(AuditLogTest, ListsEveryEventOnceInPages) {
  std::vector<uint64_t> seqs;
  std::string token;
  do {
    const auto page =
        Call(&AuditLog::ListAuditEvents, absl::StrCat("page_size: 7 page_token: '", token, "'"));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->events_size(), 7);
    for (const v1::AuditEvent& event : page->events()) seqs.push_back(event.seq());
    token = page->next_page_token();
  } while (!token.empty());
  ASSERT_EQ(seqs.size(), LeavesOf(bed_).size());
  for (size_t i = 0; i < seqs.size(); ++i) EXPECT_EQ(seqs[i], i + 1);
}

TEST_F(AuditLogTest, ListsOnlyWhatIsAskedFor) {
  const auto registered = Call(&AuditLog::ListAuditEvents, "method: 'RegisterConsentScope'");
  ASSERT_TRUE(registered.ok());
  ASSERT_EQ(registered->events_size(), 1);
  EXPECT_EQ(registered->events(0).object(), "consentScopes/research");
  EXPECT_EQ(registered->events(0).decision(), "REGISTERED");
  const auto of_queue =
      Call(&AuditLog::ListAuditEvents, "object: 'queues/q' actor: 'local' after_seq: 10");
  ASSERT_TRUE(of_queue.ok());
  EXPECT_GT(of_queue->events_size(), 5);
  EXPECT_THAT(of_queue->events(), Each(Property(&v1::AuditEvent::object, "queues/q")));
  const std::string& actor = of_queue->events(0).actor();
  const auto of_actor = Call(&AuditLog::ListAuditEvents,
                             absl::StrCat("object: 'queues/q' actor: '", actor, "' after_seq: 10"));
  ASSERT_TRUE(of_actor.ok());
  EXPECT_EQ(of_actor->events_size(), of_queue->events_size());
  const auto of_server = Call(&AuditLog::ListAuditEvents, "actor: 'winnowd' method: 'Start'");
  ASSERT_TRUE(of_server.ok());
  EXPECT_EQ(of_server->events_size(), 1);
  EXPECT_EQ(Call(&AuditLog::ListAuditEvents, "actor: 'nobody'")->events_size(), 0);
  EXPECT_EQ(Call(&AuditLog::ListAuditEvents, "after_seq: 18446744073709551615")->events_size(), 0);
}

TEST_F(AuditLogTest, NamesNoPrincipalInALeaf) {
  size_t of_principals = 0;
  for (const storage::v1::LeafRecord& leaf : LeavesOf(bed_)) {
    EXPECT_EQ(leaf.SerializeAsString().find("local"), std::string::npos) << leaf.ShortDebugString();
    of_principals += leaf.actor() != shard::kServerActor ? 1 : 0;
  }
  EXPECT_GT(of_principals, 10u);
}

}  // namespace
}  // namespace winnow::loop::testing
