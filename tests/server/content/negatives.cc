// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "tests/server/content/corpus.h"

namespace winnow::content {
namespace {

using Words = std::vector<std::string>;

const std::string& Pick(Dice& dice, const Words& words) { return words[Below(dice, words.size())]; }

const Words kDomains = {"healthcare",     "industrial_goods", "technology",     "utilities",
                        "financial",      "contact_center",   "in_the_wild",    "far_field",
                        "text_to_speech", "end_to_end",       "named_entities", "out_of_domain",
                        "play_music",     "general_quirky",   "point_of_sale",  "state_of_the_art",
                        "on_device"};
const Words kRoles = {"lead",        "other",       "operator",   "agent", "noisy",
                      "clean",       "night_shift", "en_us",      "de-DE", "yoruba_hausa",
                      "niger-congo", "age_26-40",   "code_switch"};
const Words kModels = {"whisper-large-v3-turbo",
                       "wav2vec2-large-960h-lv60-self",
                       "rev_kaldi",
                       "google_hermit",
                       "parakeet-tdt-0.6b-v2",
                       "xlsr53",
                       "distil-whisper-medium.en",
                       "conformer-ctc-large",
                       "multi_slurp_hermit"};
const Words kDescriptions = {"Published for research",
                             "Earnings calls, ASR review",
                             "Earnings-21, Del Rio et al., CC BY-SA",
                             "SLURP (textual part), Bastianelli et al., CC BY 4.0",
                             "Calls of the support line, 8 kHz",
                             "Training of acoustic models until 2027-03-31",
                             "Release questions of the voice agent",
                             "Opt-in of app version 4.12.0 and later, terms of 2026-01",
                             "Far-field devices, 16 kHz, noisy",
                             "Queue of the weekly review, see https://wiki.example.com/asr/review"};

class Maker {
 public:
  explicit Maker(uint64_t seed) : dice_(seed) {}

  void AddIds(int count) {
    const std::string crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const std::string base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (int i = 0; i < count; ++i) {
      Add("ULID", "01" + Draw(dice_, crockford, 24));
      std::string uuid = HexDigits(8) + "-" + HexDigits(4) + "-4" + HexDigits(3) + "-a" +
                         HexDigits(3) + "-" + HexDigits(12);
      Add("UUID", uuid);
      Add("keyed hash", HexDigits(16 + Below(dice_, 49)));
      Add("keyed hash", HexDigits(16));
      Add("SHA-256", HexDigits(64));
      Add("KSUID", Draw(dice_, base62, 27));
      Add("nanoid", Draw(dice_, base62 + "-_", 21));
      Add("SHA-256, base64", Draw(dice_, base62 + "-_", 43));
      Add("short id", HexDigits(10 + Below(dice_, 4)));
    }
  }

  // Seconds to nanoseconds since 1970, of the years 2001 to 2033, that pass Luhn.
  void AddTimes(int count) {
    for (int i = 0; i < count; ++i) {
      for (const size_t size : {10, 13, 16, 19}) {
        std::string time = "1" + Digits(dice_, size - 2);
        time += LuhnDigit(time);
        Add("timestamp", time);
        if (i % 4 == 0) Add("timestamp", Pick(dice_, kRoles) + "-" + time);
      }
      const std::string day = "20" + Two(24, 12) + "-" + Two(1, 12) + "-" + Two(1, 28);
      Add("time", day + "T" + Two(0, 24) + ":" + Two(0, 60) + ":" + Two(0, 60) + "Z");
      Add("time", "run_" + day + "_" + Two(0, 24) + Two(0, 60));
      Add("counter", std::string(6, '0') + Digits(dice_, 4 + Below(dice_, 8)));
      Add("counter", "call-" + Digits(dice_, 4) + "-" + Digits(dice_, 3));
      Add("counter", "shard-0" + Digits(dice_, 3) + "-of-0" + Digits(dice_, 3));
    }
  }

  void AddNames(int count) {
    for (int i = 0; i < count; ++i) {
      std::string slice = Pick(dice_, kDomains);
      for (size_t parts = Below(dice_, 4); parts > 0; --parts) slice += "-" + Pick(dice_, kRoles);
      Add("slice", slice);
      Add("slice", "queues/" + Pick(dice_, kDomains) + "/slices/" + slice);
      const std::string version = std::to_string(Below(dice_, 20)) + "." +
                                  std::to_string(Below(dice_, 40)) + "." +
                                  std::to_string(Below(dice_, 100));
      Add("version", Pick(dice_, {"", "v"}) + version + Pick(dice_, {"", ".1", "-rc.2", "_beta"}));
      Add("release", Pick(dice_, kModels) + Pick(dice_, {"-", ":", "@"}) + version);
      Add("release", Pick(dice_, kModels) + "-20" + Two(24, 4) + Two(1, 12) + Two(1, 28));
      Add("resource", "queues/q" + Digits(dice_, 3) + "/candidates/" + HexDigits(12));
      Add("resource", "queues/" + Pick(dice_, kDomains) + "/batches/" + Digits(dice_, 5));
      Add("policy", "policies/" + Pick(dice_, {"lab-v0", "asr-training"}) + "@" + Digits(dice_, 2));
      Add("writer", "ip-10-0-" + Digits(dice_, 2) + "-7.ec2.internal:" + Digits(dice_, 5));
      Add("criterion", Pick(dice_, {"is_unusable_audio", "named_entities", "speaker_consistency",
                                    "citation_correctness", "word_errors"}));
      Add("description", Pick(dice_, kDescriptions), FieldRule::kDescription);
      Add("lease token",
          HexOf(Below(dice_, 4000)) + "-" + HexOf(Below(dice_, 1 << 20)) + "-" +
              HexOf(Below(dice_, 1 << 16)),
          FieldRule::kServerMade);
    }
  }

  std::vector<Sample> Take() { return std::move(samples_); }

 private:
  void Add(std::string kind, std::string text, FieldRule rule = FieldRule::kName) {
    samples_.push_back({std::move(kind), std::move(text), rule});
  }
  std::string HexDigits(size_t size) { return Draw(dice_, "0123456789abcdef", size); }
  static std::string HexOf(size_t number) {
    std::string text;
    for (; number > 0 || text.empty(); number /= 16) {
      text.insert(text.begin(), "0123456789abcdef"[number % 16]);
    }
    return text;
  }
  // Two digits, from `low`.
  std::string Two(size_t low, size_t values) {
    const size_t number = low + Below(dice_, values);
    return (number < 10 ? "0" : "") + std::to_string(number);
  }

  Dice dice_;
  std::vector<Sample> samples_;
};

}  // namespace

std::vector<Sample> Negatives(uint64_t seed) {
  Maker maker(seed);
  maker.AddIds(3000);
  maker.AddTimes(1500);
  maker.AddNames(1500);
  return maker.Take();
}

}  // namespace winnow::content
