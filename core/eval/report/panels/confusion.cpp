#include "core/eval/report/panels/confusion.h"

#include <numeric>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

// White to a light blue that dark text is read on (12 to 1).
std::string shade(double share) {
  return concat("background:rgba(86,180,233,", fixed(0.75 * share, 2), ")");
}

}  // namespace

std::string confusion_html(const ConfusionPanel& panel,
                           const Drawing& drawing) {
  std::string head = word_head("measured, down; predicted, across");
  for (const std::string& name : panel.classes) head += number_head(name);
  head += number_head(concat("all ", plural(panel.unit)));
  std::string body;
  for (std::size_t i = 0; i < panel.classes.size(); ++i) {
    const auto& counts = panel.counts[i];
    const std::int64_t all =
        std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    std::string row = row_head(panel.classes[i]);
    for (std::size_t j = 0; j < counts.size(); ++j) {
      const double share =
          all > 0 ? static_cast<double>(counts[j]) / static_cast<double>(all)
                  : 0;
      row += element(
          "td",
          {{"class", i == j ? "num share right" : "num share"},
           {"style", shade(share)}},
          concat(counts[j],
                 text_element("small", {},
                              all > 0 ? concat(fixed(100 * share, 1), " %")
                                      : "undefined")));
    }
    row += text_element("td", {{"class", "num"}}, concat(all));
    body += element("tr", {}, row);
  }
  return table(drawing.title,
               concat(plural(panel.unit), " by measured and predicted ",
                      panel.item, "; below each number its share of the row"),
               head, body);
}

}  // namespace moonstain::report
