// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FileRow: a line of a file in JSON Lines, read strictly, and its place for messages.
#ifndef WINNOW_SERVER_SIMULATION_POOL_FILE_ROW_H_
#define WINNOW_SERVER_SIMULATION_POOL_FILE_ROW_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/struct.pb.h"

namespace winnow::simulation {

// A file as it was read: this library reads none.
struct FileLines {
  std::string name;  // its path, for messages
  std::vector<std::string> lines;

  // The last part of the path: what is reported does not depend on the folder.
  std::string BaseName() const { return name.substr(name.rfind('/') + 1); }
};

struct FilePlace {
  std::string file;
  std::size_t line = 0;  // from 1

  // INVALID_ARGUMENT "file:line: field: problem". `problem` says what to do, too. `field` may be
  // empty.
  absl::Status Wrong(absl::string_view field, absl::string_view problem) const;
};

// Immutable. Errors are INVALID_ARGUMENT with place, field and remedy.
class FileRow {
 public:
  using Value = google::protobuf::Value;

  // Line `index` (from 0) has to be an object of JSON without repeated members.
  static absl::StatusOr<FileRow> Parse(const FileLines& file, std::size_t index);

  const FilePlace& place() const { return place_; }
  bool Has(const std::string& name) const { return object_.fields().contains(name); }
  // nullptr where there is none.
  const Value* Find(const std::string& name) const;
  // Members of an object; of a member that is not there, none.
  absl::StatusOr<const google::protobuf::Struct*> Object(const std::string& name) const;
  // Empty where there is none.
  absl::StatusOr<std::string> Text(const std::string& name) const;
  absl::StatusOr<std::string> RequiredText(const std::string& name) const;
  absl::StatusOr<bool> Flag(const std::string& name) const;  // false where there is none
  // A value that is part of the row; `field` names it.
  absl::StatusOr<double> NumberIn(const Value& value, absl::string_view field) const;
  absl::StatusOr<std::string> TextIn(const Value& value, absl::string_view field) const;
  // Members that nobody reads are slips of the pen. `prefix` is that of the field.
  absl::Status CheckNames(const google::protobuf::Struct& object, absl::string_view prefix,
                          absl::Span<const absl::string_view> known) const;
  const google::protobuf::Struct& object() const { return object_; }

 private:
  FilePlace place_;
  google::protobuf::Struct object_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_FILE_ROW_H_
