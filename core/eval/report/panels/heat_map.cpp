#include "core/eval/report/panels/heat_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/panels/colour_map.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

// Relative luminance, WCAG 2.1.
double luminance(double share) {
  const auto rgb = viridis_rgb(share);
  constexpr std::array<double, 3> kWeights{0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = rgb[i] / 255.0;
    sum +=
        kWeights[i] * (part <= 0.03928 ? part / 12.92
                                       : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

std::string cell(double value, double low, double high, int digits) {
  if (std::isnan(value)) {
    return text_element("td", {{"class", "cell none"}}, "none");
  }
  const double share = high > low ? (value - low) / (high - low) : 0;
  // Black or white, whichever has the higher contrast.
  const bool dark = luminance(share) > 0.179;
  return text_element("td",
                      {{"class", "cell"},
                       {"style", concat("background:", viridis(share),
                                        ";color:", dark ? "#000" : "#fff")}},
                      fixed(value, digits));
}

}  // namespace

std::string heat_map_html(const HeatMapPanel& panel, const Drawing& drawing) {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = low;
  for (const auto& row : panel.numbers) {
    for (const double value : row) {
      if (std::isnan(value)) continue;
      low = std::isnan(low) ? value : std::min(low, value);
      high = std::isnan(high) ? value : std::max(high, value);
    }
  }
  std::string head = word_head(panel.item);
  for (const std::string& name : panel.columns) {
    head += text_element("th", {{"scope", "col"}, {"class", "cell"}},
                         short_name(name));
  }
  std::string body;
  for (std::size_t i = 0; i < panel.rows.size(); ++i) {
    std::string row = row_head(panel.rows[i]);
    for (const double value : panel.numbers[i]) {
      row += cell(value, low, high, panel.digits);
    }
    body += element("tr", {}, row);
  }
  return colour_scale(drawing.id + "-scale", short_number(low), panel.values,
                      short_number(high)) +
         element("div", {{"class", "heat"}},
                 table(drawing.title, drawing.sentence, head, body));
}

}  // namespace moonstain::report
