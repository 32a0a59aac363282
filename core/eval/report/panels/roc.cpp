#include "core/eval/report/panels/roc.h"

#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kSide = 400;

std::string auc_words(const RocPanel& panel, const RocCurve& one) {
  const std::string counts =
      concat(one.positives, " ", panel.positive, ", ", one.negatives, " not");
  if (one.false_positive_rate.empty()) {
    return concat(one.name, ": no curve, as one class has no member; ", counts);
  }
  const bool interval = !std::isnan(one.low) && !std::isnan(one.high);
  return concat(one.name, ": AUC ", fixed(one.auc, 3),
                interval ? concat(" (", fixed(one.low, 3), " to ",
                                  fixed(one.high, 3), ")")
                         : "",
                "; ", counts);
}

}  // namespace

std::string roc_html(const RocPanel& panel, const Drawing& drawing) {
  const Plot plot(kSide, kSide,
                  PlotAxis({"false positive rate", "", false}, 0, 1),
                  PlotAxis({"true positive rate", "", false}, 0, 1));
  std::string inner =
      svg_line(plot.x(0), plot.y(0), plot.x(1), plot.y(1), "join");
  std::vector<LegendItem> legend;
  bool intervals = false;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const RocCurve& one = panel.curves[i];
    const Stroke stroke = stroke_of(i);
    std::string path;
    for (std::size_t j = 0; j < one.false_positive_rate.size(); ++j) {
      path += concat(j == 0 ? "M" : "L", px(plot.x(one.false_positive_rate[j])),
                     " ", px(plot.y(one.true_positive_rate[j])));
    }
    inner += empty_element("path", {{"d", path},
                                    {"fill", "none"},
                                    {"stroke", stroke.colour},
                                    {"stroke-dasharray", stroke.dash},
                                    {"stroke-width", "2"}});
    legend.push_back({stroke_icon(stroke), auc_words(panel, one)});
    intervals = intervals || !std::isnan(one.low);
  }
  return legend_html(legend) +
         plot.html(drawing.id, drawing.title, drawing.sentence, inner) +
         text_element(
             "p", {{"class", "small"}},
             concat("A point a threshold over the ", plural(panel.unit),
                    "; dashed: a predictor that knows nothing, AUC "
                    "0.5.",
                    intervals && !panel.interval.empty()
                        ? concat(" In brackets: ", panel.interval, ".")
                        : ""));
}

}  // namespace moonstain::report
