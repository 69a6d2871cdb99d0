// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/frame.h"

#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/score.h"
#include "server/selection/stable_hash.h"
#include "server/shard/frame_shadow.h"
#include "server/shard/signal_columns.h"
#include "tests/server/shard/commands.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

constexpr int64_t kHourUs = int64_t{3600} * 1'000'000;
constexpr int64_t kStartUs = int64_t{1767225600} * 1'000'000;
constexpr uint64_t kSalt = 7;

// A queue's frame beside a naive copy of all it should know.
class FrameWorld {
 public:
  explicit FrameWorld(uint32_t seed) : random_(seed) {
    queue_.add_attributes()->set_key("speaker");
    candidates.SetAttributes(queue_.attributes());
    for (const char* id : {"src0", "src1"}) AddSource(id);
    AddScope("scope0", true, 0);
    AddScope("scope1", true, now_us + 30 * kHourUs);
    Activate();
  }

  void Step() {
    if (OneIn(3)) now_us += static_cast<int64_t>(Below(90)) * 60 * 1'000'000 + Below(1000);
    const uint32_t known = static_cast<uint32_t>(model.size());
    switch (Below(16)) {
      case 0:
        return Activate();
      case 12:
      case 13:
      case 14:
        return StepShadow();
      case 1:
        return AddSource(absl::StrCat("src", Below(4)));
      case 2:
        return AddScope(absl::StrCat("scope", Below(4)), !OneIn(3),
                        OneIn(2) ? 0 : now_us + Below(40) * kHourUs);
      case 3:
        if (known > 0) Signal(Below(known));
        return;
      case 4:
      case 5:
        if (known > 0) Change(Below(known));
        return;
      default:
        return Put();
    }
  }

  // What S3 and S6.2 say, read directly.
  v1::ExclusionReason Expected(CandidateNo no) const {
    const v1::ExclusionReason own = WithoutGroup(no);
    if (own != v1::EXCLUSION_REASON_UNSPECIFIED) return own;
    const std::string& group = model.at(no).candidate.dup_group();
    if (group.empty()) return own;
    for (const auto& [other, known] : model) {
      if (known.candidate.dup_group() != group) continue;
      if (known.leased || known.IsLabeled(compiled->required_labels))
        return v1::EXCLUSION_REASON_DUPLICATE;
      if (WithoutGroup(other) == v1::EXCLUSION_REASON_UNSPECIFIED && Rank(other) < Rank(no))
        return v1::EXCLUSION_REASON_DUPLICATE;
    }
    return own;
  }

  uint64_t ExpectedMembers(CandidateNo no) const {
    const std::string& group = model.at(no).candidate.dup_group();
    if (group.empty()) return 1;
    uint64_t members = 0;
    for (const auto& [other, known] : model) {
      members += known.candidate.dup_group() == group &&
                 WithoutGroup(other) == v1::EXCLUSION_REASON_UNSPECIFIED;
    }
    return members;
  }

  selection::Micros ExpectedScore(CandidateNo no) const {
    const Known& known = model.at(no);
    selection::SignalValue value;
    if (known.confidence.has_value())
      value = {.present = true, .micros = selection::ToMicros(*known.confidence)};
    return selection::Score(*compiled, {value}, known.candidate.sensitive());
  }

  struct Known {
    v1::Candidate candidate;
    bool leased = false;
    bool dead = false;
    std::map<std::string, std::set<std::string>> annotators;  // by rubric revision
    bool decided = false;
    std::optional<double> confidence;

    bool IsLabeled(size_t required) const {
      return decided || std::any_of(annotators.begin(), annotators.end(), [&](const auto& under) {
               return under.second.size() >= required;
             });
    }
  };

  int64_t now_us = kStartUs;
  CandidateColumns candidates;
  SignalColumns signals;
  SliceBook slices;
  LabelBook labels;
  EvaluationBook evaluations;
  FrameWatchers watchers;
  Frame frame{{&candidates, &signals, &slices, &labels, &evaluations, &watchers}, kSalt};
  FrameShadow shadow{frame};
  int adopted = 0;
  std::map<CandidateNo, Known> model;
  std::optional<selection::CompiledPolicy> compiled;

 private:
  uint32_t Below(uint32_t n) { return std::uniform_int_distribution<uint32_t>(0, n - 1)(random_); }
  bool OneIn(uint32_t n) { return Below(n) == 0; }

  uint64_t Rank(CandidateNo no) const {
    return selection::Mix(kSalt, selection::StaticIdHash(model.at(no).candidate.candidate_id()));
  }

  // The first reason of S3 but for those about the group and the launch weight.
  v1::ExclusionReason WithoutGroup(CandidateNo no) const {
    const Known& known = model.at(no);
    const v1::Candidate& c = known.candidate;
    if (c.source().empty() || c.consent_scope().empty() || !c.has_retain_until() ||
        c.rubric().empty() || c.slice().empty() || c.model_release().empty() ||
        (c.split() == v1::SPLIT_UNSPECIFIED && c.split_group().empty())) {
      return v1::EXCLUSION_REASON_QUARANTINED;
    }
    const auto scope = registry_.consent_scopes.find(c.consent_scope());
    if (scope == registry_.consent_scopes.end()) return v1::EXCLUSION_REASON_CONSENT_DISALLOWED;
    const v1::ConsentScope& consent = scope->second.consent_scope();
    const bool purpose = consent.purposes(0) == policy_.purpose();
    const bool expired =
        consent.has_expire_time() && consent.expire_time().seconds() * 1'000'000 <= now_us;
    const auto& accepted = policy_.eligibility().consent_scopes();
    const bool named =
        accepted.empty() || std::count(accepted.begin(), accepted.end(), c.consent_scope()) > 0;
    if (!purpose || expired || !named) return v1::EXCLUSION_REASON_CONSENT_DISALLOWED;
    const int64_t retain_us =
        c.retain_until().seconds() * 1'000'000 + c.retain_until().nanos() / 1000;
    if (retain_us < now_us + (policy_.lease().max_lease().seconds() +
                              policy_.lease().label_turnaround().seconds()) *
                                 1'000'000) {
      return v1::EXCLUSION_REASON_RETENTION;
    }
    if (c.sensitive() && policy_.eligibility().sensitive() != v1::SENSITIVE_HANDLING_PENALIZE) {
      return v1::EXCLUSION_REASON_SENSITIVE;
    }
    if (!registry_.sources.contains(c.source())) return v1::EXCLUSION_REASON_SOURCE_UNKNOWN;
    if (c.split() != v1::SPLIT_TRAIN && c.split() != v1::SPLIT_DEV)
      return v1::EXCLUSION_REASON_SPLIT_DISALLOWED;
    if (known.IsLabeled(compiled->required_labels)) return v1::EXCLUSION_REASON_ALREADY_LABELED;
    if (known.leased) return v1::EXCLUSION_REASON_LEASED;
    if (known.dead) return v1::EXCLUSION_REASON_DEAD_LETTERED;
    return v1::EXCLUSION_REASON_UNSPECIFIED;
  }

  v1::ReviewPolicy RandomPolicy() {
    v1::ReviewPolicy policy = PlainPolicy();
    policy.mutable_signal_terms(0)->set_weight(1 + Below(3));
    policy.set_required_labels(1 + Below(2));
    if (OneIn(2)) {
      policy.mutable_eligibility()->set_sensitive(v1::SENSITIVE_HANDLING_PENALIZE);
      policy.mutable_eligibility()->set_sensitive_penalty(0.5);
    }
    if (OneIn(3)) {
      policy.mutable_eligibility()->add_consent_scopes("scope0");
      policy.mutable_eligibility()->add_consent_scopes("scope2");
    }
    policy.mutable_lease()->mutable_max_lease()->set_seconds(3600 * (1 + Below(12)));
    policy.mutable_lease()->mutable_label_turnaround()->set_seconds(Below(7200));
    return policy;
  }

  void Activate() {
    policy_ = RandomPolicy();
    compiled = *selection::CompilePolicy(policy_, {});
    shadow.Drop();
    frame.Activate(compiled, now_us);
  }

  // Begins a shadow, or builds a portion of it and adopts it when that was the last.
  void StepShadow() {
    if (!shadow.under_way() || OneIn(30)) {
      next_policy_ = RandomPolicy();
      return shadow.Begin(*selection::CompilePolicy(next_policy_, {}));
    }
    if (!shadow.Build(1 + Below(12), now_us)) return;
    policy_ = next_policy_;
    compiled = *selection::CompilePolicy(policy_, {});
    shadow.Adopt(now_us);
    ++adopted;
  }

  void Publish() {
    ++registry_.version;
    frame.SetRegistry(std::make_shared<RegistrySnapshot>(registry_), now_us);
  }
  void AddSource(const std::string& id) {
    registry_.sources[id] = {};
    Publish();
  }
  void AddScope(const std::string& id, bool training, int64_t expire_us) {
    v1::ConsentScope scope;
    scope.add_purposes(training ? v1::PURPOSE_TRAINING : v1::PURPOSE_EVALUATION);
    if (expire_us != 0) scope.mutable_expire_time()->set_seconds(expire_us / 1'000'000);
    *registry_.consent_scopes[id].mutable_consent_scope() = scope;
    Publish();
  }

  v1::Candidate RandomCandidate() {
    v1::Candidate c = PlainCandidate(absl::StrCat("c", Below(60)));
    c.set_source(absl::StrCat("src", Below(4)));
    c.set_consent_scope(absl::StrCat("scope", Below(4)));
    c.set_slice(absl::StrCat("s", Below(3)));
    c.mutable_retain_until()->set_seconds(now_us / 1'000'000 + Below(40 * 3600));
    c.mutable_retain_until()->set_nanos(static_cast<int32_t>(Below(1'000'000)) * 1000);
    if (OneIn(12)) c.clear_rubric();
    if (OneIn(12)) c.clear_retain_until();
    if (OneIn(12)) c.clear_model_release();
    if (OneIn(4)) c.set_sensitive(true);
    if (OneIn(8)) c.set_split(v1::SPLIT_TEST);
    if (!OneIn(3)) c.set_dup_group(absl::StrCat("g", Below(8)));
    return c;
  }

  void Put() {
    const v1::Candidate candidate = RandomCandidate();
    const uint64_t hash = selection::StaticIdHash(candidate.candidate_id());
    auto no = candidates.Find(candidate.candidate_id(), hash);
    if (no.has_value()) {
      candidates.Replace(*no, candidate);
    } else {
      no = candidates.Add(candidate, hash, now_us);
    }
    model[*no].candidate = candidate;
    frame.Update(*no, now_us);
  }

  // Leases, returns, labels or dead-letters a candidate.
  void Change(CandidateNo no) {
    Known& known = model[no];
    switch (Below(4)) {
      case 0:
        known.leased = !known.leased;
        candidates.row(no).lease = known.leased ? 1 : 0;
        break;
      case 1:
        known.dead = !known.dead;
        candidates.row(no).dead_lettered = known.dead;
        break;
      case 2:
        if (OneIn(4)) {
          known.decided = true;
          labels.Decide(no);
          break;
        }
        [[fallthrough]];
      default:
        const std::string annotator = absl::StrCat("a", Below(2));
        const std::string rubric = absl::StrCat("asr@", 1 + Below(2));
        known.annotators[rubric].insert(annotator);
        labels.Add(no, annotator, rubric);
    }
    frame.Update(no, now_us);
  }

  void Signal(CandidateNo no) {
    const double value = Below(1001) / 1000.0;
    model[no].confidence = value;
    const uint32_t series = *signals.Series({"confidence", "", ""});
    signals.Set(no, series, {selection::ToMicros(value), now_us / 1000, *signals.Origin({})});
    frame.UpdateScores({no});
  }

  std::mt19937 random_;
  v1::Queue queue_;
  RegistrySnapshot registry_;
  v1::ReviewPolicy policy_;
  v1::ReviewPolicy next_policy_;
};

// Compares exclusions, counts per slice, the index and the members of groups.
void ExpectAgreement(FrameWorld& world) {
  std::map<std::string, ExclusionCounts> counts;
  std::map<std::string, uint64_t> labeled;
  size_t in_frame = 0;
  std::optional<int64_t> oldest;
  for (const auto& [no, known] : world.model) {
    SCOPED_TRACE(known.candidate.ShortDebugString());
    const v1::ExclusionReason expected = world.Expected(no);
    const CandidateRow& row = world.candidates.row(no);
    ASSERT_EQ(world.frame.standings().at(no).exclusion, expected);
    ++counts[known.candidate.slice()][expected];
    labeled[known.candidate.slice()] += known.IsLabeled(world.compiled->required_labels);
    const bool in = expected == v1::EXCLUSION_REASON_UNSPECIFIED;
    ASSERT_EQ(world.frame.index()->Contains(no), in);
    if (!in) continue;
    ++in_frame;
    oldest = std::min(oldest.value_or(row.ingest_us), row.ingest_us);
    const selection::Member& member = world.frame.index()->At(no);
    ASSERT_EQ(member.score, world.ExpectedScore(no));
    ASSERT_EQ(world.candidates.dictionaries().slices.Text(member.slice), known.candidate.slice());
    ASSERT_EQ(world.frame.GroupMembers(no), world.ExpectedMembers(no));
  }
  ASSERT_EQ(world.frame.index()->TotalCount(), in_frame);
  ASSERT_EQ(world.frame.OldestAvailable(), oldest);
  for (const auto& [slice, expected] : counts) {
    const auto no = world.candidates.dictionaries().slices.Find(slice);
    ASSERT_TRUE(no.has_value());
    const SliceTally& tally = world.frame.standings().slice(*no);
    ASSERT_EQ(tally.counts, expected) << slice;
    ASSERT_EQ(tally.labeled, labeled[slice]) << slice;
  }
}

// Shadows are begun, built in portions between changes, given up and adopted on the way.
TEST(Frame, HoldsExactlyWhatADirectReadingOfTheRulesGives) {
  const uint32_t first = winnow::testing::Seed();
  int adopted = 0;
  for (uint32_t seed = first; seed < first + 30; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    FrameWorld world(seed);
    for (int i = 0; i < 400; ++i) {
      world.Step();
      if (i % 4 != 0) continue;
      world.frame.Advance(world.now_us);
      ExpectAgreement(world);
      if (HasFatalFailure()) return;
    }
    adopted += world.adopted;
  }
  EXPECT_GE(adopted, 30);
}

// One candidate at a time, so that the moment of each change is exact.
class FrameTimeTest : public ::testing::Test {
 protected:
  v1::ExclusionReason At(int64_t now_us, CandidateNo no = 0) {
    frame_.Advance(now_us);
    return static_cast<v1::ExclusionReason>(frame_.standings().at(no).exclusion);
  }
  CandidateNo Put(const v1::Candidate& candidate, int64_t now_us) {
    const uint64_t hash = selection::StaticIdHash(candidate.candidate_id());
    auto no = candidates_.Find(candidate.candidate_id(), hash);
    if (no.has_value()) {
      candidates_.Replace(*no, candidate);
    } else {
      no = candidates_.Add(candidate, hash, now_us);
    }
    frame_.Update(*no, now_us);
    return *no;
  }
  void Start(int64_t scope_expire_s = 0) {
    auto registry = std::make_shared<RegistrySnapshot>();
    registry->version = 1;
    registry->sources["src"] = {};
    v1::ConsentScope& scope = *registry->consent_scopes["scope"].mutable_consent_scope();
    scope.add_purposes(v1::PURPOSE_TRAINING);
    if (scope_expire_s != 0) scope.mutable_expire_time()->set_seconds(scope_expire_s);
    frame_.SetRegistry(std::move(registry), 0);
    v1::ReviewPolicy policy = PlainPolicy();
    policy.mutable_lease()->mutable_max_lease()->set_seconds(3600);
    frame_.Activate(*selection::CompilePolicy(policy, {}), 0);
  }
  static v1::Candidate Until(const std::string& id, int64_t retain_us) {
    v1::Candidate candidate = PlainCandidate(id);
    candidate.mutable_retain_until()->set_seconds(retain_us / 1'000'000);
    candidate.mutable_retain_until()->set_nanos(static_cast<int32_t>(retain_us % 1'000'000) * 1000);
    return candidate;
  }

  CandidateColumns candidates_;
  SignalColumns signals_;
  SliceBook slices_;
  LabelBook labels_;
  EvaluationBook evaluations_;
  FrameWatchers watchers_;
  Frame frame_{{&candidates_, &signals_, &slices_, &labels_, &evaluations_, &watchers_}, kSalt};
};

TEST_F(FrameTimeTest, RetentionTakesACandidateOutAtTheMicrosecond) {
  Start();
  Put(Until("a", kStartUs + 500'000), 0);
  Put(Until("b", kStartUs + 900'000), 0);
  EXPECT_EQ(At(kStartUs + 500'000 - kHourUs), v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_EQ(At(kStartUs + 500'001 - kHourUs), v1::EXCLUSION_REASON_RETENTION);
  EXPECT_EQ(At(kStartUs + 900'000 - kHourUs, 1), v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_EQ(At(kStartUs + 900'001 - kHourUs, 1), v1::EXCLUSION_REASON_RETENTION);
}

TEST_F(FrameTimeTest, ANewDateReplacesTheOldOneInBothDirections) {
  Start();
  Put(Until("a", kStartUs), 0);
  // Later, within the same hour: the old date takes nobody out.
  Put(Until("a", kStartUs + 1'000'000), 0);
  EXPECT_EQ(At(kStartUs + 1 - kHourUs), v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_EQ(At(kStartUs + 1'000'001 - kHourUs), v1::EXCLUSION_REASON_RETENTION);
  Put(Until("a", kStartUs + 9'000'000), kStartUs - kHourUs);
  EXPECT_EQ(At(kStartUs + 2'000'000 - kHourUs), v1::EXCLUSION_REASON_UNSPECIFIED);
  // Earlier: the new date counts at once when it comes.
  Put(Until("a", kStartUs + 5'000'000), kStartUs - kHourUs);
  EXPECT_EQ(At(kStartUs + 5'000'001 - kHourUs), v1::EXCLUSION_REASON_RETENTION);
}

TEST_F(FrameTimeTest, AScopeExpiresAtItsMoment) {
  Start(kStartUs / 1'000'000);
  Put(Until("a", kStartUs + 100 * kHourUs), 0);
  EXPECT_EQ(At(kStartUs - 1), v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_EQ(At(kStartUs), v1::EXCLUSION_REASON_CONSENT_DISALLOWED);
}

TEST_F(FrameTimeTest, ADuplicateStepsInWhereItsRepresentativeExpires) {
  Start();
  v1::Candidate a = Until("a", kStartUs);
  v1::Candidate b = Until("b", kStartUs);
  a.set_dup_group("g");
  b.set_dup_group("g");
  // Whichever represents the group, the other outlives it.
  Put(a, 0);
  Put(b, 0);
  const CandidateNo representative = frame_.index()->Contains(0) ? 0 : 1;
  const CandidateNo other = 1 - representative;
  v1::Candidate later = other == 0 ? a : b;
  later.mutable_retain_until()->set_seconds(kStartUs / 1'000'000 + 7200);
  Put(later, 0);
  EXPECT_EQ(At(kStartUs - kHourUs, other), v1::EXCLUSION_REASON_DUPLICATE);
  EXPECT_EQ(frame_.GroupMembers(representative), 2u);
  EXPECT_EQ(At(kStartUs - kHourUs + 1, other), v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_EQ(At(kStartUs - kHourUs + 1, representative), v1::EXCLUSION_REASON_RETENTION);
  EXPECT_EQ(frame_.GroupMembers(other), 1u);
}

TEST_F(FrameTimeTest, WithoutAPolicyOnlyQuarantineIsCounted) {
  Put(PlainCandidate("a"), 0);
  v1::Candidate lacking = PlainCandidate("b");
  lacking.clear_source();
  Put(lacking, 0);
  const SliceTally& slice = frame_.standings().slice(0);
  EXPECT_EQ(slice.counts[v1::EXCLUSION_REASON_UNSPECIFIED], 1u);
  EXPECT_EQ(slice.counts[v1::EXCLUSION_REASON_QUARANTINED], 1u);
  EXPECT_EQ(frame_.policy(), nullptr);
  EXPECT_EQ(frame_.index(), nullptr);
  EXPECT_TRUE(frame_.AllExclusions(1, 0).empty());
  EXPECT_EQ(frame_.OldestAvailable(), std::nullopt);
}

TEST_F(FrameTimeTest, ListsEveryReasonThatHolds) {
  Start();
  v1::Candidate candidate = Until("a", 0);
  candidate.set_source("unknown");
  candidate.set_sensitive(true);
  candidate.set_split(v1::SPLIT_TEST);
  Put(candidate, kStartUs);
  slices_.at(0).record.mutable_slice()->set_launch_weight(0);
  EXPECT_THAT(frame_.AllExclusions(0, kStartUs),
              ::testing::ElementsAre(v1::EXCLUSION_REASON_RETENTION, v1::EXCLUSION_REASON_SENSITIVE,
                                     v1::EXCLUSION_REASON_SOURCE_UNKNOWN,
                                     v1::EXCLUSION_REASON_SPLIT_DISALLOWED,
                                     v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE));
}

}  // namespace
}  // namespace winnow::shard::testing
