// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/story.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow::testing {
namespace {

constexpr const char* kVerbs[] = {"Ingest", "Signals",  "Request", "Renew",  "Submit",
                                  "Return", "Complete", "Cancel",  "Requeue"};
constexpr const char* kOutcomes[] = {"answered", "refused", "lost"};

bool Has(const std::vector<std::string>& items, const std::string& candidate) {
  return std::find(items.begin(), items.end(), candidate) != items.end();
}

std::string Line(const Call& call, const std::string& candidate) {
  const Answer& answer = call.answer;
  return absl::StrCat(call.start, "-", call.end, " ", kVerbs[static_cast<int>(call.asked.verb)],
                      " ", call.asked.request_id, " ", call.asked.batch, " ",
                      Has(call.asked.items, candidate) ? "(it) " : "",
                      kOutcomes[static_cast<int>(call.outcome)], " ", call.reason, " epoch ",
                      answer.epoch, " seq ", answer.seq, " frame ", answer.frame_seq, " ",
                      answer.batch, " items ", answer.items.size(),
                      Has(answer.items, candidate) ? " with it" : "", "\n");
}

}  // namespace

std::string StoryOf(const std::string& candidate, const History& history) {
  std::set<std::string> batches;
  for (const Call& call : history.calls) {
    if (Has(call.answer.items, candidate)) batches.insert(call.answer.batch);
  }
  std::vector<const Call*> calls;
  for (const Call& call : history.calls) {
    if (Has(call.asked.items, candidate) || Has(call.answer.items, candidate) ||
        call.asked.slice_of.count(candidate) > 0 || batches.count(call.asked.batch) > 0) {
      calls.push_back(&call);
    }
  }
  std::sort(calls.begin(), calls.end(),
            [](const Call* a, const Call* b) { return a->start < b->start; });
  std::string story;
  for (const Call* call : calls) story += Line(*call, candidate);
  if (story.empty()) return story;
  for (const Life& life : history.lives)
    absl::StrAppend(&story, "life ", life.start, "-", life.end, "\n");
  return story;
}

std::string CandidateIn(const std::string& finding) {
  for (const auto word : absl::StrSplit(finding, absl::ByAnyChar(" :,"))) {
    const bool numbered = word.size() > 1 && std::all_of(word.begin() + 1, word.end(), [](char c) {
                            return absl::ascii_isdigit(static_cast<unsigned char>(c));
                          });
    if (numbered && word[0] == 'c') return std::string(word);
  }
  return "";
}

}  // namespace winnow::testing
