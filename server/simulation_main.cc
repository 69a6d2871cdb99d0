// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// winnow-simulate: draws offline, from files.
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

constexpr char kHelp[] =
    R"(winnow-simulate draws offline: again what a queue drew, or from data of which the truth is known.

    winnow-simulate replay --frame FILE --batch FILE [--threads N]
    winnow-simulate run --data FILE --truth A,B [--policies P1,P2] [--budgets N1,N2] [-o FILE]
    winnow-simulate queue-run --data FILE --truth A,B [--policies P1,P2] [--reviewers N] [--days N]
    winnow-simulate sequence --data FILE --truth A,B --truth B,C [--labels N] [--looks N]
    winnow-simulate merge FILE... [-o FILE] [--json FILE]

replay: draws a batch again and compares byte for byte
  --frame FILE   what winnow queue export wrote before the batch was requested
  --batch FILE   what winnow batch export --format jsonl wrote

run: how many labels a decision about a release costs under each policy
  --data FILE    a table (CSV) with the errors of releases, candidates as winnow candidate import
                 takes them, or a frame that winnow queue export wrote. Options about the file
                 follow it; another --data starts the next one
  --truth A,B    releases to compare, incumbent first; once for each pair
  --outcomes FILE  of candidates and frames: outcomes as winnow release evaluate takes them
  --signals FILE   of candidates and frames: more signals, as winnow signal push takes them
  --slice X,Y    columns or attributes that make up a slice (default: by the kind of file)
  --cluster X    column or attribute of speakers, calls or sessions
  --units X      what errors are counted per
  --near-duplicate X, --errors X, --units-signal X
                 of candidates and frames: what near duplicates share; which errors are counted;
                 the signal that says how many units the incumbent gave (default: 1 of each)
  --least-items N  candidates that a slice needs to take part (default 40; queue-run 1)
  --policies     names, with variants as in release-evaluation/no-quotas, or files of policies in
                 JSON (default: all that are compared in the documentation)
  --budgets      numbers of labels (default 250,500,1000)
  --replicates N draws of each (default 200)
  --seed N       of all draws (default 1)
  --regression-budget X  points that a slice may get worse by (default 1)
  --shard I/N    replicates of one of N machines, from 0; needs --records

queue-run: what a queue does with people who are slow, wrong or gone; options about data as of run
  --policies     (default asr-training,lab-v0)
  --reviewers N, --speed N, --absence X, --error-rate X
                 people, items per hour, chance of a lease that nobody comes back to, of a wrong
                 label (default 20, 40, 0.2, 0.05)
  --batch N, --lease-minutes N, --sample N, --target N
                 items of a request, length of leases, of one master sample, labels of a slice
  --arrivals X, --backlog N
                 candidates that come a day, and those that are there at the start (default: all
                 are); neither of the two, nor --target, goes with --sample
  --days N       the end
  --seed N       of people, arrivals and draws (default 1)

sequence: evaluates one release after the other, in the order of --truth, and lets what the gate
found steer the next draws
  --labels N, --looks N, --per-day X
                 labels of a step, looks at it, labels of a day (default 600, 3, 200)
  --replicates N times that it goes through all of them (default 100)
  --seed N       of all draws (default 1)
  --regression-budget X  points that a slice may get worse by (default 1)

merge: adds up the records of shards

what they write
  -o FILE        of run and merge: a page to read, with plots, intervals and where each policy loses
  --json FILE    the figures
  --records FILE of run and merge: every draw
  and a table to standard output

  --threads N    of replay, run and sequence: threads, 1 to 64 (default: replay 1, others all); the
                 result is the same for all
  --version, --help

Exit codes: 0 done, or the batch is reproduced byte for byte, 2 wrong arguments or files, 3 it is not.
)";

int Main(const std::vector<std::string>& words) {
  if (words.size() == 1 && words[0] == "--version") {
    return Tell("winnow-simulate " WINNOW_VERSION "\n");
  }
  for (const std::string& word : words) {
    if (word != "--help") continue;
    return Tell(kHelp);
  }
  const std::string verb = words.empty() ? "" : words[0];
  const auto rest = absl::MakeConstSpan(words).subspan(words.empty() ? 0 : 1);
  if (verb == "replay") return ReplayVerb(rest);
  if (verb == "run") return RunVerb(rest);
  if (verb == "queue-run") return QueueRunVerb(rest);
  if (verb == "sequence") return SequenceVerb(rest);
  if (verb == "merge") return MergeVerb(rest);
  return Complain("name a verb: replay, run, queue-run, sequence or merge; see --help");
}

}  // namespace

}  // namespace winnow::simulation

int main(int argc, char** argv) {
  return winnow::simulation::Main(std::vector<std::string>(argv + 1, argv + argc));
}
