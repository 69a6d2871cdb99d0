// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/content/detector.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow::content {
namespace {

struct Case {
  const char* text;
  Finding finding;
  FieldRule rule = FieldRule::kName;
};

void Expect(const Case& one) {
  EXPECT_EQ(NameOf(Detect(one.text, one.rule)), NameOf(one.finding)) << one.text;
}

// governance.md G2: what fits into the alphabet of names is refused there too.
TEST(Detector, RefusesWhatHidesInTheAlphabetOfNames) {
  for (const Case& one : {
           Case{"john.doe:example.com", Finding::kEmail},
           Case{"john_doe_at_example.com", Finding::kEmail},
           Case{"jdoe-at-example-dot-org", Finding::kEmail},
           Case{"john.gmail.com", Finding::kEmail},
           Case{"4111-1111-1111-1111", Finding::kPaymentCard},
           Case{"card:4111111111111111", Finding::kPaymentCard},
           Case{"3782.822463.10005", Finding::kPaymentCard},
           Case{"415-555-2671", Finding::kPhone},
           Case{"tel:4155552671", Finding::kPhone},
           Case{"0171-5551234", Finding::kPhone},
           Case{"078-05-1120", Finding::kNationalId},
           Case{"DE89370400440532013000", Finding::kBankAccount},
           Case{"gb29-nwbk-6016-1331-9268-19", Finding::kBankAccount},
           Case{"192.168.1.17", Finding::kAddress},
           Case{"2001:db8::ff00:42:8329", Finding::kAddress},
           Case{"hello_world_this_is_what_i_said", Finding::kWords},
           Case{"MyNameIsJohnAndILiveInBoston", Finding::kWords},
           Case{"UklGRiQAAABXQVZFZm10IBAAAAABAAEA", Finding::kMedia},
           Case{"T2dnUwACAAAAAAAAAAB", Finding::kMedia},
           Case{"52494646240000005741564566", Finding::kMedia},
           Case{"q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJo", Finding::kEncoded},
       }) {
    Expect(one);
  }
}

TEST(Detector, RefusesWhatNoNameMayHoldEither) {
  for (const Case& one : {
           Case{"john.doe@example.com", Finding::kEmail},
           Case{"queues/q/candidates/john.doe@example.com", Finding::kEmail},
           Case{"https://john:secret@example.com/a", Finding::kUserInfo},
           Case{"4111 1111 1111 1111", Finding::kPaymentCard},
           Case{"+49 30 1234567", Finding::kPhone},
           Case{"(415) 555-2671", Finding::kPhone},
           Case{"so i said to her", Finding::kWords},
           Case{"gr\u00fc\u00df dich", Finding::kWords},
           Case{"RIFF....WAVEfmt", Finding::kMedia},
           Case{"OggS", Finding::kMedia},
           Case{"fLaC", Finding::kMedia},
           Case{"ID3\x03", Finding::kMedia},
           Case{"data:audio/wav;base64,UklGRg", Finding::kMedia},
       }) {
    Expect(one);
  }
}

TEST(Detector, LetsIdsOfPipelinesPass) {
  for (const char* text : {"01ARZ3NDEKTSV4RRFFQ69G5FAV",
                           "123e4567-e89b-42d3-a456-426614174000",
                           "6fdcf48630ba5d1d",
                           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                           "1700000000",
                           "1700000000004",
                           "1700000000000003",
                           "1700000000000000000",
                           "1.2.3.4",
                           "v2.14.0-rc.1",
                           "healthcare-lead",
                           "industrial_goods-lead",
                           "whisper-large-v3-turbo",
                           "in_the_wild",
                           "queues/earnings/slices/healthcare-lead",
                           "policies/asr-review@12",
                           "asr@1",
                           "2026-11-28T10:00:00Z",
                           "0000000000001234",
                           "shard-00012-of-00040",
                           "RIFRAF",
                           "aaaaaaaaaaaaaaaa",
                           "consentScopes/research",
                           "host:9464"}) {
    Expect({text, Finding::kNothing});
  }
}

TEST(Detector, LetsDescriptionsHaveWordsAndNothingElse) {
  Expect({"Earnings calls, ASR review", Finding::kNothing, FieldRule::kDescription});
  Expect({"What people consented to, of 2026-01-15", Finding::kNothing, FieldRule::kDescription});
  Expect({"Ask jane@example.com", Finding::kEmail, FieldRule::kDescription});
  Expect({"Ask jane (at) example dot com", Finding::kEmail, FieldRule::kDescription});
  Expect({"Line +1 415 555 2671", Finding::kPhone, FieldRule::kDescription});
  Expect({"hi uh i would like to check my balance", Finding::kWords, FieldRule::kDescription});
  Expect({"Caller: the balance, now", Finding::kWords, FieldRule::kDescription});
}

TEST(Detector, TakesTheServersOwnTokensWhateverTheirNumbersLookLike) {
  Expect({"200-345-1234", Finding::kNothing, FieldRule::kServerMade});
  Expect({"1f-2a-3", Finding::kNothing, FieldRule::kServerMade});
  Expect({"4111111111111111", Finding::kPaymentCard, FieldRule::kServerMade});
  Expect({"my name is john", Finding::kWords, FieldRule::kServerMade});
}

// A keyed hash of 16 digits without a letter that has an issuer and passes Luhn: one in 80,000.
TEST(Detector, CannotTellACardFromAHashOfSixteenDecimalDigits) {
  Expect({"4111111111111111", Finding::kPaymentCard});
  Expect({"4111111111111112", Finding::kNothing});
  Expect({"a4111111111111111", Finding::kNothing});
}

TEST(Detector, TakesAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) {
    bytes += static_cast<char>(i * 7);
    for (const FieldRule rule :
         {FieldRule::kName, FieldRule::kDescription, FieldRule::kServerMade}) {
      Detect(bytes.substr(static_cast<size_t>(i) / 2), rule);
    }
  }
  Detect(std::string(1 << 20, '1'), FieldRule::kName);
  Detect(std::string(1 << 20, '-'), FieldRule::kDescription);
  // What would take minutes if any detector looked at the whole text at each of its places.
  for (const std::string part :
       {"4111-", "at.", "at ", "a4111111111111111", "de89", "a@", "%40a.", "://", "tel1234567",
        "UklGR.", "+1", "::", "dot.", "gmail.com", "AAAAAAAAAAAAAAA-"}) {
    std::string text;
    while (text.size() < size_t{1} << 20) text += part;
    Detect(text, FieldRule::kName);
    Detect(text, FieldRule::kDescription);
  }
}

}  // namespace
}  // namespace winnow::content
