// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/shard/random_life.h"

#include "absl/strings/str_cat.h"
#include "server/shard/signal_fold.h"
#include "server/shard/tables.h"

namespace winnow::shard::testing {

void RandomLife::Begin() {
  bed_.Must([](ShardState& state, MutationLog& log) {
    Commands commands(state, log);
    commands.AddQueue();
    commands.AddPlainRegistry();
    commands.Activate(PlainPolicy());
    return absl::OkStatus();
  });
}

v1::Candidate RandomLife::RandomCandidate() {
  v1::Candidate candidate = PlainCandidate(absl::StrCat("c", Below(80)));
  candidate.set_slice(absl::StrCat("s", Below(4)));
  if (OneIn(10)) candidate.set_source(absl::StrCat("src", Below(3)));
  if (OneIn(10)) candidate.set_consent_scope(absl::StrCat("scope", Below(3)));
  if (OneIn(15)) candidate.clear_rubric();
  if (OneIn(15)) candidate.clear_retain_until();
  if (OneIn(10)) candidate.set_sensitive(true);
  if (OneIn(10)) candidate.set_split(v1::SPLIT_TEST);
  if (OneIn(2)) candidate.set_dup_group(absl::StrCat("g", Below(12)));
  if (OneIn(2)) {
    // Retention that ends within the life of the test, often in one hour or second.
    candidate.mutable_retain_until()->set_seconds(absl::ToUnixSeconds(
        bed_.clock().WallNow() + absl::Hours(20 + Below(12)) + absl::Seconds(Below(3) * 1700)));
    candidate.mutable_retain_until()->set_nanos(static_cast<int32_t>(Below(3)) * 400'000'000);
  }
  if (OneIn(2))
    (*candidate.mutable_attributes())["speaker"] = "00000000000000a" + std::to_string(Below(4));
  if (OneIn(2)) (*candidate.mutable_attributes())["device"] = absl::StrCat("d", Below(3));
  return candidate;
}

v1::Signal RandomLife::RandomSignal() {
  // Few times, so that older and equal ones are pushed as well.
  const absl::Time time = absl::FromUnixSeconds(1767225600) + absl::Milliseconds(Below(5));
  v1::Signal signal = SignalAt(OneIn(2) ? "confidence" : "x_other", Below(1001) / 1000.0, time);
  signal.set_scorer(absl::StrCat("scorer", Below(2)));
  if (OneIn(4)) {
    signal.set_name("pair_disagreement");
    signal.set_baseline_release("A");
    signal.set_candidate_release(absl::StrCat("B", Below(2)));
  }
  return signal;
}

v1::ReviewPolicy RandomLife::RandomPolicy() {
  v1::ReviewPolicy policy = PlainPolicy();
  policy.mutable_signal_terms(0)->set_weight(1 + Below(3));
  policy.set_required_labels(1 + Below(2));
  if (OneIn(2)) {
    policy.mutable_eligibility()->set_sensitive(v1::SENSITIVE_HANDLING_PENALIZE);
    policy.mutable_eligibility()->set_sensitive_penalty(0.25);
  }
  if (OneIn(3)) policy.mutable_eligibility()->add_consent_scopes("scope");
  policy.mutable_lease()->mutable_max_lease()->set_seconds(3600 * (1 + Below(24)));
  return policy;
}

void RandomLife::Grant(Commands& commands) {
  QueueState& queue = commands.queue();
  queue.frame.Advance(absl::ToUnixMicros(bed_.clock().WallNow()));
  std::vector<CandidateNo> drawn;
  for (CandidateNo no = 0; no < queue.candidates.size() && drawn.size() < 6; ++no) {
    if (queue.frame.index()->Contains(no) && OneIn(2)) drawn.push_back(no);
  }
  if (!drawn.empty()) commands.Grant(absl::StrCat("labeler", Below(2)), drawn);
}

void RandomLife::EndOrLabel(Commands& commands) {
  const auto next = commands.queue().leases.Next();
  if (!next.has_value()) return;
  if (OneIn(4)) {
    return commands.Close(next->second,
                          OneIn(2) ? v1::BATCH_STATE_EXPIRED : v1::BATCH_STATE_COMPLETED);
  }
  const size_t items = commands.queue().leases.Find(next->second)->candidates.size();
  commands.Label(next->second, Below(static_cast<uint32_t>(items)),
                 absl::StrCat("annotator", Below(3)));
}

void RandomLife::Remember(ShardState& state, Commands& commands) {
  const RequestKey key{absl::StrCat("p", Below(2)), "Method", absl::StrCat("r", Below(1000))};
  if (state.requests.Find(key) != nullptr) return;
  storage::v1::RequestRecord record;
  record.set_resource(absl::StrCat("queues/q", Below(10)));
  record.mutable_time()->set_seconds(absl::ToUnixSeconds(state.now.wall));
  storage::WriteSet writes;
  storage::RequestTable::Put(state.shard, {key.principal, key.method, key.request_id}, record,
                             &writes);
  state.requests.Add(key, record);
  requests_.push_back(key);
  commands.Add(std::move(writes), "Remember");
}

void RandomLife::ConfigureSlice(ShardState& state, Commands& commands) {
  QueueState& queue = commands.queue();
  const std::string id = absl::StrCat("s", Below(6));
  SliceState& slice = queue.slices.at(queue.candidates.dictionaries().slices.Intern(id));
  slice.configured = true;
  slice.record.mutable_slice()->set_launch_weight(Below(3));
  storage::WriteSet writes;
  storage::SliceTable::Put(state.shard, {queue.queue_no(), id}, slice.record, &writes);
  commands.Add(std::move(writes), "ConfigureSlice");
}

void RandomLife::AdvanceWriter(ShardState& state, Commands& commands) {
  QueueState& queue = commands.queue();
  const std::string writer = absl::StrCat("w", Below(3));
  storage::v1::WriterOffsetRecord record;
  record.set_committed_offset(queue.writer_offsets[{writer, v1::INGEST_STREAM_SIGNALS}] +=
                              Below(100));
  storage::WriteSet writes;
  storage::WriterOffsetTable::Put(
      state.shard, {queue.queue_no(), v1::INGEST_STREAM_SIGNALS, writer}, record, &writes);
  commands.Add(std::move(writes), "AdvanceWriter");
}

void RandomLife::Register(Commands& commands) {
  if (OneIn(2)) return commands.AddSource(absl::StrCat("src", Below(3)));
  v1::ConsentScope scope;
  scope.add_purposes(OneIn(2) ? v1::PURPOSE_TRAINING : v1::PURPOSE_EVALUATION);
  if (OneIn(2)) {
    scope.mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(bed_.clock().WallNow() + absl::Minutes(Below(300))));
  }
  commands.AddScope(absl::StrCat("scope", Below(3)), scope);
}

void RandomLife::Step() {
  if (OneIn(4)) bed_.clock().Advance(absl::Minutes(Below(20)));
  if (OneIn(12)) {
    EXPECT_TRUE(FoldSignals(bed_.shard(), {.min_backlog_bytes = 1, .max_chunks = 5}).ok());
    return;
  }
  bed_.Must([&](ShardState& state, MutationLog& log) {
    Commands commands(state, log);
    const auto known = static_cast<uint32_t>(commands.queue().candidates.size());
    switch (Below(16)) {
      case 0:
        commands.Activate(RandomPolicy());
        break;
      case 1:
        Register(commands);
        break;
      case 2:
        Remember(state, commands);
        break;
      case 3:
        ConfigureSlice(state, commands);
        break;
      case 4:
        AdvanceWriter(state, commands);
        break;
      case 5:
      case 6:
        Grant(commands);
        break;
      case 7:
      case 8:
      case 9:
        EndOrLabel(commands);
        break;
      case 10:
      case 11:
        for (uint32_t i = 0; known > 0 && i < 3; ++i) {
          commands.Push({{Below(known), RandomSignal()}, {Below(known), RandomSignal()}});
        }
        break;
      default:
        commands.Put(RandomCandidate());
    }
    return absl::OkStatus();
  });
}

}  // namespace winnow::shard::testing
