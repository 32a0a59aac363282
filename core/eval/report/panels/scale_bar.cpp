#include "core/eval/report/panels/scale_bar.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {

std::string scale_bar(double width_px, double height_px,
                      const std::optional<double>& um_per_px, double shown_px) {
  if (!um_per_px || !(*um_per_px > 0)) return "";
  const double most_um = width_px * *um_per_px / 3;
  const double power = std::pow(10.0, std::floor(std::log10(most_um)));
  const double factor = most_um >= 5 * power ? 5 : most_um >= 2 * power ? 2 : 1;
  const double um = factor * power;
  const double length = um / *um_per_px;
  const std::string words = um >= 1000 ? concat(short_number(um / 1000), " mm")
                                       : concat(short_number(um), " \xC2\xB5m");
  const double unit = width_px / shown_px;
  const double x = 8 * unit;
  const double y = height_px - 8 * unit;
  return element(
      "g", {},
      concat(empty_element(
                 "rect", {{"x", px(x - 4 * unit)},
                          {"y", px(y - 15 * unit)},
                          {"width", px(std::max(length, 36 * unit) + 8 * unit)},
                          {"height", px(20 * unit)},
                          {"fill", "#ffffff"},
                          {"fill-opacity", "0.8"}}),
             empty_element("rect", {{"x", px(x)},
                                    {"y", px(y)},
                                    {"width", px(length)},
                                    {"height", px(2.5 * unit)},
                                    {"fill", "#1c2430"}}),
             text_element("text",
                          {{"x", px(x)},
                           {"y", px(y - 3 * unit)},
                           {"font-size", px(10.5 * unit)}},
                          words)));
}

}  // namespace moonstain::report
