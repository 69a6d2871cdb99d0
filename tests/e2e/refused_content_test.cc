// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// governance.md G2 from outside: whatever looks like content or a person is refused in every string
// field of every method, with the field's name, and is in no answer, log or page afterwards.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/text_fields.h"
#include "tests/server/rpc/rich_status.h"
#include "tests/testing/figures.h"
#include "tests/testing/identities.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using ::testing::HasSubstr;
using ::testing::Not;

// What is sent, and a part of it that nothing else has.
struct Attack {
  std::string text;
  std::string mark;
};

const std::vector<Attack>& Attacks() {
  static const auto* const attacks = new std::vector<Attack>{
      {"hi this is jane roe uh i would like to dispute a charge please", "jane roe"},
      {"jane.roe@example.com", "jane.roe"},
      {"4111-1111-1111-1111", "1111-1111"},
      {"UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA-AAACABAAZGF0YQAAAAA", "ABXQVZFZm10"}};
  return *attacks;
}

grpc::ByteBuffer ToBytes(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

// How a call ended, with everything that it answered.
struct Ending {
  grpc::Status status;
  std::vector<grpc::ByteBuffer> answers;
};

// Calls any method: on the wire they differ in the number of messages alone.
class AnyCaller {
 public:
  explicit AnyCaller(std::shared_ptr<grpc::Channel> channel) : stub_(std::move(channel)) {}

  Ending Call(const MethodDescriptor* method, const std::vector<grpc::ByteBuffer>& messages) {
    grpc::ClientContext context;
    auto call = stub_.PrepareCall(
        &context, "/" + method->service()->full_name() + "/" + method->name(), &queue_);
    call->StartCall(Tag());
    bool ok = Wait();
    for (size_t i = 0; i < messages.size() && ok; ++i) {
      call->Write(messages[i], Tag());
      ok = Wait();
    }
    call->WritesDone(Tag());
    Wait();
    Ending ending;
    for (;;) {
      grpc::ByteBuffer answer;
      call->Read(&answer, Tag());
      if (!Wait()) break;
      ending.answers.push_back(answer);
    }
    call->Finish(&ending.status, Tag());
    Wait();
    return ending;
  }

 private:
  void* Tag() { return this; }
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
};

// The rows of a chunk or a call, whose outcome is theirs alone.
template <typename Response>
v1::RowError FirstRowError(const grpc::ByteBuffer& bytes,
                           const v1::IngestResult& (*of)(const Response&)) {
  grpc::ByteBuffer copy(bytes);
  Response response;
  EXPECT_TRUE(grpc::SerializationTraits<Response>::Deserialize(&copy, &response).ok());
  const v1::IngestResult& result = of(response);
  EXPECT_EQ(result.accepted(), 0u);
  return result.row_errors_size() == 1 ? result.row_errors(0) : v1::RowError();
}

class RefusedContent : public ::testing::Test {
 protected:
  RefusedContent()
      : desk_(server_.NewChannel()),
        caller_(server_.NewChannel()),
        owner_(server_.NewChannel(kDataOwner)) {
    desk_.SetUpQueue();
  }

  // What comes before the request, and in it, so that a row is looked at at all.
  static bool CarriesRows(const MethodDescriptor* method, const std::string& path) {
    const bool is_stream = method->client_streaming();
    return (is_stream && path.rfind("chunk.", 0) == 0) || path.rfind("candidates[0]", 0) == 0 ||
           (path.rfind("rows[0]", 0) == 0);
  }
  // Of a writer of its own: what one has sent is not judged again.
  static grpc::ByteBuffer Header(const MethodDescriptor* method) {
    static int writers = 0;
    const auto request = NewMessage(method->input_type());
    const auto* field = method->input_type()->FindFieldByName("header");
    auto* header = static_cast<v1::IngestHeader*>(
        request->GetReflection()->MutableMessage(request.get(), field));
    header->set_writer_id(absl::StrCat("writer-", ++writers));
    header->set_queue(Desk::kQueue);
    return ToBytes(*request);
  }

  void ExpectRefusedRow(const MethodDescriptor* method, const std::string& path,
                        const Ending& ending) {
    ASSERT_TRUE(ending.status.ok()) << ending.status.error_message();
    ASSERT_FALSE(ending.answers.empty());
    const grpc::ByteBuffer& last = ending.answers.back();
    v1::RowError error;
    if (method->name() == "IngestCandidates") {
      error = FirstRowError<v1::IngestCandidatesResponse>(
          last, [](const auto& r) -> const v1::IngestResult& { return r.ack().result(); });
    } else if (method->name() == "PushSignals") {
      error = FirstRowError<v1::PushSignalsResponse>(
          last, [](const auto& r) -> const v1::IngestResult& { return r.ack().result(); });
    } else {
      error = FirstRowError<v1::BatchUpsertCandidatesResponse>(
          last, [](const auto& r) -> const v1::IngestResult& { return r.result(); });
    }
    EXPECT_EQ(error.reason(), v1::ERROR_REASON_CONTENT_REFUSED);
    const std::string in_row = path.substr(path.find("[0].") + 4);
    EXPECT_EQ(error.field(), in_row.rfind("attributes", 0) == 0 ? "attributes" : in_row);
    EXPECT_EQ(error.message().find("jane"), std::string::npos);
  }

  static void ExpectRefusedCall(const std::string& path, const Attack& attack,
                                const Ending& ending) {
    EXPECT_EQ(ending.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    const rpc::RichStatus rich = rpc::Unpack(ending.status);
    EXPECT_EQ(rich.reason, "CONTENT_REFUSED");
    ASSERT_EQ(rich.fields.size(), 1u);
    EXPECT_EQ(rich.fields[0], path);
    EXPECT_THAT(ending.status.error_message(), Not(HasSubstr(attack.mark)));
    EXPECT_THAT(ending.status.error_details(), Not(HasSubstr(attack.mark)));
  }

  // Sends the attack in one field. False where the server does not serve the method.
  bool Attempt(const MethodDescriptor* method, const TextField& field, const Attack& attack) {
    const auto request = NewMessage(method->input_type());
    const std::string path = field.Path();
    const bool in_row = CarriesRows(method, path);
    if (in_row && !method->client_streaming()) {
      const auto* queue = method->input_type()->FindFieldByName("queue");
      request->GetReflection()->SetString(request.get(), queue, Desk::kQueue);
    }
    field.Set(*request, attack.text);
    std::vector<grpc::ByteBuffer> messages;
    if (in_row && method->client_streaming()) messages.push_back(Header(method));
    messages.push_back(ToBytes(*request));
    Ending ending = caller_.Call(method, messages);
    if (ending.status.error_code() == grpc::StatusCode::PERMISSION_DENIED) {
      ending = owner_.Call(method, messages);
    }
    if (ending.status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return false;
    if (in_row) {
      ExpectRefusedRow(method, path, ending);
    } else {
      ExpectRefusedCall(path, attack, ending);
    }
    return true;
  }

  TestServer server_;
  Desk desk_;
  AnyCaller caller_;  // who may do everything but what is for owners of policies
  AnyCaller owner_;
};

TEST_F(RefusedContent, InEveryStringFieldOfEveryMethodAndNowhereToBeFoundAfterwards) {
  double fields = 0;
  double calls = 0;
  for (const MethodDescriptor* method : AllMethods()) {
    for (const TextField& field : TextFieldsOf(method->input_type())) {
      SCOPED_TRACE(method->full_name() + ": " + field.Path());
      bool served = true;
      for (const Attack& attack : Attacks()) {
        SCOPED_TRACE(attack.text);
        served = served && Attempt(method, field, attack);
        calls += served;
        if (HasFatalFailure()) return;
      }
      if (!served) std::cout << "not served: " << method->full_name() << "\n";
      fields += served;
    }
  }
  std::string traces = server_.Get("/metrics") + server_.Get("/statusz");
  EXPECT_THAT(traces, HasSubstr("reason=\"CONTENT_REFUSED\""));
  traces += server_.Stop().errors;
  EXPECT_THAT(traces, HasSubstr("CONTENT_REFUSED"));
  for (const Attack& attack : Attacks()) EXPECT_THAT(traces, Not(HasSubstr(attack.mark)));
  EXPECT_GT(fields, 150);
  Publish("refused_content", {{"content_fields", fields}, {"content_calls_refused", calls}});
}

}  // namespace
}  // namespace winnow::testing
