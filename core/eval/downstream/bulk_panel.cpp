#include "core/eval/downstream/bulk_panel.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

// Scores of one predictor and cohort, in the order in which they are given.
using Groups = std::vector<std::vector<const Scores*>>;

Groups groups_of(const std::vector<Scores>& scores) {
  Groups groups;
  for (const Scores& one : scores) {
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
          return group.front()->predictor.name == one.predictor.name &&
                 group.front()->target == one.target;
        });
    if (found == groups.end()) {
      groups.push_back({&one});
    } else {
      found->push_back(&one);
    }
  }
  return groups;
}

double mean_of(const std::vector<const Scores*>& group, const char* metric) {
  std::vector<double> values;
  for (const Scores* one : group) {
    values.push_back(
        metric_value(*one, one->places.front().first, parse_metric(metric)));
  }
  return mean_of_defined(values);
}

// "r 0.71, as high of 33 %"
std::string own_words(const std::vector<const Scores*>& group) {
  std::vector<double> own, as_high;
  for (const Scores* one : group) {
    own.push_back(one->fact("own_patient_pearson"));
    as_high.push_back(one->fact("patients_as_high"));
  }
  const double r = mean_of_defined(own);
  if (std::isnan(r)) return "not in the cohort";
  return concat("r ", fixed(r, 3), "; as high of ",
                fixed(100 * mean_of_defined(as_high), 0), " %");
}

}  // namespace

Panel bulk_panel(const std::vector<Scores>& scores, const std::string& title) {
  check(!scores.empty(), "bulk_panel: no scores are given");
  struct Column {
    const char* head;
    const char* metric;
  };
  constexpr Column kColumns[] = {
      {"Pearson, mean", "bulk_pearson.mean"},
      {"share above", "bulk_pearson_share"},
      {"Spearman, mean", "bulk_spearman.mean"},
      {"share above ", "bulk_spearman_share"},
      {"Pearson without the average", "own_pearson.mean"}};
  TablePanel table;
  table.item = "profile";
  table.columns = {text_column("profile"), text_column("beside"),
                   number_column("sections", 0), number_column("patients", 0),
                   number_column("genes", 0)};
  for (const Column& one : kColumns) {
    table.columns.push_back(number_column(one.head, 3));
  }
  table.columns.push_back(text_column("its own patient"));
  for (const auto& group : groups_of(scores)) {
    table.columns[0].texts.push_back(group.front()->predictor.name);
    table.columns[1].texts.push_back(group.front()->target);
    table.columns[2].numbers.push_back(static_cast<double>(group.size()));
    table.columns[3].numbers.push_back(group.front()->fact("patients"));
    table.columns[4].numbers.push_back(group.front()->fact("genes"));
    for (std::size_t i = 0; i < std::size(kColumns); ++i) {
      table.columns[5 + i].numbers.push_back(
          mean_of(group, kColumns[i].metric));
    }
    table.columns.back().texts.push_back(own_words(group));
  }
  Panel panel;
  panel.title = title;
  panel.caption = concat(
      "Correlation across genes between a slide's profile and each patient's "
      "bulk expression, over patients, then over sections. Genes differ from "
      "each other in every tissue, so any profile correlates with any patient. "
      "The last number is what is left when the average profile of the other "
      "patients is taken out; where a profile is of a patient of the cohort, "
      "the last column says of how many of all patients it says as much: low "
      "where it knows whose it is.",
      " Shares are of patients above ", fixed(scores.front().fact("bound"), 2),
      ".");
  panel.data = std::move(table);
  return panel;
}

namespace {

struct BulkPanelOptions {
  std::string title = "Slides beside bulk expression";
};

}  // namespace

StepKind bulk_panel_step() {
  return StepKind("bulk_panel", 1,
                  "Profiles of slides beside bulk expression of patients, as a "
                  "table.")
      .applies_many<Scores>("scores", "of bulk_scores, average_bulk_scores")
      .option("title", &BulkPanelOptions::title, "heading of the panel")
      .needs(in_memory(2, 1))
      .makes<Panel>([](const Inputs& in, const Options& options) {
        return bulk_panel(in.list<Scores>("scores"),
                          options.as<BulkPanelOptions>().title);
      });
}

}  // namespace moonstain
