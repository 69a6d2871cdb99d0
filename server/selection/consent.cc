// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/consent.h"

#include <algorithm>
#include <utility>

#include "google/protobuf/timestamp.pb.h"
#include "server/selection/types.h"

namespace winnow::selection {
namespace {

int64_t MicrosecondsOf(const google::protobuf::Timestamp& time) {
  return Saturate(Int128{time.seconds()} * 1'000'000 + time.nanos() / 1000);
}

}  // namespace

ConsentScopeFacts ConsentScopeFactsOf(std::string id, const v1::ConsentScope& scope) {
  const auto names = [&scope](v1::Purpose purpose) {
    return std::count(scope.purposes().begin(), scope.purposes().end(), purpose) != 0;
  };
  ConsentScopeFacts facts;
  facts.id = std::move(id);
  facts.allows_training = names(v1::PURPOSE_TRAINING);
  facts.allows_evaluation = names(v1::PURPOSE_EVALUATION);
  if (scope.has_expire_time()) facts.expire_us = MicrosecondsOf(scope.expire_time());
  return facts;
}

bool ConsentAllows(const ConsentScopeFacts* scope, v1::Purpose purpose, int64_t now_us) {
  if (scope == nullptr || now_us >= scope->expire_us) return false;
  return (purpose == v1::PURPOSE_TRAINING && scope->allows_training) ||
         (purpose == v1::PURPOSE_EVALUATION && scope->allows_evaluation);
}

}  // namespace winnow::selection
