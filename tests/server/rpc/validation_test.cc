// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "server/rpc/validation/requests.h"

namespace winnow::rpc {
namespace {

template <typename Request>
std::vector<std::string> BrokenFields(const Request& request) {
  Violations violations;
  Validate(request, violations);
  std::vector<std::string> fields;
  for (const loop::FieldViolation& violation : violations.Take()) fields.push_back(violation.field);
  return fields;
}

using Fields = std::vector<std::string>;

v1::RequestBatchRequest GoodRequest() {
  v1::RequestBatchRequest request;
  request.set_queue("queues/asr");
  request.set_labeler("team-1");
  request.set_max_items(100);
  return request;
}

TEST(Validation, AcceptsAGoodRequest) { EXPECT_EQ(BrokenFields(GoodRequest()), Fields{}); }

// api.md P3: BadRequest lists every violation.
TEST(Validation, ReportsEveryViolationAtOnce) {
  v1::RequestBatchRequest request;
  request.set_queue("queue/asr");
  request.set_labeler("team 1");
  request.set_max_items(5001);
  request.mutable_lease()->set_seconds(-1);
  request.add_slices("fine");
  request.add_slices(std::string(65, 's'));
  request.set_request_id("a/b");
  EXPECT_EQ(BrokenFields(request),
            (Fields{"queue", "labeler", "max_items", "lease", "slices[1]", "request_id"}));
}

TEST(Validation, NeverRepeatsWhatWasSent) {
  v1::RequestBatchRequest request = GoodRequest();
  request.set_queue("queues/sekret word");
  request.set_labeler("sekret word");
  request.set_request_id("sekret word");
  Violations violations;
  Validate(request, violations);
  const auto list = violations.Take();
  ASSERT_EQ(list.size(), 3u);
  for (const auto& violation : list) {
    EXPECT_EQ(violation.field.find("sekret"), std::string::npos);
    EXPECT_EQ(violation.problem.find("sekret"), std::string::npos);
  }
}

TEST(Validation, BoundsAnId) {
  v1::RequestBatchRequest request = GoodRequest();
  for (const std::string& id : {std::string("a"), std::string("A-z_0.9:x"), std::string(64, 'a')}) {
    request.set_labeler(id);
    EXPECT_EQ(BrokenFields(request), Fields{}) << id;
  }
  for (const std::string& id :
       {std::string(), std::string(65, 'a'), std::string("a b"), std::string("\xc3\xa4"),
        std::string("a\0b", 3), std::string("a/b"), std::string("a\n")}) {
    request.set_labeler(id);
    EXPECT_EQ(BrokenFields(request), Fields{"labeler"}) << id;
  }
}

TEST(Validation, TakesAnAudioUrlWhereItIsWrittenAlone) {
  struct Case {
    v1::ExportFormat format;
    const char* audio_url;
    bool valid;
  };
  constexpr char kGood[] = "https://media.example/{candidate_id}.wav";
  for (const Case& c :
       {Case{v1::EXPORT_FORMAT_LABEL_STUDIO, kGood, true},
        Case{v1::EXPORT_FORMAT_LABEL_STUDIO, "", true},
        Case{v1::EXPORT_FORMAT_LABEL_STUDIO, "https://media.example/a.wav", false},
        Case{v1::EXPORT_FORMAT_NEMO_MANIFEST, kGood, true},
        Case{v1::EXPORT_FORMAT_NEMO_MANIFEST, "", false},
        Case{v1::EXPORT_FORMAT_JSONL, kGood, false}, Case{v1::EXPORT_FORMAT_CSV, kGood, false},
        Case{v1::EXPORT_FORMAT_UNSPECIFIED, kGood, false},
        Case{v1::EXPORT_FORMAT_UNSPECIFIED, "", true}}) {
    v1::ExportBatchRequest request;
    request.set_name("queues/q/batches/1");
    request.set_format(c.format);
    request.set_audio_url(c.audio_url);
    EXPECT_EQ(BrokenFields(request), c.valid ? Fields{} : Fields{"audio_url"})
        << c.format << " " << c.audio_url;
  }
}

TEST(Validation, BoundsALease) {
  v1::RequestBatchRequest request = GoodRequest();
  struct Case {
    int64_t seconds;
    int32_t nanos;
    bool valid;
  };
  constexpr int64_t kWeek = 7 * 24 * 3600;
  for (const Case& c : {Case{1, 0, true}, Case{kWeek, 0, true}, Case{kWeek - 1, 999'999'999, true},
                        Case{0, 999'999'999, false}, Case{kWeek, 1, false}, Case{-5, 0, false},
                        Case{std::numeric_limits<int64_t>::max(), 0, false}, Case{10, -1, false},
                        Case{10, 1'000'000'000, false}}) {
    request.mutable_lease()->set_seconds(c.seconds);
    request.mutable_lease()->set_nanos(c.nanos);
    EXPECT_EQ(BrokenFields(request).empty(), c.valid) << c.seconds << "s " << c.nanos << "ns";
  }
}

TEST(Validation, RefusesNumbersThatAreNone) {
  v1::UpdateSliceRequest request;
  request.mutable_slice()->set_name("queues/q/slices/s");
  request.mutable_update_mask()->add_paths("launch_weight");
  request.mutable_update_mask()->add_paths("coverage_override");
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), -0.5, 1e300}) {
    request.mutable_slice()->set_launch_weight(bad);
    request.mutable_slice()->set_coverage_override(bad);
    EXPECT_EQ(BrokenFields(request), (Fields{"slice.launch_weight", "slice.coverage_override"}))
        << bad;
  }
  request.mutable_slice()->set_launch_weight(1000);
  request.mutable_slice()->set_coverage_override(1);
  EXPECT_EQ(BrokenFields(request), Fields{});
}

TEST(Validation, RefusesAMaskThatNamesWhatCannotChange) {
  v1::UpdateSliceRequest request;
  request.mutable_slice()->set_name("queues/q/slices/s");
  EXPECT_EQ(BrokenFields(request), Fields{"update_mask"});
  request.mutable_update_mask()->add_paths("labeled");
  EXPECT_EQ(BrokenFields(request), Fields{"update_mask"});
  request.mutable_update_mask()->set_paths(0, "recent_regression");
  EXPECT_EQ(BrokenFields(request), Fields{});
  request.mutable_update_mask()->add_paths("recent_regression");
  EXPECT_EQ(BrokenFields(request), Fields{"update_mask"});
}

TEST(Validation, RefusesEnumsThatAreNotDeclared) {
  v1::ListCandidatesRequest request;
  request.set_queue("queues/q");
  request.set_exclusion(static_cast<v1::ExclusionReason>(1000));
  EXPECT_EQ(BrokenFields(request), Fields{"exclusion"});
  request.set_exclusion(v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_EQ(BrokenFields(request), Fields{});
  v1::GetIngestOffsetRequest offset;
  offset.set_queue("queues/q");
  offset.set_writer_id("w");
  EXPECT_EQ(BrokenFields(offset), Fields{"stream"});
}

TEST(Validation, BoundsPages) {
  v1::ListQueuesRequest request;
  for (const int32_t size : {-1, 1001}) {
    request.set_page_size(size);
    EXPECT_EQ(BrokenFields(request), Fields{"page_size"});
  }
  request.set_page_size(1000);
  EXPECT_EQ(BrokenFields(request), Fields{});
  request.set_page_token(std::string(1025, 'a'));
  EXPECT_EQ(BrokenFields(request), Fields{"page_token"});
}

TEST(Validation, ChecksTheAttributesOfAQueue) {
  v1::CreateQueueRequest request;
  request.mutable_queue()->set_name("queues/q");
  for (int i = 0; i < 2; ++i) {
    v1::AttributeSpec* spec = request.mutable_queue()->add_attributes();
    spec->set_key("device");
    spec->set_kind(v1::ATTRIBUTE_KIND_CATEGORY);
  }
  EXPECT_EQ(BrokenFields(request), Fields{"queue.attributes[1].key"});
  request.mutable_queue()->mutable_attributes(1)->set_key("Device");
  request.mutable_queue()->mutable_attributes(1)->set_kind(v1::ATTRIBUTE_KIND_UNSPECIFIED);
  EXPECT_EQ(BrokenFields(request), (Fields{"queue.attributes[1].key", "queue.attributes[1].kind"}));
}

// The row rules are the loop's; an empty call is the request's fault.
TEST(Validation, BoundsTheRowsOfACall) {
  v1::BatchUpsertCandidatesRequest request;
  request.set_queue("queues/q");
  EXPECT_EQ(BrokenFields(request), Fields{"candidates"});
  for (int i = 0; i < 500; ++i) request.add_candidates();
  EXPECT_EQ(BrokenFields(request), Fields{});
  request.add_candidates();
  EXPECT_EQ(BrokenFields(request), Fields{"candidates"});
}

TEST(Validation, TracesCandidatesReleasesAndVersions) {
  v1::TraceLineageRequest request;
  for (const char* name : {"queues/q/candidates/c", "releases/r", "datasets/d/versions/3"}) {
    request.set_name(name);
    EXPECT_EQ(BrokenFields(request), Fields{}) << name;
  }
  for (const char* name : {"", "c", "policies/p", "queues/q", "queues/q/batches/1", "releases/",
                           "releases/r/verdicts/1", "datasets/d", "datasets/d/versions/0"}) {
    request.set_name(name);
    EXPECT_EQ(BrokenFields(request), Fields{"name"}) << name;
  }
  request.set_name("releases/r");
  request.set_page_size(1001);
  request.set_page_token("\x01");
  EXPECT_EQ(BrokenFields(request), (Fields{"page_size", "page_token"}));
}

TEST(Validation, BoundsWhatRemovesAndRetires) {
  v1::EraseSubjectRequest erase;
  erase.set_request_id("a/b");
  for (const std::string& subject : {std::string(), std::string("Jane Roe"), std::string(15, 'a'),
                                     std::string(65, 'a'), std::string(32, 'A')}) {
    erase.set_subject(subject);
    EXPECT_EQ(BrokenFields(erase), (Fields{"subject", "request_id"})) << subject.size();
  }
  v1::RetireCandidatesRequest retire;
  EXPECT_EQ(BrokenFields(retire), (Fields{"queue", "candidate_ids"}));
  retire.set_queue("queues/asr");
  for (int i = 0; i < 1001; ++i) retire.add_candidate_ids("c");
  EXPECT_EQ(BrokenFields(retire), Fields{"candidate_ids"});
  retire.mutable_candidate_ids()->RemoveLast();
  EXPECT_EQ(BrokenFields(retire), Fields{});
  v1::RunRetentionRequest run;
  EXPECT_EQ(BrokenFields(run), Fields{});
  run.set_queue("asr");
  EXPECT_EQ(BrokenFields(run), Fields{"queue"});
}

}  // namespace
}  // namespace winnow::rpc
