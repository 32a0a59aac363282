#include "core/eval/report/waterfall.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"
#include "core/eval/report/sentences.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kWidth = 976;
constexpr double kLabels = 250;
constexpr double kRow = 46;

// "+0.120 (+0.090 to +0.150)", the range only where orders differ.
std::string bar_words(const Bar& bar) {
  if (std::isnan(bar.estimate.value)) return "undefined";
  std::string text = signed_fixed(bar.estimate.value, 3);
  const std::string least = signed_fixed(bar.least, 3);
  const std::string most = signed_fixed(bar.most, 3);
  if (bar.most - bar.least > 5e-4 && least != most) {
    text += concat(" (", least, " to ", most, ")");
  }
  return text;
}

// "B +0.050, C -0.010"
std::string by_cluster_words(const Bar& bar) {
  std::string words;
  for (const auto& [cluster, value] : bar.estimate.by_cluster) {
    words += concat(words.empty() ? "" : ", ", short_name(cluster), " ",
                    std::isnan(value) ? "undefined" : signed_fixed(value, 3));
  }
  return words;
}

// The turn as markup, its range on a line of its own.
std::string turn_html(const Bar& bar) {
  const std::string words = bar_words(bar);
  const auto space = words.find(' ');
  return space == std::string::npos
             ? escaped(words)
             : concat(escaped(words.substr(0, space)),
                      text_element("small", {}, words.substr(space + 1)));
}

// What a turn compares: "values by section and gene". A cell of a grid is
// something else.
std::string values_words(const Findings& findings) {
  const ScoredData& data = findings.data;
  const bool by_item =
      data.items != 1 && !parse_metric(findings.headline.metric).kind->whole;
  return concat("values by ", data.unit,
                by_item ? concat(" and ", data.item) : "");
}

// Over what the turn is, and how far its clusters lie apart.
std::string cells_html(const Bar& bar, const std::string& values) {
  if (bar.orders == 0) return "";
  std::string words =
      concat(bar.cells, " of ", bar.cells_of, " ", values, " in both arms");
  if (bar.estimate.interval) {
    words += concat("; ", signed_fixed(bar.estimate.interval->low, 3), " to ",
                    signed_fixed(bar.estimate.interval->high, 3));
  }
  return concat(escaped(words),
                text_element("small", {}, by_cluster_words(bar)));
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

std::string end_row(const Walk& walk, const std::vector<Shown>& predictors,
                    const Axis& axis, std::size_t turned, double y,
                    std::string_view heading) {
  const Headline& headline = walk.arms.at(walk.stages.at(turned)).headline;
  const double value = stage_value(walk, turned, predictors.at(0).name());
  std::string out = svg_text(0, y - 3, heading, "b");
  out += svg_text(0, y + 12,
                  concat(reading_label(headline.reading), ", ",
                         held_out_words(headline.unit)),
                  "n");
  return out + svg_text(axis.right + 14, y + 4,
                        value_text(headline.metric, value),
                        std::isnan(value) ? "warn" : "b");
}

std::string all_marks(const Walk& walk, const std::vector<Shown>& predictors,
                      const Axis& axis, std::size_t turned, double y) {
  std::string marks;
  for (auto one = predictors.rbegin(); one != predictors.rend(); ++one) {
    const double value = stage_value(walk, turned, one->name());
    if (!std::isnan(value)) {
      marks += draw_mark(one->mark, axis.at(value), y);
    }
  }
  return marks;
}

// The floating bar of a switch; `from` is where the bars before it ended.
std::string bar_shape(const Bar& bar, SwitchKind kind, const Axis& axis,
                      double from, double y) {
  const double mean = bar.estimate.value;
  if (std::isnan(mean) || std::isnan(from)) {
    return empty_element("rect", {{"x", px(axis.left + 1)},
                                  {"y", px(y - 9)},
                                  {"width", px(axis.right - axis.left - 2)},
                                  {"height", "18"},
                                  {"class", "undefined"}}) +
           svg_text((axis.left + axis.right) / 2, y + 4,
                    std::isnan(mean) ? "undefined: no two arms that differ in "
                                       "it alone share a cell with numbers"
                                     : "the stage before is undefined",
                    "warn", "middle");
  }
  const double a = axis.at(from);
  const double b = axis.at(from + mean);
  std::string out = empty_element(
      "rect", {{"x", px(std::min(a, b))},
               {"y", px(y - 9)},
               {"width", px(std::max(1.0, std::abs(b - a)))},
               {"height", "18"},
               {"fill", concat("url(#hatch-", word_of(kind), ")")},
               {"class", "bar"}});
  if (bar.most - bar.least > 5e-4) {
    const double low = axis.at(from + bar.least);
    const double high = axis.at(from + bar.most);
    out += svg_line(low, y, high, y, "whisker");
    out += svg_line(low, y - 5, low, y + 5, "whisker");
    out += svg_line(high, y - 5, high, y + 5, "whisker");
  }
  return out;
}

}  // namespace

double stage_value(const Walk& walk, std::size_t turned,
                   const std::string& predictor) {
  return walk.value(walk.stages.at(turned), predictor);
}

double size_matched_value(const Walk& walk, std::size_t turned,
                          const std::string& predictor) {
  return walk.value(concat(walk.stages.at(turned), kSizeMatchedEnd), predictor);
}

std::string orders_sentence(const Walk& walk) {
  const BarSet& bars = walk.bars.at(walk.predictors.at(0));
  const int orders = bars.orders;
  const int all = bars.all_orders;
  const double left = bars.left_over;
  const std::string rest =
      std::isnan(left) || std::abs(left) < 5e-4
          ? ""
          : concat("; ", signed_fixed(left, 3),
                   " of the way is due to values that some arms alone define, "
                   "or to arms that were not run");
  if (orders == 0) {
    return concat(
        "No order of turning the switches has a number in every arm, so each "
        "bar is the mean over the pairs of arms that differ in its switch "
        "alone",
        rest, ".");
  }
  const std::string means =
      walk.switches.size() < 2
          ? ""
          : concat("Each bar is the mean over ",
                   orders == all
                       ? concat("all ", all, " orders of turning the switches")
                       : concat("the ", orders, " of ", all,
                                " orders of which every two arms share values"),
                   "; whiskers give its range. ");
  return concat(means, "A bar compares the ",
                values_words(walk.detailed_findings()),
                " that both arms define", rest, ".");
}

std::string collapsed_stages_sentence(const Walk& walk) {
  std::vector<std::string> names;
  for (std::size_t stage = 0; stage < walk.stages.size(); ++stage) {
    const auto arm = walk.arms.find(walk.stages[stage]);
    if (arm == walk.arms.end() || !arm->second.collapsed) {
      continue;
    }
    names.push_back(
        stage == 0 ? "the published protocol"
                   : concat("after ", walk.switches.at(stage - 1).label()));
  }
  return names.empty()
             ? ""
             : concat("Constant predictions: in at least one ",
                      walk.detailed_findings().data.unit, " ",
                      label_of(walk.predictors.at(0)),
                      " predicts almost one value under ", listed(names),
                      "; such items count as undefined.");
}

std::string unfitted_stages_sentence(const Walk& walk) {
  std::vector<std::string> names;
  for (std::size_t stage = 0; stage < walk.stages.size(); ++stage) {
    const auto arm = walk.arms.find(walk.stages[stage]);
    if (arm == walk.arms.end() || arm->second.not_fitted.empty()) continue;
    names.push_back(
        stage == 0
            ? concat("the published protocol (", arm->second.not_fitted, ")")
            : concat("after ", walk.switches.at(stage - 1).label(), " (",
                     arm->second.not_fitted, ")"));
  }
  return names.empty() ? ""
                       : concat(label_of(walk.predictors.at(0)),
                                " was not fitted under ", listed(names), ".");
}

std::string waterfall_chart(const Walk& walk,
                            const std::vector<Shown>& predictors) {
  const std::size_t n = walk.switches.size();
  const std::string& model = predictors.at(0).name();
  const std::vector<Bar>& bars = walk.bars.at(model).bars;
  std::vector<double> values;
  for (std::size_t stage = 0; stage <= n; ++stage) {
    for (const Shown& one : predictors) {
      values.push_back(stage_value(walk, stage, one.name()));
    }
  }
  double reached = stage_value(walk, 0, model);
  for (const Bar& bar : bars) {
    for (const double end : {bar.least, bar.estimate.value, bar.most}) {
      values.push_back(reached + end);
    }
    reached += bar.estimate.value;
  }
  const Axis axis = axis_over(values, kLabels, kWidth - 185);
  std::string rows;
  double y = 26;
  rows += end_row(walk, predictors, axis, 0, y,
                  walk.published.protocol.turned().empty()
                      ? "Published protocol"
                      : "Published, but for params");
  rows += all_marks(walk, predictors, axis, 0, y);
  reached = stage_value(walk, 0, model);
  for (std::size_t i = 0; i < n; ++i) {
    const WalkSwitch& one = walk.switches[i];
    if (i == 0 || one.kind != walk.switches[i - 1].kind) {
      rows += svg_line(0, y + kRow / 2, kWidth, y + kRow / 2, "group");
    }
    const double before = y;
    y += kRow;
    const Bar& bar = bars.at(i);
    if (!std::isnan(reached)) {
      rows += svg_line(axis.at(reached), before + 9, axis.at(reached), y + 9,
                       "join");
    }
    rows += bar_shape(bar, one.kind, axis, reached, y);
    rows += all_marks(walk, predictors, axis, i + 1, y);
    rows +=
        svg_text(0, y - 3, concat(word_of(one.kind), ": ", one.label()), "b");
    rows +=
        svg_text(0, y + 12, concat(one.published, " -> ", one.audited), "n");
    rows += svg_text(axis.right + 14, y + 4, bar_words(bar),
                     std::isnan(bar.estimate.value) ? "warn" : "t");
    // After an undefined bar the next ones start at the stage that was run.
    reached = std::isnan(reached + bar.estimate.value)
                  ? stage_value(walk, i + 1, model)
                  : reached + bar.estimate.value;
  }
  rows += svg_line(0, y + kRow / 2, kWidth, y + kRow / 2, "group");
  y += kRow;
  rows += end_row(walk, predictors, axis, n, y, "Audited protocol");
  rows += all_marks(walk, predictors, axis, n, y);
  const double bottom = y + 18;
  return svg_chart(
      kWidth, bottom + 42, "From the published to the audited protocol",
      concat("A bar a switch shows what turning it does to the model; marks ",
             "give model and baselines at every stage. The numbers stand in ",
             "the table of stages."),
      concat(hatch_definitions(),
             draw_axis(axis, 6, bottom,
                       metric_label(walk.audited.headline.metric,
                                    walk.detailed_findings().data.item)),
             rows));
}

std::string waterfall_table(const Walk& walk,
                            const std::vector<Shown>& predictors) {
  const std::vector<Bar>& bars = walk.bars.at(predictors.at(0).name()).bars;
  const std::string& metric = walk.audited.headline.metric;
  std::string head = word_head("stage") + word_head("turn") +
                     word_head("turn is over, and by " +
                               walk.detailed_findings().data.cluster);
  for (const Shown& one : predictors) head += number_head(one.label);
  head += word_head("why");
  std::string body;
  for (std::size_t stage = 0; stage <= walk.switches.size(); ++stage) {
    std::string row;
    std::string why;
    if (stage == 0) {
      row = row_head(protocol_words(walk.published)) + element("td", {}, "") +
            element("td", {}, "");
    } else {
      const WalkSwitch& one = walk.switches[stage - 1];
      row = row_head(concat(word_of(one.kind), ": ", one.turned())) +
            element("td", {{"class", "turn"}}, turn_html(bars.at(stage - 1))) +
            element("td", {{"class", "turn"}},
                    cells_html(bars.at(stage - 1),
                               values_words(walk.detailed_findings())));
      why = one.why;
    }
    for (const Shown& one : predictors) {
      const double value = stage_value(walk, stage, one.name());
      const double matched = size_matched_value(walk, stage, one.name());
      row += text_element(
          "td", {{"class", std::isnan(value) ? "num warn" : "num"}},
          concat(value_text(metric, value),
                 std::isnan(matched)
                     ? ""
                     : concat(" (size-matched ", value_text(metric, matched),
                              ")")));
    }
    body += element("tr", {}, row + text_element("td", {}, why));
  }
  return table("Every stage in numbers", "", head, body);
}

}  // namespace moonstain::report
