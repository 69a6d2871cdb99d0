// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Candidates: what the queue knows about a candidate, one by one or in pages, and why it is where
// it is.
#ifndef WINNOW_SERVER_LOOP_CANDIDATES_H_
#define WINNOW_SERVER_LOOP_CANDIDATES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Candidates {
 public:
  explicit Candidates(Environment& environment) : environment_(environment) {}

  void GetCandidate(const Caller& caller, const v1::GetCandidateRequest& request,
                    Done<v1::GetCandidateResponse> done);
  void ListCandidates(const Caller& caller, const v1::ListCandidatesRequest& request,
                      Done<v1::ListCandidatesResponse> done);
  void ExplainCandidate(const Caller& caller, const v1::ExplainCandidateRequest& request,
                        Done<v1::ExplainCandidateResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CANDIDATES_H_
