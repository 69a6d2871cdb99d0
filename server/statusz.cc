// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/statusz.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "server/ops/html.h"

namespace winnow::app {
namespace {

using ops::HtmlEscape;

constexpr absl::string_view kStyle = R"(
:root{color-scheme:light dark;--line:#8884;--bar:#2b7de0;--low:#c7801a;--dim:#777}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1rem;font:16px/1.45 system-ui,sans-serif}
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.15rem;margin:0 0 .2rem;overflow-wrap:anywhere}
section{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0}
.dim{color:var(--dim);overflow-wrap:anywhere}.bad{color:#c0392b;font-weight:600}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.6rem;margin:.8rem 0}
dt{color:var(--dim);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:right;padding:.3rem .5rem;border-top:1px solid var(--line);white-space:nowrap;
font-variant-numeric:tabular-nums}
th{font-weight:500;color:var(--dim);font-size:.85rem}
th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere}
.bar{display:inline-block;width:6rem;height:.6rem;border-radius:.3rem;background:var(--line);
overflow:hidden;vertical-align:middle;margin-right:.4rem}
.bar i{display:block;height:100%;background:var(--bar)}.bar i.low{background:var(--low)}
)";

// "EXCLUSION_REASON_ALREADY_LABELED" without its prefix, in words.
std::string Words(const std::string& enum_name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(enum_name, prefix)),
                             {{"_", " "}});
}

std::string Term(absl::string_view name, absl::string_view value) {
  return absl::StrCat("<div><dt>", HtmlEscape(name), "</dt><dd>", HtmlEscape(value), "</dd></div>");
}

// An age in its largest unit, as people say it.
std::string Age(absl::Duration age) {
  const std::pair<absl::Duration, const char*> units[] = {
      {absl::Hours(24), "d"}, {absl::Hours(1), "h"}, {absl::Minutes(1), "min"}};
  for (const auto& [unit, name] : units) {
    if (age >= unit) return absl::StrFormat("%.1f %s", absl::FDivDuration(age, unit), name);
  }
  return absl::StrFormat("%.0f s", std::max(0.0, absl::ToDoubleSeconds(age)));
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string Bar(double ratio) {
  const double percent = 100 * std::clamp(ratio, 0.0, 1.0);
  return absl::StrFormat("<span class=\"bar\"><i%s style=\"width:%.0f%%\"></i></span>%.0f %%",
                         percent < 100 ? " class=\"low\"" : "", percent, percent);
}

// A count of a slice, or that it is hidden.
std::string Shown(const v1::Slice& slice, v1::CountKind kind, uint64_t count) {
  return absl::c_linear_search(slice.hidden(), kind) ? "hidden" : absl::StrCat(count);
}

// What the counts leave out, and since when they are as they are.
std::string Reservation(const v1::QueueStatusResponse& status) {
  if (status.hidden().empty() && !status.has_as_of_time()) return "";
  std::string text = absl::StrCat("Counts of fewer than ", status.queue().min_cell_subjects(),
                                  " persons are hidden, and left out of sums.");
  if (status.has_as_of_time()) {
    absl::StrAppend(
        &text, " The oldest count is of ",
        absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", TimeOf(status.as_of_time()), absl::UTCTimeZone()),
        ".");
  }
  return absl::StrCat("<div class=\"dim\">", text, "</div>");
}

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string Depth(const QueueStanding& standing, absl::Time now) {
  const v1::QueueStatusResponse& status = standing.status;
  std::string html = "<dl>";
  absl::StrAppend(
      &html, Term("candidates", absl::StrCat(status.candidates())),
      Term("available", absl::StrCat(status.available())),
      Term("leased", absl::StrCat(status.leased(), " in ", status.open_batches(), " batches")),
      Term("labelled", absl::StrCat(status.labeled())));
  if (standing.capacity.queue_items() > 0) {
    absl::StrAppend(&html, Term("capacity", absl::StrCat(standing.capacity.queue_items())));
  }
  if (status.has_oldest_available_time()) {
    absl::StrAppend(&html,
                    Term("oldest available", Age(now - TimeOf(status.oldest_available_time()))));
  }
  if (status.has_next_lease_expire_time()) {
    absl::StrAppend(&html,
                    Term("next lease ends in", Age(TimeOf(status.next_lease_expire_time()) - now)));
  }
  for (const v1::ExclusionCount& excluded : status.excluded()) {
    if (excluded.count() == 0) continue;
    absl::StrAppend(&html,
                    Term(Words(v1::ExclusionReason_Name(excluded.reason()), "EXCLUSION_REASON_"),
                         absl::StrCat(excluded.count())));
  }
  return html + "</dl>";
}

std::string Quotas(const v1::QueueStatusResponse& status) {
  if (status.last_quotas().empty()) return "";
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th>newest batch: slice</th><th>quota filled</th>"
      "<th>items</th><th>short</th><th>why</th></tr></thead><tbody>";
  for (const v1::QuotaLine& quota : status.last_quotas()) {
    const std::string why =
        quota.shortfall() == 0
            ? ""
            : Words(v1::ShortfallReason_Name(quota.shortfall_reason()), "SHORTFALL_REASON_");
    absl::StrAppend(&html, "<tr><td>", HtmlEscape(quota.slice()), "</td><td>",
                    Bar(FillRatio(quota)), "</td><td>", quota.filled(), "</td><td>",
                    quota.shortfall(), "</td><td>", HtmlEscape(why), "</td></tr>");
  }
  return html + "</tbody></table></div>";
}

std::string Slices(const v1::QueueStatusResponse& status) {
  if (status.slices().empty()) return "";
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th>slice</th><th>coverage</th><th>available</th>"
      "<th>leased</th><th>labelled</th><th>all</th></tr></thead><tbody>";
  for (const v1::Slice& slice : status.slices()) {
    const std::optional<double> coverage = CoverageRatio(slice);
    absl::StrAppend(&html, "<tr><td>", HtmlEscape(LastPart(slice.name())), "</td><td>",
                    coverage.has_value() ? Bar(*coverage) : "hidden");
    for (const auto& [kind, count] : {std::pair(v1::COUNT_KIND_AVAILABLE, slice.eligible()),
                                      std::pair(v1::COUNT_KIND_LEASED, slice.leased()),
                                      std::pair(v1::COUNT_KIND_LABELED, slice.labeled()),
                                      std::pair(v1::COUNT_KIND_CANDIDATES, slice.candidates())}) {
      absl::StrAppend(&html, "</td><td>", Shown(slice, kind, count));
    }
    html += "</td></tr>";
  }
  return html + "</tbody></table></div>";
}

std::string Section(const QueueStanding& standing, absl::Time now) {
  const v1::Queue& queue = standing.status.queue();
  const std::string policy =
      queue.active_policy().empty() ? "no active policy" : queue.active_policy();
  return absl::StrCat("<section><h2>", HtmlEscape(queue.name()), "</h2><div class=\"dim\">",
                      HtmlEscape(policy), " · shard ", queue.shard(), "</div>",
                      Reservation(standing.status), Depth(standing, now), Quotas(standing.status),
                      Slices(standing.status), "</section>");
}

}  // namespace

std::string RenderStatusPage(const StatusPage& page) {
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>Winnow</title><style>",
      kStyle, "</style></head><body><h1>Winnow</h1><div class=\"dim\">", HtmlEscape(page.version),
      " · ", HtmlEscape(page.state), " · up ");
  absl::StrAppend(&html, HtmlEscape(Age(page.uptime)), " · ",
                  absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", page.now, absl::UTCTimeZone()),
                  "</div>");
  if (!page.disk.empty()) {
    absl::StrAppend(&html, "<div class=\"dim\">", HtmlEscape(page.disk), "</div>");
  }
  if (!page.clock_doubt.empty()) {
    absl::StrAppend(&html, "<p class=\"bad\">", HtmlEscape(page.clock_doubt), "</p>");
  }
  if (!page.problem.empty()) {
    absl::StrAppend(&html, "<p class=\"bad\">", HtmlEscape(page.problem), "</p>");
  } else if (page.queues.empty()) {
    html += "<p>No queue yet. Make one: <code>winnow queue create NAME --policy lab-v0</code></p>";
  }
  for (const QueueStanding& standing : page.queues) html += Section(standing, page.now);
  return html + "</body></html>\n";
}

}  // namespace winnow::app
