#include "core/eval/choice/choice_panel.h"

#include <utility>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/table_panel.h"

namespace moonstain {
namespace {

// "chosen; penalty 10000, rank 4"; "" where there is nothing to say.
std::string what_is_known(const CandidateChoice& choice, std::size_t i) {
  const Candidate& one = choice.candidates[i];
  std::string words = i == choice.chosen ? "chosen" : "";
  if (one.alpha > 0) {
    words += concat(words.empty() ? "" : "; ", "penalty ", one.alpha);
    if (one.rank > 0) words += concat(", rank ", one.rank);
  }
  return words;
}

void check_alike(const CandidateChoice& one, const CandidateChoice& first) {
  bool alike = one.candidates.size() == first.candidates.size();
  for (std::size_t i = 0; alike && i < one.candidates.size(); ++i) {
    alike = one.candidates[i].name == first.candidates[i].name;
  }
  check(alike, "choice_panel: fold ", one.fold, " compared other candidates ",
        "than fold ", first.fold, "; give folds of one comparison");
}

}  // namespace

Panel choice_panel(const std::vector<CandidateChoice>& choices,
                   std::string title) {
  check(!choices.empty(), "choice_panel: no choices");
  TablePanel table;
  table.item = "candidate";
  table.columns.push_back(text_column("candidate"));
  for (const Candidate& one : choices[0].candidates) {
    table.columns[0].texts.push_back(one.name);
  }
  std::string parts;
  for (const CandidateChoice& choice : choices) {
    check_alike(choice, choices[0]);
    TableColumn scores =
        number_column(concat("mean r, ", choice.fold, " held out"), 3);
    TableColumn words = text_column(concat("of ", choice.parts, " parts"));
    for (std::size_t i = 0; i < choice.candidates.size(); ++i) {
      scores.numbers.push_back(choice.candidates[i].score);
      words.texts.push_back(what_is_known(choice, i));
    }
    table.columns.push_back(std::move(scores));
    table.columns.push_back(std::move(words));
  }
  Panel panel;
  panel.title = std::move(title);
  panel.caption =
      "Of each fold the training sections alone: each part of them was "
      "predicted by what was fitted on the others, and the candidate of the "
      "highest mean over genes of Pearson's r, over parts, predicts the "
      "held-out sections. No forecast for these: parts of one patient, or of "
      "one section, are more alike than patients are.";
  panel.data = std::move(table);
  return panel;
}

namespace {

struct ChoicePanelOptions {
  std::string title = "Chosen on the training sections";
};

}  // namespace

StepKind choice_panel_step() {
  return StepKind("choice_panel", 1,
                  "What was compared on the training sections of each fold, "
                  "and what was chosen.")
      .applies_many<CandidateChoice>("choices", "one a fold")
      .option("title", &ChoicePanelOptions::title, "heading of the panel")
      .needs(in_memory(2, 1))
      .makes<Panel>([](const Inputs& in, const Options& options) {
        return choice_panel(in.list<CandidateChoice>("choices"),
                            options.as<ChoicePanelOptions>().title);
      });
}

}  // namespace moonstain
