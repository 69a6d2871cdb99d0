// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/erasures.h"

#include <future>
#include <memory>
#include <utility>

#include "server/digest/sha256.h"
#include "server/loop/candidate_validation.h"
#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/removal/erasure.h"
#include "server/loop/reply.h"

namespace winnow::loop {
namespace {

constexpr absl::Duration kBusy = absl::Seconds(5);

}  // namespace

void Erasures::EraseSubject(const Caller& caller, const v1::EraseSubjectRequest& request,
                            Done<v1::EraseSubjectResponse> done) {
  if (!IsKeyedHash(request.subject()))
    return done(FieldsInvalid({{"subject", std::string(kKeyedHashRule)}}));
  auto call = IdentifyCall(caller, "EraseSubject", request);
  if (!call.ok()) return done(call.status());
  ErasureOrder order{.subject_digest = digest::Sha256(request.subject()),
                     .principal = caller.principal,
                     .method = "EraseSubject",
                     .call = *std::move(call)};
  auto shared = std::make_shared<Done<v1::EraseSubjectResponse>>(std::move(done));
  const bool started = thread_.Start([this, order = std::move(order), shared]() mutable {
    Erasure erasure(environment_, thread_.stopping(), std::move(order));
    if (absl::Status status = erasure.Run(); !status.ok()) return (*shared)(std::move(status));
    v1::EraseSubjectResponse response;
    *response.mutable_receipt() = erasure.receipt();
    *response.mutable_position() = ToProto(erasure.position());
    (*shared)(std::move(response));
  });
  if (!started) (*shared)(Overloaded(kBusy, "Too many removals wait. Wait and call again."));
}

absl::Status Erasures::Resume(const std::vector<digest::Digest>& foreign) {
  std::promise<absl::Status> ended;
  const bool started = thread_.Start([&] { ended.set_value(ResumeAll(foreign)); });
  return started ? ended.get_future().get() : Draining();
}

absl::Status Erasures::ResumeAll(std::vector<digest::Digest> subjects) {
  absl::Status status =
      Peek(environment_.shards.control(), [&](const shard::ShardState& state) -> absl::Status {
        for (const auto& [key, record] : state.pending_registry->erasures) {
          if (record.has_receipt()) continue;
          const auto subject = digest::Digest::FromBytes(record.subject_digest());
          if (!subject.ok()) return absl::DataLossError("a stored erasure is damaged");
          subjects.push_back(*subject);
        }
        return absl::OkStatus();
      });
  for (size_t i = 0; status.ok() && i < subjects.size(); ++i) {
    status = Erasure(environment_, thread_.stopping(),
                     {.subject_digest = subjects[i], .method = "ResumeErasure"})
                 .Run();
  }
  return status;
}

}  // namespace winnow::loop
