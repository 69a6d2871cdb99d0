// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Versions of data sets, and what changed between them (governance.md G4).
#include "server/loop/datasets/datasets.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "nlohmann/json.hpp"
#include "server/digest/sha256.h"
#include "server/loop/request_replay.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class DatasetsTest : public ::testing::Test {
 protected:
  explicit DatasetsTest(int required = 1)
      : bed_(absl::StrCat("required_labels: ", required), 1, {},
             [event = event_](shard::testing::GatedEngine& engine) {
               engine.after_open = [event](const storage::KeyRange& range) {
                 if (*event && IsOfLabels(range)) std::exchange(*event, nullptr)();
               };
             }) {}

  // Happens once, when the next reader of labels, or of what was decided about them, is there.
  void WhileLabelsAreRead(std::function<void()> event) { *event_ = std::move(event); }

  // Leases everything and labels it by annotator 1; word errors by id.
  void LabelAll(const std::map<std::string, double>& word_errors, int annotator = 1) {
    const auto batch = bed_.Take("max_items: 1000");
    v1::SubmitLabelsRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    for (const auto& [id, errors] : word_errors) {
      v1::Label& label = *request.add_labels();
      label.set_candidate_id(id);
      label.set_rubric("asr@1");
      label.set_annotator("00000000000000a" + std::to_string(annotator));
      (*label.mutable_values())["word_errors"].set_number(errors);
    }
    const auto labeled = bed_.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
    ASSERT_TRUE(labeled.ok()) << labeled.status();
    ASSERT_EQ(labeled->accepted(), word_errors.size());
    bed_.OnLease(&Dispatch::CompleteBatch, batch).IgnoreError();
  }
  absl::StatusOr<v1::DatasetVersion> Create(const std::string& fields = "") {
    auto request = Text<v1::CreateDatasetVersionRequest>(
        "dataset: 'datasets/train' queue: 'queues/q' purpose: PURPOSE_TRAINING");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    auto response = bed_.Call(&Loop::datasets, &Datasets::CreateDatasetVersion, request);
    if (!response.ok()) return response.status();
    return response->dataset_version();
  }
  absl::StatusOr<v1::GetDatasetVersionResponse> Get(const std::string& fields) {
    return bed_.Call(&Loop::datasets, &Datasets::GetDatasetVersion,
                     Text<v1::GetDatasetVersionRequest>(fields));
  }
  std::vector<std::string> MembersOf(const std::string& version) {
    std::vector<std::string> ids;
    const auto response = Get(absl::StrCat("name: '", version, "' page_size: 1000"));
    EXPECT_TRUE(response.ok()) << response.status();
    for (const v1::DatasetMember& member : response->members())
      ids.push_back(member.candidate_id());
    return ids;
  }
  static std::vector<json> LinesOf(absl::StatusOr<PieceSource> source) {
    EXPECT_TRUE(source.ok()) << source.status();
    std::string text;
    for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)())
      text += *piece;
    std::vector<json> lines;
    for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty()))
      lines.push_back(json::parse(std::string(line)));
    return lines;
  }
  std::vector<json> Export(const std::string& version) {
    v1::ExportDatasetVersionRequest request;
    request.set_name(version);
    return LinesOf(bed_.Call(&Loop::datasets, &Datasets::ExportDatasetVersion, request));
  }
  std::vector<json> Diff(const std::string& before, const std::string& after) {
    v1::DiffDatasetVersionsRequest request;
    request.set_before(before);
    request.set_after(after);
    return LinesOf(bed_.Call(&Loop::datasets, &Datasets::DiffDatasetVersions, request));
  }

  const std::shared_ptr<std::function<void()>> event_ = std::make_shared<std::function<void()>>();
  ReviewBed bed_;

 private:
  static bool IsOfLabels(const storage::KeyRange& range) {
    const auto is_of = [&](storage::Table table) {
      return absl::StartsWith(range.begin, storage::KeyBuilder(0, table).Take());
    };
    return is_of(storage::Table::kLabel) || is_of(storage::Table::kAdjudication);
  }
};

constexpr char kFirst[] = "datasets/train/versions/1";
constexpr char kSecond[] = "datasets/train/versions/2";

TEST_F(DatasetsTest, FreezeTheLabeledExamplesThatMayServe) {
  bed_.AddCandidates(4);
  v1::Candidate test = LoopBed::Complete("t");
  LabelAll({{"c0", 1}, {"c1", 2}, {"c2", 0}});
  const auto version = Create();
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(version->name(), kFirst);
  EXPECT_EQ(version->queue(), "queues/q");
  EXPECT_EQ(version->members(), 3u);
  ASSERT_THAT(version->splits(), SizeIs(1));
  EXPECT_EQ(version->splits(0).split(), v1::SPLIT_TRAIN);
  EXPECT_THAT(version->left_out(), IsEmpty());
  EXPECT_THAT(version->rubrics(), ElementsAre("asr@1"));
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(MembersOf(kFirst), ElementsAre("c0", "c1", "c2"));
    EXPECT_EQ(Get("name: 'datasets/train/versions/1'")->dataset_version().SerializeAsString(),
              version->SerializeAsString());
    bed_.Restart();
  }
  LabelAll({{"c3", 1}});
  EXPECT_EQ(Create()->name(), kSecond);
  EXPECT_THAT(MembersOf(kFirst), ElementsAre("c0", "c1", "c2")) << "it never changes";
  EXPECT_THAT(MembersOf(kSecond), ElementsAre("c0", "c1", "c2", "c3"));
}

TEST_F(DatasetsTest, AreBoundByADigestOfTheirMembers) {
  bed_.AddCandidates(2);
  LabelAll({{"c0", 1}, {"c1", 2}});
  const auto version = Create();
  ASSERT_TRUE(version.ok());
  digest::Sha256Stream stream;
  const auto members = Get("name: 'datasets/train/versions/1' page_size: 10");
  for (const v1::DatasetMember& member : members->members())
    stream.Update(PayloadHash(member).view());
  EXPECT_EQ(version->digest(), stream.Finish().ToHex());
  EXPECT_EQ(Create()->digest(), version->digest()) << "the same members again";
}

TEST_F(DatasetsTest, SayWhatChanged) {
  bed_.AddCandidates(4);
  LabelAll({{"c0", 1}, {"c1", 2}, {"c2", 3}});
  ASSERT_TRUE(Create().ok());
  const auto relabeled =
      bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
                Text<v1::RequeueItemsRequest>("queue: 'queues/q' candidate_ids: ['c0', 'c1'] "
                                              "relabel_cause: RELABEL_CAUSE_POLICY_CHANGE"));
  ASSERT_EQ(relabeled->labels(), 2u);
  LabelAll({{"c0", 1}, {"c1", 5}, {"c3", 0}});
  ASSERT_TRUE(bed_.Call(&Loop::retirement, &Retirement::RetireCandidates,
                        Text<v1::RetireCandidatesRequest>("queue: 'queues/q' candidate_ids: 'c2'"))
                  .ok());
  const auto second = Create();
  ASSERT_TRUE(second.ok()) << second.status();
  const std::vector<json> lines = Diff(kFirst, kSecond);
  std::vector<std::string> changes;
  for (const json& line : lines) {
    if (line["type"] != "change") continue;
    changes.push_back(absl::StrCat(line["candidate_id"].get<std::string>(), " ",
                                   line["kind"].get<std::string>(), " ", line.value("cause", "")));
  }
  EXPECT_THAT(changes, ElementsAre("c1 RELABELED POLICY_CHANGE", "c2 REMOVED ", "c3 ADDED "))
      << "c0 says the same as before";
  const json& summary = lines.back();
  EXPECT_EQ(summary["type"], "summary");
  EXPECT_EQ(summary["before"], 3);
  EXPECT_EQ(summary["after"], 3);
  EXPECT_EQ(summary["unchanged"], 1);
  EXPECT_EQ(summary["unexplained_relabels"], 0);
  EXPECT_EQ(summary["cells"].size(), 3u);
  EXPECT_THAT(Diff(kSecond, kSecond), SizeIs(1)) << "nothing but the counts";
}

TEST_F(DatasetsTest, CheckConsentAgainWhenTheyAreReadAndMade) {
  bed_.AddCandidates(2);
  v1::Candidate other = LoopBed::Complete("x");
  other.set_consent_scope("brief");
  ASSERT_TRUE(
      bed_.Call(&Loop::registries, &Registries::RegisterConsentScope,
                Text<v1::RegisterConsentScopeRequest>("consent_scope { name: 'consentScopes/brief' "
                                                      "purposes: PURPOSE_TRAINING }"))
          .ok());
  bed_.Upsert({other});
  LabelAll({{"c0", 1}, {"c1", 2}, {"x", 3}});
  ASSERT_TRUE(Create().ok());
  const auto revoked =
      bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                Text<v1::RevokeConsentRequest>("consent_scope: 'consentScopes/brief'"));
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_THAT(revoked->dataset_versions(), ElementsAre(kFirst));
  EXPECT_THAT(MembersOf(kFirst), ElementsAre("c0", "c1"));
  std::map<std::string, int> types;
  for (const json& line : Export(kFirst)) ++types[line["type"].get<std::string>()];
  EXPECT_EQ(types["dataset"], 1);
  EXPECT_EQ(types["member"], 2);
  EXPECT_EQ(types["withdrawn"], 1);
  const auto second = Create();
  EXPECT_EQ(second->members(), 2u);
  ASSERT_THAT(second->left_out(), SizeIs(1));
  EXPECT_EQ(second->left_out(0).reason(), v1::LEFT_OUT_REASON_NOT_ALLOWED);
}

TEST_F(DatasetsTest, SayNothingOfWhatMayServeNoMoreButThatItChanged) {
  bed_.AddCandidates(2);
  for (const char* id : {"x", "y"}) {
    v1::Candidate candidate = LoopBed::Complete(id);
    candidate.set_subject(*id == 'x' ? "00000000000000aa" : "00000000000000bb");
    bed_.Upsert({candidate});
  }
  LabelAll({{"c0", 1}, {"x", 2}, {"y", 3}});
  ASSERT_TRUE(Create().ok());
  const auto relabeled =
      bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
                Text<v1::RequeueItemsRequest>("queue: 'queues/q' candidate_ids: 'x' "
                                              "relabel_cause: RELABEL_CAUSE_CORRECTION"));
  ASSERT_EQ(relabeled->labels(), 1u);
  LabelAll({{"c1", 1}, {"x", 5}});
  ASSERT_TRUE(Create().ok());
  EXPECT_TRUE(Diff(kFirst, kSecond)[1].contains("after"));
  ASSERT_TRUE(bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                        Text<v1::RevokeConsentRequest>("subject: '00000000000000aa'"))
                  .ok());
  ASSERT_TRUE(bed_.Call(&Loop::erasures, &Erasures::EraseSubject,
                        Text<v1::EraseSubjectRequest>("subject: '00000000000000bb'"))
                  .ok());
  ASSERT_TRUE(Create().ok());
  const auto bare = [](const char* kind, const char* id) {
    return json{{"type", "change"}, {"kind", kind}, {"candidate_id", id}};
  };
  std::vector<json> lines = Diff(kFirst, kSecond);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0]["candidate_id"], "c1");
  EXPECT_TRUE(lines[0].contains("after"));
  EXPECT_EQ(lines[1], bare("RELABELED", "x"));
  EXPECT_EQ(lines[2]["changes"], 2);
  lines = Diff(kSecond, "datasets/train/versions/3");
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0], bare("REMOVED", "x"));
  EXPECT_EQ(lines[1], bare("REMOVED", "y"));
}

TEST_F(DatasetsTest, RefuseWhatWouldMixQueuesOrSplits) {
  bed_.AddCandidates(1);
  LabelAll({{"c0", 1}});
  ASSERT_TRUE(Create("request_id: 'r'").ok());
  EXPECT_EQ(Create("request_id: 'r'")->name(), kFirst) << "the same call again";
  EXPECT_EQ(ReasonOf(Create("splits: SPLIT_TEST").status()), v1::ERROR_REASON_FIELD_INVALID);
  ASSERT_TRUE(bed_.Call(&Loop::queues, &Queues::CreateQueue,
                        Text<v1::CreateQueueRequest>("queue { name: 'queues/other' }"))
                  .ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Create("queue: 'queues/other'").status()));
  EXPECT_EQ(ReasonOf(Get("name: 'datasets/none/versions/1'").status()),
            v1::ERROR_REASON_DATASET_UNKNOWN);
  EXPECT_EQ(ReasonOf(Get("name: 'datasets/train/versions/2'").status()),
            v1::ERROR_REASON_DATASET_UNKNOWN);
  const auto nobody =
      bed_.CallAs(Caller{.principal = "stranger"}, &Loop::datasets, &Datasets::GetDatasetVersion,
                  Text<v1::GetDatasetVersionRequest>("name: 'datasets/train/versions/1'"));
  EXPECT_EQ(ReasonOf(nobody.status()), v1::ERROR_REASON_DATASET_UNKNOWN);
}

TEST_F(DatasetsTest, AreListedInPages) {
  bed_.AddCandidates(1);
  LabelAll({{"c0", 1}});
  for (const char* dataset : {"datasets/b", "datasets/a", "datasets/b"})
    ASSERT_TRUE(Create(absl::StrCat("dataset: '", dataset, "'")).ok());
  std::vector<std::string> names;
  auto request = Text<v1::ListDatasetVersionsRequest>("queue: 'queues/q' page_size: 2");
  do {
    const auto page = bed_.Call(&Loop::datasets, &Datasets::ListDatasetVersions, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::DatasetVersion& version : page->dataset_versions())
      names.push_back(version.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("datasets/a/versions/1", "datasets/b/versions/1",
                                 "datasets/b/versions/2"));
}

TEST_F(DatasetsTest, OfManyMembersAreStoredInPages) {
  bed_.AddCandidates(2'345);
  for (int taken = 0; taken < 2'345;) {
    const auto batch = bed_.Take("max_items: 500");
    ASSERT_GT(batch.items_size(), 0);
    std::vector<std::string> ids;
    for (const v1::BatchItem& item : batch.items()) ids.push_back(item.candidate_id());
    ASSERT_TRUE(bed_.Label(batch, ids, 1).ok());
    taken += batch.items_size();
  }
  EXPECT_EQ(Create()->members(), 2'345u);
  EXPECT_EQ(Export(kFirst).size(), 2'346u);
  size_t members = 0;
  std::string token;
  do {
    const auto page =
        Get(absl::StrCat("name: '", kFirst, "' page_size: 700 page_token: '", token, "'"));
    ASSERT_TRUE(page.ok()) << page.status();
    members += static_cast<size_t>(page->members_size());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(members, 2'345u);
}

class DisputedDatasetTest : public DatasetsTest {
 protected:
  DisputedDatasetTest() : DatasetsTest(2) {}

  absl::StatusOr<v1::AdjudicateResponse> Decide(const std::string& id,
                                                const std::string& decision) {
    return bed_.Call(&Loop::adjudications, &Adjudications::Adjudicate,
                     Text<v1::AdjudicateRequest>(absl::StrCat(
                         "queue: 'queues/q' candidate_id: '", id,
                         "' decision { adjudicator: '00000000000000ff' ", decision, " }")));
  }
  // The next version has no member; why it leaves c0 out.
  v1::LeftOutReason WhyLeftOut() {
    const auto version = Create();
    EXPECT_TRUE(version.ok()) << version.status();
    EXPECT_EQ(version->members(), 0u);
    return version->left_out_size() == 1 ? version->left_out(0).reason()
                                         : v1::LEFT_OUT_REASON_UNSPECIFIED;
  }
};

TEST_F(DisputedDatasetTest, LeavesOutWhatIsDisputedWhileItIsMade) {
  bed_.AddCandidates(1);
  LabelAll({{"c0", 1}});
  WhileLabelsAreRead([&] { LabelAll({{"c0", 4}}, 2); });
  EXPECT_EQ(WhyLeftOut(), v1::LEFT_OUT_REASON_DISPUTED);
}

TEST_F(DisputedDatasetTest, LeavesOutWhatIsDisputedAndDecidedWhileItIsMade) {
  bed_.AddCandidates(1);
  LabelAll({{"c0", 1}});
  WhileLabelsAreRead([&] {
    LabelAll({{"c0", 4}}, 2);
    ASSERT_TRUE(Decide("c0", "cause: ADJUDICATION_CAUSE_AMBIGUOUS").ok());
  });
  EXPECT_NE(WhyLeftOut(), v1::LEFT_OUT_REASON_UNSPECIFIED);
}

TEST_F(DisputedDatasetTest, LeavesOutWhatIsGivenUpWhileItIsMade) {
  bed_.AddCandidates(1);
  LabelAll({{"c0", 1}});
  LabelAll({{"c0", 4}}, 2);
  ASSERT_TRUE(Decide("c0", "cause: ADJUDICATION_CAUSE_AMBIGUOUS").ok());
  WhileLabelsAreRead([&] {
    const auto given_up =
        bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
                  Text<v1::RequeueItemsRequest>("queue: 'queues/q' candidate_ids: 'c0' "
                                                "relabel_cause: RELABEL_CAUSE_CORRECTION"));
    ASSERT_EQ(given_up->labels(), 2u);
  });
  EXPECT_EQ(WhyLeftOut(), v1::LEFT_OUT_REASON_LABELS_MISSING);
}

TEST_F(DisputedDatasetTest, LeavesOutWhatNobodyHasDecided) {
  bed_.AddCandidates(4);
  LabelAll({{"c0", 1}, {"c1", 1}, {"c2", 1}, {"c3", 1}});
  LabelAll({{"c0", 1}, {"c1", 4}, {"c2", 4}}, 2);
  std::map<v1::LeftOutReason, uint64_t> left_out;
  const auto create = [&] {
    const auto version = Create();
    EXPECT_TRUE(version.ok()) << version.status();
    left_out.clear();
    for (const v1::LeftOutCount& count : version->left_out())
      left_out[count.reason()] = count.candidates();
    return version->members();
  };
  EXPECT_EQ(create(), 1u);
  EXPECT_EQ(left_out[v1::LEFT_OUT_REASON_DISPUTED], 2u);
  EXPECT_EQ(left_out[v1::LEFT_OUT_REASON_LABELS_MISSING], 1u);
  ASSERT_TRUE(Decide("c1",
                     "cause: ADJUDICATION_CAUSE_ANNOTATOR_ERROR "
                     "values { key: 'word_errors' value { number: 4 } }")
                  .ok());
  ASSERT_TRUE(Decide("c2", "cause: ADJUDICATION_CAUSE_UNUSABLE_AUDIO").ok());
  EXPECT_EQ(create(), 2u);
  EXPECT_EQ(left_out[v1::LEFT_OUT_REASON_DISPUTED], 0u);
  EXPECT_EQ(left_out[v1::LEFT_OUT_REASON_UNUSABLE], 1u);
  const std::vector<json> lines = Diff(kFirst, kSecond);
  EXPECT_EQ(lines.front()["candidate_id"], "c1");
  EXPECT_EQ(lines.front()["kind"], "ADDED");
}

}  // namespace
}  // namespace winnow::loop::testing
