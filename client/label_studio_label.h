// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Answers of Label Studio as the values of a label.
#ifndef WINNOW_CLIENT_LABEL_STUDIO_LABEL_H_
#define WINNOW_CLIENT_LABEL_STUDIO_LABEL_H_

#include <set>
#include <string>
#include <vector>

#include "client/label_studio_task.h"
#include "winnow/v1/label.pb.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::client {

// Adds a value for each answer, of the kind that `rubric` says: the control is a criterion, or one
// of `other_controls`, whose answers are left out. The first answer that the rubric does not allow
// is a defect under `values.{criterion}`, and so is a required criterion without an answer.
Defect ReadLabelStudioValues(const std::vector<LabelStudioAnswer>& answers,
                             const v1::Rubric& rubric, const std::set<std::string>& other_controls,
                             v1::Label& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_LABEL_STUDIO_LABEL_H_
