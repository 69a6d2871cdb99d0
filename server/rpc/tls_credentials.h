// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TLS for the API, with certificates that change while the server serves.
#ifndef WINNOW_SERVER_RPC_TLS_CREDENTIALS_H_
#define WINNOW_SERVER_RPC_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <cstdint>
#include <memory>
#include <string>

#include "server/ops/mutex.h"

namespace winnow::rpc {

// What a server shows and whom it believes, as PEM texts.
struct Certificates {
  // The server's certificate, then those that vouch for it.
  std::string chain;
  std::string key;
  // Authorities of clients' certificates; empty asks clients for none.
  std::string client_authorities;
};

// The certificates of now. Each new connection is made with those; open ones go on. Safe for use
// from any thread.
class CertificateStore {
 public:
  // The certificates are usable: whoever gives them has checked.
  void Set(Certificates certificates) WINNOW_EXCLUDES(mutex_);

  struct Edition {
    Certificates certificates;
    // Grows with every Set; 0 before the first.
    uint64_t number = 0;
  };
  Edition Get() const WINNOW_EXCLUDES(mutex_);

 private:
  mutable ops::Mutex mutex_;
  Edition edition_ WINNOW_GUARDED_BY(mutex_);
};

// Whether a client must show a certificate, where the store has authorities for them. One that is
// shown is verified in any case.
enum class ClientCertificates { kRequired, kOptional };

// Credentials for one server. The store has its first certificates by then.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(
    std::shared_ptr<const CertificateStore> store, ClientCertificates clients);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_TLS_CREDENTIALS_H_
