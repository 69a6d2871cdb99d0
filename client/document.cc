// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/document.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/document_field.h"
#include "client/error.h"
#include "google/protobuf/descriptor.h"

namespace winnow::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status At(const YAML::Node& node, const std::string& path, absl::string_view message) {
  const int line = node.Mark().line;
  const std::string where = line >= 0 ? absl::StrCat("line ", line + 1, ": ") : "";
  return UsageError(absl::StrCat(where, path, path.empty() ? "" : ": ", message));
}

std::string KnownFields(const Message& message) {
  std::string names;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", message.GetDescriptor()->field(i)->name());
  }
  return names;
}

class Filler {
 public:
  absl::Status Fill(const YAML::Node& node, const std::string& path, Message& out) {
    if (!node.IsMap()) return At(node, path, "has to be a map of fields");
    std::vector<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return At(node, path, "field names are plain text");
      const std::string& name = entry.first.Scalar();
      const std::string inner = path.empty() ? name : absl::StrCat(path, ".", name);
      const FieldDescriptor* field = out.GetDescriptor()->FindFieldByName(name);
      if (field == nullptr) {
        return At(entry.first, inner, absl::StrCat("unknown field; known: ", KnownFields(out)));
      }
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        return At(entry.first, inner, "is given twice");
      }
      seen.push_back(name);
      absl::Status status = FillField(entry.second, inner, *field, out);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status FillField(const YAML::Node& node, const std::string& path,
                         const FieldDescriptor& field, Message& out) {
    if (node.IsNull()) return At(node, path, "is empty; leave it out or give a value");
    if (!field.is_repeated()) return FillOne(node, path, field, out);
    if (field.is_map()) return FillEntries(node, path, field, out);
    if (!node.IsSequence()) return At(node, path, "has to be a list");
    for (size_t i = 0; i < node.size(); ++i) {
      absl::Status status = FillOne(node[i], absl::StrCat(path, "[", i, "]"), field, out);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status FillEntries(const YAML::Node& node, const std::string& path,
                           const FieldDescriptor& field, Message& out) {
    if (!node.IsMap()) return At(node, path, "has to be a map");
    std::vector<std::string> seen;
    for (const auto& pair : node) {
      const YAML::Node& key = pair.first;
      if (!key.IsScalar()) return At(node, path, "keys are plain text");
      const std::string inner = absl::StrCat(path, ".", key.Scalar());
      if (std::find(seen.begin(), seen.end(), key.Scalar()) != seen.end()) {
        return At(key, inner, "is given twice");
      }
      seen.push_back(key.Scalar());
      Message* entry = out.GetReflection()->AddMessage(&out, &field);
      absl::Status status = FillOne(key, inner, *field.message_type()->map_key(), *entry);
      if (status.ok()) status = FillField(pair.second, inner, *field.message_type()->map_value(), *entry);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status FillOne(const YAML::Node& node, const std::string& path,
                       const FieldDescriptor& field, Message& out) {
    if (field.message_type() != nullptr && !IsWrittenAsText(field)) {
      const google::protobuf::Reflection* reflection = out.GetReflection();
      Message* inner = field.is_repeated() ? reflection->AddMessage(&out, &field)
                                           : reflection->MutableMessage(&out, &field);
      return Fill(node, path, *inner);
    }
    if (!node.IsScalar()) return At(node, path, "has to be a single value");
    const std::string expected = SetFromText(node.Scalar(), field, out);
    return expected.empty() ? absl::OkStatus()
                            : At(node, path, absl::StrCat("has to be ", expected));
  }
};

absl::Status AddDocument(const YAML::Node& node, const Message& prototype,
                         std::vector<Document>& documents) {
  Document document;
  document.message.reset(prototype.New());
  absl::Status status = Filler().Fill(node, "", *document.message);
  if (!status.ok()) return status;
  for (const auto& entry : node) document.fields.push_back(entry.first.Scalar());
  documents.push_back(std::move(document));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Document>> Convert(const std::vector<YAML::Node>& roots,
                                              const Message& prototype) {
  std::vector<Document> documents;
  for (const YAML::Node& root : roots) {
    if (root.IsNull()) continue;
    if (!root.IsSequence()) {
      absl::Status status = AddDocument(root, prototype, documents);
      if (!status.ok()) return status;
      continue;
    }
    for (const YAML::Node& node : root) {
      absl::Status status = AddDocument(node, prototype, documents);
      if (!status.ok()) return status;
    }
  }
  if (documents.empty()) return UsageError("the document is empty");
  return documents;
}

}  // namespace

absl::StatusOr<std::vector<Document>> ParseDocuments(const std::string& text,
                                                     const Message& prototype) {
  // yaml-cpp reports by exception; none leaves this function.
  try {
    return Convert(YAML::LoadAll(text), prototype);
  } catch (const YAML::Exception& error) {
    return UsageError(
        absl::StrCat("line ", error.mark.line + 1, ": not valid YAML or JSON: ", error.msg));
  }
}

}  // namespace winnow::client
