// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/agreements.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/loop/agreement_count.h"
#include "server/loop/error.h"
#include "server/loop/label_page.h"
#include "server/loop/paging.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_catalog.h"
#include "server/loop/usage.h"

namespace winnow::loop {
namespace {

// Labels that are looked up under the shard's mutex at once.
constexpr size_t kLabelsPerPortion = 2'000;

// One call of AgreementReport.
class ReportCall {
 public:
  ReportCall(Environment& environment, const Caller& caller,
             const v1::AgreementReportRequest& request, std::string queue_id)
      : environment_(environment),
        caller_(caller),
        request_(request),
        queue_id_(std::move(queue_id)) {}

  absl::Status Run(shard::Shard& shard) {
    rubric_ = FindRubric(*registry_, request_.rubric());
    if (rubric_ == nullptr) {
      return Unknown(v1::ERROR_REASON_RUBRIC_UNKNOWN,
                     "No such rubric revision. ListRubricRevisions names those that there are.");
    }
    auto count = AgreementCount::Make(*rubric_, request_.dimension());
    if (!count.ok()) return count.status();
    count_.emplace(*std::move(count));
    if (absl::Status status = Peek(shard, [&](const auto& state) { return Find(state); });
        !status.ok()) {
      return status;
    }
    std::string token;
    do {
      if (caller_.gone != nullptr && *caller_.gone) return Draining();
      auto page = ReadLabelPage(shard, {.queue_no = queue_no_,
                                        .rubric = request_.rubric(),
                                        .token = token,
                                        .rows = kLabelsPerPortion});
      if (!page.ok()) return page.status();
      absl::Status status =
          Peek(shard, [&](const shard::ShardState& state) { return Count(state, *page); });
      if (!status.ok()) return status;
      token = std::move(page->next_token);
    } while (!token.empty());
    return absl::OkStatus();
  }

  // A page of the rows, and on the first the vendors.
  absl::Status Fill(uint64_t from, v1::AgreementReportResponse& response) const {
    auto rows = count_->Rows();
    if (!rows.ok()) return rows.status();
    const size_t end = std::min<size_t>(rows->size(), from + PageRows(request_.page_size()));
    for (size_t i = from; i < end; ++i) *response.add_rows() = std::move((*rows)[i]);
    if (end < rows->size()) response.set_next_page_token(TokenFrom(end));
    response.set_labels(count_->labels());
    if (from > 0) return absl::OkStatus();
    auto shifts = count_->VendorShifts();
    if (!shifts.ok()) return shifts.status();
    for (v1::VendorShift& shift : *shifts) *response.add_vendor_shifts() = std::move(shift);
    return absl::OkStatus();
  }

 private:
  // The queue, and the attribute that clusters its candidates.
  absl::Status Find(const shard::ShardState& state) {
    const auto queue = FindQueue(state, queue_id_);
    if (!queue.ok()) return queue.status();
    queue_no_ = (*queue)->queue_no();
    if (request_.cluster_attribute().empty()) return absl::OkStatus();
    const auto& attributes = (*queue)->record.queue().attributes();
    for (int i = 0; i < attributes.size(); ++i) {
      if (attributes[i].key() == request_.cluster_attribute()) cluster_ = static_cast<size_t>(i);
    }
    if (cluster_.has_value()) return absl::OkStatus();
    return FieldsInvalid({{"cluster_attribute", "must be an attribute that the queue declares"}});
  }

  absl::Status Count(const shard::ShardState& state, const LabelPage& page) {
    const auto queue = FindQueue(state, queue_id_);
    if (!queue.ok()) return queue.status();
    for (const auto& [no, label] : page.labels) {
      if (no >= (*queue)->candidates.size() ||
          MayBeUsed(**queue, no, state.now.latest_us()) != v1::ERROR_REASON_UNSPECIFIED) {
        continue;
      }
      AgreementCount::Place place;
      place.slice =
          (*queue)->candidates.dictionaries().slices.Text((*queue)->candidates.row(no).slice);
      if (cluster_.has_value()) {
        const uint64_t key = (*queue)->candidates.attributes().Key(no, *cluster_);
        if (key != 0) place.cluster = absl::StrCat(key);
      }
      const shard::ControlBook::Entry* const control = (*queue)->controls.Find(no);
      if (control != nullptr && control->item.rubric() == label.rubric())
        place.gold = &control->item;
      if (absl::Status status = count_->Add(label, place); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  Environment& environment_;
  const Caller& caller_;
  const v1::AgreementReportRequest& request_;
  const std::string queue_id_;
  const std::shared_ptr<const shard::RegistrySnapshot> registry_ =
      environment_.shards.registry().Get();
  const v1::Rubric* rubric_ = nullptr;
  uint32_t queue_no_ = 0;
  std::optional<size_t> cluster_;
  std::optional<AgreementCount> count_;
};

}  // namespace

void Agreements::AgreementReport(const Caller& caller, const v1::AgreementReportRequest& request,
                                 Done<v1::AgreementReportResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const auto from = PageFrom(request.page_token());
  if (!from.ok()) return done(from.status());
  ReportCall call(environment_, caller, request, *std::move(queue_id));
  auto response = std::make_shared<v1::AgreementReportResponse>();
  absl::Status status = call.Run(**shard);
  if (status.ok()) status = call.Fill(*from, *response);
  if (!status.ok()) return done(std::move(status));
  (*shard)->Read([](const shard::ShardState&) { return absl::OkStatus(); },
                 Reply(response, std::move(done)));
}

}  // namespace winnow::loop
