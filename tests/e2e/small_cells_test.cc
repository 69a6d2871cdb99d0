// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Everything that a real server shows to those who read no rows: calls of an sre, metrics and
// status page, before and after a change. A solver cannot derive a count of few persons from it
// (governance.md G2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/desk.h"
#include "tests/server/disclosure/cell_solver.h"
#include "tests/testing/figures.h"
#include "tests/testing/identities.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCells[] = "queues/cells";
constexpr size_t kMin = 11;

// Persons by slice, each with one available candidate.
using Crowd = std::map<std::string, std::set<int>>;

// The counts of a slice as of some time, as far as they are shown.
struct Shown {
  std::string slice;
  int64_t as_of = 0;  // nanoseconds
  std::map<v1::CountKind, uint64_t> counts;

  bool operator==(const Shown&) const = default;
};

Shown ShownOf(const v1::Slice& slice) {
  Shown shown{.slice = slice.name().substr(slice.name().rfind('/') + 1),
              .as_of = slice.as_of_time().seconds() * 1'000'000'000 + slice.as_of_time().nanos(),
              .counts = {}};
  for (const auto& [kind, count] : {std::pair(v1::COUNT_KIND_AVAILABLE, slice.eligible()),
                                    std::pair(v1::COUNT_KIND_LEASED, slice.leased()),
                                    std::pair(v1::COUNT_KIND_LABELED, slice.labeled()),
                                    std::pair(v1::COUNT_KIND_CANDIDATES, slice.candidates())}) {
    if (absl::c_linear_search(slice.hidden(), kind)) {
      EXPECT_EQ(count, 0u) << slice.ShortDebugString();
    } else {
      shown.counts[kind] = count;
    }
  }
  return shown;
}

class SmallCells : public ::testing::Test {
 protected:
  SmallCells() {
    Connect();
    desk_->SetUpQueue();
    v1::CreateQueueRequest request;
    v1::CreateQueueResponse response;
    grpc::ClientContext context;
    request.mutable_queue()->set_name(kCells);
    request.set_policy("policies/open@1");
    Check(desk_->policy().CreateQueue(&context, request, &response), "CreateQueue");
    EXPECT_EQ(response.queue().min_cell_subjects(), kMin);
  }

  void Connect() {
    desk_ = std::make_unique<Desk>(server_.NewChannel());
    watcher_ = v1::GovernanceService::NewStub(server_.NewChannel(kWatcher));
    watcher_policies_ = v1::PolicyService::NewStub(server_.NewChannel(kWatcher));
    local_ = v1::GovernanceService::NewStub(server_.NewChannel());
  }

  void Add(const Crowd& crowd) {
    v1::BatchUpsertCandidatesRequest request;
    v1::BatchUpsertCandidatesResponse response;
    grpc::ClientContext context;
    request.set_queue(kCells);
    for (const auto& [slice, persons] : crowd) {
      for (const int person : persons) {
        v1::Candidate& candidate = *request.add_candidates();
        candidate = MakeCandidate(0);
        candidate.set_candidate_id(absl::StrCat(slice, "-", person));
        candidate.set_slice(slice);
        candidate.set_subject(absl::StrFormat("%032x", person));
        crowd_[slice].insert(person);
      }
    }
    Check(desk_->ingest().BatchUpsertCandidates(&context, request, &response), "Upsert");
    ASSERT_EQ(response.result().accepted(), static_cast<uint32_t>(request.candidates_size()));
  }

  v1::QueueStatusResponse Status(v1::GovernanceService::Stub& stub) const {
    v1::QueueStatusRequest request;
    v1::QueueStatusResponse response;
    grpc::ClientContext context;
    request.set_queue(kCells);
    Check(stub.QueueStatus(&context, request, &response), "QueueStatus");
    return response;
  }

  std::map<std::string, Shown> Slices() const {
    std::map<std::string, Shown> slices;
    const v1::QueueStatusResponse status = Status(*watcher_);
    for (const v1::Slice& slice : status.slices()) {
      const Shown shown = ShownOf(slice);
      slices[shown.slice] = shown;
    }
    return slices;
  }

  // Returns once the slice is shown with so many candidates.
  void Await(const std::string& slice, uint64_t candidates) const {
    while (true) {
      const std::map<std::string, Shown> slices = Slices();
      const auto found = slices.find(slice);
      if (found == slices.end()) continue;
      const auto count = found->second.counts.find(v1::COUNT_KIND_CANDIDATES);
      if (count != found->second.counts.end() && count->second == candidates) return;
    }
  }

  // What a reader of every output knows, in one pass. All outputs say the same.
  std::vector<Shown> ReadEverything() const {
    std::vector<Shown> known;
    const v1::QueueStatusResponse status = Status(*watcher_);
    EXPECT_TRUE(status.excluded().empty());
    EXPECT_TRUE(status.last_quotas().empty());
    EXPECT_FALSE(status.has_next_lease_expire_time());
    uint64_t candidates = 0;
    for (const v1::Slice& slice : status.slices()) {
      known.push_back(ShownOf(slice));
      candidates += slice.candidates();
    }
    EXPECT_EQ(status.candidates(), candidates + status.other_slices().candidates());
    ExpectListSlicesSays(known);
    ExpectPagesSay(known);
    return known;
  }

  void ExpectListSlicesSays(const std::vector<Shown>& known) const {
    v1::ListSlicesRequest request;
    v1::ListSlicesResponse response;
    grpc::ClientContext context;
    request.set_queue(kCells);
    Check(watcher_policies_->ListSlices(&context, request, &response), "ListSlices");
    std::vector<Shown> listed;
    for (const v1::Slice& slice : response.slices()) listed.push_back(ShownOf(slice));
    EXPECT_EQ(listed, known);
  }

  void ExpectPagesSay(const std::vector<Shown>& known) const {
    const std::string metrics = server_.Get("/metrics");
    const std::string page = server_.Get("/statusz");
    for (const Shown& slice : known) {
      const std::string labels = absl::StrCat("{queue=\"cells\",slice=\"", slice.slice, "\"} ");
      const auto available = slice.counts.find(v1::COUNT_KIND_AVAILABLE);
      const std::string series = absl::StrCat("winnow_slice_available_items", labels);
      if (available == slice.counts.end()) {
        EXPECT_THAT(metrics, Not(HasSubstr(series)));
        EXPECT_THAT(page, HasSubstr(absl::StrCat("<tr><td>", slice.slice, "</td><td>")));
      } else {
        EXPECT_THAT(metrics, HasSubstr(absl::StrCat(series, available->second, "\n")));
      }
      EXPECT_THAT(metrics, Not(HasSubstr(absl::StrCat("winnow_slice_quota_fill_ratio", labels))));
    }
  }

  // Sums that follow and to which 1 to kMin - 1 persons contribute. Every candidate is available,
  // so a slice is one unknown per time.
  int Derived(const std::vector<std::pair<Crowd, std::vector<Shown>>>& readings) const {
    std::map<std::pair<std::string, int64_t>, std::pair<size_t, std::set<int>>> unknowns;
    CellSolver solver;
    for (const auto& [crowd, reading] : readings) {
      for (const Shown& slice : reading) {
        const auto persons = crowd.find(slice.slice);
        const auto unknown =
            unknowns
                .try_emplace({slice.slice, slice.as_of}, unknowns.size(),
                             persons == crowd.end() ? std::set<int>() : persons->second)
                .first;
        if (!slice.counts.empty()) solver.Know({{unknown->second.first, 1}});
      }
    }
    int derived = 0;
    for (const auto& [a, of_a] : unknowns) {
      derived += of_a.second.size() < kMin && solver.Derives({{of_a.first, 1}}) ? 1 : 0;
      for (const auto& [b, of_b] : unknowns) {
        if (a.first != b.first || !(a < b)) continue;
        std::set<int> changed;
        std::set_symmetric_difference(of_a.second.begin(), of_a.second.end(), of_b.second.begin(),
                                      of_b.second.end(), std::inserter(changed, changed.end()));
        const bool small = !changed.empty() && changed.size() < kMin;
        derived += small && solver.Derives({{of_a.first, -1}, {of_b.first, 1}}) ? 1 : 0;
      }
    }
    return derived;
  }

  TestServer server_{{.config = "publication: {interval: 100ms}\n"}};
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<v1::GovernanceService::Stub> watcher_;
  std::unique_ptr<v1::PolicyService::Stub> watcher_policies_;
  std::unique_ptr<v1::GovernanceService::Stub> local_;
  Crowd crowd_;
};

// Persons from `first` on.
std::set<int> Persons(int first, int count) {
  std::set<int> persons;
  for (int i = 0; i < count; ++i) persons.insert(first + i);
  return persons;
}

TEST_F(SmallCells, NothingThatIsShownTellsOfFew) {
  Add({{"large", Persons(0, 40)}, {"other", Persons(100, 20)}, {"tiny", Persons(200, 3)}});
  Await("large", 40);
  Await("other", 20);
  std::vector<std::pair<Crowd, std::vector<Shown>>> readings;
  readings.push_back({crowd_, ReadEverything()});
  EXPECT_TRUE(Slices()["tiny"].counts.empty());
  EXPECT_GT(Status(*watcher_).hidden_size(), 0);

  // Two persons more in one slice, and many in another: one pass sees both, and shows one.
  Add({{"large", Persons(50, 2)}, {"other", Persons(300, 15)}});
  Await("other", 35);
  readings.push_back({crowd_, ReadEverything()});
  EXPECT_EQ(Slices()["large"].counts[v1::COUNT_KIND_CANDIDATES], 40u);
  EXPECT_EQ(Derived(readings), 0);

  // Who reads rows sees what is.
  EXPECT_EQ(Status(*local_).candidates(), 80u);
  EXPECT_FALSE(Status(*local_).has_as_of_time());

  // A crash forgets nothing of what was shown.
  const std::map<std::string, Shown> before = Slices();
  server_.Kill();
  server_.Start();
  Connect();
  EXPECT_EQ(Slices(), before);
  Add({{"large", Persons(60, 9)}});
  Await("large", 51);
  readings.push_back({crowd_, ReadEverything()});
  const int derived = Derived(readings);
  EXPECT_EQ(derived, 0);
  EXPECT_EQ(server_.Stop().code, 0);
  Publish("served_cells", {{"served_cells_derived", derived}});
}

}  // namespace
}  // namespace winnow::testing
