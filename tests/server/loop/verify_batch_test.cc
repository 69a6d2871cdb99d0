// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Batches that were drawn verify; each way of changing one is found by the check that is there for
// it.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/digest/sha256.h"
#include "server/loop/manifest.h"
#include "server/loop/verify_checks.h"
#include "server/shard/tables.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPolicy[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } "
    "caps { attribute: 'speaker' per_batch: 4 per_slice: 2 } exploration { share: 0.4 }";

class VerifyBatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 300; ++i) {
      v1::Candidate& candidate = candidates.emplace_back(LoopBed::Complete(absl::StrCat("c", i)));
      candidate.set_slice(absl::StrCat("s", i % 3));
      (*candidate.mutable_attributes())["speaker"] = absl::StrCat("0123456789abcd", 10 + i % 17);
      v1::Signal& signal = *candidate.add_signals();
      signal.set_name("confidence");
      signal.set_value((i * 37 % 100) / 100.0);
    }
    bed_.Upsert(candidates);
    for (int i = 0; i < 3; ++i) batches_.push_back(bed_.Take("max_items: 60"));
  }

  static v1::VerifyBatchResponse Verify(ReviewBed& bed, const std::string& name) {
    v1::VerifyBatchRequest request;
    request.set_name(name);
    const auto response = bed.Call(&Loop::batches, &Batches::VerifyBatch, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::VerifyBatchResponse();
  }

  static std::set<v1::VerifyCheck> ChecksOf(const v1::VerifyBatchResponse& response) {
    std::set<v1::VerifyCheck> checks;
    for (const v1::VerifyFinding& finding : response.findings()) checks.insert(finding.check());
    return checks;
  }

  storage::v1::BatchRecord Read(uint64_t no) {
    return **storage::BatchTable::Get(bed_.engine(), 0, {1, no});
  }

  // Stores another second batch, as a damaged or forged database would have it.
  void Store(const storage::v1::BatchRecord& record) {
    bed_.shards().at(0).Mutate(
        [&](shard::ShardState&, shard::MutationLog& log) {
          shard::Mutation mutation;
          storage::BatchTable::Put(0, {1, 2}, record, &mutation.writes);
          mutation.leaf = {.principal = "test", .method = "Forge"};
          log.Add(std::move(mutation));
          return absl::OkStatus();
        },
        [](const auto&) {});
    bed_.Get("c0");  // behind the commit
  }

  // The checks that find something after `change`. What was changed is sealed anew, but for the
  // batch after it.
  template <typename Change>
  std::set<v1::VerifyCheck> After(Change change) {
    storage::v1::BatchRecord record = Read(2);
    std::vector<v1::ManifestItem> items;
    for (const storage::v1::SealedItem& sealed : record.items())
      items.emplace_back().ParseFromString(sealed.item());
    v1::Manifest header = OpenHeader(record);
    change(header, items);
    header.clear_digest();
    Store(SealManifest(header, items, entropy_));
    std::set<v1::VerifyCheck> checks = ChecksOf(Verify(bed_, batches_[1].batch()));
    EXPECT_THAT(checks, Contains(v1::VERIFY_CHECK_CHAIN)) << "the batch after it";
    checks.erase(v1::VERIFY_CHECK_CHAIN);
    Store(record_);
    return checks;
  }

  static size_t First(const std::vector<v1::ManifestItem>& items, v1::Arm arm) {
    size_t i = 0;
    while (items[i].arm() != arm) ++i;
    return i;
  }

  ReviewBed bed_{kPolicy};
  ops::FakeEntropy entropy_;
  std::vector<v1::RequestBatchResponse> batches_;
  storage::v1::BatchRecord record_;
};

TEST_F(VerifyBatchTest, FindsNothingInBatchesThatWereDrawn) {
  uint64_t overflows = 0;
  for (const bool restarted : {false, true}) {
    if (restarted) bed_.Restart();
    for (const v1::RequestBatchResponse& batch : batches_) {
      const v1::VerifyBatchResponse response = Verify(bed_, batch.batch());
      EXPECT_THAT(response.findings(), IsEmpty()) << response.DebugString();
      EXPECT_EQ(response.items(), 60u);
      EXPECT_EQ(response.erased_items(), 0u);
      EXPECT_EQ(response.digest(), batch.manifest().digest());
      overflows += static_cast<uint64_t>(batch.manifest().cap_overflows_size());
    }
  }
  EXPECT_GT(overflows, 0u);
}

TEST_F(VerifyBatchTest, FindsAnItemWhoseBytesWereChanged) {
  storage::v1::BatchRecord record = Read(2);
  std::string& bytes = *record.mutable_items(7)->mutable_item();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  Store(record);
  const v1::VerifyBatchResponse response = Verify(bed_, batches_[1].batch());
  ASSERT_THAT(ChecksOf(response), Contains(v1::VERIFY_CHECK_ITEM_HASH));
  EXPECT_EQ(response.findings(0).item(), 8u);
  // The hash was not, so the chain holds.
  EXPECT_EQ(ChecksOf(response).count(v1::VERIFY_CHECK_DIGEST), 0u);
}

TEST_F(VerifyBatchTest, TakesTheHashForAnErasedItem) {
  storage::v1::BatchRecord record = Read(2);
  for (const int i : {0, 30, 59}) {
    record.mutable_items(i)->clear_salt();
    record.mutable_items(i)->clear_item();
  }
  Store(record);
  v1::VerifyBatchResponse response = Verify(bed_, batches_[1].batch());
  EXPECT_THAT(response.findings(), IsEmpty()) << response.DebugString();
  EXPECT_EQ(response.erased_items(), 3u);
  record.mutable_items(0)->mutable_hash()->back() ^= 1;
  Store(record);
  EXPECT_THAT(ChecksOf(Verify(bed_, batches_[1].batch())),
              ElementsAre(v1::VERIFY_CHECK_DIGEST, v1::VERIFY_CHECK_CHAIN));
}

TEST_F(VerifyBatchTest, FindsABrokenChainAndAChangedHeader) {
  storage::v1::BatchRecord record = Read(2);
  record.mutable_manifest()->set_seed(1);
  Store(record);
  EXPECT_THAT(ChecksOf(Verify(bed_, batches_[1].batch())),
              ElementsAre(v1::VERIFY_CHECK_DIGEST, v1::VERIFY_CHECK_CHAIN));
  // The neighbours see it too.
  EXPECT_THAT(ChecksOf(Verify(bed_, batches_[2].batch())), ElementsAre(v1::VERIFY_CHECK_CHAIN));
}

using Items = std::vector<v1::ManifestItem>;

TEST_F(VerifyBatchTest, FindsWhatWasSealedAnew) {
  record_ = Read(2);
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) { manifest.set_policy_hash("00"); }),
              ElementsAre(v1::VERIFY_CHECK_POLICY));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) { manifest.set_policy("policies/x@1"); }),
              ElementsAre(v1::VERIFY_CHECK_POLICY));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) { manifest.set_eligible(9); }),
              ElementsAre(v1::VERIFY_CHECK_COUNTS));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) {
                manifest.mutable_quotas(0)->set_filled(manifest.quotas(0).filled() + 1);
                manifest.mutable_quotas(1)->set_filled(manifest.quotas(1).filled() - 1);
              }),
              ElementsAre(v1::VERIFY_CHECK_COUNTS));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) { manifest.mutable_quotas(0)->set_max(3); }),
              ElementsAre(v1::VERIFY_CHECK_QUOTAS));
  EXPECT_THAT(After([](v1::Manifest&, Items& items) {
                items[1].set_candidate_id(items[0].candidate_id());
              }),
              ElementsAre(v1::VERIFY_CHECK_COUNTS));
  EXPECT_THAT(After([](v1::Manifest&, Items& items) { items[3].clear_terms(); }),
              ElementsAre(v1::VERIFY_CHECK_SCORES));
  EXPECT_THAT(After([](v1::Manifest&, Items& items) {
                for (int i : {0, 1}) (*items[size_t(i)].mutable_terms(0)).set_micros(i);
                for (int i : {0, 1}) items[size_t(i)].set_score_micros(i);
              }),
              ElementsAre(v1::VERIFY_CHECK_ORDER));
}

TEST_F(VerifyBatchTest, FindsCapsThatDoNotHold) {
  record_ = Read(2);
  EXPECT_THAT(After([](v1::Manifest&, Items& items) {
                for (size_t i = 0; i < 5; ++i)
                  (*items[i].mutable_attributes())["speaker"] = "00000000000000ff";
              }),
              Contains(v1::VERIFY_CHECK_CAPS));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) {
                v1::CapOverflow& overflow = *manifest.add_cap_overflows();
                overflow.set_attribute("speaker");
                overflow.set_key("00000000000000ff");
                overflow.set_count(1);
              }),
              ElementsAre(v1::VERIFY_CHECK_CAPS));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) { manifest.clear_cap_overflows(); }),
              ElementsAre(v1::VERIFY_CHECK_CAPS));
}

TEST_F(VerifyBatchTest, FindsProbabilitiesThatDoNotHold) {
  record_ = Read(2);
  const auto wrong = [this](void (*change)(v1::ManifestItem&), v1::Arm arm) {
    EXPECT_THAT(After([&](v1::Manifest&, Items& items) { change(items[First(items, arm)]); }),
                ElementsAre(v1::VERIFY_CHECK_PROBABILITIES));
  };
  wrong([](v1::ManifestItem& item) { item.set_inclusion_probability(0.5); }, v1::ARM_EXPLOIT);
  wrong([](v1::ManifestItem& item) { item.set_cell_draws(1); }, v1::ARM_EXPLOIT);
  wrong([](v1::ManifestItem& item) { item.set_inclusion_probability(0.5); }, v1::ARM_EXPLORE);
  wrong([](v1::ManifestItem& item) { item.set_cell_draws(item.cell_draws() + 3); },
        v1::ARM_EXPLORE);
  wrong([](v1::ManifestItem& item) { item.set_cell_candidates(0); }, v1::ARM_EXPLORE);
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) {
                manifest.mutable_quotas(0)->set_explore(manifest.quotas(0).explore() - 2);
              }),
              ElementsAre(v1::VERIFY_CHECK_PROBABILITIES));
  EXPECT_THAT(After([](v1::Manifest& manifest, Items&) {
                manifest.mutable_quotas(0)->set_explore(manifest.quotas(0).explore() + 2);
              }),
              ElementsAre(v1::VERIFY_CHECK_PROBABILITIES));
}

TEST_F(VerifyBatchTest, SaysOfManyFindingsHowManyThereAre) {
  record_ = Read(2);
  storage::v1::BatchRecord record = record_;
  for (storage::v1::SealedItem& sealed : *record.mutable_items()) sealed.set_salt("x");
  for (int i = 0; i < 60; ++i) *record.add_items() = record.items(i);
  Store(record);
  const v1::VerifyBatchResponse response = Verify(bed_, batches_[1].batch());
  EXPECT_EQ(response.findings_size(), 100);
  EXPECT_GT(response.findings_left_off(), 20u);
}

TEST_F(VerifyBatchTest, KnowsNoBatchThatIsNotThere) {
  const auto refused = bed_.Call(&Loop::batches, &Batches::VerifyBatch,
                                 Text<v1::VerifyBatchRequest>("name: 'queues/q/batches/9'"));
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_BATCH_UNKNOWN);
}

}  // namespace
}  // namespace winnow::loop::testing
