// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Persons who leave traces in a real server, and the search for what is left of them.
#ifndef WINNOW_TESTS_E2E_PERSON_H_
#define WINNOW_TESTS_E2E_PERSON_H_

#include <string>
#include <vector>

#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {

// Everything of a person that can be told apart from that of others.
struct Person {
  explicit Person(int number);

  std::string subject;
  std::string speaker;  // attribute, a keyed hash
  std::string device;   // attribute, a category
  std::string group;    // prefix of split groups
  std::string duplicates;
  std::string vendor;  // of labels

  // Candidate number `i` of the person.
  v1::Candidate Candidate(int i) const;
  // What no file may hold once the person is erased: the texts, and the key of the speaker as draws
  // compare it, in either order of bytes.
  std::vector<std::string> Traces() const;

 private:
  int number_;
};

// A desk whose queue caps speakers over a window, so that keys of persons are counted.
class PersonDesk : public Desk {
 public:
  explicit PersonDesk(std::shared_ptr<grpc::Channel> channel);

  void SetUp();
  // Takes in `count` candidates of a person, with signals that are pushed after them.
  void TakeIn(const Person& person, int count);
  // Leases a batch and labels half of it, a person's with what tells them apart.
  v1::RequestBatchResponse LabelHalf(const Person& person, const std::string& request_id);
  grpc::Status Erase(const Person& person, const std::string& request_id,
                     v1::EraseSubjectResponse* response);
  grpc::Status Verify(const std::string& batch, v1::VerifyBatchResponse* response);

 private:
  const std::unique_ptr<v1::GovernanceService::Stub> governance_;
};

// The value of a metric, without labels in its name or with them; 0 when it is not there.
double MetricOf(const TestServer& server, const std::string& name);

// Returns once a purge has ended that began after this call, and nothing is left to purge.
void AwaitPurge(const TestServer& server);

// Places where something of the persons is, in every file of the folders; each is named.
std::vector<std::string> Residue(const std::vector<std::string>& folders,
                                 const std::vector<Person>& persons);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_E2E_PERSON_H_
