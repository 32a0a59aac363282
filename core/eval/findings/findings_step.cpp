#include "core/eval/findings/findings_step.h"

#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/data/stored/dataset.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/findings/build.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/labels.h"
#include "core/eval/findings/protocol.h"
#include "core/eval/findings/walk.h"
#include "core/learn/train/training_record.h"

namespace moonstain {
namespace {

/// What is no member of a FindingsPlan, or not in its form.
struct FindingsOptions {
  std::string protocol;
  std::string averaging = std::string(word_of(Averaging::units));
  std::int64_t published_steps = 0;
  std::vector<std::string> trained_beside;
};

FittedModel fitted_model(const TrainingRecord& one) {
  return {one.fold,   one.seed,       one.steps,
          one.epochs, one.final_loss, one.constant_loss};
}

FindingsPlan plan_of(const Inputs& in, const Options& options) {
  const auto given = options.as<FindingsOptions>();
  auto plan = options.as<FindingsPlan>();
  plan.protocol = read_protocol(given.protocol, "findings");
  plan.averaging =
      known_kind<Averaging>(given.averaging, "averaging", "findings");
  plan.training.published_steps = given.published_steps;
  for (const TrainingRecord& one : in.list<TrainingRecord>("models")) {
    plan.training.models.push_back(fitted_model(one));
  }
  const auto beside = in.list<TrainingRecord>("models_beside");
  check(beside.size() == given.trained_beside.size(),
        "findings: ", counted(beside.size(), "model"), " in `models_beside`, ",
        counted(given.trained_beside.size(), "name"),
        " in `trained_beside`; expected the predictor's name of each");
  for (std::size_t i = 0; i < beside.size(); ++i) {
    plan.trained_beside[given.trained_beside[i]].models.push_back(
        fitted_model(beside[i]));
  }
  return plan;
}

std::vector<SectionUnit> units_of(const std::vector<DatasetUnits>& datasets) {
  std::vector<SectionUnit> sections;
  for (const DatasetUnits& one : datasets) {
    sections.push_back({one.section, one.patient, one.content});
  }
  return sections;
}

// What is odd about the sections' pictures, positions and scales, each thing
// once: "her2st/B4, her2st/C1: no picture: ...".
std::vector<std::string> notes_on(const std::vector<DatasetUnits>& datasets) {
  std::map<std::string, std::set<std::string>> sections_of;
  for (const DatasetUnits& one : datasets) {
    for (const std::string& remark : one.remarks) {
      sections_of[remark].insert(one.section);
    }
  }
  std::vector<std::string> notes;
  for (const auto& [remark, sections] : sections_of) {
    notes.push_back(concat(listed(sections, 4), ": ", remark, "."));
  }
  return notes;
}

void say_copies(const std::vector<SectionCopy>& copies) {
  for (const SectionCopy& copy : copies) {
    log_line(concat("one specimen under two names: ", copy.words()));
  }
}

std::vector<std::string> units_held_out() {
  std::vector<std::string> words = all_words<UnitKind>();
  words.emplace_back(kUnknownUnit);
  words.emplace_back(kNoUnit);
  return words;
}

// A headline is a mean, whose gains and bars add up; a median is of a claim.
std::vector<std::string> means() {
  std::vector<std::string> words = all_words<Averaging>();
  std::erase(words, word_of(Averaging::median));
  return words;
}

struct WalkOptions {
  std::vector<std::string> arms;  ///< one a set of findings
};

}  // namespace

StepKind findings_step() {
  return StepKind("findings", 9,
                  "A model's scores beside its baselines, set against what "
                  "was published and judged.")
      .numeric(Numeric::libm)
      .applies_many<Scores>("scores",
                            "of the model, one a unit and seed; none where "
                            "nothing can be held out")
      .optional()
      .applies_many<Scores>("baselines",
                            "of all other predictors, on the same units")
      .optional()
      .applies_many<Scores>("pooled",
                            "of all units as one set of places, one a "
                            "predictor, shown beside those by unit")
      .optional()
      .applies_many<DatasetUnits>("dataset",
                                  "the sections scored and trained on, for "
                                  "their patients, and to tell one that "
                                  "stands under two names")
      .optional()
      .applies_many<TrainingRecord>("models",
                                    "those judged, for how they were trained")
      .optional()
      .applies_many<TrainingRecord>("models_beside",
                                    "of predictors beside, for the same")
      .optional()
      .applies_many<Panel>("panels", "evidence, in the order shown")
      .optional()
      .applies<File>("expected", "what the paper reports: expected.json")
      .optional()
      .option("title", &FindingsPlan::title, "heading of the report")
      .option("model", &FindingsPlan::model,
              "name of the model, that of its scores; needed where nothing "
              "could be held out and scored")
      .option(
          "metric", &FindingsPlan::metric,
          "of the headline: a metric's name, and unless there is one item a "
          "dot and the way over items: mean, median, heg50")
      .choice("reading", &FindingsPlan::reading, reading_names(),
              "places scored in the headline")
      .choice("unit", &FindingsPlan::unit, units_held_out(),
              "what was held out; unknown: nobody has said; none: what is "
              "scored was learned from, and no verdict is given")
      .choice("averaging", &FindingsOptions::averaging, means(),
              "of what a number is the mean, and its interval with it; "
              "patients_by_places: a patient's sections count by their spots")
      .option("interval", &FindingsPlan::interval, "how intervals are made")
      .option("stand_ins", &FindingsPlan::stand_ins,
              "what stands in for what: \"MobileNet v1 for CTransPath\"")
      .option("notes", &FindingsPlan::notes, "sentences for the first screen")
      .option("ranked_against", &FindingsPlan::ranked_against,
              "a predictor: the first sentence says which methods are above "
              "it; empty: none is compared so")
      .option("scope", &FindingsPlan::scope,
              "how much of the paper's experiment this is; only a full one "
              "gets a verdict on the number")
      .option("scope_note", &FindingsPlan::scope_note,
              "\"6 of 36 sections, 2 patients\"")
      .option("same_data", &FindingsPlan::same_data,
              "the very sections of the paper")
      .option("missing", &FindingsPlan::missing,
              "what would be needed to test the claim and is not here")
      .option("partial", &FindingsPlan::partial,
              "baselines that need not score every unit: undefined where they "
              "do not, and counted")
      .option(
          "protocol", &FindingsOptions::protocol,
          "switches and params, as `ms.protocol()` has them: a number is "
          "held against the published one only where all stand as published")
      .option("published_steps", &FindingsOptions::published_steps,
              "optimiser steps that the paper's training makes; 0: not said",
              {0, {}})
      .option("trained_beside", &FindingsOptions::trained_beside,
              "whose each of `models_beside` is: a predictor's name")
      .needs([](const Options&, const InputSizes& sizes) {
        // Of a model its log is read, and no weight.
        const std::uint64_t read =
            sizes.total() - sizes.of("models") - sizes.of("models_beside");
        return Needs{.memory_bytes = 512 * kMiB + 6 * read, .seconds = 5};
      })
      .makes<Findings>([](const Inputs& in, const Options& options) {
        std::vector<DatasetUnits> data;
        if (in.has("dataset")) data = in.list<DatasetUnits>("dataset");
        const std::vector<SectionUnit> sections = units_of(data);
        std::vector<Claim> claims;
        if (in.has("expected")) {
          const File file = in.get<File>("expected");
          claims = parse_expected(read_file(file.path), file.name);
        }
        Findings findings =
            make_findings(plan_of(in, options), in.list<Scores>("scores"),
                          in.list<Scores>("baselines"), sections, claims,
                          in.list<Scores>("pooled"));
        say_copies(findings.copies);
        for (std::string& note : notes_on(data)) {
          findings.notes.push_back(std::move(note));
        }
        if (in.has("panels")) findings.panels = in.list<Panel>("panels");
        return findings;
      });
}

StepKind section_copies_step() {
  return StepKind("section_copies", 2,
                  "Sections that are one specimen under two names, as their "
                  "data say; `check --leaks` looks.")
      .applies_many<DatasetUnits>("dataset", "all sections")
      .makes<SectionCopies>([](const Inputs& in, const Options&) {
        SectionCopies made{copies_among(
            units_of(in.list<DatasetUnits>("dataset")), {}, "section")};
        say_copies(made.copies);
        return made;
      });
}

StepKind walk_step() {
  return StepKind("walk", 6,
                  "The way from the published protocol to the audited one, "
                  "taken apart by switch.")
      .applies_many<Findings>("findings", "one an arm, in the order of `arms`")
      .option("arms", &WalkOptions::arms,
              "a letter a switch, p published or a audited, then optionally "
              "+size_matched")
      .required()
      .option("switches", &SwitchLists::names, "names, in the recipe's order")
      .required()
      .option("kinds", &SwitchLists::kinds,
              "training, scoring or leak, one a switch")
      .required()
      .option("published", &SwitchLists::published,
              "published value of each switch")
      .required()
      .option("audited", &SwitchLists::audited, "audited value of each switch")
      .required()
      .option("why", &SwitchLists::why,
              "why each switch is there; empty: not said")
      .makes<Walk>([](const Inputs& in, const Options& options) {
        return make_walk(read_switches(options.as<SwitchLists>(), "walk"),
                         options.as<WalkOptions>().arms,
                         in.list<Findings>("findings"));
      });
}

}  // namespace moonstain
