// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/person.h"

#include <filesystem>
#include <stdexcept>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "storage/rocksdb_file_scan.h"
#include "tests/testing/approve_policy.h"

namespace winnow::testing {
namespace {

std::string Hash(int number, absl::string_view what) {
  std::string hash;
  uint64_t state = 0x9e3779b97f4a7c15u * static_cast<uint64_t>(number + 1);
  for (const char c : what) state = (state ^ static_cast<uint64_t>(c)) * 0x100000001b3u;
  for (int i = 0; i < 2; ++i) {
    state ^= state >> 29;
    state *= 0xbf58476d1ce4e5b9u;
    absl::StrAppend(&hash, absl::StrFormat("%016x", state));
  }
  return hash;
}

}  // namespace

Person::Person(int number)
    : subject(Hash(number, "subject")),
      speaker(Hash(number, "speaker")),
      device("device-" + Hash(number, "device")),
      group("group-" + Hash(number, "group")),
      duplicates("dup-" + Hash(number, "dup")),
      vendor("vendor-" + Hash(number, "vendor")),
      number_(number) {}

v1::Candidate Person::Candidate(int i) const {
  v1::Candidate candidate = MakeCandidate(static_cast<uint64_t>(number_ * 100 + i));
  candidate.set_candidate_id(absl::StrCat("p", number_, "-", i));
  candidate.clear_split();
  candidate.set_split_group(absl::StrCat(group, "-", i % 3));
  candidate.set_subject(subject);
  (*candidate.mutable_attributes())["speaker"] = speaker;
  (*candidate.mutable_attributes())["device"] = device;
  if (i % 4 == 3) candidate.set_dup_group(duplicates);
  return candidate;
}

std::vector<std::string> Person::Traces() const {
  const std::string key = absl::HexStringToBytes(speaker.substr(0, 16));
  return {subject,
          speaker,
          speaker.substr(0, 16),
          device,
          group,
          vendor,
          key,
          std::string(key.rbegin(), key.rend())};
}

PersonDesk::PersonDesk(std::shared_ptr<grpc::Channel> channel)
    : Desk(channel), governance_(v1::GovernanceService::NewStub(channel)) {}

void PersonDesk::SetUp() {
  SetUpQueue();
  {
    v1::UpdateQueueRequest request;
    v1::UpdateQueueResponse response;
    grpc::ClientContext context;
    request.mutable_queue()->set_name(kQueue);
    for (const auto& [key, kind] : {std::pair("speaker", v1::ATTRIBUTE_KIND_KEYED_HASH),
                                    std::pair("device", v1::ATTRIBUTE_KIND_CATEGORY)}) {
      v1::AttributeSpec& spec = *request.mutable_queue()->add_attributes();
      spec.set_key(key);
      spec.set_kind(kind);
    }
    request.mutable_update_mask()->add_paths("attributes");
    Check(policy().UpdateQueue(&context, request, &response), "UpdateQueue");
  }
  {
    v1::CreatePolicyRevisionRequest request;
    v1::CreatePolicyRevisionResponse response;
    grpc::ClientContext context;
    request.set_policy_id("capped");
    *request.mutable_policy() = OpenPolicy();
    request.mutable_policy()->mutable_exploration()->set_share(0.5);
    v1::Cap& cap = *request.mutable_policy()->add_caps();
    cap.set_attribute("speaker");
    cap.set_per_batch(2);
    cap.set_per_window(1000);
    cap.mutable_window()->set_seconds(86400);
    Check(policy().CreatePolicyRevision(&context, request, &response), "CreatePolicyRevision");
    ApprovePolicy(policy(), response.policy_revision().name());
  }
  v1::ActivatePolicyRevisionRequest request;
  v1::ActivatePolicyRevisionResponse response;
  grpc::ClientContext context;
  request.set_queue(kQueue);
  request.set_policy("policies/capped@1");
  Check(policy().ActivatePolicyRevision(&context, request, &response), "ActivatePolicyRevision");
}

void PersonDesk::TakeIn(const Person& person, int count) {
  {
    v1::BatchUpsertCandidatesRequest request;
    v1::BatchUpsertCandidatesResponse response;
    grpc::ClientContext context;
    request.set_queue(kQueue);
    request.set_request_id(absl::StrCat("take-in-", person.Candidate(0).candidate_id()));
    for (int i = 0; i < count; ++i) *request.add_candidates() = person.Candidate(i);
    Check(ingest().BatchUpsertCandidates(&context, request, &response), "BatchUpsertCandidates");
    if (response.result().row_errors_size() > 0)
      throw std::runtime_error(response.result().row_errors(0).message());
  }
  v1::BatchPushSignalsRequest request;
  v1::BatchPushSignalsResponse response;
  grpc::ClientContext context;
  request.set_queue(kQueue);
  for (int i = 0; i < count; ++i) {
    v1::SignalRow& row = *request.add_rows();
    row.set_candidate_id(person.Candidate(i).candidate_id());
    v1::Signal& signal = *row.add_signals();
    signal.set_name("entropy");
    signal.set_value(0.9);
  }
  Check(ingest().BatchPushSignals(&context, request, &response), "BatchPushSignals");
}

v1::RequestBatchResponse PersonDesk::LabelHalf(const Person& person,
                                               const std::string& request_id) {
  v1::RequestBatchResponse batch;
  Check(RequestBatch({.max_items = 20, .request_id = request_id}, &batch), "RequestBatch");
  v1::SubmitLabelsRequest request;
  v1::SubmitLabelsResponse response;
  grpc::ClientContext context;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  request.set_request_id(request_id.empty() ? "" : request_id + "-labels");
  for (int i = 0; i < batch.items_size(); i += 2) {
    v1::Label& label = *request.add_labels();
    label.set_candidate_id(batch.items(i).candidate_id());
    label.set_rubric(batch.items(i).rubric());
    label.set_annotator("0123456789abcdef");
    const auto speaker = batch.items(i).attributes().find("speaker");
    const bool own = speaker != batch.items(i).attributes().end() &&
                     absl::StartsWith(person.speaker, speaker->second);
    label.set_vendor(own ? person.vendor : "fine");
    (*label.mutable_values())["word_errors"].set_number(1);
  }
  if (request.labels_size() > 0)
    Check(review().SubmitLabels(&context, request, &response), "SubmitLabels");
  return batch;
}

grpc::Status PersonDesk::Erase(const Person& person, const std::string& request_id,
                               v1::EraseSubjectResponse* response) {
  v1::EraseSubjectRequest request;
  grpc::ClientContext context;
  request.set_subject(person.subject);
  request.set_request_id(request_id);
  return governance_->EraseSubject(&context, request, response);
}

grpc::Status PersonDesk::Verify(const std::string& batch, v1::VerifyBatchResponse* response) {
  v1::VerifyBatchRequest request;
  grpc::ClientContext context;
  request.set_name(batch);
  return review().VerifyBatch(&context, request, response);
}

double MetricOf(const TestServer& server, const std::string& name) {
  const std::string metrics = server.Get("/metrics");
  const size_t at = metrics.find("\n" + name + " ");
  double value = 0;
  if (at == std::string::npos) return value;
  const size_t begin = at + name.size() + 2;
  if (!absl::SimpleAtod(metrics.substr(begin, metrics.find('\n', begin) - begin), &value))
    throw std::runtime_error("no number: " + name);
  return value;
}

void AwaitPurge(const TestServer& server) {
  const std::string done = "winnow_purges_total{result=\"done\"}";
  const double before = MetricOf(server, done);
  while (MetricOf(server, done) <= before || MetricOf(server, "winnow_purge_pending") != 0) {
  }
}

std::vector<std::string> Residue(const std::vector<std::string>& folders,
                                 const std::vector<Person>& persons) {
  std::vector<std::string> strings;
  for (const Person& person : persons) {
    for (std::string& trace : person.Traces()) strings.push_back(std::move(trace));
  }
  const auto search = storage::ByteSearch::Make(strings);
  if (!search.ok()) throw std::runtime_error(search.status().ToString());
  std::vector<std::string> residue;
  for (const std::string& folder : folders) {
    const auto report = storage::ScanFiles(folder, *search);
    if (!report.ok()) throw std::runtime_error(report.status().ToString());
    for (const storage::Sighting& sighting : report->sightings)
      residue.push_back(storage::DescribeSighting(sighting));
    for (const std::string& file : report->unreadable) residue.push_back("unreadable: " + file);
  }
  return residue;
}

}  // namespace winnow::testing
