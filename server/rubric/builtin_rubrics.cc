// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rubric/builtin_rubrics.h"

#include <array>
#include <initializer_list>
#include <string>

namespace winnow::rubric {
namespace {

constexpr absl::string_view kIds[] = {"asr", "spoken_rag", "tts"};
constexpr double kMaxCount = 1e6;
constexpr double kMaxMilliseconds = 6e5;

// Adds questions to a rubric.
class Writer {
 public:
  explicit Writer(v1::Rubric& rubric) : rubric_(rubric) {}

  v1::Criterion& Flag(absl::string_view name, v1::Stage stage, absl::string_view description) {
    v1::Criterion& criterion = Ask(name, stage, description);
    criterion.mutable_flag();
    return criterion;
  }
  // A number of things.
  v1::Criterion& Count(absl::string_view name, v1::Stage stage, absl::string_view description) {
    v1::Criterion& criterion = Score(name, stage, description, {0, kMaxCount});
    criterion.mutable_score()->set_whole(true);
    return criterion;
  }
  // 1, bad, to 5, excellent: the absolute category rating of ITU-T P.800.
  v1::Criterion& Rating(absl::string_view name, v1::Stage stage, absl::string_view description) {
    v1::Criterion& criterion = Score(name, stage, description, {1, 5});
    criterion.mutable_score()->set_whole(true);
    criterion.mutable_score()->set_tolerance(1);
    return criterion;
  }
  v1::Criterion& Share(absl::string_view name, v1::Stage stage, absl::string_view description) {
    v1::Criterion& criterion = Score(name, stage, description, {0, 1});
    criterion.mutable_score()->set_tolerance(0.1);
    return criterion;
  }
  v1::Criterion& Latency(absl::string_view description) {
    v1::Criterion& criterion =
        Score("latency_ms", v1::STAGE_DELIVERY, description, {0, kMaxMilliseconds});
    criterion.mutable_score()->set_tolerance(50);
    return criterion;
  }
  // `values` rise.
  v1::Criterion& Grade(absl::string_view name, v1::Stage stage, absl::string_view description,
                       std::initializer_list<absl::string_view> values) {
    v1::Criterion& criterion = Ask(name, stage, description);
    criterion.mutable_category()->set_ordered(true);
    for (const absl::string_view value : values)
      criterion.mutable_category()->add_values(std::string(value));
    return criterion;
  }

  v1::Measure& Rate(absl::string_view name, v1::Stage stage, absl::string_view errors,
                    absl::string_view units) {
    v1::Measure& measure = *rubric_.add_measures();
    measure.set_name(std::string(name));
    measure.set_stage(stage);
    measure.set_errors(std::string(errors));
    measure.set_units(std::string(units));
    return measure;
  }

 private:
  struct Range {
    double min;
    double max;
  };

  v1::Criterion& Ask(absl::string_view name, v1::Stage stage, absl::string_view description) {
    v1::Criterion& criterion = *rubric_.add_criteria();
    criterion.set_name(std::string(name));
    criterion.set_stage(stage);
    criterion.set_description(std::string(description));
    return criterion;
  }
  v1::Criterion& Score(absl::string_view name, v1::Stage stage, absl::string_view description,
                       Range range) {
    v1::Criterion& criterion = Ask(name, stage, description);
    criterion.mutable_score()->set_min(range.min);
    criterion.mutable_score()->set_max(range.max);
    return criterion;
  }

  v1::Rubric& rubric_;
};

void Decides(v1::Criterion& criterion) {
  criterion.set_required(true);
  criterion.set_end_to_end(true);
}

// One reference transcript serves every release: it stays with the labeling platform, which counts
// the errors of the release that served the example against it.
v1::Rubric Asr() {
  v1::Rubric rubric;
  rubric.set_label_use(v1::LABEL_USE_REFERENCE);
  Writer ask(rubric);
  ask.Flag("usable", v1::STAGE_ACOUSTIC, "Can the audio be transcribed at all?");
  ask.Count("words", v1::STAGE_LINGUISTIC, "Words of the reference transcript");
  Decides(ask.Count("word_errors", v1::STAGE_LINGUISTIC,
                    "Substituted, deleted and inserted words of the release that served it"));
  ask.Count("name_words", v1::STAGE_LINGUISTIC, "Words of names and other entities");
  ask.Count("name_errors", v1::STAGE_LINGUISTIC, "Errors in them");
  ask.Grade("severity", v1::STAGE_LINGUISTIC, "How far the errors change what was meant",
            {"none", "minor", "major", "critical"});
  ask.Rate("word_error_rate", v1::STAGE_LINGUISTIC, "word_errors", "words").set_end_to_end(true);
  ask.Rate("name_error_rate", v1::STAGE_LINGUISTIC, "name_errors", "name_words");
  return rubric;
}

v1::Rubric Tts() {
  v1::Rubric rubric;
  rubric.set_label_use(v1::LABEL_USE_PER_RELEASE);
  Writer ask(rubric);
  Decides(ask.Rating("overall", v1::STAGE_DELIVERY, "How good is it as a whole?"));
  ask.Grade("text_difficulty", v1::STAGE_LINGUISTIC, "How hard is the text to read out?",
            {"plain", "hard", "very_hard"});
  ask.Rating("pronunciation", v1::STAGE_SYNTHESIS, "Are the words pronounced right?");
  ask.Flag("named_entities", v1::STAGE_LINGUISTIC, "Are all names and numbers read right?");
  ask.Rating("prosody", v1::STAGE_SYNTHESIS, "Do stress, pauses and melody fit what is said?");
  ask.Grade("artifacts", v1::STAGE_SYNTHESIS, "Noises that are no speech",
            {"none", "audible", "disturbing"});
  ask.Flag("clipping", v1::STAGE_SYNTHESIS, "Is the signal cut off, in level or in time?");
  ask.Rating("speaker_consistency", v1::STAGE_SYNTHESIS, "Is it one and the same voice?");
  ask.Flag("safety", v1::STAGE_SAFETY, "Is it free of harm?");
  ask.Latency("Milliseconds to the first sound");
  ask.Rate("failure_rate", v1::STAGE_DELIVERY, "failures", "").set_end_to_end(true);
  ask.Rate("pronunciation_error_rate", v1::STAGE_SYNTHESIS, "pronunciation_errors", "words");
  ask.Rate("entity_error_rate", v1::STAGE_LINGUISTIC, "entity_errors", "entities");
  ask.Rate("unsafe_rate", v1::STAGE_SAFETY, "unsafe", "");
  return rubric;
}

v1::Rubric SpokenRag() {
  v1::Rubric rubric;
  rubric.set_label_use(v1::LABEL_USE_PER_RELEASE);
  Writer ask(rubric);
  Decides(ask.Flag("task_success", v1::STAGE_DELIVERY, "Did the user get what they came for?"));
  ask.Share("asr_entity_accuracy", v1::STAGE_ACOUSTIC, "Share of the entities that were heard");
  ask.Flag("query_intent", v1::STAGE_LINGUISTIC, "Was the request understood?");
  ask.Share("retrieval_recall", v1::STAGE_RETRIEVAL, "Share of the needed passages found");
  ask.Grade("source_freshness", v1::STAGE_RETRIEVAL, "Was what was found in force?",
            {"stale", "dated", "fresh"});
  ask.Grade("groundedness", v1::STAGE_REASONING, "Does the answer follow from what was found?",
            {"invented", "partly", "grounded"});
  ask.Flag("citation_correctness", v1::STAGE_REASONING, "Do the citations say what is claimed?");
  ask.Flag("refusal_correctness", v1::STAGE_TOOL_POLICY, "Was it right to answer, or to refuse?");
  ask.Latency("Milliseconds to the first sound of the answer");
  ask.Rating("spoken_clarity", v1::STAGE_SYNTHESIS, "Is the answer easy to follow by ear?");
  ask.Flag("safety", v1::STAGE_SAFETY, "Is it free of harm?");
  ask.Rate("task_failure_rate", v1::STAGE_DELIVERY, "task_failures", "").set_end_to_end(true);
  ask.Rate("asr_failure_rate", v1::STAGE_ACOUSTIC, "asr_failures", "");
  ask.Rate("nlu_failure_rate", v1::STAGE_LINGUISTIC, "nlu_failures", "");
  ask.Rate("retrieval_failure_rate", v1::STAGE_RETRIEVAL, "retrieval_failures", "");
  ask.Rate("stale_source_rate", v1::STAGE_RETRIEVAL, "stale_sources", "");
  ask.Rate("ungrounded_rate", v1::STAGE_REASONING, "ungrounded", "");
  ask.Rate("unsafe_rate", v1::STAGE_SAFETY, "unsafe", "");
  return rubric;
}

}  // namespace

absl::Span<const absl::string_view> BuiltinRubricIds() { return kIds; }

const v1::Rubric* FindBuiltinRubric(absl::string_view id) {
  // In the order of the ids. Never freed, as threads may outlive main.
  static const auto& rubrics = *new std::array<v1::Rubric, 3>{Asr(), SpokenRag(), Tts()};
  for (size_t i = 0; i < rubrics.size(); ++i) {
    if (kIds[i] == id) return &rubrics[i];
  }
  return nullptr;
}

}  // namespace winnow::rubric
