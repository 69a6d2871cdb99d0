// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/policy_view.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/batch_view.h"
#include "client/enum_name.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

// "legal" for ROLE_POLICY_LEGAL.
std::string OwnerName(v1::Role role) {
  const std::string name = EnumName(role);
  return absl::AsciiStrToLower(absl::StripPrefix(name, "POLICY_"));
}

uint64_t OverCaps(const v1::SimulatedDraw& draw) {
  uint64_t items = 0;
  for (const v1::CapOverflow& overflow : draw.cap_overflows()) items += overflow.count();
  return items;
}

uint64_t Shortfall(const v1::SimulatedDraw& draw) {
  uint64_t slots = 0;
  for (const v1::QuotaLine& line : draw.quotas()) slots += line.shortfall();
  return slots;
}

}  // namespace

std::vector<Column> PolicyColumns() {
  return {{"policy"}, {"purpose"}, {"state"}, {"approvals"}, {"author"}, {"created"}, {"hash"}};
}

Cells PolicyCells(const v1::PolicyRevision& revision) {
  const int missing = revision.missing_approvals_size();
  return {IdOf(revision.name()),
          EnumName(revision.policy().purpose()),
          EnumName(revision.state()),
          absl::StrCat(revision.approvals_size(), "/", revision.approvals_size() + missing),
          revision.author(),
          FormatTime(revision.create_time()),
          revision.content_hash().substr(0, 16)};
}

void PrintRevision(const v1::PolicyRevision& revision, std::ostream& out) {
  Table table(PolicyColumns());
  table.Add(PolicyCells(revision));
  table.Print(out);
}

void PrintApprovals(const v1::PolicyRevision& revision, std::ostream& out) {
  Table table({{"owner"}, {"approved by"}, {"when"}});
  for (const v1::PolicyApproval& approval : revision.approvals()) {
    table.Add(
        {OwnerName(approval.role()), approval.approver(), FormatTime(approval.approve_time())});
  }
  for (const int role : revision.missing_approvals())
    table.Add({OwnerName(static_cast<v1::Role>(role)), "(missing)"});
  out << "\n";
  table.Print(out);
}

void PrintSimulation(const v1::SimulatePolicyResponse& response, std::ostream& out) {
  const v1::SimulatedDraw& proposed = response.proposed();
  const v1::SimulatedDraw& active = response.active();
  Table table({{"batch"}, {"proposed"}, {"active"}});
  const auto count = [&](const std::string& name, uint64_t of_proposed, uint64_t of_active) {
    table.Add({name, absl::StrCat(of_proposed), absl::StrCat(of_active)});
  };
  table.Add({"policy", proposed.policy().empty() ? "(rules)" : proposed.policy(),
             active.policy().empty() ? "(none)" : active.policy()});
  count("eligible", proposed.eligible(), active.eligible());
  table.Add(
      {"excluded", FormatExclusions(proposed.excluded()), FormatExclusions(active.excluded())});
  count("selected", proposed.selected(), active.selected());
  count("exploit", proposed.exploit(), active.exploit());
  count("fill", proposed.fill(), active.fill());
  count("explore", proposed.explore(), active.explore());
  count("shortfall", Shortfall(proposed), Shortfall(active));
  count("over caps", OverCaps(proposed), OverCaps(active));
  count("in both", response.common_items(), response.common_items());
  table.Print(out);
  out << "\n";
  PrintQuotas(proposed.quotas(), out);
  if (response.differences().empty()) return;
  out << "\n";
  Table slices({{"slice"}, {"active", true}, {"proposed", true}});
  for (const v1::SliceDifference& difference : response.differences()) {
    slices.Add({difference.slice(), absl::StrCat(difference.active()),
                absl::StrCat(difference.proposed())});
  }
  slices.Print(out);
}

}  // namespace winnow::client::cli
