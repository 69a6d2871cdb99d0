// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseCreation: one call of CreateRelease.
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASE_CREATION_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASE_CREATION_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/loop/environment.h"
#include "server/loop/releases/release_change.h"
#include "server/loop/resource_name.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Checks the release, binds its name to the queue of its evaluation, then stores it: a call that is
// cut short between leaves a name that only the same queue can use. On the thread of releases; used
// once.
class ReleaseCreation {
 public:
  ReleaseCreation(Environment& environment, Caller caller, v1::CreateReleaseRequest request,
                  CallId call)
      : environment_(environment),
        caller_(std::move(caller)),
        request_(std::move(request)),
        call_(std::move(call)) {}

  absl::StatusOr<v1::CreateReleaseResponse> Run();

 private:
  absl::StatusOr<v1::CreateReleaseResponse> Stored(const EarlierCall& earlier) const;
  // The evaluation, with the defaults and the checks that follow from it.
  absl::Status Check(const EvaluationRef& ref);
  absl::Status Bind();

  Environment& environment_;
  const Caller caller_;
  v1::CreateReleaseRequest request_;
  const CallId call_;
  ReleasePlace place_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASE_CREATION_H_
