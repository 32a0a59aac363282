#include "core/eval/panels/volcano_panel_step.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/stats/adjusted_p.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

using Rows = std::vector<Eigen::Index>;

bool holds(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Rows rows_with(const Cohort& cohort, const std::string& column,
               const std::vector<std::string>& wanted) {
  const std::vector<std::string>& texts = cohort.texts(column);
  Rows rows;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (holds(wanted, texts[i])) rows.push_back(static_cast<Eigen::Index>(i));
  }
  check(rows.size() >= 2, "volcano_panel: cohort ", cohort.about, ": ",
        counted(rows.size(), "patient"), " with ", column, " ", listed(wanted),
        "; a test needs at least 2");
  return rows;
}

std::vector<double> values_at(const Matrix& values, const Rows& rows,
                              Eigen::Index column) {
  std::vector<double> defined;
  for (const Eigen::Index row : rows) {
    const double value = values(row, column);
    if (!std::isnan(value)) defined.push_back(value);
  }
  return defined;
}

struct VolcanoPanelOptions {
  std::string title = "Differences between two groups";
  std::string matrix;
  std::string item = "gene";
  std::string group;
  std::vector<std::string> one;
  std::vector<std::string> other;
  GroupEffect effect = GroupEffect::difference;
  double threshold = 0.05;
  double least_effect = 0;
};

Panel volcano_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<VolcanoPanelOptions>();
  const auto cohort = in.get<Cohort>("cohort");
  const PatientGroups groups{own.group, own.one, own.other};
  VolcanoPanel data;
  data.item = own.item;
  data.effect = concat(effect_words(own.effect), ", ", listed(own.one),
                       " over ", listed(own.other));
  data.p = "adjusted p (Benjamini and Hochberg)";
  data.threshold = own.threshold;
  data.least_effect = own.least_effect;
  data.items = tested_variables(cohort, own.matrix, groups, own.effect);
  Panel panel;
  panel.title = own.title;
  panel.caption = concat("Welch's test of ", own.matrix, " in ", cohort.about,
                         ": ", rows_with(cohort, own.group, own.one).size(),
                         " patients with ", own.group, " ", listed(own.one),
                         ", ", rows_with(cohort, own.group, own.other).size(),
                         " with ", listed(own.other), ".");
  panel.data = std::move(data);
  return panel;
}

}  // namespace

std::vector<VolcanoItem> tested_variables(const Cohort& cohort,
                                          const std::string& matrix,
                                          const PatientGroups& groups,
                                          GroupEffect effect) {
  for (const std::string& text : groups.one) {
    check(!holds(groups.other, text), "volcano_panel: '", text,
          "' is in both groups; a patient is of one");
  }
  const MeasuredMatrix& measured = cohort.matrix(matrix);
  const Rows one = rows_with(cohort, groups.column, groups.one);
  const Rows other = rows_with(cohort, groups.column, groups.other);
  std::vector<VolcanoItem> items;
  std::vector<double> p;
  for (std::size_t i = 0; i < measured.variables.size(); ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    const auto a = values_at(measured.values, one, column);
    const auto b = values_at(measured.values, other, column);
    p.push_back(welch_test(a, b).p);
    items.push_back({measured.variables[i],
                     effect_of(mean_of_defined(a), mean_of_defined(b), effect),
                     0});
  }
  p = benjamini_hochberg(p);
  for (std::size_t i = 0; i < items.size(); ++i) items[i].p = p[i];
  return items;
}

StepKind volcano_panel_step() {
  return StepKind("volcano_panel", 1,
                  "Effect and adjusted p of each variable of a cohort between "
                  "two groups of patients, by Welch's test.")
      .numeric(Numeric::libm)
      .applies<Cohort>("cohort", "the patients")
      .option("title", &VolcanoPanelOptions::title, "heading of the panel")
      .option("matrix", &VolcanoPanelOptions::matrix,
              "what is compared: rna, copy_number")
      .required()
      .option("item", &VolcanoPanelOptions::item, "noun of its variables")
      .option("group", &VolcanoPanelOptions::group,
              "clinical column of texts that tell the groups")
      .required()
      .option("one", &VolcanoPanelOptions::one, "texts of the one group")
      .required()
      .option("other", &VolcanoPanelOptions::other, "texts of the other")
      .required()
      .option("effect", &VolcanoPanelOptions::effect,
              "how far the groups lie apart")
      .option("threshold", &VolcanoPanelOptions::threshold,
              "adjusted p up to which a variable is called a finding")
      .option("least_effect", &VolcanoPanelOptions::least_effect,
              "size of the effect from which; 0: any")
      .needs(in_memory(3, 2))
      .makes<Panel>(volcano_panel);
}

}  // namespace moonstain
