// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/verify_checks.h"

#include <algorithm>
#include <utility>

#include "server/loop/manifest.h"

namespace winnow::loop {
namespace {

struct Check {
  v1::VerifyCheck check;
  void (*run)(const BatchEvidence&, Findings&);
  // About the draw: nothing was drawn for a batch that hands out the sample of an evaluation.
  bool of_draw = false;
};

constexpr Check kChecks[] = {
    {v1::VERIFY_CHECK_ITEM_HASH, CheckItemHashes},
    {v1::VERIFY_CHECK_DIGEST, CheckDigest},
    {v1::VERIFY_CHECK_CHAIN, CheckChain},
    {v1::VERIFY_CHECK_POLICY, CheckPolicy},
    {v1::VERIFY_CHECK_COUNTS, CheckCounts, true},
    {v1::VERIFY_CHECK_QUOTAS, CheckQuotas, true},
    {v1::VERIFY_CHECK_ORDER, CheckOrder, true},
    {v1::VERIFY_CHECK_SCORES, CheckScores},
    {v1::VERIFY_CHECK_CAPS, CheckCaps, true},
    {v1::VERIFY_CHECK_PROBABILITIES, CheckProbabilities},
};

}  // namespace

bool BatchEvidence::has_gaps() const {
  return std::any_of(items.begin(), items.end(),
                     [](const auto& item) { return !item.has_value(); });
}

std::vector<std::optional<v1::ManifestItem>> OpenItems(const storage::v1::BatchRecord& batch) {
  std::vector<std::optional<v1::ManifestItem>> items;
  for (const storage::v1::SealedItem& sealed : batch.items()) {
    std::optional<v1::ManifestItem>& item = items.emplace_back();
    if (!IsErased(sealed) && !item.emplace().ParseFromString(sealed.item())) item.reset();
  }
  return items;
}

v1::VerifyFinding* Findings::Next(std::string message) {
  if (response_.findings_size() == kMost) {
    response_.set_findings_left_off(response_.findings_left_off() + 1);
    return nullptr;
  }
  v1::VerifyFinding* finding = response_.add_findings();
  finding->set_check(check_);
  finding->set_message(std::move(message));
  return finding;
}

void Findings::Add(std::string message) { Next(std::move(message)); }

void Findings::AddOfSlice(const std::string& slice, std::string message) {
  if (v1::VerifyFinding* finding = Next(std::move(message))) finding->set_slice(slice);
}

void Findings::AddOfItem(size_t index, std::string message) {
  if (v1::VerifyFinding* finding = Next(std::move(message))) finding->set_item(index + 1);
}

void RunChecks(const BatchEvidence& evidence, v1::VerifyBatchResponse& response) {
  response.set_items(evidence.items.size());
  response.set_erased_items(static_cast<uint64_t>(
      std::count_if(evidence.batch.items().begin(), evidence.batch.items().end(), IsErased)));
  response.set_digest(ManifestDigest(evidence.batch).ToHex());
  Findings findings(response);
  const bool is_drawn = evidence.batch.manifest().evaluation().empty();
  for (const Check& check : kChecks) {
    if (check.of_draw && !is_drawn) continue;
    findings.Start(check.check);
    check.run(evidence, findings);
  }
}

}  // namespace winnow::loop
