// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Releases: what is to be launched, what it has to show before, and what became of it
// (governance.md G4).
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASES_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/piece_source.h"
#include "server/loop/releases/outcome_submission.h"
#include "server/loop/serial_thread.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Thread-safe: changes run one at a time on `thread`, so that rows that one of them reads stay as
// they are until it has written.
class Releases {
 public:
  Releases(Environment& environment, SerialThread& thread)
      : environment_(environment), thread_(thread) {}

  void CreateRelease(const Caller& caller, const v1::CreateReleaseRequest& request,
                     Done<v1::CreateReleaseResponse> done);
  void GetRelease(const Caller& caller, const v1::GetReleaseRequest& request,
                  Done<v1::GetReleaseResponse> done);
  void ListReleases(const Caller& caller, const v1::ListReleasesRequest& request,
                    Done<v1::ListReleasesResponse> done);
  void SubmitEvaluation(const Caller& caller, const v1::SubmitEvaluationRequest& request,
                        Done<v1::SubmitEvaluationResponse> done);
  void EvaluateGates(const Caller& caller, const v1::EvaluateGatesRequest& request,
                     Done<v1::EvaluateGatesResponse> done);
  void WaiveFinding(const Caller& caller, const v1::WaiveFindingRequest& request,
                    Done<v1::WaiveFindingResponse> done);
  void RecordRollout(const Caller& caller, const v1::RecordRolloutRequest& request,
                     Done<v1::RecordRolloutResponse> done);
  void ExportRelease(const Caller& caller, const v1::ExportReleaseRequest& request,
                     Done<PieceSource> done);

 private:
  Environment& environment_;
  SerialThread& thread_;
  SampledCandidates sampled_;  // used on the thread alone
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASES_H_
