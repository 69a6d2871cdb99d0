// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/admin_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/ops/http_client.h"

namespace winnow::ops {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

const ListenAddress kAnyPort = {.host = "127.0.0.1"};

class AdminEndpointTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = AdminEndpoint::Start(
        kAnyPort,
        {.metrics = [this] { return absl::StrCat("scrapes ", ++scrapes_, "\n"); },
         .readiness =
             [this] { return ready_ ? absl::OkStatus() : absl::UnavailableError("recovering"); },
         .status_html = [] { return std::string("<!doctype html><p>queues</p>"); }});
    ASSERT_TRUE(started.ok()) << started.status();
    endpoint_ = *std::move(started);
  }

  HttpResponse Get(absl::string_view path) { return Request(endpoint_->address(), "GET", path); }

  std::atomic<bool> ready_ = true;
  std::atomic<int> scrapes_ = 0;
  std::unique_ptr<AdminEndpoint> endpoint_;
};

TEST_F(AdminEndpointTest, ReportsThePortItTook) {
  EXPECT_GT(endpoint_->address().port, 0);
  EXPECT_EQ(endpoint_->address().host, "127.0.0.1");
}

TEST_F(AdminEndpointTest, ServesItsPages) {
  const HttpResponse metrics = Get("/metrics");
  EXPECT_EQ(metrics.code, 200);
  EXPECT_EQ(metrics.body, "scrapes 1\n");
  EXPECT_THAT(metrics.headers, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  EXPECT_EQ(Get("/metrics").body, "scrapes 2\n") << "read afresh for each scrape";
  EXPECT_EQ(Get("/metrics?name=x").code, 200);
  EXPECT_EQ(Get("/healthz").code, 200);
  const HttpResponse status = Get("/statusz");
  EXPECT_EQ(status.body, "<!doctype html><p>queues</p>");
  EXPECT_THAT(status.headers, HasSubstr("Content-Type: text/html; charset=utf-8"));
}

TEST_F(AdminEndpointTest, SaysWhyItIsNotReadyWhileItIsAlive) {
  EXPECT_EQ(Get("/readyz").code, 200);
  ready_ = false;
  EXPECT_EQ(Get("/readyz").code, 503);
  EXPECT_THAT(Get("/readyz").body, HasSubstr("recovering"));
  EXPECT_EQ(Get("/healthz").code, 200);
}

TEST_F(AdminEndpointTest, AnswersHeadWithoutABody) {
  const HttpResponse get = Get("/statusz");
  const HttpResponse head = Request(endpoint_->address(), "HEAD", "/statusz");
  EXPECT_EQ(head.code, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_THAT(head.headers, HasSubstr(absl::StrCat("Content-Length: ", get.body.size(), "\r\n")));
}

TEST_F(AdminEndpointTest, RefusesEveryOtherMethod) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const HttpResponse response = Request(endpoint_->address(), method, "/metrics");
    EXPECT_EQ(response.code, 405) << method;
    EXPECT_THAT(response.headers, HasSubstr("Allow: GET, HEAD\r\n")) << method;
  }
  EXPECT_EQ(scrapes_, 0);
}

TEST_F(AdminEndpointTest, KnowsNoOtherPath) {
  for (const char* path : {"/", "/metrics/", "/metricsx", "/Metrics", "/../etc/passwd",
                           "/metrics/x", "/%2e%2e/etc/passwd", "/favicon.ico"}) {
    const HttpResponse response = Get(path);
    EXPECT_THAT(response.code, AnyOf(404, 400)) << path;
    EXPECT_THAT(response.body, Not(HasSubstr("root:"))) << path;
  }
}

TEST_F(AdminEndpointTest, ForbidsBrowsersToKeepFrameOrRunAnything) {
  for (const char* path : {"/metrics", "/healthz", "/readyz", "/statusz", "/nowhere"}) {
    const std::string headers = Get(path).headers;
    EXPECT_THAT(headers, HasSubstr("Cache-Control: no-store\r\n")) << path;
    EXPECT_THAT(headers, HasSubstr("X-Content-Type-Options: nosniff\r\n")) << path;
    EXPECT_THAT(headers, HasSubstr("Content-Security-Policy: default-src 'none';")) << path;
    EXPECT_THAT(headers, HasSubstr("frame-ancestors 'none'")) << path;
  }
}

TEST_F(AdminEndpointTest, OutlivesWhatIsNotHttp) {
  const std::string long_path(100000, 'x');
  for (const std::string& request :
       {std::string("\r\n\r\n"), std::string("nonsense\r\n\r\n"), std::string("GET\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8) + "\r\n\r\n",
        std::string("GET /metrics HTTP/9.9\r\n\r\n"),
        absl::StrCat("GET /", long_path, " HTTP/1.1\r\n\r\n"),
        absl::StrCat("GET /metrics HTTP/1.1\r\nX: ", long_path, "\r\n\r\n"),
        std::string("GET /metrics HTTP/1.1\r\nContent-Length: -5\r\n\r\n")}) {
    const std::string response = Exchange(endpoint_->address(), request);
    EXPECT_THAT(response, Not(HasSubstr(long_path)));
    EXPECT_THAT(response, Not(HasSubstr("scrapes"))) << request.substr(0, 40);
  }
  EXPECT_EQ(Get("/healthz").code, 200);
}

TEST_F(AdminEndpointTest, ServesManyAtOnce) {
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) answered += Get("/metrics").code == 200;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 160);
  EXPECT_EQ(scrapes_, 160);
}

TEST_F(AdminEndpointTest, NobodyListensAfterItsEnd) {
  const ListenAddress address = endpoint_->address();
  endpoint_.reset();
  EXPECT_LT(Connect(address), 0);
}

TEST_F(AdminEndpointTest, ASecondOneOnThePortIsRefusedWithAReason) {
  const auto second = AdminEndpoint::Start(endpoint_->address(), {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr(absl::StrCat("cannot listen on ", endpoint_->address().ToString())));
}

TEST(AdminEndpoint, ListensOnTcpOnly) {
  for (const ListenAddress& address :
       {ListenAddress{.host = ""}, ListenAddress{.unix_path = "/tmp/winnow-admin.sock"}}) {
    const auto refused = AdminEndpoint::Start(address, {});
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument) << address.ToString();
  }
}

}  // namespace
}  // namespace winnow::ops
