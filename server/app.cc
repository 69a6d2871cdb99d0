// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app.h"

#include <sys/resource.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/app_publication.h"
#include "server/app_watchdog.h"
#include "server/ops/periodic_task.h"
#include "server/queue_survey.h"
#include "server/rpc/listener_probe.h"
#include "server/statusz.h"

namespace winnow::app {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
// How often the files of access control are looked at.
constexpr absl::Duration kAccessPeriod = absl::Seconds(1);
constexpr absl::Duration kRefusalPeriod = absl::Milliseconds(20);
constexpr absl::Duration kFoldPeriod = absl::Seconds(1);
// How long an activation, or what a revocation left to be done, may wait before it begins.
constexpr absl::Duration kShadowPeriod = absl::Milliseconds(50);
// How often backups and the scrub are looked at for being due, at most.
constexpr absl::Duration kUpkeepPeriod = absl::Minutes(1);
// What calls that are refused or cut off get to hear about it.
constexpr absl::Duration kStopGrace = absl::Seconds(1);
// Calls that wait for a storage that failed are answered at once; nothing else is worth a wait.
constexpr absl::Duration kFailureDrain = absl::Seconds(2);
// How long the listener may take to answer the watchdog.
constexpr absl::Duration kProbePatience = absl::Seconds(5);

ExitCode ExitCodeOf(StopCause cause) {
  switch (cause) {
    case StopCause::kAsked:
      return kExitOk;
    case StopCause::kStorageFailed:
      return kExitStorageFailed;
    case StopCause::kNotAnswering:
      return kExitNotAnswering;
  }
  return kExitStorageFailed;
}

rpc::CallLimits ToCallLimits(const Limits& limits) {
  return {.longest_call = limits.max_deadline,
          .receive_bytes = limits.max_receive_bytes,
          .send_bytes = limits.max_send_bytes};
}

rpc::CallQueue::Options ToQueueOptions(const Limits& limits) {
  rpc::CallQueue::Options options;
  options.threads = std::max<size_t>(5, 2 * std::thread::hardware_concurrency());
  options.most_calls = {limits.max_admin_calls, limits.max_lease_calls, limits.max_ingest_calls,
                        limits.max_scan_calls, limits.max_export_calls};
  options.longest_wait = limits.max_call_wait;
  return options;
}

rpc::RateLimits::Options ToRateOptions(const Limits& limits) {
  return {.calls_per_second = static_cast<double>(limits.max_calls_per_second),
          .bytes_per_second = static_cast<double>(limits.max_bytes_per_second),
          .most_identities = limits.max_rate_identities};
}

// Connections are files, and so are tables and logs: half of them is for each.
uint64_t ConnectionsThatFit(uint64_t wanted) {
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  return std::clamp<uint64_t>(files.rlim_cur / 2, 1, wanted);
}

rpc::ServerOptions ToServerOptions(const Config& config) {
  rpc::ServerOptions options;
  options.listen = config.listen;
  options.limits.connections = ConnectionsThatFit(config.limits.max_connections);
  options.limits.idle = config.limits.connection_idle;
  options.limits.metadata_bytes = config.limits.max_metadata_bytes;
  options.limits.memory_bytes = config.limits.resource_quota_bytes;
  options.limits.handshake_timeout = config.limits.handshake_timeout;
  return options;
}

ops::LogOptions ToLogOptions(const LogConfig& config) {
  ops::LogOptions options;
  options.format = config.format;
  options.level = config.level;
  return options;
}

}  // namespace

App::App(AppOptions options)
    : options_(std::move(options)),
      log_(ToLogOptions(options_.config.log), clock_),
      metrics_({options_.version, options_.revision}),
      start_(clock_.SteadyNow()),
      access_(/*serves_local=*/!options_.config.tls.on()),
      access_files_(options_.config, {access_, *certificates_}),
      queue_(ToQueueOptions(options_.config.limits), clock_, log_, metrics_.calls()),
      rates_(ToRateOptions(options_.config.limits), clock_),
      refusals_({.delay = options_.config.limits.refusal_delay}, clock_),
      calls_{nullptr,
             open_calls_,
             access_,
             queue_,
             rates_,
             refusals_,
             clock_,
             log_,
             metrics_.rpc(),
             metrics_.calls(),
             ToCallLimits(options_.config.limits)} {}

ExitCode App::Run() {
  absl::Status opened = CheckServing(options_.config);
  if (opened.ok()) opened = access_files_.Load(clock_);
  if (opened.ok()) opened = OpenPorts();
  if (opened.ok()) opened = OpenStorage();
  if (!opened.ok()) {
    Close();
    return CannotStart(opened);
  }
  Serve();
  ops::PeriodicTask tick(kTick, [this] {
    open_calls_.ExpireOverdue(clock_.SteadyNow());
    storage_->Watch();
    storage_->EndWhatIsOver();
  });
  ops::PeriodicTask refusals(kRefusalPeriod, [this] { refusals_.SendDue(); });
  ops::PeriodicTask access(kAccessPeriod, [this] { Reload(); });
  // A thread of its own: a fold may take longer than a lease may be late.
  ops::PeriodicTask fold(kFoldPeriod, [this] { storage_->FoldSignals(); });
  ops::PeriodicTask shadows(kShadowPeriod, [this] { storage_->BuildShadows(); });
  ops::PeriodicTask backups(std::min(kUpkeepPeriod, options_.config.backup.interval),
                            [this] { storage_->BackUpIfDue(); });
  ops::PeriodicTask scrubs(std::min(kUpkeepPeriod, options_.config.scrub.interval),
                           [this] { storage_->scrub().RunIfDue(); });
  ops::PeriodicTask removals(std::min(kUpkeepPeriod, options_.config.retention.interval),
                             [this] { storage_->removal().RunIfDue(); });
  ops::PeriodicTask publications(options_.config.publication.interval,
                                 [this] { PublishCounts(*storage_, log_); });
  Watchdog watchdog({.failures = options_.config.limits.watchdog_failures,
                     .probe = [this] { return CallListener(); },
                     .on_dead = [this] { stop_.Ask(StopCause::kNotAnswering); },
                     .on_stuck = [this] { EndWithoutOrder(); }},
                    clock_, log_, metrics_.calls());
  ops::PeriodicTask watch(options_.config.limits.watchdog_period, [&] { watchdog.Look(); });
  const StopCause cause = stop_.Wait();
  // What does not answer may not stop either: then the watchdog sees to the end.
  if (cause != StopCause::kNotAnswering) watch.Stop();
  Drain(cause);
  storage_->removal().Stop();
  removals.Stop();
  storage_->scrub().Stop();
  scrubs.Stop();
  storage_->loop().publications.Stop();
  publications.Stop();
  backups.Stop();
  shadows.Stop();
  fold.Stop();
  access.Stop();
  refusals.Stop();
  tick.Stop();
  Close();
  watch.Stop();
  log_.Log(ops::LogLevel::kInfo, "stopped");
  return ExitCodeOf(cause);
}

absl::Status App::CallListener() {
  const TlsConfig& tls = options_.config.tls;
  const uint64_t refused = server_->refused_connections();
  const uint64_t accepted = server_->accepted_connections();
  const absl::Status status =
      rpc::ProbeListener({.address = server_->address().ToString(), .tls = tls.on()},
                         clock_.WallNow() + kProbePatience);
  if (status.ok()) return status;
  // A full house lives, and those who fill it are not helped by a restart.
  if (server_->refused_connections() != refused) {
    return absl::ResourceExhaustedError(status.message());
  }
  // Who has no certificate is turned away at once, which is an answer too.
  const bool turns_away = tls.on() && !tls.client_ca_file.empty() && tls.require_client_certificate;
  if (turns_away && absl::IsUnavailable(status) && server_->accepted_connections() != accepted) {
    return absl::OkStatus();
  }
  return status;
}

void App::EndWithoutOrder() {
  log_.Log(ops::LogLevel::kError, "ends_without_order");
  // What was acknowledged is on disk. The log's writer gets a moment.
  clock_.WaitFor(absl::Milliseconds(100));
  std::_Exit(kExitNotAnswering);
}

absl::Status App::OpenPorts() {
  auto admin = ops::AdminEndpoint::Start(options_.config.admin_listen,
                                         {.metrics = [this] { return MetricsText(); },
                                          .readiness = [this] { return Readiness(); },
                                          .status_html = [this] { return StatusHtml(); }});
  if (!admin.ok()) return admin.status();
  admin_ = *std::move(admin);
  rpc::ServerOptions options = ToServerOptions(options_.config);
  const TlsConfig& tls = options_.config.tls;
  if (tls.on()) {
    options.credentials = rpc::TlsCredentials(
        certificates_, tls.require_client_certificate ? rpc::ClientCertificates::kRequired
                                                      : rpc::ClientCertificates::kOptional);
  }
  auto server = rpc::Server::Start(options, calls_);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  return absl::OkStatus();
}

absl::Status App::OpenStorage() {
  auto storage = Storage::Open(options_.config, {clock_, entropy_, metrics_, log_},
                               {.accept_loss = options_.accept_loss,
                                .accept_clock = options_.accept_clock,
                                .on_failure = [this] { stop_.Ask(StopCause::kStorageFailed); },
                                .testbed = options_.testbed});
  if (!storage.ok()) return storage.status();
  storage_ = *std::move(storage);
  storage_->Watch();
  return absl::OkStatus();
}

void App::Serve() {
  calls_.loop = &storage_->loop();
  open_calls_.Serve();
  server_->SetReady(true);
  const std::string listen = server_->address().ToString();
  const std::string admin = admin_->address().ToString();
  log_.Log(ops::LogLevel::kInfo, "serving",
           {{"listen", listen}, {"admin", admin}, {"version", options_.version}});
  options_.on_ready(absl::StrCat("{\"listen\":\"", listen, "\",\"admin\":\"", admin, "\"}"));
  sd_notify(/*unset_environment=*/0, "READY=1");
}

void App::Drain(StopCause cause) {
  sd_notify(/*unset_environment=*/0, "STOPPING=1");
  server_->SetReady(false);
  log_.Log(ops::LogLevel::kInfo, "draining");
  refusals_.Close();
  open_calls_.Drain();
  const absl::Duration limit =
      cause == StopCause::kAsked ? options_.config.limits.drain_deadline : kFailureDrain;
  if (!open_calls_.WaitUntilEmpty(limit)) {
    log_.Log(ops::LogLevel::kWarning, "drain_deadline_passed");
  }
  server_->Stop(kStopGrace);
}

void App::Close() {
  // Its pages look at the storage.
  admin_.reset();
  // What still waits for its turn works with the loop.
  queue_.Stop();
  calls_.loop = nullptr;
  storage_.reset();
  server_.reset();
}

ExitCode App::CannotStart(const absl::Status& status) {
  const std::string cause(status.message());
  log_.Log(ops::LogLevel::kError, "cannot_start", {{"cause", cause}});
  return ExitCodeOf(status);
}

absl::Status App::Readiness() const {
  switch (open_calls_.state()) {
    case rpc::OpenCalls::State::kServing:
      return absl::OkStatus();
    case rpc::OpenCalls::State::kStarting:
      return absl::UnavailableError("loading the state");
    case rpc::OpenCalls::State::kDraining:
      return absl::UnavailableError("draining");
  }
  return absl::UnavailableError("unknown state");
}

std::string App::MetricsText() {
  loop::Loop* const loop = calls_.loop;
  if (loop != nullptr) {
    if (const auto state = storage_->Inspect(); state.ok()) {
      metrics_.storage().SetBackgroundErrors(state->background_errors);
      metrics_.storage().SetLiveBytes(state->live_bytes);
      metrics_.storage().SetDiskFreeBytes(state->disk_free_bytes);
      metrics_.storage().SetWriteStopped(state->write_stopped);
      metrics_.storage().SetBallastBytes(storage_->disk().ballast().held());
    }
    if (const auto standings = SurveyQueues(*loop); standings.ok()) {
      std::vector<ops::QueueReading> readings;
      for (const QueueStanding& standing : *standings) readings.push_back(ToReading(standing));
      metrics_.queues().Set(std::move(readings));
    }
  }
  return metrics_.Text();
}

std::string App::StatusHtml() {
  const absl::Status readiness = Readiness();
  StatusPage page{.version = options_.version,
                  .state = readiness.ok() ? "serving" : std::string(readiness.message()),
                  .now = clock_.WallNow(),
                  .uptime = clock_.SteadyNow() - start_,
                  .disk = {},
                  .clock_doubt = {},
                  .problem = {},
                  .queues = {}};
  loop::Loop* const loop = calls_.loop;
  if (loop != nullptr) {
    page.clock_doubt = storage_->ClockDoubt();
    const auto state = storage_->Inspect();
    if (state.ok()) page.disk = storage_->disk().Describe(*state);
  }
  if (loop == nullptr) {
    page.problem = "The queues are not there yet: the server is loading its state.";
  } else if (auto standings = SurveyQueues(*loop); standings.ok()) {
    page.queues = *std::move(standings);
  } else {
    page.problem = absl::StrCat("The queues do not answer: ", standings.status().message());
  }
  return RenderStatusPage(page);
}

}  // namespace winnow::app
