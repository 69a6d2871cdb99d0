// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/candidate_json.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow::client {
namespace {

// The example of api.md P6 in one line.
constexpr char kExample[] =
    R"({"candidate_id":"c1","source":"earnings21","consent_scope":"research",)"
    R"("retain_until":"2027-01-01T00:00:00Z","rubric":"asr","slice":"healthcare-lead",)"
    R"("stage":"ACOUSTIC","split_group":"call7","model_release":"rev_kaldi",)"
    R"("subject":"0123456789abcdef","attributes":{"speaker":"fedcba9876543210","device":"far_field"},)"
    R"("dup_group":"g9","signals":{"confidence":0.93,"daily_sessions":120,"pair_disagreement":3}})";

struct Parsed {
  Defect defect;
  v1::Candidate candidate;
};

Parsed Read(const std::string& line, const RowDefaults& defaults = {}) {
  Parsed parsed;
  JsonRow row;
  parsed.defect = row.Parse(line);
  if (!parsed.defect.has_value()) {
    parsed.defect = ReadCandidate(row, defaults, parsed.candidate);
  }
  return parsed;
}

// A candidate with one more member.
std::string With(const std::string& member) {
  return absl::StrCat(R"({"candidate_id":"c1",)", member, "}");
}

const v1::Signal& SignalOf(const v1::Candidate& candidate, const std::string& name) {
  for (const v1::Signal& signal : candidate.signals()) {
    if (signal.name() == name) return signal;
  }
  return v1::Signal::default_instance();
}

TEST(CandidateJson, ReadsEveryMemberOfTheExample) {
  const Parsed parsed = Read(kExample);
  ASSERT_FALSE(parsed.defect.has_value()) << parsed.defect->field << parsed.defect->message;
  const v1::Candidate& c = parsed.candidate;
  EXPECT_EQ(c.candidate_id(), "c1");
  EXPECT_EQ(c.source(), "earnings21");
  EXPECT_EQ(c.consent_scope(), "research");
  EXPECT_EQ(google::protobuf::util::TimeUtil::ToString(c.retain_until()), "2027-01-01T00:00:00Z");
  EXPECT_EQ(c.rubric(), "asr");
  EXPECT_EQ(c.slice(), "healthcare-lead");
  EXPECT_EQ(c.stage(), v1::STAGE_ACOUSTIC);
  EXPECT_EQ(c.split_group(), "call7");
  EXPECT_EQ(c.model_release(), "rev_kaldi");
  EXPECT_EQ(c.subject(), "0123456789abcdef");
  EXPECT_EQ(c.attributes().at("speaker"), "fedcba9876543210");
  EXPECT_EQ(c.attributes().at("device"), "far_field");
  EXPECT_EQ(c.dup_group(), "g9");
  ASSERT_EQ(c.signals_size(), 3);
  EXPECT_DOUBLE_EQ(SignalOf(c, "confidence").value(), 0.93);
  EXPECT_DOUBLE_EQ(SignalOf(c, "daily_sessions").value(), 120);
  EXPECT_FALSE(c.sensitive());
  EXPECT_EQ(c.split(), v1::SPLIT_UNSPECIFIED);
}

TEST(CandidateJson, ReadsTheOptionalMembers) {
  const Parsed parsed = Read(With(
      R"("sensitive":true,"split":"TRAIN","scorer":"s1","signals_time":"2026-11-01T10:00:00+02:00",)"
      R"("signals":{"a":1})"));
  ASSERT_FALSE(parsed.defect.has_value()) << parsed.defect->message;
  EXPECT_TRUE(parsed.candidate.sensitive());
  EXPECT_EQ(parsed.candidate.split(), v1::SPLIT_TRAIN);
  const v1::Signal& signal = parsed.candidate.signals(0);
  EXPECT_EQ(signal.scorer(), "s1");
  EXPECT_EQ(google::protobuf::util::TimeUtil::ToString(signal.compute_time()),
            "2026-11-01T08:00:00Z");
}

TEST(CandidateJson, ASignalObjectOverridesWhatTheRowSays) {
  const Parsed parsed =
      Read(With(R"("signals":{"pair_disagreement":{"value":0,"scorer":"own","model_release":"m",)"
                R"("time":"2026-01-02T03:04:05.5Z","direction":"HIGHER_IS_HARDER",)"
                R"("baseline_release":"A","candidate_release":"B"},"plain":2},)"
                R"("scorer":"row","signals_time":"2020-01-01T00:00:00Z")"));
  ASSERT_FALSE(parsed.defect.has_value()) << parsed.defect->field << parsed.defect->message;
  const v1::Signal& own = SignalOf(parsed.candidate, "pair_disagreement");
  EXPECT_TRUE(own.has_value()) << "0 differs from unset";
  EXPECT_EQ(own.value(), 0);
  EXPECT_EQ(own.scorer(), "own");
  EXPECT_EQ(own.model_release(), "m");
  EXPECT_EQ(own.compute_time().nanos(), 500000000);
  EXPECT_EQ(own.direction(), v1::SIGNAL_DIRECTION_HIGHER_IS_HARDER);
  EXPECT_EQ(own.baseline_release(), "A");
  EXPECT_EQ(own.candidate_release(), "B");
  // The defaults count whether they stand before or after the signals.
  EXPECT_EQ(SignalOf(parsed.candidate, "plain").scorer(), "row");
  EXPECT_EQ(SignalOf(parsed.candidate, "plain").compute_time().seconds(), 1577836800);
}

TEST(CandidateJson, APairThatIsNotNamedIsTheQueues) {
  const RowDefaults defaults{"A", "B"};
  const v1::Signal open =
      Read(With(R"("signals":{"pair_disagreement":3})"), defaults).candidate.signals(0);
  EXPECT_EQ(open.baseline_release(), "A");
  EXPECT_EQ(open.candidate_release(), "B");
  const v1::Signal named =
      Read(With(R"("signals":{"pair_disagreement":{"value":3,"baseline_release":"X"}})"), defaults)
          .candidate.signals(0);
  EXPECT_EQ(named.baseline_release(), "X");
  EXPECT_EQ(named.candidate_release(), "") << "half a pair is not completed by another one's half";
  const v1::Signal other = Read(With(R"("signals":{"entropy":3})"), defaults).candidate.signals(0);
  EXPECT_EQ(other.baseline_release(), "");
}

struct BadRow {
  const char* line;
  const char* field;
  const char* message;
};

const BadRow kBadRows[] = {

    BadRow{R"({"candidate_id":"c1","transcript":"SECRET"})", "transcript", "not a key"},
    BadRow{R"({"candidate_id":"c1","a SECRET key":1})", "(a key that is no name)", "not a key"},
    BadRow{R"({"candidate_id":"c1","source":{"SECRET":1}})", "source", "string"},
    BadRow{R"({"candidate_id":"c1","source":7})", "source", "string"},
    BadRow{R"({"candidate_id":"c1","source":null})", "source", "string"},
    BadRow{R"({"candidate_id":"c1","source":["SECRET"]})", "source", "array"},
    BadRow{R"({"candidate_id":"c1","slice":"a","slice":"b"})", "slice", "twice"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":1,"a":2}})", "signals.a", "twice"},
    BadRow{R"({"slice":"a"})", "candidate_id", "missing"},
    BadRow{R"({"candidate_id":""})", "candidate_id", "missing"},
    BadRow{R"({"candidate_id":"c1","stage":"SECRET"})", "stage", "ACOUSTIC"},
    BadRow{R"({"candidate_id":"c1","stage":"UNSPECIFIED"})", "stage", "one of"},
    BadRow{R"({"candidate_id":"c1","stage":1})", "stage", "one of"},
    BadRow{R"({"candidate_id":"c1","split":"train"})", "split", "TRAIN, DEV, TEST"},
    BadRow{R"({"candidate_id":"c1","retain_until":"SECRET"})", "retain_until", "RFC 3339"},
    BadRow{R"({"candidate_id":"c1","retain_until":"2027-02-30T00:00:00Z"})", "retain_until",
           "RFC 3339"},
    BadRow{R"({"candidate_id":"c1","retain_until":"infinite-future"})", "retain_until", "RFC 3339"},
    BadRow{R"({"candidate_id":"c1","retain_until":1700000000})", "retain_until", "RFC 3339"},
    BadRow{R"({"candidate_id":"c1","sensitive":"true"})", "sensitive", "true or false"},
    BadRow{R"({"candidate_id":"c1","attributes":["SECRET"]})", "attributes", "array"},
    BadRow{R"({"candidate_id":"c1","attributes":"SECRET"})", "attributes", "object"},
    BadRow{R"({"candidate_id":"c1","attributes":{"speaker":5}})", "attributes.speaker", "string"},
    BadRow{R"({"candidate_id":"c1","signals":0.5})", "signals", "object"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":"SECRET"}})", "signals.a", "number"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":true}})", "signals.a", "number"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":1e10}})", "signals.a", "between"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":-1000000001}})", "signals.a", "between"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":9223372036854775808}})", "signals.a", "between"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":1e999}})", "", "too large"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":NaN}})", "", "not valid JSON"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":Infinity}})", "", "not valid JSON"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":{}}})", "signals.a", "value"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":{"value":"SECRET"}}})", "signals.a.value",
           "number"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":{"value":1,"unit":"SECRET"}}})", "signals.a.unit",
           "not a key"},
    BadRow{R"({"candidate_id":"c1","signals":{"a":{"value":{"SECRET":1}}}})", "signals.a.value",
           "deep"},
    BadRow{R"({"candidate_id":"c1","signals_time":"now"})", "signals_time", "RFC 3339"},
    BadRow{R"({"candidate_id":"c1","scorer":1})", "scorer", "string"},
    BadRow{R"([1,2])", "", "not a JSON object"},
    BadRow{R"("SECRET")", "", "not a JSON object"},
    BadRow{R"(SECRET)", "", "not valid JSON"},
    BadRow{R"({"candidate_id":"SECRET")", "", "byte"},
    BadRow{R"({"candidate_id":"c1"} SECRET)", "", "not valid JSON"},
    BadRow{"{\"candidate_id\":\"SECRET\xff\"}", "", "not valid JSON"},
    BadRow{R"({"candidate_id":"\ud800"})", "", "not valid JSON"},
    BadRow{R"({})", "candidate_id", "missing"}};

TEST(CandidateJson, RefusesNamingTheFieldAndNeverTheValue) {
  for (const BadRow& bad : kBadRows) {
    SCOPED_TRACE(bad.line);
    const Parsed parsed = Read(bad.line);
    ASSERT_TRUE(parsed.defect.has_value());
    EXPECT_EQ(parsed.defect->field, bad.field);
    EXPECT_NE(parsed.defect->message.find(bad.message), std::string::npos)
        << parsed.defect->message;
    EXPECT_EQ(parsed.defect->message.find("SECRET"), std::string::npos);
    EXPECT_EQ(parsed.defect->field.find("SECRET"), std::string::npos);
  }
}

TEST(CandidateJson, ARowLeavesNothingBehindForTheNext) {
  JsonRow row;
  v1::Candidate first;
  ASSERT_FALSE(row.Parse(kExample).has_value());
  ASSERT_FALSE(ReadCandidate(row, {}, first).has_value());
  ASSERT_TRUE(row.Parse(R"({"candidate_id":"c2","source":[]})").has_value());
  EXPECT_EQ(row.size(), 0u);
  v1::Candidate second;
  ASSERT_FALSE(row.Parse(R"({"candidate_id":"c2"})").has_value());
  ASSERT_FALSE(ReadCandidate(row, {}, second).has_value());
  v1::Candidate expected;
  expected.set_candidate_id("c2");
  EXPECT_EQ(second.SerializeAsString(), expected.SerializeAsString());
}

TEST(CandidateJson, DeepNestingIsRefusedWithoutDescendingIntoIt) {
  std::string line = R"({"candidate_id":)";
  for (int i = 0; i < 200000; ++i) line += R"({"a":)";
  EXPECT_TRUE(Read(line).defect.has_value());
  EXPECT_TRUE(Read(std::string(200000, '[')).defect.has_value());
}

}  // namespace
}  // namespace winnow::client
