// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks of hashes: items, digest, chain, policy.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"
#include "server/loop/manifest.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/verify_checks.h"

namespace winnow::loop {

namespace {

// What is wrong with the hash of a part, or nothing. Of an erased one the hash is all there is.
absl::string_view HashProblem(const storage::v1::SealedItem& sealed) {
  if (sealed.hash().size() != digest::Digest::kSize) return "its hash is no SHA-256";
  if (IsErased(sealed) || sealed.hash() == digest::Sha256({sealed.salt(), sealed.item()}).view())
    return "";
  return "its hash is not that of its salt and bytes";
}

}  // namespace

void CheckItemHashes(const BatchEvidence& evidence, Findings& findings) {
  for (size_t i = 0; i < evidence.items.size(); ++i) {
    const storage::v1::SealedItem& sealed = evidence.batch.items(static_cast<int>(i));
    if (const absl::string_view problem = HashProblem(sealed); !problem.empty()) {
      findings.AddOfItem(i, std::string(problem));
    } else if (!IsErased(sealed) && !evidence.items[i].has_value()) {
      findings.AddOfItem(i, "its bytes are no item");
    }
  }
  for (int i = 0; i < evidence.batch.overflows_size(); ++i) {
    const absl::string_view problem = HashProblem(evidence.batch.overflows(i));
    if (!problem.empty())
      findings.Add(absl::StrCat("cap overflow number ", i + 1, " of the header: ", problem));
  }
}

void CheckDigest(const BatchEvidence& evidence, Findings& findings) {
  if (ManifestDigest(evidence.batch).ToHex() == evidence.batch.manifest().digest()) return;
  findings.Add("the digest is not that of the header and the hashes of its parts");
}

void CheckChain(const BatchEvidence& evidence, Findings& findings) {
  const std::string& named = evidence.batch.manifest().previous_digest();
  if (!evidence.previous.expected) {
    if (!named.empty()) findings.Add("the first batch of the queue names one before it");
  } else if (!evidence.previous.batch.has_value()) {
    findings.Add("the batch before it is not stored");
  } else if (named != ManifestDigest(*evidence.previous.batch).ToHex()) {
    findings.Add("it does not name the digest of the batch before it");
  }
  if (!evidence.next.expected) return;
  if (!evidence.next.batch.has_value()) {
    findings.Add("the batch after it is not stored");
  } else if (evidence.next.batch->manifest().previous_digest() !=
             ManifestDigest(evidence.batch).ToHex()) {
    findings.Add("the batch after it names another digest");
  }
}

void CheckPolicy(const BatchEvidence& evidence, Findings& findings) {
  if (!evidence.policy.has_value()) {
    return findings.Add("the policy revision that it names is not stored");
  }
  if (ContentHash(evidence.policy->policy()) != evidence.policy->content_hash()) {
    findings.Add("the rules of the stored policy revision do not have its hash");
  }
  if (absl::BytesToHexString(evidence.policy->content_hash()) !=
      evidence.batch.manifest().policy_hash()) {
    findings.Add("it names another hash than the stored policy revision has");
  }
  if (evidence.policy->policy().purpose() != evidence.batch.manifest().purpose()) {
    findings.Add("it names another purpose than the stored policy revision");
  }
}

}  // namespace winnow::loop
