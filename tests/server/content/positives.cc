// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/server/content/corpus.h"

namespace winnow::content {
namespace {

using Words = std::vector<std::string>;

const std::string& Pick(Dice& dice, const Words& words) { return words[Below(dice, words.size())]; }

const Words kFirst = {"john", "maria", "wei", "fatima", "olu", "anna", "jose", "yuki", "lars"};
const Words kLast = {"doe", "garcia", "zhang", "khan", "adeyemi", "schmidt", "silva", "sato"};
const Words kHosts = {"example", "contoso", "acme-health", "uni-mainz", "mail.corp", "posteo"};
const Words kEnds = {"com", "org", "net", "de", "co.uk", "edu", "io", "fr"};

// What people say to a machine, to an agent, and to each other.
const Words kSentences = {"turn off the kitchen lights",
                          "what is the weather like tomorrow",
                          "i would like to check my account balance",
                          "set an alarm for six thirty",
                          "can you send that to my wife please",
                          "the invoice was never paid",
                          "we have a meeting on monday at ten",
                          "call my mother on her mobile",
                          "is there any traffic on the way to work",
                          "remind me to take my medicine tonight",
                          "she said the results were positive",
                          "how do i get to the airport",
                          "you are listening to the quarterly earnings call",
                          "our revenue grew by twelve percent",
                          "thank you for joining us today",
                          "my name is john and i live in boston",
                          "the patient has a history of asthma",
                          "give me the news from yesterday",
                          "i lost my credit card last night",
                          "please hold while i transfer you",
                          "did the package arrive yet",
                          "put milk and eggs on the shopping list",
                          "good morning everyone and welcome",
                          "it hurts when i breathe",
                          "let us move on to the next question",
                          "why was my claim denied",
                          "what time does the pharmacy close",
                          "i am going to be late for dinner",
                          "hello world this is what i said",
                          "they told me it would be ready by friday",
                          "could you repeat that for me",
                          "do you know where she went",
                          "he has been coughing for three days",
                          "tell me a story about a dragon",
                          "that is not what we agreed on",
                          "this call may be recorded",
                          "who won the game last night",
                          "if you want to pay press two",
                          "where can i buy tickets for the show",
                          "i think we should cancel the order"};

std::string Replace(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

std::string Camel(const std::string& text) {
  std::string camel;
  bool up = true;
  for (const char c : text) {
    if (c != ' ') camel += static_cast<char>(up && c >= 'a' ? c - 'a' + 'A' : c);
    up = c == ' ';
  }
  return camel;
}

class Maker {
 public:
  explicit Maker(uint64_t seed) : dice_(seed) {}

  void AddMail(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string local = Pick(dice_, kFirst) + Pick(dice_, {".", "_", "-", ""}) +
                                Pick(dice_, kLast) + (i % 3 == 0 ? Digits(dice_, 2) : "");
      const std::string domain = Pick(dice_, kHosts) + "." + Pick(dice_, kEnds);
      Add("e-mail", local + Pick(dice_, {"@", "@", "%40"}) + domain);
      Add("e-mail", "write to " + local + "@" + domain + " first", FieldRule::kDescription);
      const std::string dotted = Pick(dice_, kFirst) + "." + Pick(dice_, kLast);
      Add("e-mail, spelled",
          Pick(dice_, Words{dotted + ":" + domain, local + "_at_" + domain, local + "-at-" + domain,
                            local + "." + "gmail.com", local + "_at_example_dot_com"}));
      Add("URL with a user", "https://" + local + ":" + Digits(dice_, 6) + "@" + domain + "/a");
    }
  }

  void AddCards(int count) {
    struct Brand {
      const char* prefix;
      size_t size;
      std::vector<size_t> groups;
    };
    const std::vector<Brand> brands = {
        {"4", 16, {4, 4, 4, 4}},    {"4", 16, {4, 4, 4, 4}},     {"51", 16, {4, 4, 4, 4}},
        {"55", 16, {4, 4, 4, 4}},   {"2345", 16, {4, 4, 4, 4}},  {"34", 15, {4, 6, 5}},
        {"37", 15, {4, 6, 5}},      {"6011", 16, {4, 4, 4, 4}},  {"36", 14, {4, 6, 4}},
        {"3530", 16, {4, 4, 4, 4}}, {"62", 19, {4, 4, 4, 4, 3}}, {"4", 13, {4, 4, 4, 1}}};
    for (int i = 0; i < count; ++i) {
      const Brand& brand = brands[Below(dice_, brands.size())];
      std::string number = brand.prefix;
      number += Digits(dice_, brand.size - 1 - number.size());
      number += LuhnDigit(number);
      std::string printed;
      const std::string separator = Pick(dice_, {"-", ".", "_", ":"});
      size_t at = 0;
      for (const size_t group : brand.groups) {
        printed += (at == 0 ? "" : separator) + number.substr(at, group);
        at += group;
      }
      Add("card number", Pick(dice_, Words{number, "card-" + number, "id:" + number + ":x"}));
      Add("card number, printed", Pick(dice_, Words{printed, "c." + printed, printed + "_v2"}));
      Add("card number, printed", "paid with " + Replace(printed, separator[0], ' '),
          FieldRule::kDescription);
    }
  }

  void AddPhones(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string area = Digit(2, 9) + Digits(dice_, 2);
      const std::string office = Digit(2, 9) + Digits(dice_, 2);
      const std::string line = Digits(dice_, 4);
      const std::string separator = Pick(dice_, {"-", ".", "_"});
      Add("phone", Pick(dice_, {"", "1" + separator, "call-"}) + area + separator + office +
                       separator + line);
      Add("phone", "(" + area + ") " + office + "-" + line, FieldRule::kDescription);
      Add("phone", "+" + Pick(dice_, {"49", "44", "33", "234", "91"}) + separator +
                       Digits(dice_, 3) + separator + Digits(dice_, 6));
      Add("phone", Pick(dice_, {"tel:", "phone_", "mobile-"}) + Digit(1, 9) + Digits(dice_, 9));
      Add("phone", Pick(dice_, Words{"030-" + Digit(1, 9) + Digits(dice_, 6),
                                     "0171-" + Digit(1, 9) + Digits(dice_, 6),
                                     "0044-20-" + Digits(dice_, 4) + "-" + Digits(dice_, 4)}));
      Add("social security", Digit(1, 5) + Digits(dice_, 2) + separator + Digits(dice_, 2) +
                                 separator + Digits(dice_, 4));
    }
  }

  void AddAccounts(int count) {
    const std::vector<std::pair<std::string, size_t>> countries = {
        {"DE", 18}, {"FR", 23}, {"GB", 18}, {"NL", 14}, {"ES", 20}, {"CH", 17}, {"PL", 24}};
    for (int i = 0; i < count; ++i) {
      const auto& [country, digits] = countries[Below(dice_, countries.size())];
      const std::string account = Digits(dice_, digits);
      int rest = 0;
      for (const char c : account + std::to_string(country[0] - 'A' + 10) +
                              std::to_string(country[1] - 'A' + 10) + "00") {
        rest = (rest * 10 + (c - '0')) % 97;
      }
      const std::string check = std::to_string(198 - rest).substr(1);
      std::string number = country + check + account;
      Add("bank account", number);
      for (size_t at = 4; at < number.size(); at += 5) number.insert(at, 1, '-');
      Add("bank account", number);
    }
  }

  void AddAddresses(int count) {
    for (int i = 0; i < count; ++i) {
      std::string address = std::to_string(100 + Below(dice_, 120));
      for (int part = 0; part < 3; ++part) address += "." + std::to_string(Below(dice_, 256));
      Add("IP address", Pick(dice_, Words{address, address + ":8080"}));
      std::string longer = "2001:db8";
      for (int part = 0; part < 6; ++part) longer += ":" + Draw(dice_, "0123456789abcdef", 4);
      Add("IP address", i % 2 == 0 ? longer : longer.substr(0, 14) + "::1");
    }
  }

  void AddSpeech(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string& sentence = Pick(dice_, kSentences);
      Add("transcript", sentence + " " + Pick(dice_, kSentences));
      Add("transcript", "Agent: " + sentence, FieldRule::kDescription);
      Add("transcript, joined", Replace(sentence, ' ', Pick(dice_, {"_", "-", "."})[0]));
      if (sentence.size() > 24) Add("transcript, joined", Camel(sentence));
    }
  }

  void AddMedia(int count) {
    const Words heads = {"RIFF$\x04\x01\x02WAVEfmt ", "OggS\x02stream", "fLaC\x01\x02\"stream",
                         "ID3\x03\x01\x02\x03\x04\x05TIT2", "ID3\x04\x01\x02\x03\x04\x05TIT2"};
    for (int i = 0; i < count; ++i) {
      const std::string file = Pick(dice_, heads) + Bytes(24 + Below(dice_, 400));
      Add("media, raw", Pick(dice_, heads) + Draw(dice_, "abc 123", 40));
      Add("media, hex", Hex(file));
      Add("media, base64", Base64(file, false));
      Add("media, base64", Base64(file, true).substr(0, 64));
      Add("audio, base64", Base64(Sound(48 + Below(dice_, 700)), i % 2 == 0));
      Add("audio, base64", Base64(Sound(48), true));
      Add("audio, base64", "sample " + Base64(Sound(60), false), FieldRule::kDescription);
      Add("audio, hex", Hex(Sound(33 + Below(dice_, 400))));
    }
  }

  std::vector<Sample> Take() { return std::move(samples_); }

 private:
  void Add(std::string kind, std::string text, FieldRule rule = FieldRule::kName) {
    samples_.push_back({std::move(kind), std::move(text), rule});
  }
  std::string Digit(size_t low, size_t high) {
    return std::to_string(low + Below(dice_, high - low + 1));
  }
  std::string Bytes(size_t size) {
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(Below(dice_, 256));
    return bytes;
  }
  // Samples of 16 bits: a voice of some loudness, or of none, with noise.
  std::string Sound(size_t size) {
    const double loudness = std::pow(10.0, static_cast<double>(Below(dice_, 5)));
    std::string bytes;
    for (size_t i = 0; bytes.size() < size; ++i) {
      const double noise = static_cast<double>(Below(dice_, 2001)) / 1000 - 1;
      const double wave = std::sin(static_cast<double>(i) * 0.21) + 0.3 * noise;
      const auto sample = static_cast<int16_t>(std::clamp(loudness * wave, -32000.0, 32000.0));
      bytes += static_cast<char>(sample & 0xFF);
      bytes += static_cast<char>(sample >> 8 & 0xFF);
    }
    return bytes.substr(0, size);
  }

  Dice dice_;
  std::vector<Sample> samples_;
};

}  // namespace

std::vector<Sample> Positives(uint64_t seed) {
  Maker maker(seed);
  maker.AddMail(250);
  maker.AddCards(400);
  maker.AddPhones(250);
  maker.AddAccounts(150);
  maker.AddAddresses(100);
  maker.AddSpeech(300);
  maker.AddMedia(150);
  return maker.Take();
}

}  // namespace winnow::content
