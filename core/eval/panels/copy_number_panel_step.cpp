#include "core/eval/panels/copy_number_panel_step.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"

namespace moonstain {
namespace {

struct CopyNumberPanelOptions {
  std::string title = "Copy number by expression";
};

// " malignant_MGH36: lost 1p, 19q; gained 7p." of each group with a call.
std::string call_words(const ExpressionCopyNumber& of) {
  std::string words;
  for (std::size_t i = 0; i < of.groups.size(); ++i) {
    std::vector<std::string> lost, gained;
    for (std::size_t k = 0; k < of.arms.size(); ++k) {
      const double call =
          of.calls(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
      if (call < 0) lost.push_back(of.arms[k]);
      if (call > 0) gained.push_back(of.arms[k]);
    }
    if (lost.empty() && gained.empty()) continue;
    words += concat(" ", of.groups[i], ":",
                    lost.empty() ? "" : " lost " + listed(lost),
                    lost.empty() || gained.empty() ? "" : ";",
                    gained.empty() ? "" : " gained " + listed(gained), ".");
  }
  return words.empty() ? " No arm is called lost or gained." : words;
}

Panel copy_number_panel(const Inputs& in, const Options& options) {
  const auto of = in.get<ExpressionCopyNumber>("cells");
  Panel panel;
  panel.title = options.as<CopyNumberPanelOptions>().title;
  panel.caption = concat(counted(of.cells.size(), "cell"), " of ", of.about,
                         ", ", counted(of.genes.size(), "gene"), ", beside ",
                         listed(of.reference), ".", call_words(of));
  panel.data = arm_heat_map(of);
  return panel;
}

}  // namespace

HeatMapPanel arm_heat_map(const ExpressionCopyNumber& of) {
  HeatMapPanel out;
  out.item = "arm";
  out.unit = "group";
  out.values = "log2 expression less that of reference cells, mean over genes";
  out.columns = of.groups;
  for (std::size_t arm = 0; arm < of.arms.size(); ++arm) {
    const auto column = of.group_arms.col(static_cast<Eigen::Index>(arm));
    if (std::isnan(column[0])) continue;
    out.rows.push_back(of.arms[arm]);
    out.numbers.emplace_back(column.begin(), column.end());
  }
  return out;
}

StepKind copy_number_panel_step() {
  return StepKind("copy_number_panel", 1,
                  "Copy number of groups of cells by chromosome arm, as their "
                  "expression has it.")
      .applies<ExpressionCopyNumber>("cells", "of `expression_copy_number`")
      .option("title", &CopyNumberPanelOptions::title, "heading of the panel")
      .needs(in_memory(2, 2))
      .makes<Panel>(copy_number_panel);
}

}  // namespace moonstain
