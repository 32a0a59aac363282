#include "core/eval/report/waterfall.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/html.h"

namespace moonstain {
namespace {

constexpr double kWidth = 976;
constexpr double kLabels = 250;
constexpr double kRow = 46;

double arm_value(const Json& walk, const std::string& arm,
                 const std::string& predictor) {
  const Json& arms = walk.at("arms");
  return arms.contains(arm) ? number_of(arms.at(arm).at("values").at(predictor))
                            : std::nan("");
}

std::string stage_arm(const Json& walk, std::size_t turned) {
  return walk.at("stages").at(turned).get<std::string>();
}

const Json& bar_of(const Json& walk, const std::string& predictor,
                   std::size_t index) {
  return walk.at("bars").at(predictor).at("bars").at(index);
}

// "+0.120 (+0.090 to +0.150)", the range only where orders differ.
std::string bar_words(const Json& bar) {
  const double mean = number_of(bar.at("mean"));
  const double least = number_of(bar.at("least"));
  const double most = number_of(bar.at("most"));
  std::string text = signed_fixed(mean, 3);
  if (most - least > 5e-4) {
    text += concat(" (", signed_fixed(least, 3), " to ", signed_fixed(most, 3),
                   ")");
  }
  return text;
}

// The same as markup, the range on a line of its own.
std::string turn_html(const Json& bar) {
  const std::string words = bar_words(bar);
  const auto space = words.find(' ');
  return space == std::string::npos
             ? escaped(words)
             : concat(escaped(words.substr(0, space)),
                      text_element("small", {}, words.substr(space + 1)));
}

std::string hatch_definitions() {
  const auto pattern = [](const char* id, const char* colour,
                          const char* path) {
    return element("pattern",
                   {{"id", id},
                    {"width", "6"},
                    {"height", "6"},
                    {"patternUnits", "userSpaceOnUse"}},
                   concat(empty_element("rect", {{"width", "6"},
                                                 {"height", "6"},
                                                 {"fill", colour},
                                                 {"fill-opacity", "0.3"}}),
                          empty_element("path", {{"d", path},
                                                 {"stroke", colour},
                                                 {"stroke-width", "1.4"}})));
  };
  return element("defs", {},
                 concat(pattern("hatch-scoring", "#56606b", "M0 6L6 0"),
                        pattern("hatch-leak", "#c1272d", "M0 0L6 6"),
                        pattern("hatch-training", "#5e3c99", "M3 0V6")));
}

std::string end_row(const Json& walk, const std::vector<Shown>& predictors,
                    const Axis& axis, std::size_t turned, double y,
                    std::string_view heading) {
  const std::string arm = stage_arm(walk, turned);
  const Json& headline = walk.at("arms").at(arm).at("headline");
  const double value = stage_value(walk, turned, predictors.at(0).name);
  std::string out = svg_text(0, y - 3, heading, "b");
  out += svg_text(
      0, y + 12,
      concat(reading_label(headline.at("reading").get<std::string>()), ", ",
             headline.at("unit").get<std::string>(), " held out"),
      "n");
  return out + svg_text(axis.right + 14, y + 4, fixed(value, 3),
                        std::isnan(value) ? "warn" : "b");
}

std::string all_marks(const Json& walk, const std::vector<Shown>& predictors,
                      const Axis& axis, std::size_t turned, double y) {
  std::string marks;
  for (auto one = predictors.rbegin(); one != predictors.rend(); ++one) {
    const double value = stage_value(walk, turned, one->name);
    if (!std::isnan(value)) {
      marks += mark(one->look, axis.at(value), y);
    }
  }
  return marks;
}

// The floating bar of a switch; `from` is where the bars before it ended.
std::string bar_shape(const Json& bar, const std::string& kind,
                      const Axis& axis, double from, double y) {
  const double mean = number_of(bar.at("mean"));
  if (std::isnan(mean) || std::isnan(from)) {
    return empty_element("rect", {{"x", px(axis.left + 1)},
                                  {"y", px(y - 9)},
                                  {"width", px(axis.right - axis.left - 2)},
                                  {"height", "18"},
                                  {"class", "undefined"}}) +
           svg_text((axis.left + axis.right) / 2, y + 4,
                    std::isnan(mean) ? "undefined: no two arms that differ in "
                                       "it alone have numbers"
                                     : "the stage before is undefined",
                    "warn", "middle");
  }
  const double a = axis.at(from);
  const double b = axis.at(from + mean);
  std::string out =
      empty_element("rect", {{"x", px(std::min(a, b))},
                             {"y", px(y - 9)},
                             {"width", px(std::max(1.0, std::abs(b - a)))},
                             {"height", "18"},
                             {"fill", concat("url(#hatch-", kind, ")")},
                             {"class", "bar"}});
  const double least = number_of(bar.at("least"));
  const double most = number_of(bar.at("most"));
  if (most - least > 5e-4) {
    const double low = axis.at(from + least);
    const double high = axis.at(from + most);
    out += svg_line(low, y, high, y, "whisker");
    out += svg_line(low, y - 5, low, y + 5, "whisker");
    out += svg_line(high, y - 5, high, y + 5, "whisker");
  }
  return out;
}

}  // namespace

double stage_value(const Json& walk, std::size_t turned,
                   const std::string& predictor) {
  return arm_value(walk, stage_arm(walk, turned), predictor);
}

double size_matched_value(const Json& walk, std::size_t turned,
                          const std::string& predictor) {
  return arm_value(walk, stage_arm(walk, turned) + "+size_matched", predictor);
}

std::string orders_sentence(const Json& walk) {
  const Json& bars =
      walk.at("bars").at(walk.at("predictors").at(0).get<std::string>());
  const auto orders = bars.at("orders").get<int>();
  const auto all = bars.at("all_orders").get<int>();
  if (walk.at("switches").size() < 2) {
    return "";
  }
  if (orders == all) {
    return concat("Each bar is the mean over all ", all,
                  " orders of turning the switches; whiskers give its range.");
  }
  if (orders > 0) {
    return concat("Each bar is the mean over the ", orders, " of ", all,
                  " orders of which every arm was run and has a number; "
                  "whiskers give its range.");
  }
  const double left = number_of(bars.at("left_over"));
  return concat(
      "No order of turning the switches has a number in every arm, so each bar "
      "is the mean over the pairs of arms that differ in its switch alone",
      std::isnan(left)
          ? ""
          : concat("; ", signed_fixed(left, 3), " of the way is left over"),
      ".");
}

std::string collapsed_stages_sentence(const Json& walk) {
  std::vector<std::string> names;
  for (std::size_t stage = 0; stage < walk.at("stages").size(); ++stage) {
    const Json& arm = walk.at("arms").at(stage_arm(walk, stage));
    if (!arm.at("collapsed").get<bool>()) {
      continue;
    }
    names.push_back(stage == 0
                        ? "the published protocol"
                        : concat("after ", label_of(walk.at("switches")
                                                        .at(stage - 1)
                                                        .at("name")
                                                        .get<std::string>())));
  }
  return names.empty()
             ? ""
             : concat("Constant predictions: in at least one section ",
                      label_of(walk.at("predictors").at(0).get<std::string>()),
                      " predicts almost one value for the cells with tissue "
                      "under ",
                      listed(names),
                      "; a whole-grid score there is that of the ",
                      "tissue mask.");
}

std::string waterfall_chart(const Json& walk,
                            const std::vector<Shown>& predictors) {
  const Json& switches = walk.at("switches");
  const std::size_t n = switches.size();
  const std::string& model = predictors.at(0).name;
  std::vector<double> values;
  for (std::size_t stage = 0; stage <= n; ++stage) {
    for (const Shown& one : predictors) {
      values.push_back(stage_value(walk, stage, one.name));
    }
  }
  double reached = stage_value(walk, 0, model);
  for (std::size_t i = 0; i < n; ++i) {
    const Json& bar = bar_of(walk, model, i);
    for (const char* end : {"least", "mean", "most"}) {
      values.push_back(reached + number_of(bar.at(end)));
    }
    reached += number_of(bar.at("mean"));
  }
  const Axis axis = axis_over(values, kLabels, kWidth - 185);
  std::string rows;
  double y = 26;
  rows += end_row(walk, predictors, axis, 0, y, "Published protocol");
  rows += all_marks(walk, predictors, axis, 0, y);
  reached = stage_value(walk, 0, model);
  std::string kind_before;
  for (std::size_t i = 0; i < n; ++i) {
    const Json& one = switches.at(i);
    const auto kind = one.at("kind").get<std::string>();
    if (kind != kind_before) {
      rows += svg_line(0, y + kRow / 2, kWidth, y + kRow / 2, "group");
      kind_before = kind;
    }
    const double before = y;
    y += kRow;
    const Json& bar = bar_of(walk, model, i);
    const double mean = number_of(bar.at("mean"));
    if (!std::isnan(reached)) {
      rows += svg_line(axis.at(reached), before + 9, axis.at(reached), y + 9,
                       "join");
    }
    rows += bar_shape(bar, kind, axis, reached, y);
    rows += all_marks(walk, predictors, axis, i + 1, y);
    rows += svg_text(
        0, y - 3,
        concat(kind, ": ", label_of(one.at("name").get<std::string>())), "b");
    rows += svg_text(0, y + 12,
                     concat(one.at("published").get<std::string>(), " -> ",
                            one.at("audited").get<std::string>()),
                     "n");
    rows += svg_text(axis.right + 14, y + 4, bar_words(bar),
                     std::isnan(mean) ? "warn" : "t");
    // After an undefined bar the next ones start at the stage that was run.
    reached = std::isnan(reached + mean) ? stage_value(walk, i + 1, model)
                                         : reached + mean;
  }
  rows += svg_line(0, y + kRow / 2, kWidth, y + kRow / 2, "group");
  y += kRow;
  rows += end_row(walk, predictors, axis, n, y, "Audited protocol");
  rows += all_marks(walk, predictors, axis, n, y);
  const double bottom = y + 18;
  const Json& headline = walk.at("arms").at(stage_arm(walk, n)).at("headline");
  return svg_chart(
      kWidth, bottom + 42, "From the published to the audited protocol",
      concat("A bar a switch shows what turning it does to the model; marks ",
             "give model and baselines at every stage. The numbers stand in ",
             "the table of stages."),
      concat(hatch_definitions(),
             draw_axis(axis, 6, bottom,
                       metric_label(headline.at("metric").get<std::string>())),
             rows));
}

std::string waterfall_table(const Json& walk,
                            const std::vector<Shown>& predictors) {
  const Json& switches = walk.at("switches");
  std::string head = text_element("th", {{"scope", "col"}}, "stage") +
                     text_element("th", {{"scope", "col"}}, "turn");
  for (const Shown& one : predictors) {
    head += text_element("th", {{"scope", "col"}, {"class", "num"}}, one.label);
  }
  head += text_element("th", {{"scope", "col"}}, "why");
  std::string body;
  for (std::size_t stage = 0; stage <= switches.size(); ++stage) {
    std::string row;
    if (stage == 0) {
      row = text_element("th", {{"scope", "row"}}, "published protocol") +
            element("td", {}, "");
    } else {
      const Json& one = switches.at(stage - 1);
      row = text_element("th", {{"scope", "row"}},
                         concat(one.at("kind").get<std::string>(), ": ",
                                label_of(one.at("name").get<std::string>()),
                                " ", one.at("audited").get<std::string>())) +
            element("td", {{"class", "turn"}},
                    turn_html(bar_of(walk, predictors.at(0).name, stage - 1)));
    }
    for (const Shown& one : predictors) {
      const double value = stage_value(walk, stage, one.name);
      const double matched = size_matched_value(walk, stage, one.name);
      row += text_element(
          "td", {{"class", std::isnan(value) ? "num warn" : "num"}},
          concat(fixed(value, 3),
                 std::isnan(matched)
                     ? ""
                     : concat(" (size-matched ", fixed(matched, 3), ")")));
    }
    row += text_element(
        "td", {},
        stage == 0 ? std::string()
                   : switches.at(stage - 1).at("why").get<std::string>());
    body += element("tr", {}, row);
  }
  return element("div", {{"class", "scroll"}},
                 element("table", {},
                         concat(element("thead", {}, element("tr", {}, head)),
                                element("tbody", {}, body))));
}

}  // namespace moonstain
