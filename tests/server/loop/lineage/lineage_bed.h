// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LineageBed: an EvaluationBed with a second queue for training data, rows of releases, and traces.
#ifndef WINNOW_TESTS_SERVER_LOOP_LINEAGE_LINEAGE_BED_H_
#define WINNOW_TESTS_SERVER_LOOP_LINEAGE_LINEAGE_BED_H_

#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/loop/registry_change.h"
#include "server/loop/resource_name.h"
#include "server/selection/stable_hash.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/tables.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"

namespace winnow::loop::testing {

using Steps = std::vector<v1::LineageStep>;

class LineageBed : public EvaluationBed {
 public:
  // Queue `q`, whose items need two labels, and queue `t` for training, whose items need one.
  LineageBed() : EvaluationBed("required_labels: 2") {
    EXPECT_TRUE(Call(&Loop::policies, &Policies::CreatePolicyRevision,
                     Text<v1::CreatePolicyRevisionRequest>(
                         "policy_id: 'pt' policy { purpose: PURPOSE_TRAINING "
                         "allocation { kind: ALLOCATION_KIND_EQUAL } }"))
                    .ok());
    Approve(*this, "policies/pt@1");
    EXPECT_TRUE(
        Call(&Loop::queues, &Queues::CreateQueue,
             Text<v1::CreateQueueRequest>("queue { name: 'queues/t' } policy: 'policies/pt@1'"))
            .ok());
  }

  // Candidates t{begin} to t{end - 1} of queue `t`.
  void AddTraining(int begin, int end) {
    v1::BatchUpsertCandidatesRequest request;
    request.set_queue("queues/t");
    for (int i = begin; i < end; ++i) {
      *request.add_candidates() = Complete(absl::StrCat("t", i));
      request.mutable_candidates()->rbegin()->set_subject(absl::StrCat("aabbccddeeff00", i + 10));
    }
    const auto response = Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, request);
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_EQ(response->result().accepted(), static_cast<uint32_t>(end - begin));
  }

  // Labels of a batch: what `errors(candidate)` says, negative for none. An annotator who has said
  // something of a candidate is not asked again.
  template <typename Errors>
  void LabelBatch(const v1::RequestBatchResponse& batch, int annotator, Errors errors) {
    v1::SubmitLabelsRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    for (const v1::BatchItem& item : batch.items()) {
      const double value = errors(item.candidate_id());
      if (value < 0) continue;
      v1::Label& label = *request.add_labels();
      label.set_candidate_id(item.candidate_id());
      label.set_rubric("asr@1");
      label.set_annotator("00000000000000a" + std::to_string(annotator));
      label.set_vendor("v" + std::to_string(annotator));
      (*label.mutable_values())["word_errors"].set_number(value);
    }
    if (request.labels_size() > 0) {
      const auto labeled = Call(&Loop::labeling, &Labeling::SubmitLabels, request);
      ASSERT_TRUE(labeled.ok()) << labeled.status();
    }
    OnLease(&Dispatch::CompleteBatch, batch).IgnoreError();
  }

  absl::StatusOr<v1::DatasetVersion> Freeze(const std::string& fields) {
    auto response = Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
                         Text<v1::CreateDatasetVersionRequest>(fields));
    if (!response.ok()) return response.status();
    return response->dataset_version();
  }
  absl::StatusOr<v1::DatasetVersion> FreezeExam() {
    return Freeze("dataset: 'datasets/exam' queue: 'queues/q' purpose: PURPOSE_EVALUATION");
  }
  absl::StatusOr<v1::DatasetVersion> FreezeTraining() {
    return Freeze("dataset: 'datasets/train' queue: 'queues/t' purpose: PURPOSE_TRAINING");
  }

  // Stores a release that was evaluated on queue `q`, as `releases/{id}`, and binds its name.
  void PutRelease(v1::Release release) {
    const std::string id = release.name().substr(release.name().rfind('/') + 1);
    release.mutable_create_time()->set_seconds(77);
    storage::v1::ReleaseRecord record;
    *record.mutable_release() = release;
    Write([&](uint32_t queue_no, storage::WriteSet* writes) {
      storage::ReleaseTable::Put(0, {queue_no, id}, record, writes);
    });
    std::shared_ptr<const shard::RegistrySnapshot> registry;
    ASSERT_TRUE(shard::MutateAndWait(shards().control(), [&](shard::ShardState& state,
                                                             shard::MutationLog& log) {
                  storage::v1::ReleaseDirectoryRecord bound;
                  bound.set_queue_id("q");
                  shard::Mutation mutation;
                  storage::ReleaseDirectory::Put(state.shard, id, bound, &mutation.writes);
                  mutation.leaf.method = "CreateRelease";
                  log.Add(std::move(mutation));
                  ChangeRegistry(state,
                                 [&](shard::RegistrySnapshot& next) { next.releases[id] = "q"; });
                  registry = state.pending_registry;
                  return absl::OkStatus();
                }).ok());
    std::promise<absl::Status> followed;
    shards().Follow(registry, [&](absl::Status status) { followed.set_value(std::move(status)); });
    ASSERT_TRUE(followed.get_future().get().ok());
  }
  void PutVerdict(const std::string& release, uint32_t number, v1::Verdict verdict) {
    storage::v1::VerdictRecord record;
    record.mutable_verdict()->set_name(VerdictName(release, number));
    record.mutable_verdict()->set_verdict(verdict);
    record.mutable_verdict()->set_digest(absl::StrCat("d", number));
    Write([&](uint32_t queue_no, storage::WriteSet* writes) {
      storage::VerdictTable::Put(0, {{queue_no, release}, number}, record, writes);
    });
  }
  // One of each side.
  void PutOutcomes(const std::string& release, const std::string& candidate) {
    storage::v1::OutcomeRecord record;
    record.mutable_outcome()->set_rubric("asr@1");
    record.mutable_outcome()->set_vendor("v1");
    (*record.mutable_outcome()->mutable_values())["words"] = 3;
    const uint64_t arrival = ArrivalOf(candidate);
    Write([&](uint32_t queue_no, storage::WriteSet* writes) {
      for (const char side : {'b', 'c'}) {
        storage::OutcomeTable::Put(0, {{queue_no, release}, arrival, side, "asr@1"}, record,
                                   writes);
      }
    });
  }

  absl::StatusOr<v1::TraceLineageResponse> Page(const std::string& name, int page_size = 1000,
                                                const std::string& token = "") {
    v1::TraceLineageRequest request;
    request.set_name(name);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(&Loop::lineage, &Lineage::TraceLineage, request);
  }
  // All pages.
  Steps Trace(const std::string& name, int page_size = 1000) {
    Steps steps;
    std::string token;
    do {
      const auto page = Page(name, page_size, token);
      EXPECT_TRUE(page.ok()) << name << ": " << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->steps_size(), page_size);
      EXPECT_TRUE(page->steps_size() > 0 || page->next_page_token().empty()) << "an empty page";
      steps.insert(steps.end(), page->steps().begin(), page->steps().end());
      token = page->next_page_token();
    } while (!token.empty());
    return steps;
  }

 private:
  template <typename Put>
  void Write(Put put) {
    const auto write = [&](shard::ShardState& state, shard::MutationLog& log) {
      shard::Mutation mutation;
      put(state.FindQueue("q")->queue_no(), &mutation.writes);
      mutation.leaf.method = "Test";
      log.Add(std::move(mutation));
      return absl::OkStatus();
    };
    ASSERT_TRUE(shard::MutateAndWait(*shards().OfQueue("q"), write).ok());
  }
  uint64_t ArrivalOf(const std::string& candidate) {
    uint64_t arrival = 0;
    shards().OfQueue("q")->Read(
        [&](const shard::ShardState& state) {
          arrival =
              *state.FindQueue("q")->candidates.Find(candidate, selection::StaticIdHash(candidate));
          return absl::OkStatus();
        },
        [](const absl::StatusOr<shard::Position>&) {});
    return arrival;
  }
};

// `KIND name` of each step, for comparisons.
inline std::string LineOf(const v1::LineageStep& step) {
  return absl::StrCat(v1::LineageKind_Name(step.kind()).substr(13), " ", step.name());
}
inline std::vector<std::string> LinesOf(const Steps& steps) {
  std::vector<std::string> lines;
  for (const v1::LineageStep& step : steps) lines.push_back(LineOf(step));
  return lines;
}
inline std::set<std::string> NamesOf(const Steps& steps, v1::LineageKind kind) {
  std::set<std::string> names;
  for (const v1::LineageStep& step : steps) {
    if (step.kind() == kind) names.insert(step.name());
  }
  return names;
}

}  // namespace winnow::loop::testing

#endif  // WINNOW_TESTS_SERVER_LOOP_LINEAGE_LINEAGE_BED_H_
