// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Datasets: frozen sets of labeled examples, and what changed between two (governance.md G4).
#ifndef WINNOW_SERVER_LOOP_DATASETS_DATASETS_H_
#define WINNOW_SERVER_LOOP_DATASETS_DATASETS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/piece_source.h"
#include "server/loop/serial_thread.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Datasets {
 public:
  Datasets(Environment& environment, SerialThread& thread)
      : environment_(environment), thread_(thread) {}

  void CreateDatasetVersion(const Caller& caller, const v1::CreateDatasetVersionRequest& request,
                            Done<v1::CreateDatasetVersionResponse> done);
  void GetDatasetVersion(const Caller& caller, const v1::GetDatasetVersionRequest& request,
                         Done<v1::GetDatasetVersionResponse> done);
  void ListDatasetVersions(const Caller& caller, const v1::ListDatasetVersionsRequest& request,
                           Done<v1::ListDatasetVersionsResponse> done);
  void ExportDatasetVersion(const Caller& caller, const v1::ExportDatasetVersionRequest& request,
                            Done<PieceSource> done);
  void DiffDatasetVersions(const Caller& caller, const v1::DiffDatasetVersionsRequest& request,
                           Done<PieceSource> done);

 private:
  Environment& environment_;
  SerialThread& thread_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_DATASETS_H_
