// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What looks like content or a person in a text (governance.md G2): the service holds metadata
// alone, and a field that holds more is refused.
#ifndef WINNOW_SERVER_CONTENT_DETECTOR_H_
#define WINNOW_SERVER_CONTENT_DETECTOR_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace winnow::content {

// What a text looks like.
enum class Finding : uint8_t {
  kNothing,
  kMedia,        // the head of a media file: as it is, as hex, as base64
  kEncoded,      // base64 or hex longer than any hash
  kEmail,        // also spelled with `at` and `dot`
  kUserInfo,     // a URL with a user's name
  kAddress,      // an IP address
  kPaymentCard,  // digits of an issuer that pass Luhn
  kBankAccount,  // an IBAN
  kPhone,
  kNationalId,  // a US social security number
  kWords,       // what somebody said
};

// What a field holds by its contract.
enum class FieldRule : uint8_t {
  kName,         // an id, a hash, or a resource name: no spaces, no sentences
  kDescription,  // words about a resource, of an operator, not of a recording
  kServerMade,   // what the server gave out: three numbers between dashes mean nothing there
};

// What `value` looks like, or kNothing. Takes any bytes; its time is linear in their number. PURE:
// safe for use from any thread. Detectors are heuristics: how often they miss and how often they
// are wrong is measured in tests/server/content.
Finding Detect(absl::string_view value, FieldRule rule);

// The finding in words, such as "an e-mail address".
absl::string_view NameOf(Finding finding);

}  // namespace winnow::content

#endif  // WINNOW_SERVER_CONTENT_DETECTOR_H_
