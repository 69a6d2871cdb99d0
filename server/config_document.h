// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How the text of a configuration becomes a YAML node.
#ifndef WINNOW_SERVER_CONFIG_DOCUMENT_H_
#define WINNOW_SERVER_CONFIG_DOCUMENT_H_

#include <yaml-cpp/yaml.h>

#include "absl/strings/string_view.h"
#include "server/config_problems.h"

namespace winnow::app {

// Reads the one document that `text` must be, to its last character. A null node when there is
// nothing but comments, or when it is not YAML, which is then a problem with its line.
YAML::Node ReadConfigDocument(absl::string_view text, ConfigProblems& problems);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_CONFIG_DOCUMENT_H_
