// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/leaf_chain.h"

#include "server/digest/sha256.h"

namespace winnow::digest {

Digest ChainLeaf(const Digest& head, absl::string_view leaf) {
  constexpr char kDomain = 0x01;
  return Sha256({absl::string_view(&kDomain, 1), head.view(), leaf});
}

}  // namespace winnow::digest
