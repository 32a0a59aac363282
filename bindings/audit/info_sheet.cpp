#include "bindings/audit/info_sheet.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "bindings/audit/sheet_facts.h"
#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/engine/plan/lineage.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostNamed = 8;

class Sheet {
 public:
  Sheet(const Graph& graph, const Catalog& catalog, const LeakReport& leaks)
      : graph_(graph),
        catalog_(catalog),
        leaks_(leaks),
        facts_(sheet_facts(graph, catalog, leaks.lineage)) {}

  std::vector<SheetEntry> entries() const {
    return {no_test_set(), preprocessing(), selection(),       duplicates(),
            features(),    time(),          not_independent(), sampling()};
  }

 private:
  using IsOfKind = std::function<bool(const JudgedLeak&)>;

  // Also of a step that the plan has with another value of a switch alone.
  bool is_choice_of_model(const JudgedLeak& judged) const {
    return std::any_of(judged.by.begin(), judged.by.end(),
                       [&](const std::string& by) {
                         const StepDecl* step = catalog_.find(by);
                         return step != nullptr && chooses_model(*step);
                       });
  }

  // "ridge_model, mean_predictions": each once.
  static std::string by_words(const JudgedLeak& judged) {
    std::vector<std::string> names;
    for (const std::string& by : judged.by) add_once(names, by);
    return listed(names, kMostNamed);
  }

  void add_leak(SheetEntry& entry, const JudgedLeak& judged,
                const std::string& removed_by) const {
    const bool removed = !judged.acknowledged_by.empty();
    entry.answer = removed && entry.answer != SheetAnswer::found
                       ? SheetAnswer::removed
                       : SheetAnswer::found;
    if (!entry.sentence.empty()) entry.sentence.back() = ';';
    entry.sentence +=
        concat(entry.sentence.empty() ? "" : " ", by_words(judged), ": ",
               describe_unit(judged.leak), ".");
    entry.evidence.push_back(concat(arrows(judged.path), ", ", removed_by));
  }

  static std::string remover(const JudgedLeak& judged) {
    if (judged.acknowledged_by.empty()) return "removed by no switch";
    return concat("removed by switch ", judged.acknowledged_by,
                  judged.not_scored.empty()
                      ? ""
                      : concat(" (lost there: scores of ",
                               listed(judged.not_scored, kMostNamed), ")"));
  }

  static bool of_same_units(const Leak& a, const Leak& b) {
    return a.severity == b.severity && a.unit_kind == b.unit_kind &&
           a.units == b.units;
  }

  // The entry by the leaks of its kind.
  SheetEntry by_leaks(const char* code, const char* kind,
                      const IsOfKind& is_of_kind) const {
    SheetEntry entry{code, kind, SheetAnswer::none_found, "", {}, ""};
    for (const JudgedLeak& judged : leaks_.leaks) {
      if (is_of_kind(judged)) add_leak(entry, judged, remover(judged));
    }
    for (const JudgedLeak& judged : leaks_.wider) {
      if (is_of_kind(judged)) add_leak(entry, judged, remover(judged));
    }
    for (const JudgedLeak& left : leaks_.at_audited_end) {
      const bool is_told =
          std::ranges::any_of(leaks_.wider, [&](const JudgedLeak& one) {
            return one.acknowledged_by.empty() &&
                   of_same_units(one.leak, left.leak);
          });
      if (is_told || !is_of_kind(left)) continue;
      add_leak(entry, left, "there with every leak switch audited");
    }
    return entry;
  }

  // Where nothing was found: why the plan would have shown it.
  void say_none(SheetEntry& entry, const std::string& sentence,
                const std::vector<std::string>& evidence) const {
    if (entry.answer != SheetAnswer::none_found) return;
    entry.sentence = sentence;
    entry.evidence = evidence;
  }

  // No step of the plan says that it scores: folds inside of one are not seen.
  bool nothing_scored(SheetEntry& entry) const {
    if (facts_.scores > 0) return false;
    entry.answer = SheetAnswer::not_known;
    entry.sentence =
        "No step here declares a score, so that the tracer has "
        "nothing to compare.";
    return true;
  }

  // No step of the plan says that it learns labels: where scores are of one
  // that holds out folds inside, what they have learned is not seen.
  bool nothing_learned(SheetEntry& entry) const {
    if (!facts_.learners(Learned::label).empty()) return false;
    if (entry.answer == SheetAnswer::none_found) {
      entry.answer = SheetAnswer::not_known;
    }
    entry.sentence += concat(
        entry.sentence.empty() ? "" : " ",
        "No step here declares that it learns labels: what is fitted in folds "
        "inside of a step is not seen.");
    return true;
  }

  // What nobody tells the origin of may have learned any labels.
  void say_unknown(SheetEntry& entry) const {
    const std::vector<std::string> names = leaks_.unknown_sources();
    if (names.empty()) return;
    if (entry.answer == SheetAnswer::none_found) {
      entry.answer = SheetAnswer::not_known;
    }
    entry.sentence = concat("Nobody says what ", listed(names, kMostNamed),
                            names.size() == 1 ? " has" : " have",
                            " learned from. Beside that: ", entry.sentence);
  }

  SheetEntry no_test_set() const {
    SheetEntry entry =
        by_leaks("L1.1", "no test set", [&](const JudgedLeak& judged) {
          const Leak& leak = judged.leak;
          if (!leak.copies.empty()) return false;
          return (leak.severity == Learned::label && leak.own) ||
                 (leak.severity == Learned::selection &&
                  is_choice_of_model(judged));
        });
    if (nothing_scored(entry) || nothing_learned(entry)) {
      say_unknown(entry);
      entry.question =
          "On which units that it was not fitted to is each "
          "number, and who chose epoch and settings by what?";
      return entry;
    }
    say_none(entry,
             concat("None of ", counted(facts_.scores, "score"),
                    " is about a unit whose labels its predictions have "
                    "learned, or by which their model was chosen."),
             facts_.learners(Learned::label));
    say_unknown(entry);
    return entry;
  }

  SheetEntry preprocessing() const {
    SheetEntry entry =
        by_leaks("L1.2", "preprocessing on training and test set",
                 [](const JudgedLeak& judged) {
                   return judged.leak.copies.empty() &&
                          (judged.leak.severity == Learned::input ||
                           judged.leak.severity == Learned::pretraining);
                 });
    if (nothing_scored(entry)) {
      entry.question =
          "Was anything (a scale, an encoder) fitted to pictures "
          "or features of the units that are scored?";
      return entry;
    }
    say_none(entry,
             "No step that learns from pictures or features alone, and no "
             "weights of known origin, have seen a unit that is scored.",
             facts_.learners(Learned::input));
    if (leaks_.unknown.empty()) return entry;
    for (const UnknownSource& one : leaks_.unknown) {
      entry.evidence.push_back(arrows(one.path));
    }
    if (entry.answer == SheetAnswer::none_found) {
      entry.answer = SheetAnswer::not_known;
    }
    entry.question =
        concat("What were ", listed(leaks_.unknown_sources(), kMostNamed),
               " learned from? Nobody says, and scores depend on it.");
    return entry;
  }

  SheetEntry selection() const {
    SheetEntry entry =
        by_leaks("L1.3", "feature selection on training and test set",
                 [&](const JudgedLeak& judged) {
                   return judged.leak.copies.empty() &&
                          judged.leak.severity == Learned::selection &&
                          !is_choice_of_model(judged);
                 });
    if (nothing_scored(entry)) {
      entry.question =
          "Were features or items chosen by looking at units that are scored?";
      return entry;
    }
    const auto& choosing = facts_.learners(Learned::selection);
    say_none(
        entry,
        choosing.empty()
            ? "No step chooses features or items by looking, and no list of "
              "known origin has looked at a unit that is scored."
            : "The features and items that are chosen by looking were not "
              "chosen by a unit that is scored.",
        choosing);
    return entry;
  }

  SheetEntry duplicates() const {
    SheetEntry entry = by_leaks(
        "L1.4", "duplicates in the data",
        [](const JudgedLeak& judged) { return !judged.leak.copies.empty(); });
    const std::size_t sections = graph_.sections.size();
    if (sections == 0) {
      entry.answer = SheetAnswer::not_known;
      entry.sentence =
          "No specimen is named here, whose files could be "
          "compared.";
      entry.question = "Does any unit stand twice in the tables?";
      return entry;
    }
    std::vector<std::string> twice;
    for (const SectionUnits& one : graph_.sections) {
      if (!one.specimen.empty() && one.specimen != one.section) {
        twice.push_back(concat(one.section, " is ", one.specimen));
      }
    }
    say_none(
        entry,
        twice.empty()
            ? (sections == 1
                   ? std::string("One section is named here, under one name.")
                   : concat("By the digests of their files none of ",
                            counted(sections, "section"),
                            " stands under two names."))
            : concat("One specimen under two names, on one side of every "
                     "split: ",
                     listed(twice, kMostNamed), "."),
        {});
    entry.question =
        "Is any specimen photographed or counted twice, into "
        "files that differ? (moonstain check --leaks compares "
        "their contents)";
    return entry;
  }

  SheetEntry features() const {
    SheetEntry entry{"L2",
                     "features that are not legitimate",
                     SheetAnswer::not_known,
                     "",
                     facts_.taken,
                     ""};
    std::vector<std::string> oracles;
    for (const NamedOracle& one : leaks_.oracles) {
      for (const std::string& name : one.predictors) add_once(oracles, name);
    }
    if (!oracles.empty()) {
      entry.sentence = concat(
          "Made from the labels that they are scored by, and shown as "
          "oracles or ceilings: ",
          listed(oracles, kMostNamed), ".");
    }
    entry.question =
        "Would all that the scored predictors take be there, and "
        "not stand for the answer, where they are to be used?";
    return entry;
  }

  SheetEntry time() const {
    return {"L3.1",
            "temporal leakage",
            SheetAnswer::not_known,
            "A plan has no dates.",
            {},
            "Where the claim is about later samples: was any training sample "
            "taken after one that is scored?"};
  }

  SheetEntry not_independent() const {
    SheetEntry entry =
        by_leaks("L3.2", "training and test samples that are not independent",
                 [&](const JudgedLeak& judged) {
                   const Leak& leak = judged.leak;
                   return leak.copies.empty() &&
                          leak.severity == Learned::label && !leak.own;
                 });
    if (nothing_scored(entry) || nothing_learned(entry)) {
      say_unknown(entry);
      entry.question =
          "Are patients, sites and neighbouring specimens whole on "
          "one side of every split?";
      return entry;
    }
    say_none(entry,
             "No predictions have learned labels of the specimen, patient or "
             "known site of a unit that they are scored on.",
             facts_.learners(Learned::label));
    say_unknown(entry);
    std::set<std::string> patients;
    std::set<std::string> without;
    const auto look = [&](const std::string& patient, const std::string& site) {
      patients.insert(patient);
      if (site.empty()) without.insert(patient);
    };
    for (const SectionUnits& one : graph_.sections) look(one.patient, one.site);
    for (const PatientUnits& one : graph_.patients) look(one.patient, one.site);
    if (!without.empty() && patients.size() > 1) {
      entry.question = concat(
          "Which patients are of one site? The sheet says it of ",
          patients.size() - without.size(), " of ", patients.size(), ".");
    }
    return entry;
  }

  SheetEntry sampling() const {
    SheetEntry entry{"L3.3",
                     "sampling bias in the test distribution",
                     SheetAnswer::not_known,
                     "",
                     {},
                     "Of which patients are these a sample, how were they "
                     "chosen, and is the claim about others?"};
    std::set<std::string> sections, of_sections, patients;
    for (const std::string& unit : facts_.scored) {
      sections.emplace(section_of_unit(unit));
    }
    std::size_t scored = 0;
    for (const SectionUnits& one : graph_.sections) {
      if (!sections.contains(one.section)) continue;
      ++scored;
      of_sections.insert(one.patient);
    }
    for (const PatientUnits& one : graph_.patients) {
      if (facts_.scored.contains(one.patient)) patients.insert(one.patient);
    }
    const auto of = [](std::size_t part, std::size_t all, const char* noun) {
      return concat(part, " of ", counted(all, noun));
    };
    const auto is = [](std::size_t count) {
      return count == 1 ? " is scored" : " are scored";
    };
    if (scored > 0) {
      entry.sentence = concat(of(scored, graph_.sections.size(), "section"),
                              " named here", is(scored), ", of ",
                              counted(of_sections.size(), "patient"), ".");
    }
    if (!patients.empty()) {
      entry.sentence +=
          concat(entry.sentence.empty() ? "" : " ",
                 of(patients.size(), graph_.patients.size(), "patient"),
                 " of the tables", is(patients.size()), ".");
    }
    return entry;
  }

  const Graph& graph_;
  const Catalog& catalog_;
  const LeakReport& leaks_;
  const SheetFacts facts_;
};

}  // namespace

std::vector<SheetEntry> info_sheet(const Graph& graph, const Catalog& catalog,
                                   const LeakReport& leaks) {
  return Sheet(graph, catalog, leaks).entries();
}

}  // namespace moonstain
