// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/config_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow::app {
namespace {

// Follows a document without keeping anything but the line it starts at.
class DocumentLine final : public YAML::EventHandler {
 public:
  int line() const { return line_; }

  void OnDocumentStart(const YAML::Mark& mark) override { line_ = mark.line + 1; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  int line_ = 0;
};

// YAML::Load ignores what follows the first document, and YAML::LoadAll does not come to an end
// when that is not a document: the parser is asked step by step instead.
void CheckOneDocument(const std::string& text, ConfigProblems& problems) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentLine first, rest;
  parser.HandleNextDocument(first);
  if (!parser) return;
  parser.HandleNextDocument(rest);
  problems.AddAt(rest.line(), "",
                 "does not belong to the document that starts above: check the indentation, and "
                 "write no \"---\"");
}

}  // namespace

YAML::Node ReadConfigDocument(absl::string_view text, ConfigProblems& problems) {
  try {
    const std::string whole(text);
    CheckOneDocument(whole, problems);
    return YAML::Load(whole);
  } catch (const YAML::Exception& error) {
    problems.AddAt(error.mark.line + 1, "", absl::StrCat("not valid YAML: ", error.msg));
    return YAML::Node();
  }
}

}  // namespace winnow::app
