// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/signed_note.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace winnow::digest {
namespace {

// The example of the documentation of Go's golang.org/x/mod/sumdb/note.
constexpr absl::string_view kVerifier =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr absl::string_view kNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdn"
    "gotpRZb6KE6RyyBwJnAM=\n";

TEST(SignedNote, AcceptsTheNoteOfAnotherImplementation) {
  const auto verifier = NoteVerifier::Parse(kVerifier);
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ(verifier->ToString(), kVerifier);
  const auto text = OpenNote(kNote, {*verifier});
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, kNote.substr(0, kNote.find("\n\n") + 1));
}

// RFC 8032, 7.1, test 2.
TEST(Ed25519, SignsTheMessageOfTheStandardAsItDoes) {
  const std::string secret = absl::HexStringToBytes(
      "302e020100300506032b657004220420"
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const auto key =
      SigningKey::FromPem(absl::StrCat("-----BEGIN PRIVATE KEY-----\n", absl::Base64Escape(secret),
                                       "\n-----END PRIVATE KEY-----\n"));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(absl::BytesToHexString(key->PublicKey()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(absl::BytesToHexString(key->Sign("r")),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Ed25519, AKeyIsTheSameAfterItsFile) {
  const SigningKey key = SigningKey::Generate();
  const auto read = SigningKey::FromPem(key.ToPem());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->PublicKey(), key.PublicKey());
  EXPECT_EQ(read->Sign("text"), key.Sign("text"));
  EXPECT_NE(SigningKey::Generate().PublicKey(), key.PublicKey());
  for (const char* bad : {"", "-----BEGIN PRIVATE KEY-----\n", "text"})
    EXPECT_FALSE(SigningKey::FromPem(bad).ok());
}

TEST(SignedNote, NoChangedByteOfANotePasses) {
  const SigningKey key = SigningKey::Generate();
  const NoteVerifier verifier{"winnow", key.PublicKey()};
  const LogCheckpoint checkpoint{"winnow/db/shards/0/histories/0", {7, MerkleLeafHash("root")}};
  const std::string note = SignNote(checkpoint.ToText(), "winnow", key);
  const auto text = OpenNote(note, {verifier});
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*LogCheckpoint::Parse(*text), checkpoint);
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] ^= 1;
    const auto opened = OpenNote(changed, {verifier});
    // The last characters of base64 hold bits that mean nothing.
    EXPECT_TRUE(!opened.ok() || *opened == *text) << "byte " << i;
    EXPECT_FALSE(i < text->size() && opened.ok());
  }
}

TEST(SignedNote, OfAnotherKeyIsRefusedAndOfOneAmongManyAccepted) {
  const SigningKey old_key = SigningKey::Generate();
  const SigningKey new_key = SigningKey::Generate();
  const NoteVerifier old_verifier{"winnow", old_key.PublicKey()};
  const NoteVerifier new_verifier{"winnow", new_key.PublicKey()};
  const std::string note = SignNote("text\n", "winnow", new_key);
  EXPECT_FALSE(OpenNote(note, {old_verifier}).ok());
  EXPECT_FALSE(OpenNote(note, {}).ok());
  EXPECT_FALSE(OpenNote(note, {{"other", new_key.PublicKey()}}).ok());
  EXPECT_TRUE(OpenNote(note, {old_verifier, new_verifier}).ok());
}

TEST(SignedNote, WhatIsNoNoteCheckpointOrKeyIsRefused) {
  for (const char* bad : {"", "\n", "\n\n", "text\n", "text\n\n", "text\n\n\xe2\x80\x94 a\n",
                          "text\n\n\xe2\x80\x94 a b\n", "text\n\nplain\n"})
    EXPECT_FALSE(OpenNote(bad, {*NoteVerifier::Parse(kVerifier)}).ok()) << bad;
  for (const char* bad : {"", "o\n1\n", "o\n01\nAAAA\n", "o\n-1\nAAAA\n", "o\n1\nAAAA\n",
                          "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"})
    EXPECT_FALSE(LogCheckpoint::Parse(bad).ok()) << bad;
  const std::string key(kVerifier);
  for (const std::string& bad : {std::string(), std::string("a+b"), key.substr(1), key + "AAAA",
                                 absl::StrReplaceAll(key, {{"c74f20a3", "c74f20a4"}})})
    EXPECT_FALSE(NoteVerifier::Parse(bad).ok()) << bad;
}

}  // namespace
}  // namespace winnow::digest
