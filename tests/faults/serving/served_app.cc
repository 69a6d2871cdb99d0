// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/serving/served_app.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <stdexcept>
#include <utility>

#include "nlohmann/json.hpp"
#include "tests/testing/identities.h"

namespace winnow::faults {
namespace {

app::Config ConfigOf(const std::string& data_dir) {
  app::Config config;
  config.listen.port = 0;
  config.admin_listen.port = 0;
  config.data_dir = data_dir;
  config.plaintext_loopback = true;
  config.access.policy_file = WINNOW_SOURCE_DIR "/tests/data/access.yaml";
  config.access.tokens_file = winnow::testing::WriteTokens(data_dir + ".tokens.yaml");
  config.disk = {.low_water_bytes = 0, .reserve_bytes = 0};
  config.log.level = ops::LogLevel::kError;
  return config;
}

}  // namespace

ServedApp::ServedApp(const std::string& data_dir, const storage::RocksdbTestbed& testbed) {
  auto ready = std::make_shared<std::promise<std::string>>();
  std::future<std::string> line = ready->get_future();
  app::AppOptions options;
  options.config = ConfigOf(data_dir);
  options.testbed = testbed;
  options.on_ready = [ready](const std::string& text) { ready->set_value(text); };
  app_ = std::make_unique<app::App>(std::move(options));
  end_ = std::async(std::launch::async, [this] { return app_->Run(); }).share();
  while (line.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    if (EndWithin(absl::ZeroDuration())) throw std::runtime_error("the server does not start");
  }
  listen_ = nlohmann::json::parse(line.get())["listen"];
}

ServedApp::~ServedApp() {
  app_->Stop();
  end_.wait();
}

std::shared_ptr<grpc::Channel> ServedApp::NewChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(listen_, grpc::InsecureChannelCredentials(), arguments);
}

std::optional<app::ExitCode> ServedApp::EndWithin(absl::Duration limit) const {
  if (end_.wait_for(absl::ToChronoMilliseconds(limit)) != std::future_status::ready) {
    return std::nullopt;
  }
  return end_.get();
}

}  // namespace winnow::faults
