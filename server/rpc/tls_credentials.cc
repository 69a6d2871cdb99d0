// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <utility>

namespace winnow::rpc {
namespace {

grpc_ssl_client_certificate_request_type RequestTypeOf(const Certificates& certificates,
                                                       ClientCertificates clients) {
  if (certificates.client_authorities.empty()) return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
  return clients == ClientCertificates::kRequired
             ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY;
}

// gRPC asks for the certificates at the start of every handshake, which its C++ surface does not
// offer: its own watcher of files breaks every handshake once a file is bad.
class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  ReloadingCredentials(std::shared_ptr<const CertificateStore> store, ClientCertificates clients)
      : store_(std::move(store)),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                RequestTypeOf(store_->Get().certificates, clients), Fetch, this))) {}
  ~ReloadingCredentials() override { grpc_server_credentials_release(credentials_); }

  // Callers are judged by AccessGuard.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // Called by gRPC one at a time.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    auto& credentials = *static_cast<ReloadingCredentials*>(self);
    const CertificateStore::Edition edition = credentials.store_->Get();
    if (edition.number == credentials.fetched_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const Certificates& certificates = edition.certificates;
    const grpc_ssl_pem_key_cert_pair pair = {certificates.key.c_str(), certificates.chain.c_str()};
    const std::string& authorities = certificates.client_authorities;
    *config = grpc_ssl_server_certificate_config_create(
        authorities.empty() ? nullptr : authorities.c_str(), &pair, 1);
    credentials.fetched_ = edition.number;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<const CertificateStore> store_;
  uint64_t fetched_ = 0;
  grpc_server_credentials* const credentials_;
};

}  // namespace

void CertificateStore::Set(Certificates certificates) {
  ops::MutexLock lock(mutex_);
  edition_ = {std::move(certificates), edition_.number + 1};
}

CertificateStore::Edition CertificateStore::Get() const {
  ops::MutexLock lock(mutex_);
  return edition_;
}

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(
    std::shared_ptr<const CertificateStore> store, ClientCertificates clients) {
  return std::make_shared<ReloadingCredentials>(std::move(store), clients);
}

}  // namespace winnow::rpc
