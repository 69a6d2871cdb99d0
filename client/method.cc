// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/method.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace winnow::client {

std::string UnaryPath(const google::protobuf::Message& request,
                      const google::protobuf::Message& response) {
  const google::protobuf::FileDescriptor* file = request.GetDescriptor()->file();
  for (int s = 0; s < file->service_count(); ++s) {
    const google::protobuf::ServiceDescriptor* service = file->service(s);
    for (int m = 0; m < service->method_count(); ++m) {
      const google::protobuf::MethodDescriptor* method = service->method(m);
      if (method->client_streaming() || method->server_streaming()) continue;
      if (method->input_type() == request.GetDescriptor() &&
          method->output_type() == response.GetDescriptor()) {
        return absl::StrCat("/", service->full_name(), "/", method->name());
      }
    }
  }
  return "";
}

}  // namespace winnow::client
