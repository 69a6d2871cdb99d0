// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/frame_export.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "tests/server/loop/review_bed.h"
#include "winnow/v1/frame.pb.h"

namespace winnow::loop::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kCandidates = 3000;  // several portions

constexpr char kPolicy[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } "
    "caps { attribute: 'speaker' per_batch: 3 } "
    "eligibility { sensitive: SENSITIVE_HANDLING_PENALIZE sensitive_penalty: 0.25 }";

class FrameExportTest : public ::testing::Test {
 protected:
  static v1::Candidate Candidate(int i, double confidence) {
    v1::Candidate candidate = LoopBed::Complete(absl::StrCat("c", i));
    candidate.set_slice(absl::StrCat("s", i % 5));
    (*candidate.mutable_attributes())["speaker"] = absl::StrCat("0123456789abcd", 10 + i % 70);
    (*candidate.mutable_attributes())["device"] = absl::StrCat("d", i % 3);
    candidate.set_sensitive(i % 11 == 0);
    if (i % 4 == 0) candidate.set_dup_group(absl::StrCat("g", i / 16));
    if (i % 13 != 0) {
      v1::Signal& signal = *candidate.add_signals();
      signal.set_name("confidence");
      signal.set_value(confidence);
    }
    return candidate;
  }

  void Push(int from, int to, double confidence) {
    std::vector<v1::Candidate> candidates;
    for (int i = from; i < to; ++i) candidates.push_back(Candidate(i, confidence));
    for (size_t i = 0; i < candidates.size(); i += 500) {
      bed_.Upsert(
          {candidates.begin() + static_cast<std::ptrdiff_t>(i),
           candidates.begin() + static_cast<std::ptrdiff_t>(std::min(i + 500, candidates.size()))});
    }
  }

  absl::StatusOr<PieceSource> Begin() {
    return bed_.Call(&Loop::frames, &Frames::ExportFrame,
                     Text<v1::ExportFrameRequest>("queue: 'queues/q'"));
  }

  // Takes the rest of the file, with `between` after every piece; its lines in sorted order.
  template <typename Between>
  static absl::StatusOr<std::vector<std::string>> Drain(PieceSource& source, Between between) {
    std::string file;
    while (true) {
      auto piece = source();
      if (!piece.ok()) return piece.status();
      if (piece->empty()) break;
      EXPECT_LE(piece->size(), size_t{256} << 10);
      file += *piece;
      between();
    }
    std::vector<std::string> lines = absl::StrSplit(file, '\n', absl::SkipEmpty());
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  static absl::StatusOr<std::vector<std::string>> Drain(PieceSource& source) {
    return Drain(source, [] {});
  }

  ReviewBed bed_{kPolicy};
};

TEST_F(FrameExportTest, HasALineForEveryCandidateInTheFrame) {
  Push(0, 100, 0.5);
  auto source = Begin();
  ASSERT_TRUE(source.ok()) << source.status();
  const auto lines = Drain(*source);
  ASSERT_TRUE(lines.ok()) << lines.status();
  v1::FrameHeader header;
  uint64_t candidates = 0;
  uint64_t members = 0;
  for (const std::string& line : *lines) {
    v1::FrameCandidate candidate;
    if (google::protobuf::util::JsonStringToMessage(line, &candidate).ok()) {
      ++candidates;
      members += candidate.group_members();
      EXPECT_EQ(candidate.terms_size(), 1);
      EXPECT_EQ(candidate.attributes_size(), 2);
      EXPECT_EQ(bed_.Get(candidate.candidate_id()).exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
    } else {
      ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &header).ok()) << line;
    }
  }
  EXPECT_EQ(header.queue(), "queues/q");
  EXPECT_EQ(header.policy(), "policies/p@1");
  EXPECT_EQ(header.candidates(), candidates);
  EXPECT_EQ(members, 100u);
  EXPECT_LT(candidates, 100u);
  EXPECT_EQ(header.slices_size(), 5);
  EXPECT_EQ(header.attributes_size(), 2);
  EXPECT_EQ(header.rules().caps_size(), 1);
}

// Whatever happens between the pieces, the file is that of the moment at which the export began.
TEST_F(FrameExportTest, IsOfOneMomentWhileTheQueueChanges) {
  Push(0, kCandidates, 0.5);
  auto still = Begin();
  auto moving = Begin();
  ASSERT_TRUE(still.ok() && moving.ok());
  const auto expected = Drain(*still);
  ASSERT_TRUE(expected.ok()) << expected.status();
  int step = 0;
  const auto between = [&] {
    ++step;
    Push(0, 20 * step, 0.1 * (step % 10));                           // scores, read or not
    Push(kCandidates - 40 * step, kCandidates, 0.07 * (step % 10));  // not read yet
    Push(kCandidates * step, kCandidates * step + 64, 0.3);          // new, of old groups too
    v1::Candidate moved = Candidate(kCandidates - step, 0.9);
    moved.set_slice("elsewhere");
    moved.set_dup_group("g1");
    (*moved.mutable_attributes())["device"] = "other";
    bed_.Upsert({moved});
    const v1::RequestBatchResponse batch = bed_.Take("max_items: 50");
    const auto labelled = bed_.Label(batch, {batch.items(0).candidate_id()}, 1);
    EXPECT_TRUE(labelled.ok()) << labelled.status();
    EXPECT_TRUE((bed_.OnLease<v1::CompleteBatchRequest, v1::CompleteBatchResponse>(
                         &Dispatch::CompleteBatch, batch)
                     .ok()));
  };
  const auto actual = Drain(*moving, between);
  ASSERT_TRUE(actual.ok()) << actual.status();
  EXPECT_GT(step, 4);
  EXPECT_EQ(*actual, *expected);
  auto later = Begin();
  ASSERT_TRUE(later.ok());
  EXPECT_NE(*Drain(*later), *expected);
}

TEST_F(FrameExportTest, EndsWithAnErrorWhenAnotherPolicyBecomesActive) {
  Push(0, kCandidates, 0.5);
  auto source = Begin();
  ASSERT_TRUE(source.ok());
  ASSERT_TRUE((*source)().ok());
  Approve(bed_, "policies/lab-v0@1");
  ASSERT_TRUE(bed_.Call(&Loop::policies, &Policies::ActivatePolicyRevision,
                        Text<v1::ActivatePolicyRevisionRequest>(
                            "queue: 'queues/q' policy: 'policies/lab-v0'"))
                  .ok());
  const auto lines = Drain(*source);
  EXPECT_EQ(ReasonOf(lines.status()), v1::ERROR_REASON_VERSION_CONFLICT) << lines.status();
}

TEST_F(FrameExportTest, KeepsNoMoreOfChangedCandidatesThanItMay) {
  Push(0, kCandidates, 0.5);
  std::shared_ptr<FrameExport> frame;
  bed_.shards().OfQueue("q")->Read(
      [&](const shard::ShardState& state) {
        frame = *FrameExport::Begin(state, *state.FindQueue("q"), 10'000);
        return absl::OkStatus();
      },
      [](const auto&) {});
  Push(kCandidates - 10, kCandidates, 0.9);
  EXPECT_TRUE(frame->NextLines(absl::ToUnixMicros(bed_.clock().WallNow())).ok());
  Push(kCandidates - 200, kCandidates, 0.8);
  EXPECT_EQ(ReasonOf(frame->NextLines(absl::ToUnixMicros(bed_.clock().WallNow())).status()),
            v1::ERROR_REASON_VERSION_CONFLICT);
}

TEST_F(FrameExportTest, IsRefusedWhileTooManyAreUnderWay) {
  Push(0, 10, 0.5);
  std::vector<PieceSource> open;
  for (size_t i = 0; i < shard::FrameWatchers::kMost; ++i) {
    auto source = Begin();
    ASSERT_TRUE(source.ok()) << source.status();
    open.push_back(*std::move(source));
  }
  EXPECT_EQ(ReasonOf(Begin().status()), v1::ERROR_REASON_OVERLOADED);
  open.pop_back();
  EXPECT_TRUE(Begin().ok());
}

TEST(FrameExport, NeedsAQueueWithAPolicy) {
  LoopBed bed;
  bed.SetUp("");
  const auto refused = bed.Call(&Loop::frames, &Frames::ExportFrame,
                                Text<v1::ExportFrameRequest>("queue: 'queues/q'"));
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_NO_ACTIVE_POLICY);
  const auto unknown = bed.Call(&Loop::frames, &Frames::ExportFrame,
                                Text<v1::ExportFrameRequest>("queue: 'queues/z'"));
  EXPECT_EQ(ReasonOf(unknown.status()), v1::ERROR_REASON_QUEUE_UNKNOWN);
}

}  // namespace
}  // namespace winnow::loop::testing
