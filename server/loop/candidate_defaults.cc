// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_defaults.h"

namespace winnow::loop {
namespace {

constexpr int32_t kNanosPerMilli = 1'000'000;

}  // namespace

void FillDefaults(const v1::IngestHeader& header, v1::Candidate* candidate) {
  if (candidate->source().empty()) candidate->set_source(header.source());
  if (candidate->model_release().empty()) candidate->set_model_release(header.model_release());
  for (v1::Signal& signal : *candidate->mutable_signals()) {
    if (signal.scorer().empty()) signal.set_scorer(header.scorer());
    if (signal.model_release().empty()) signal.set_model_release(candidate->model_release());
  }
}

void Normalize(LastSplit& splits, v1::Candidate* candidate) {
  if (candidate->split() == v1::SPLIT_UNSPECIFIED && !candidate->split_group().empty()) {
    candidate->set_split(splits.Of(candidate->split_group()));
  }
  if (candidate->has_retain_until()) {
    google::protobuf::Timestamp& time = *candidate->mutable_retain_until();
    time.set_nanos(time.nanos() / kNanosPerMilli * kNanosPerMilli);
  }
}

}  // namespace winnow::loop
