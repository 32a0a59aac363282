// What each kind of panel says, and what it leaves out.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/text.h"
#include "core/eval/report/panels/panels.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/svg.h"
#include "tests/eval/panels/sample_panels.h"
#include "tests/eval/report/page_text.h"

namespace moonstain::report {

namespace {

std::string html_of(PanelKind kind) {
  return panels_html({sample::panel(kind)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(panel_kinds_test)

BOOST_AUTO_TEST_CASE(maps_say_their_range_and_r) {
  const std::string html = html_of(PanelKind::map);
  BOOST_TEST(count_of(html, "data:image/png;base64,") == 12U);
  BOOST_TEST(count_of(html, "data:image/jpeg;base64,") == 1U);
  BOOST_TEST(holds(html, "Section B4, patient PB: 120 spots"));
  BOOST_TEST(holds(html, "ERBB2 predicted: one value, 1.5; r undefined"));
  BOOST_TEST(holds(html, "; 1 spot undefined; r 1.00"));
  BOOST_TEST(holds(html, "200 \xC2\xB5m"));
}

BOOST_AUTO_TEST_CASE(curves_say_where_they_end_and_who_is_left) {
  const std::string html = html_of(PanelKind::curve);
  BOOST_TEST(holds(html, "high risk: ends at 0.3"));
  BOOST_TEST(holds(html,
                   "Bands: 95 % interval (Greenwood). Upright marks: "
                   "censored. Log-rank p = 0.013."));
  BOOST_TEST(holds(html,
                   "<th scope=\"row\">high risk</th>"
                   "<td class=\"num\">40</td>"
                   "<td class=\"num\">28</td>"));
  BOOST_TEST(holds(html, "patients at risk"));
  // A step is level until the time of its end.
  Panel panel;
  panel.data = CurvePanel{{"t", "", false},
                          {"s", "", false},
                          CurveForm::step,
                          "patient",
                          "",
                          "",
                          {{"a", {0, 1}, {1, 0}, {}, {}, {}, {}}},
                          {},
                          {}};
  const Plot plot(540, 320, PlotAxis({"t", "", false}, 0, 1),
                  PlotAxis({"s", "", false}, 0, 1));
  const auto at = [&](double x, double y) {
    return concat(px(plot.x(x)), " ", px(plot.y(y)));
  };
  BOOST_TEST(holds(panels_html({panel}),
                   concat("M", at(0, 1), "L", at(1, 1), "L", at(1, 0))));
}

BOOST_AUTO_TEST_CASE(a_curve_without_a_value_has_a_gap) {
  Panel panel;
  panel.data =
      CurvePanel{{"t", "", false},
                 {"s", "", false},
                 CurveForm::line,
                 "",
                 "",
                 "",
                 {{"a", {0, 1, 2, 3}, {1, 2, std::nan(""), 4}, {}, {}, {}, {}},
                  {"b", {0, 1}, {1, std::nan("")}, {}, {}, {}, {}}},
                 {{"constant", std::nan("")}},
                 {}};
  const std::string html = panels_html({panel});
  BOOST_TEST(holds(html, "b: ends at undefined"));
  BOOST_TEST(holds(html, "constant: undefined"));
  BOOST_TEST(!holds(html, "nan"));
}

BOOST_AUTO_TEST_CASE(many_curves_are_drawn_alike) {
  Panel panel;
  CurvePanel data;
  for (int i = 0; i < 36; ++i) {
    data.curves.push_back({concat("fold ", i), {0, 1}, {1, 2}, {}, {}, {}, {}});
  }
  panel.data = data;
  const std::string html = panels_html({panel});
  BOOST_TEST(holds(html, "36 curves, drawn alike"));
  BOOST_TEST(!holds(html, "fold 7"));
}

BOOST_AUTO_TEST_CASE(a_roc_that_does_not_exist_is_said_so) {
  const std::string html = html_of(PanelKind::roc);
  BOOST_TEST(holds(html,
                   "model: AUC 0.891 (0.840 to 0.930); 40 tumour, 80 "
                   "not"));
  BOOST_TEST(holds(html, "colours: AUC 0.600; 40 tumour, 80 not"));
  BOOST_TEST(holds(html,
                   "one class: no curve, as one class has no member; 0 "
                   "tumour, 80 not"));
}

// Both counts are those of the sample: a pair of each lacks a value.
BOOST_AUTO_TEST_CASE(scatters_say_n_and_r) {
  const std::string html = html_of(PanelKind::scatter);
  BOOST_TEST(holds(html, ", 299 spots; 1 more without both values"));
  BOOST_TEST(holds(html,
                   ", 5999 spots; 1 more without both values; a bin "
                   "holds up to "));
  BOOST_TEST(holds(html, "FLAT: r undefined, 3 spots"));
  BOOST_TEST(count_of(html, "<circle") == 302U);
  BOOST_TEST(count_of(html, "data:image/png") == 1U);
}

BOOST_AUTO_TEST_CASE(a_track_names_its_places_and_its_highest_bins) {
  const std::string html = html_of(PanelKind::track);
  BOOST_TEST(holds(html, ">ERBB2</text>"));
  BOOST_TEST(holds(html, ">17</text>"));
  BOOST_TEST(holds(html,
                   "<th scope=\"row\">17:81-82 Mb</th><td class=\"num\">9</td>"
                   "<td class=\"num\">321.25</td><td class=\"num\">131.00"
                   "</td>"));
  BOOST_TEST(holds(html, "The 10 highest bins"));
  BOOST_TEST(holds(html, "Dashed: the same of the highest bin, 171."));
  BOOST_TEST(holds(html, "Not drawn: 1 bin without a value."));
}

BOOST_AUTO_TEST_CASE(a_volcano_names_what_it_finds) {
  const std::string html = html_of(PanelKind::volcano);
  BOOST_TEST(holds(html, ">ERBB2</text>"));
  BOOST_TEST(holds(html,
                   "<th scope=\"row\">TOP2A</th><td class=\"num\">+1.700"
                   "</td><td class=\"num\">1.0e-05</td>"));
  BOOST_TEST(holds(html,
                   "At the upper edge: 1 with p 0. Not drawn: 1 without "
                   "effect or p."));
}

BOOST_AUTO_TEST_CASE(a_class_without_members_has_no_share) {
  const std::string html = html_of(PanelKind::confusion);
  BOOST_TEST(holds(html, ">15<small>15.0 %</small></td>"));
  BOOST_TEST(count_of(html, ">0<small>undefined</small></td>") == 3U);
  BOOST_TEST(holds(html, "nuclei by measured and predicted cell type"));
  BOOST_TEST(holds(html, "all nuclei"));
}

BOOST_AUTO_TEST_CASE(a_missing_number_is_hatched_and_no_0) {
  const std::string html = html_of(PanelKind::heat_map);
  BOOST_TEST(count_of(html, "<td class=\"cell none\">none</td>") == 3U);
  BOOST_TEST(count_of(html, ">0.00</td>") == 1U);
  BOOST_TEST(holds(html, "<th scope=\"col\" class=\"cell\">B4</th>"));
}

BOOST_AUTO_TEST_CASE(a_table_writes_intervals_with_their_digits) {
  const std::string html = html_of(PanelKind::table);
  BOOST_TEST(holds(html,
                   "<th scope=\"row\">17q</th><td class=\"num\">12</td>"
                   "<td class=\"num\">1.80 (1.10 to 2.90)</td>"));
  BOOST_TEST(holds(html, "<td class=\"num warn\">undefined</td>"));
}

// A p is above 0, however small: 0.000 would say that it cannot be.
BOOST_AUTO_TEST_CASE(a_table_shows_no_p_as_nothing) {
  Panel panel = sample::panel(PanelKind::table);
  TableColumn p = p_column("adjusted p", 4);
  p.numbers = {3e-9, 0.0001, std::nan("")};
  auto& data = std::get<TablePanel>(panel.data);
  data.columns = {text_column("set", {"a", "b", "c"}), p};
  const std::string html = panels_html({panel});
  BOOST_TEST(holds(html, "<td class=\"num\">&lt; 0.0001</td>"));
  BOOST_TEST(holds(html, "<td class=\"num\">0.0001</td>"));
  BOOST_TEST(holds(html, "<td class=\"num warn\">undefined</td>"));
  BOOST_TEST(!holds(html, "0.0000"));
}

// The end at 560 lies beyond the picture, "half open" has none.
BOOST_AUTO_TEST_CASE(a_forest_says_what_has_no_bound) {
  const std::string html = html_of(PanelKind::forest);
  BOOST_TEST(holds(html, "3.07 (0.319 to 29.5)"));
  BOOST_TEST(holds(html, "6.75 (0.812 to 560)"));
  BOOST_TEST(holds(html, "4 (1.2 to no bound)"));
  BOOST_TEST(holds(html, ">undefined<"));
  BOOST_TEST(holds(html, "more deaths at low risk"));
}

// A value without an interval is not one whose interval holds everything.
BOOST_AUTO_TEST_CASE(a_forest_draws_no_interval_where_there_is_none) {
  Panel panel = sample::panel(PanelKind::forest);
  auto& data = std::get<ForestPanel>(panel.data);
  data.rows = {{"bare", 3, std::nan(""), std::nan(""), ""}};
  const std::string html = panels_html({panel});
  BOOST_TEST(holds(html, "3 (no interval)"));
  BOOST_TEST(!holds(html, "no bound"));
  BOOST_TEST(!holds(html, "class=\"whisker\""));
}

// Ranks 1 to 5 lie on pixels 255 to 645, 97.5 apart; a bar passes what it joins
// by 5.
BOOST_AUTO_TEST_CASE(mean_ranks_stand_on_an_axis_with_bars) {
  const std::string html = html_of(PanelKind::ranks);
  const std::string shown = html.substr(0, html.find("</svg>"));
  const auto bar = [](const char* from, const char* y, const char* to) {
    return concat("<line x1=\"", from, "\" y1=\"", y, "\" x2=\"", to,
                  "\" y2=\"", y, "\" stroke=\"#1c2430\" stroke-width=\"4\"");
  };
  BOOST_TEST(count_of(shown, "stroke-width=\"4\"") == 2U);
  BOOST_TEST(holds(shown, bar("269.5", "72", "455")));
  BOOST_TEST(holds(shown, bar("445", "81", "630.5")));
  // A line each from its rank: the better three to the left, on top the best;
  // the others to the right, on top the worst.
  BOOST_TEST(count_of(shown, "<path ") == 5U);
  BOOST_TEST(holds(shown, "d=\"M274.5 60V102H243\""));
  BOOST_TEST(holds(shown, "d=\"M450 60V142H243\""));
  BOOST_TEST(holds(shown, "d=\"M625.5 60V102H657\""));
  BOOST_TEST(holds(shown, "d=\"M567 60V122H657\""));
  BOOST_TEST(holds(shown, ">5</text>"));
  BOOST_TEST(holds(shown, ">a method whose name is too long f...<"));
  BOOST_TEST(holds(shown, ">critical difference 2.16<"));
  BOOST_TEST(holds(shown, "x2=\"465.6\" y2=\"22\""));  // 255 + 2.16 * 97.5
  BOOST_TEST(holds(html, ">mean rank over 8 patients<"));
  BOOST_TEST(holds(html,
                   "<th scope=\"row\">a method whose name is too long for the "
                   "chart</th><td class=\"num\">3.00</td>"));
  BOOST_TEST(holds(html,
                   "<p>Methods that a bar joins are not shown to "
                   "differ.</p>"));
}

// One that is larger than the axis is said, and one that is not there is not.
BOOST_AUTO_TEST_CASE(a_difference_without_room_is_no_line) {
  Panel panel = sample::panel(PanelKind::ranks);
  auto& data = std::get<RanksPanel>(panel.data);
  data.bars.clear();
  data.critical_difference = 4.31;
  std::string html = panels_html({panel});
  BOOST_TEST(holds(html, ">critical difference 4.31<"));
  BOOST_TEST(!holds(html, "y2=\"22\""));
  BOOST_TEST(!holds(html, "stroke-width=\"4\""));
  data.critical_difference = std::nan("");
  html = panels_html({panel});
  BOOST_TEST(!holds(html, "critical difference"));
  BOOST_TEST(count_of(html, "<svg viewBox") == 1U);
}

BOOST_AUTO_TEST_CASE(outlines_are_counted_by_class) {
  const std::string html = html_of(PanelKind::picture);
  BOOST_TEST(holds(html, "tumour: 13"));
  BOOST_TEST(holds(html, "lymphocyte: 7"));
  BOOST_TEST(holds(html, "20 \xC2\xB5m"));
  BOOST_TEST(holds(html, "picture with 20 nuclei outlined"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
