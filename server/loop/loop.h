// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The operating loop: one object per verb, over one environment.
#ifndef WINNOW_SERVER_LOOP_LOOP_H_
#define WINNOW_SERVER_LOOP_LOOP_H_

#include "server/loop/adjudications.h"
#include "server/loop/agreements.h"
#include "server/loop/audit_log.h"
#include "server/loop/batches.h"
#include "server/loop/candidates.h"
#include "server/loop/consent.h"
#include "server/loop/control_items.h"
#include "server/loop/datasets/datasets.h"
#include "server/loop/dispatch.h"
#include "server/loop/environment.h"
#include "server/loop/evaluations/evaluations.h"
#include "server/loop/frames.h"
#include "server/loop/ingest.h"
#include "server/loop/labeling.h"
#include "server/loop/lineage/lineage.h"
#include "server/loop/policies.h"
#include "server/loop/publications.h"
#include "server/loop/queue_health.h"
#include "server/loop/queues.h"
#include "server/loop/registries.h"
#include "server/loop/releases/releases.h"
#include "server/loop/removal/erasures.h"
#include "server/loop/removal/retention.h"
#include "server/loop/removal/retirement.h"
#include "server/loop/rubrics.h"
#include "server/loop/serial_thread.h"
#include "server/loop/simulations.h"

namespace winnow::loop {

// Lives as long as its environment. Thread-safe.
struct Loop {
  explicit Loop(Environment& environment)
      : ingest(environment),
        candidates(environment),
        dispatch(environment),
        labeling(environment),
        adjudications(environment),
        agreements(environment),
        batches(environment),
        frames(environment),
        queues(environment),
        registries(environment),
        policies(environment),
        rubrics(environment),
        control_items(environment),
        simulations(environment),
        queue_health(environment),
        publications(environment),
        evaluations(environment),
        audit_log(environment),
        retirement(environment),
        retention(environment, removals),
        erasures(environment, removals),
        datasets(environment, removals),
        releases(environment, release_changes),
        lineage(environment),
        consent(environment) {}
  // Removals give up, and so do changes of releases that wait.
  ~Loop() {
    removals.Stop();
    release_changes.Stop();
  }

  Ingest ingest;
  Candidates candidates;
  Dispatch dispatch;
  Labeling labeling;
  Adjudications adjudications;
  Agreements agreements;
  Batches batches;
  Frames frames;
  Queues queues;
  Registries registries;
  Policies policies;
  Rubrics rubrics;
  ControlItems control_items;
  Simulations simulations;
  QueueHealth queue_health;
  Publications publications;
  Evaluations evaluations;
  AuditLog audit_log;
  Retirement retirement;
  SerialThread removals;
  Retention retention;
  Erasures erasures;
  Datasets datasets;
  SerialThread release_changes;
  Releases releases;
  Lineage lineage;
  Consent consent;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LOOP_H_
