// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// MessageCheck: the detectors on every string of a message, so that no field is forgotten.
#ifndef WINNOW_SERVER_CONTENT_MESSAGE_CHECK_H_
#define WINNOW_SERVER_CONTENT_MESSAGE_CHECK_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/content/detector.h"
#include "server/content/passed_texts.h"

namespace winnow::content {

// A field that holds what it must not.
struct Refusal {
  // Its path, such as `candidates[3].slice`; the keys of a map are no part of it.
  std::string field;
  Finding finding = Finding::kNothing;

  // What is wrong and what to do, without the value.
  std::string Problem() const;
};

// The rule of a string field: that of the table in field_rules.cc, else FieldRule::kName.
FieldRule RuleOf(const google::protobuf::FieldDescriptor& field);

// Whether the messages of a field are looked at by whoever takes them in
// (server/loop/row_content.h): a check of the message around them passes them over.
bool IsLookedAtByItsReader(const google::protobuf::FieldDescriptor& field);

// Looks into messages of one type. What the type looks like is worked out once, so that a look
// costs little more than the detectors. Immutable, so safe for use from any thread.
class MessageCheck {
 public:
  explicit MessageCheck(const google::protobuf::Descriptor* type);

  // The first field of `message`, which is of the type and made by generated code, that looks like
  // content or a person; nothing when none does.
  std::optional<Refusal> Find(const google::protobuf::Message& message) const {
    return Look{nullptr}.In(message, *root_);
  }
  // The same, faster where messages are alike. `passed` is for messages of this check alone.
  std::optional<Refusal> Find(const google::protobuf::Message& message, PassedTexts& passed) const {
    return Look{&passed}.In(message, *root_);
  }

 private:
  struct Shape;
  struct Text {
    const google::protobuf::FieldDescriptor* field = nullptr;
    FieldRule rule = FieldRule::kName;
    size_t number = 0;  // of all texts of the check
  };
  struct Child {
    const google::protobuf::FieldDescriptor* field = nullptr;
    const Shape* shape = nullptr;
  };
  struct Shape {
    const google::protobuf::Reflection* reflection = nullptr;
    std::vector<Text> texts;
    std::vector<Child> children;
  };

  const Shape* ShapeOf(const google::protobuf::Descriptor* type);
  // One look.
  struct Look {
    PassedTexts* passed;

    Finding At(const std::string& value, const Text& text) const;
    std::optional<Refusal> In(const google::protobuf::Message& message, const Shape& shape) const;
    std::optional<Refusal> InText(const google::protobuf::Message& message, const Shape& shape,
                                  const Text& text) const;
    std::optional<Refusal> InChild(const google::protobuf::Message& message, const Shape& shape,
                                   const Child& child) const;
  };

  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<Shape>> shapes_;
  size_t texts_ = 0;
  const Shape* root_;
};

}  // namespace winnow::content

#endif  // WINNOW_SERVER_CONTENT_MESSAGE_CHECK_H_
