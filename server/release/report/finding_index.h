// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_FINDING_INDEX_H_
#define WINNOW_SERVER_RELEASE_REPORT_FINDING_INDEX_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// The findings of a verdict by what they are about. Keeps a pointer to the verdict.
class FindingIndex {
 public:
  explicit FindingIndex(const v1::ReleaseVerdict& verdict);

  // Of this kind and subject, in their order.
  std::vector<const v1::Finding*> Of(v1::FindingKind kind, absl::string_view subject) const;
  // About a number guardrail: it does not hold, or its number did not come.
  std::vector<const v1::Finding*> OfNumber(const v1::NumberGuardrail& guardrail) const;
  bool Has(v1::FindingKind kind) const;
  // True if a comparison's findings are waived: those of a regression or a guardrail where it
  // blocks, of too little evidence where it is not decided. It has some, and all of them are; where
  // they are not listed, the others of their kind are.
  bool IsWaived(const v1::Comparison& comparison) const;

 private:
  absl::btree_multimap<std::pair<v1::FindingKind, std::string>, const v1::Finding*> findings_;
  absl::btree_map<v1::FindingKind, const v1::Finding*> others_;  // that stand for those not listed
};

// Whether the verdict saw a number of the guardrail: none came since.
bool SawNumber(const v1::ReleaseVerdict& verdict, const v1::Release& release,
               absl::string_view guardrail);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_FINDING_INDEX_H_
