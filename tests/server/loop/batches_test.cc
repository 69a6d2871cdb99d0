// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the service says about batches, and their exports.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "server/loop/error.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAreArray;

class BatchesTest : public ::testing::Test {
 protected:
  void SetUp() override { bed_.SetUp(); }

  void Fill(int candidates) {
    std::vector<v1::Candidate> all;
    for (int i = 0; i < candidates; ++i)
      all.push_back(LoopBed::Complete(absl::StrCat("c", next_++)));
    bed_.Upsert(all);
  }
  v1::RequestBatchResponse Request(uint32_t items) {
    v1::RequestBatchRequest request;
    request.set_queue("queues/q");
    request.set_labeler("l");
    request.set_max_items(items);
    auto response = bed_.Call(&Loop::dispatch, &Dispatch::RequestBatch, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : v1::RequestBatchResponse();
  }
  void Complete(const v1::RequestBatchResponse& batch) {
    v1::CompleteBatchRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    const auto response = bed_.Call(&Loop::dispatch, &Dispatch::CompleteBatch, request);
    EXPECT_TRUE(response.ok()) << response.status();
  }
  absl::StatusOr<v1::GetBatchResponse> Get(const std::string& name, int32_t page_size = 0,
                                           const std::string& token = "") {
    v1::GetBatchRequest request;
    request.set_name(name);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return bed_.Call(&Loop::batches, &Batches::GetBatch, request);
  }
  absl::StatusOr<v1::ListBatchesResponse> List(v1::ListBatchesRequest request) {
    if (request.queue().empty()) request.set_queue("queues/q");
    return bed_.Call(&Loop::batches, &Batches::ListBatches, request);
  }
  std::vector<std::string> Export(const std::string& name,
                                  v1::ExportFormat format = v1::EXPORT_FORMAT_JSONL) {
    v1::ExportBatchRequest request;
    request.set_name(name);
    request.set_format(format);
    auto source = bed_.Call(&Loop::batches, &Batches::ExportBatch, request);
    EXPECT_TRUE(source.ok()) << source.status();
    if (!source.ok()) return {};
    std::string file;
    for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)())
      file += *piece;
    std::vector<std::string> lines = absl::StrSplit(file, '\n');
    EXPECT_EQ(lines.back(), "");
    lines.pop_back();
    return lines;
  }
  static std::vector<std::string> Names(const v1::ListBatchesResponse& page) {
    std::vector<std::string> names;
    for (const v1::Batch& batch : page.batches()) names.push_back(batch.name());
    return names;
  }

  LoopBed bed_;
  int next_ = 0;
};

TEST_F(BatchesTest, AreReturnedWithTheirManifestAndTheItemsOfAPage) {
  Fill(10);
  const v1::RequestBatchResponse granted = Request(7);
  ASSERT_THAT(granted.items(), SizeIs(7));
  for (const bool restarted : {false, true}) {
    if (restarted) bed_.Restart();
    const auto plain = Get(granted.batch());
    ASSERT_TRUE(plain.ok()) << plain.status();
    EXPECT_EQ(plain->batch().name(), granted.batch());
    EXPECT_EQ(plain->batch().state(), v1::BATCH_STATE_OPEN);
    EXPECT_EQ(plain->batch().labeler(), "l");
    EXPECT_EQ(plain->batch().items(), 7u);
    EXPECT_EQ(plain->batch().open_items(), 7u);
    EXPECT_EQ(plain->batch().done_items(), 0u);
    EXPECT_EQ(plain->batch().expire_time().seconds(), granted.lease().expire_time().seconds());
    EXPECT_EQ(plain->manifest().digest(), granted.manifest().digest());
    EXPECT_THAT(plain->items(), IsEmpty());
    EXPECT_EQ(plain->next_page_token(), "");
    EXPECT_GE(plain->position().seq(), granted.position().seq());

    std::vector<std::string> ids;
    std::string token;
    do {
      const auto page = Get(granted.batch(), 3, token);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->items_size(), 3);
      for (const v1::ManifestItem& item : page->items()) ids.push_back(item.candidate_id());
      token = page->next_page_token();
    } while (!token.empty());
    ASSERT_THAT(ids, SizeIs(7));
    // A labeler is told about them in another order.
    std::vector<std::string> told;
    for (const v1::BatchItem& item : granted.items()) told.push_back(item.candidate_id());
    EXPECT_THAT(ids, UnorderedElementsAreArray(told));
  }
}

std::string WideKey(int i) { return absl::StrCat("k", i, std::string(30, 'x')); }

TEST_F(BatchesTest, ThatNoEngineTakesAreRefusedAndTheNextOneIsNot) {
  v1::CreatePolicyRevisionRequest create;
  create.set_policy_id("wide");
  v1::ReviewPolicy& policy = *create.mutable_policy();
  policy.set_purpose(v1::PURPOSE_TRAINING);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_EQUAL);
  policy.mutable_lease()->set_max_items(5000);
  for (int i = 0; i < 32; ++i) {
    v1::SignalTerm& term = *policy.add_signal_terms();
    term.set_name(absl::StrCat("t", i, std::string(60, 'x')));
    term.set_signal("confidence");
    term.set_clamp_high(1);
    term.set_weight(-1000);
    term.set_missing_value(1);
  }
  ASSERT_TRUE(bed_.Call(&Loop::policies, &Policies::CreatePolicyRevision, create).ok());
  Approve(bed_, "policies/wide@1");
  v1::ActivatePolicyRevisionRequest activate;
  activate.set_queue("queues/q");
  activate.set_policy("policies/wide@1");
  ASSERT_TRUE(bed_.Call(&Loop::policies, &Policies::ActivatePolicyRevision, activate).ok());
  v1::UpdateQueueRequest declare;
  v1::GetQueueRequest get;
  get.set_name("queues/q");
  *declare.mutable_queue() = bed_.Call(&Loop::queues, &Queues::GetQueue, get)->queue();
  for (int k = 0; k < 6; ++k) {
    v1::AttributeSpec& attribute = *declare.mutable_queue()->add_attributes();
    attribute.set_key(WideKey(k));
    attribute.set_kind(v1::ATTRIBUTE_KIND_CATEGORY);
  }
  declare.mutable_update_mask()->add_paths("attributes");
  ASSERT_TRUE(bed_.Call(&Loop::queues, &Queues::UpdateQueue, declare).ok());
  auto rubric = Text<v1::CreateRubricRevisionRequest>(
      "rubric { label_use: LABEL_USE_REFERENCE "
      "criteria { name: 'ok' stage: STAGE_ACOUSTIC flag {} required: true } }");
  rubric.set_rubric_id(std::string(64, 'r'));
  ASSERT_TRUE(bed_.Call(&Loop::rubrics, &Rubrics::CreateRubricRevision, rubric).ok());
  for (int chunk = 0; chunk < 10; ++chunk) {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 500; ++i) {
      v1::Candidate candidate =
          LoopBed::Complete(absl::StrCat(chunk * 500 + i, std::string(56, 'c')));
      for (int k = 0; k < 6; ++k)
        (*candidate.mutable_attributes())[WideKey(k)] = std::string(64, 'd');
      candidate.set_rubric(std::string(64, 'r'));
      candidate.set_slice(std::string(64, 's'));
      candidate.set_model_release(std::string(64, 'm'));
      candidates.push_back(candidate);
    }
    bed_.Upsert(candidates);
  }
  v1::RequestBatchRequest request;
  request.set_queue("queues/q");
  request.set_labeler("l");
  request.set_max_items(5000);
  const auto refused = bed_.Call(&Loop::dispatch, &Dispatch::RequestBatch, request);
  EXPECT_EQ(DetailOf(refused.status()).reason, v1::ERROR_REASON_FIELD_INVALID) << refused.status();
  EXPECT_THAT(Request(2000).items(), SizeIs(2000));
}

TEST_F(BatchesTest, ThatAreNotThereAreUnknown) {
  EXPECT_EQ(DetailOf(Get("queues/q/batches/1").status()).reason, v1::ERROR_REASON_BATCH_UNKNOWN);
  EXPECT_EQ(DetailOf(Get("queues/p/batches/1").status()).reason, v1::ERROR_REASON_QUEUE_UNKNOWN);
  EXPECT_EQ(DetailOf(Get("queues/q/batches/0").status()).reason, v1::ERROR_REASON_FIELD_INVALID);
  Fill(1);
  EXPECT_EQ(DetailOf(Get(Request(1).batch(), 1, "next").status()).reason,
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  const auto beyond = Get("queues/q/batches/1", 10, "18446744073709551615");
  ASSERT_TRUE(beyond.ok()) << beyond.status();
  EXPECT_THAT(beyond->items(), IsEmpty());
  v1::ExportBatchRequest request;
  request.set_name("queues/q/batches/2");
  EXPECT_EQ(DetailOf(bed_.Call(&Loop::batches, &Batches::ExportBatch, request).status()).reason,
            v1::ERROR_REASON_BATCH_UNKNOWN);
}

TEST_F(BatchesTest, AreListedNewestFirstInPagesAndByState) {
  Fill(12);
  for (int i = 1; i <= 5; ++i) {
    const v1::RequestBatchResponse batch = Request(2);
    if (i % 2 == 0) Complete(batch);
  }
  v1::ListBatchesRequest request;
  request.set_page_size(2);
  const auto first = List(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Names(*first), ElementsAre("queues/q/batches/5", "queues/q/batches/4"));
  EXPECT_EQ(first->batches(1).state(), v1::BATCH_STATE_COMPLETED);
  // A batch that comes between two pages is newer than both.
  Request(1);
  request.set_page_token(first->next_page_token());
  const auto second = List(request);
  EXPECT_THAT(Names(*second), ElementsAre("queues/q/batches/3", "queues/q/batches/2"));
  request.set_page_token(second->next_page_token());
  const auto third = List(request);
  EXPECT_THAT(Names(*third), ElementsAre("queues/q/batches/1"));
  EXPECT_EQ(third->next_page_token(), "");

  v1::ListBatchesRequest completed;
  completed.set_state(v1::BATCH_STATE_COMPLETED);
  EXPECT_THAT(Names(*List(completed)), ElementsAre("queues/q/batches/4", "queues/q/batches/2"));
  v1::ListBatchesRequest wrong;
  wrong.set_page_token("x");
  EXPECT_EQ(DetailOf(List(wrong).status()).reason, v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  wrong.set_queue("queues/p");
  wrong.clear_page_token();
  EXPECT_EQ(DetailOf(List(wrong).status()).reason, v1::ERROR_REASON_QUEUE_UNKNOWN);
}

TEST_F(BatchesTest, AreListedAsNoneWhereThereAreNone) {
  const auto page = List({});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->batches(), IsEmpty());
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(BatchesTest, ExportTheManifestAndItsItemsInTheOrderOfTheDraw) {
  Fill(6);
  const v1::RequestBatchResponse granted = Request(4);
  const std::vector<std::string> lines = Export(granted.batch());
  ASSERT_THAT(lines, SizeIs(5));
  EXPECT_THAT(lines[0], StartsWith(absl::StrCat(R"({"type":"manifest","batch":")", granted.batch(),
                                                R"(","queue":"queues/q")")));
  EXPECT_THAT(lines[0], HasSubstr(granted.manifest().digest()));
  const auto manifest = Get(granted.batch(), 10);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(lines[static_cast<size_t>(i) + 1],
                StartsWith(absl::StrCat(R"({"type":"item","candidate_id":")",
                                        manifest->items(i).candidate_id(), "\"")));
  }
  EXPECT_EQ(Export(granted.batch()), lines);
  bed_.Restart();
  EXPECT_EQ(Export(granted.batch()), lines);
  EXPECT_THAT(Export(granted.batch(), v1::EXPORT_FORMAT_CSV), SizeIs(5));
}

std::vector<std::string> IdsOf(const v1::RequestBatchResponse& batch) {
  std::vector<std::string> ids;
  for (const v1::BatchItem& item : batch.items()) ids.push_back(item.candidate_id());
  return ids;
}

// The best scored come first in the manifest: of lab-v0 the higher id of equal scores. Where they
// stand in the answers says nothing, and is the same in each.
TEST_F(BatchesTest, TellALabelerItemsInAnOrderThatSaysNothing) {
  constexpr int kItems = 8;
  constexpr int kBatches = 200;
  for (int part = 0; part < 4; ++part) Fill(kItems * kBatches / 4);
  double first_places = 0;
  std::set<std::vector<size_t>> orders;
  for (int i = 0; i < kBatches; ++i) {
    v1::RequestBatchRequest request;
    request.set_queue("queues/q");
    request.set_labeler("l");
    request.set_max_items(kItems);
    request.set_request_id(absl::StrCat("r", i));
    const auto granted = bed_.Call(&Loop::dispatch, &Dispatch::RequestBatch, request);
    ASSERT_TRUE(granted.ok()) << granted.status();
    const std::vector<std::string> told = IdsOf(*granted);
    ASSERT_THAT(told, SizeIs(kItems));
    if (i % 50 == 0) bed_.Restart();
    const auto again = bed_.Call(&Loop::dispatch, &Dispatch::RequestBatch, request);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(IdsOf(*again), told);
    std::vector<size_t> order;
    const auto manifest = Get(granted->batch(), kItems);
    for (const v1::ManifestItem& item : manifest->items()) {
      order.push_back(static_cast<size_t>(std::find(told.begin(), told.end(), item.candidate_id()) -
                                          told.begin()));
    }
    first_places += static_cast<double>(order.front());
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), kBatches * 9 / 10);
  // The place of the best is uniform on 0 to 7: a mean of 3.5 with a deviation of 2.3 / 14.
  EXPECT_NEAR(first_places / kBatches, 3.5, 0.7);
}

TEST_F(BatchesTest, DoNotLetOutWhatConsentNoLongerAllows) {
  Fill(3);
  const v1::RequestBatchResponse granted = Request(3);
  // The candidate moves to a scope that nobody registered.
  const std::string second = Get(granted.batch(), 3)->items(1).candidate_id();
  v1::Candidate moved = LoopBed::Complete(second);
  moved.set_consent_scope("unregistered");
  bed_.Upsert({moved});
  const std::vector<std::string> lines = Export(granted.batch());
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_THAT(lines[1], StartsWith(R"({"type":"item")"));
  EXPECT_EQ(lines[2], absl::StrCat(R"({"type":"withdrawn","candidate_id":")", second, "\"}"));
  EXPECT_THAT(lines[3], StartsWith(R"({"type":"item")"));
  EXPECT_THAT(Export(granted.batch(), v1::EXPORT_FORMAT_CSV), SizeIs(3));
  const std::string id = absl::StrCat("\"", second, "\"");
  const std::vector<std::string> tasks = Export(granted.batch(), v1::EXPORT_FORMAT_LABEL_STUDIO);
  EXPECT_THAT(tasks, SizeIs(4));  // brackets have lines of their own
  EXPECT_THAT(tasks, Each(Not(HasSubstr(id))));
  const std::vector<std::string> nemo = Export(granted.batch(), v1::EXPORT_FORMAT_NEMO_MANIFEST);
  EXPECT_THAT(nemo, SizeIs(2));
  EXPECT_THAT(nemo, Each(Not(HasSubstr(id))));
}

TEST_F(BatchesTest, DoNotLetOutWhatIsPastItsRetention) {
  Fill(2);
  const v1::RequestBatchResponse granted = Request(2);
  v1::Candidate shortened = LoopBed::Complete(Get(granted.batch(), 1)->items(0).candidate_id());
  shortened.mutable_retain_until()->set_seconds(
      absl::ToUnixSeconds(bed_.clock().WallNow() + absl::Hours(1)));
  bed_.Upsert({shortened});
  EXPECT_THAT(Export(granted.batch())[1], StartsWith(R"({"type":"item")"));
  bed_.clock().Advance(absl::Hours(1));
  EXPECT_THAT(Export(granted.batch())[1], StartsWith(R"({"type":"withdrawn")"));
}

}  // namespace
}  // namespace winnow::loop::testing
