// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/batch_view.h"
#include "client/cli/commands.h"
#include "client/cli/option_value.h"
#include "client/cli/output.h"
#include "client/cli/row_errors.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

// A lease that is held: the batch and its token.
struct LeaseOptions {
  std::string batch;
  std::string queue;
  std::string token;
  std::string lease;
  std::string reason;
  std::vector<std::string> candidates;
};

struct RequeueOptions {
  std::string queue;
  std::vector<std::string> candidates;
  std::string cause;
};

// Sets batch and token, which every request of a lease's holder has.
template <typename Request>
absl::Status SetLease(const LeaseOptions& options, Request& request) {
  absl::StatusOr<std::string> name = BatchName(options.queue, options.batch);
  if (!name.ok()) return name.status();
  request.set_batch(*name);
  request.set_token(options.token);
  return absl::OkStatus();
}

absl::Status Renew(Session& session, const LeaseOptions& options) {
  v1::RenewLeaseRequest request;
  absl::Status status = SetLease(options, request);
  if (!status.ok()) return status;
  if (!options.lease.empty()) {
    auto lease = DurationOption("--lease", options.lease);
    if (!lease.ok()) return lease.status();
    *request.mutable_lease() = *lease;
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"expires"}, {"withdrawn"}});
    table.Add(
        {FormatTime(response->lease().expire_time()), absl::StrJoin(response->withdrawn(), ", ")});
    table.Print(out);
  });
  return absl::OkStatus();
}

absl::Status Complete(Session& session, const LeaseOptions& options) {
  v1::CompleteBatchRequest request;
  absl::Status status = SetLease(options, request);
  if (!status.ok()) return status;
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"state"}, {"done", true}, {"returned", true}, {"dead_lettered", true}});
    table.Add({EnumName(response->batch().state()), absl::StrCat(response->batch().done_items()),
               absl::StrCat(response->returned()), absl::StrCat(response->dead_lettered())});
    table.Print(out);
  });
  return absl::OkStatus();
}

absl::Status Cancel(Session& session, const LeaseOptions& options) {
  v1::CancelBatchRequest request;
  absl::Status status = SetLease(options, request);
  if (!status.ok()) return status;
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"state"}, {"returned", true}});
    table.Add({EnumName(response->batch().state()), absl::StrCat(response->returned())});
    table.Print(out);
  });
  return absl::OkStatus();
}

absl::Status Return(Session& session, const LeaseOptions& options) {
  v1::ReturnItemsRequest request;
  absl::Status status = SetLease(options, request);
  if (!status.ok()) return status;
  auto reason = OptionalEnum<v1::ReturnReason>("--reason", options.reason);
  if (!reason.ok()) return reason.status();
  request.set_reason(*reason);
  for (const std::string& id : options.candidates) request.add_candidate_ids(id);
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  NoteRowErrors(session, options.candidates, response->row_errors());
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"returned", true}, {"dead_lettered", true}, {"refused", true}, {"open", true}});
    table.Add({absl::StrCat(response->returned()), absl::StrCat(response->dead_lettered()),
               absl::StrCat(response->row_errors_size()), absl::StrCat(response->open_items())});
    table.Print(out);
  });
  return absl::OkStatus();
}

absl::Status Requeue(Session& session, const RequeueOptions& options) {
  absl::StatusOr<std::string> queue = QueueName(options.queue);
  if (!queue.ok()) return queue.status();
  v1::RequeueItemsRequest request;
  request.set_queue(*queue);
  for (const std::string& id : options.candidates) request.add_candidate_ids(id);
  if (!options.cause.empty()) {
    auto cause = OptionalEnum<v1::RelabelCause>("--relabel", options.cause);
    if (!cause.ok()) return cause.status();
    request.set_relabel_cause(*cause);
  }
  auto response = session.Call(std::move(request));
  if (!response.ok()) return response.status();
  NoteRowErrors(session, options.candidates, response->row_errors());
  Print(session, *response, [&](std::ostream& out) {
    Table table({{"requeued", true}, {"labels given up", true}, {"refused", true}});
    table.Add({absl::StrCat(response->requeued()), absl::StrCat(response->labels()),
               absl::StrCat(response->row_errors_size())});
    table.Print(out);
  });
  return absl::OkStatus();
}

using LeaseAction = absl::Status (*)(Session& session, const LeaseOptions& options);

// A verb of the lease's holder; the caller adds what is special to it.
CLI::App& AddLeaseVerb(Commands& commands, CLI::App& batch, const CommandText& text,
                       std::pair<LeaseAction, std::shared_ptr<LeaseOptions>> run) {
  const auto [action, options] = run;
  CLI::App& verb = commands.AddVerb(
      batch, text,
      [action = action, options = options](Session& session) { return action(session, *options); });
  verb.add_option("batch", options->batch, "Id, or full name")->required();
  verb.add_option("--queue", options->queue, "The queue, unless the name is full")
      ->type_name("QUEUE");
  verb.add_option("--token", options->token, "The lease's token")->required()->type_name("TOKEN");
  return verb;
}

}  // namespace

void AddLeaseCommands(Commands& commands, CLI::App& batch) {
  auto renew = std::make_shared<LeaseOptions>();
  AddLeaseVerb(commands, batch,
               {"renew", "Extends a lease from now",
                "winnow batch renew --queue asr b1 --token T --lease 2h"},
               {Renew, renew})
      .add_option("--lease", renew->lease, "Length from now (default: the policy's)")
      ->type_name("DURATION");

  AddLeaseVerb(commands, batch,
               {"complete", "Closes a batch; unfinished items go back to the queue",
                "winnow batch complete --queue asr b1 --token T"},
               {Complete, std::make_shared<LeaseOptions>()});

  AddLeaseVerb(commands, batch,
               {"cancel", "Cancels a batch; items go back and the attempt does not count",
                "winnow batch cancel --queue asr b1 --token T"},
               {Cancel, std::make_shared<LeaseOptions>()});

  auto give_back = std::make_shared<LeaseOptions>();
  CLI::App& return_verb =
      AddLeaseVerb(commands, batch,
                   {"return", "Gives items back with a reason",
                    "winnow batch return --queue asr b1 --token T --reason UNUSABLE c1 c2"},
                   {Return, give_back});
  return_verb.add_option("--reason", give_back->reason, "UNUSABLE, WRONG_SKILL or OUT_OF_TIME")
      ->required()
      ->type_name("REASON");
  return_verb.add_option("candidates", give_back->candidates, "Ids of the items")->required();

  auto requeue = std::make_shared<RequeueOptions>();
  CLI::App& requeue_verb = commands.AddVerb(
      batch,
      {"requeue", "Brings dead-lettered items back, and with --relabel those that have labels",
       "winnow batch requeue --queue asr --relabel POLICY_CHANGE c1 c2"},
      [requeue](Session& session) { return Requeue(session, *requeue); });
  AddQueueOption(requeue_verb, requeue->queue);
  requeue_verb
      .add_option("--relabel", requeue->cause,
                  "Gives up labels, for this reason: POLICY_CHANGE, ADJUDICATION or CORRECTION")
      ->type_name("CAUSE");
  requeue_verb.add_option("candidates", requeue->candidates, "Ids of the items")->required();
}

}  // namespace winnow::client::cli
