// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A rubric with one criterion of each kind.
#ifndef WINNOW_TESTS_SERVER_RUBRIC_RUBRICS_H_
#define WINNOW_TESTS_SERVER_RUBRIC_RUBRICS_H_

#include <gtest/gtest.h>

#include <string>

#include "google/protobuf/text_format.h"
#include "server/rubric/label_values.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::rubric::testing {

inline v1::Rubric ThreeKinds() {
  v1::Rubric rubric;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "label_use: LABEL_USE_PER_RELEASE "
      "criteria { name: 'safe' stage: STAGE_SAFETY flag {} required: true } "
      "criteria { name: 'tone' stage: STAGE_DELIVERY category { values: ['cold', 'warm'] } } "
      "criteria { name: 'score' stage: STAGE_SYNTHESIS "
      "           score { min: 1 max: 5 whole: true tolerance: 1 } end_to_end: true } "
      "measures { name: 'unsafe_rate' stage: STAGE_SAFETY errors: 'unsafe' }",
      &rubric));
  return rubric;
}

// The values of a label, as its text format has them.
inline Values ValuesOf(const std::string& text) {
  v1::Label label;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &label)) << text;
  return label.values();
}

}  // namespace winnow::rubric::testing

#endif  // WINNOW_TESTS_SERVER_RUBRIC_RUBRICS_H_
