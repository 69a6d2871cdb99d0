// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/client/cli/fake_review.h"

#include "tests/client/fake_server.h"

namespace winnow::client::cli {
namespace {

using Lock = std::lock_guard<std::mutex>;

v1::QuotaLine Quota(const std::string& slice, uint64_t filled) {
  v1::QuotaLine line;
  line.set_slice(slice);
  line.set_eligible(12);
  line.set_max(5);
  line.set_exploit(filled);
  line.set_explore(0.25);
  line.set_filled(filled);
  return line;
}

v1::ManifestItem Item(int i) {
  v1::ManifestItem item;
  item.set_candidate_id("c" + std::to_string(i));
  item.set_slice("lead");
  item.set_arm(i == 0 ? v1::ARM_EXPLOIT : v1::ARM_EXPLORE);
  item.set_score_micros(930000 - i);
  item.set_inclusion_probability(i == 0 ? 1 : 0.125);
  v1::ScoreTerm& term = *item.add_terms();
  term.set_name("confidence");
  term.set_micros(-1500000);
  term.set_missing(i == 2);
  return item;
}

}  // namespace

void FakeReview::SetEmpty(v1::EmptyReason reason) {
  const Lock lock(mutex_);
  empty_ = reason;
}

v1::RequestBatchRequest FakeReview::batch_request() const {
  const Lock lock(mutex_);
  return batch_request_;
}

std::vector<v1::SubmitLabelsRequest> FakeReview::submissions() const {
  const Lock lock(mutex_);
  return submissions_;
}

v1::ExportBatchRequest FakeReview::export_request() const {
  const Lock lock(mutex_);
  return export_request_;
}

v1::ReturnItemsRequest FakeReview::returned() const {
  const Lock lock(mutex_);
  return returned_;
}

grpc::Status FakeReview::RequestBatch(grpc::ServerContext*, const v1::RequestBatchRequest* request,
                                      v1::RequestBatchResponse* response) {
  const Lock lock(mutex_);
  batch_request_ = *request;
  if (empty_ != v1::EMPTY_REASON_UNSPECIFIED) {
    response->set_empty_reason(empty_);
    response->mutable_retry_after()->set_seconds(90);
    return grpc::Status::OK;
  }
  response->set_batch(request->queue() + "/batches/b1");
  response->mutable_lease()->set_token("tok1");
  response->mutable_lease()->mutable_expire_time()->set_seconds(1795341600);
  v1::BatchItem& item = *response->add_items();
  item.set_candidate_id("c0");
  item.set_slice("lead");
  item.set_stage(v1::STAGE_ACOUSTIC);
  item.set_rubric("asr");
  item.set_required_labels(2);
  (*item.mutable_attributes())["speaker"] = "0123456789abcdef";
  (*item.mutable_attributes())["device"] = "far\x1b[31mfield";
  *response->mutable_manifest()->add_quotas() = Quota("lead", 1);
  v1::QuotaLine& shortfall = *response->mutable_manifest()->add_quotas();
  shortfall = Quota("other", 0);
  shortfall.set_shortfall(2);
  shortfall.set_shortfall_reason(v1::SHORTFALL_REASON_NO_SUPPLY);
  return grpc::Status::OK;
}

grpc::Status FakeReview::GetBatch(grpc::ServerContext*, const v1::GetBatchRequest* request,
                                  v1::GetBatchResponse* response) {
  response->mutable_batch()->set_name(request->name());
  response->mutable_batch()->set_state(v1::BATCH_STATE_OPEN);
  response->mutable_manifest()->set_policy("policies/lab-v0@1");
  *response->mutable_manifest()->add_quotas() = Quota("lead", 3);
  const int first = request->page_token().empty() ? 0 : std::stoi(request->page_token());
  if (request->page_size() > 0) *response->add_items() = Item(first);
  if (first < 2) response->set_next_page_token(std::to_string(first + 1));
  return grpc::Status::OK;
}

grpc::Status FakeReview::ExportBatch(grpc::ServerContext*, const v1::ExportBatchRequest* request,
                                     grpc::ServerWriter<v1::ExportBatchResponse>* writer) {
  if (request->name() == "queues/q/batches/none") {
    return RichStatus(grpc::StatusCode::NOT_FOUND, "BATCH_UNKNOWN", "", 0);
  }
  {
    const Lock lock(mutex_);
    export_request_ = *request;
  }
  v1::ExportBatchResponse piece;
  piece.set_content(request->format() == v1::EXPORT_FORMAT_CSV ? "candidate," : "{\"type\":");
  writer->Write(piece);
  piece.set_content(request->format() == v1::EXPORT_FORMAT_CSV ? "slice\r\n" : "\"manifest\"}\n");
  writer->Write(piece);
  return grpc::Status::OK;
}

grpc::Status FakeReview::ExportFrame(grpc::ServerContext*, const v1::ExportFrameRequest* request,
                                     grpc::ServerWriter<v1::ExportFrameResponse>* writer) {
  v1::ExportFrameResponse piece;
  piece.set_content("{\"queue\":\"" + request->queue() + "\"");
  writer->Write(piece);
  piece.set_content("}\n");
  writer->Write(piece);
  return grpc::Status::OK;
}

grpc::Status FakeReview::VerifyBatch(grpc::ServerContext*, const v1::VerifyBatchRequest* request,
                                     v1::VerifyBatchResponse* response) {
  response->set_items(3);
  response->set_erased_items(1);
  response->set_digest("ab12");
  if (request->name() != "queues/q/batches/forged") return grpc::Status::OK;
  v1::VerifyFinding& of_item = *response->add_findings();
  of_item.set_check(v1::VERIFY_CHECK_SCORES);
  of_item.set_item(2);
  of_item.set_message("its score is not the sum of its terms");
  v1::VerifyFinding& of_slice = *response->add_findings();
  of_slice.set_check(v1::VERIFY_CHECK_COUNTS);
  of_slice.set_slice("lead");
  of_slice.set_message("it has 2 items, and its line says 3");
  response->set_findings_left_off(4);
  return grpc::Status::OK;
}

grpc::Status FakeReview::ExplainCandidate(grpc::ServerContext*, const v1::ExplainCandidateRequest*,
                                          v1::ExplainCandidateResponse* response) {
  response->set_candidate_id("c7");
  response->set_slice("lead");
  response->set_policy("policies/p@1");
  response->set_score_micros(930000);
  response->mutable_slice_rank()->set_first(12);
  response->mutable_slice_rank()->set_last(12);
  response->mutable_queue_rank()->set_first(40);
  response->mutable_queue_rank()->set_last(70000);
  response->set_cell_candidates(300);
  v1::NextDraw& draw = *response->mutable_next_draw();
  draw.set_items(1000);
  draw.set_arm(v1::ARM_EXPLORE);
  draw.set_inclusion_probability(0.01);
  draw.set_cell_candidates(290);
  v1::Stop& stop = *response->add_stops();
  stop.set_reason(v1::STOP_REASON_SLICE_QUOTA);
  stop.set_message("its slice has 5 slots");
  return grpc::Status::OK;
}

grpc::Status FakeReview::SubmitLabels(grpc::ServerContext*, const v1::SubmitLabelsRequest* request,
                                      v1::SubmitLabelsResponse* response) {
  const Lock lock(mutex_);
  submissions_.push_back(*request);
  for (int i = 0; i < request->labels_size(); ++i) {
    if (request->labels(i).candidate_id() != "late") {
      response->set_accepted(response->accepted() + 1);
      if (request->labels(i).candidate_id() == "odd")
        response->set_disputed(response->disputed() + 1);
      continue;
    }
    v1::RowError& error = *response->add_row_errors();
    error.set_index(static_cast<uint32_t>(i));
    error.set_reason(v1::ERROR_REASON_ITEM_DONE);
    error.set_message("the item has its labels");
  }
  return grpc::Status::OK;
}

grpc::Status FakeReview::ReturnItems(grpc::ServerContext*, const v1::ReturnItemsRequest* request,
                                     v1::ReturnItemsResponse* response) {
  const Lock lock(mutex_);
  returned_ = *request;
  response->set_returned(1);
  v1::RowError& error = *response->add_row_errors();
  error.set_index(1);
  error.set_reason(v1::ERROR_REASON_ITEM_NOT_IN_BATCH);
  error.set_message("give items of the batch");
  return grpc::Status::OK;
}

}  // namespace winnow::client::cli
