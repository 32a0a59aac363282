#include "core/eval/report/panels/panels.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <regex>

#include "core/base/file.h"
#include "core/base/random.h"
#include "core/data/image/jpeg.h"
#include "core/eval/panels/section_map.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/panels/scale_bar.h"
#include "core/eval/report/style.h"
#include "core/eval/report/svg.h"
#include "tests/eval/panels/sample_panels.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {
namespace tt = boost::test_tools;

namespace {

std::string page_of(const std::vector<Panel>& panels) {
  return concat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><title>panels</title><style>",
      style(), panels_style(), "</style></head><body><main>",
      panels_html(panels), "</main></body></html>\n");
}

std::string html_of(PanelKind kind) {
  return panels_html({sample::panel(kind)});
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// Names of elements that are opened and not closed, or the other way round.
std::string unbalanced(const std::string& page) {
  static const std::regex tag("<(/?)([a-zA-Z0-9]+)([^>]*)>");
  std::vector<std::string> open;
  for (std::sregex_iterator at(page.begin(), page.end(), tag), end; at != end;
       ++at) {
    const std::string name = (*at)[2];
    const std::string rest = (*at)[3];
    if (name == "meta" || (!rest.empty() && rest.back() == '/')) continue;
    if ((*at)[1] == "") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return concat("</", name, ">");
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + ">";
}

// Every text but those that are a kind or the name of a file.
void replace_texts(Json& json, const std::string& text) {
  for (const auto& [name, value] : json.items()) {
    if (value.is_structured()) {
      replace_texts(value, text);
    } else if (value.is_string() && name != "kind" && name != "form" &&
               name != "file" && name != "picture") {
      value = text;
    }
  }
}

// A page to look at: in Bazel's folder for further outputs.
void keep(const std::string& name, const std::string& text) {
  const char* folder = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
  if (folder != nullptr) write_file(fs::path(folder) / name, text);
}

// 4,992 spots of a Visium array, each of a value of its own.
MapSource visium(const fs::path& picture, std::size_t number) {
  MapSource made;
  RandomStream random(1, "visium", "", number);
  made.places.pixel_xy.resize(4992, 2);
  made.measured.values.resize(4992, 3);
  made.measured.about = concat("s/", number);
  made.measured.columns = {"G0", "G1", "G2"};
  for (Eigen::Index i = 0; i < 4992; ++i) {
    made.places.spots.push_back(concat(i));
    made.places.pixel_xy(i, 0) =
        20 + 18 * (double(i % 64) + (i / 64 % 2 == 0 ? 0 : 0.5));
    made.places.pixel_xy(i, 1) = 20 + 18 * std::sqrt(0.75) * double(i / 64);
    for (Eigen::Index gene = 0; gene < 3; ++gene) {
      made.measured.values(i, gene) = static_cast<float>(random.uniform());
    }
  }
  made.measured.rows = made.places.spots;
  made.predicted = made.measured;
  made.picture = picture;
  made.picture_name = "noise.jpg";
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(panels_test)

BOOST_AUTO_TEST_CASE(every_panel_is_a_balanced_part_with_an_anchor) {
  const std::vector<Panel> panels = sample::panels();
  const std::string page = page_of(panels);
  keep("panels.html", page);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(panels.size() == 12U);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    BOOST_TEST(
        holds(page, concat("<section class=\"panel\" id=\"panel-", i, "\"><h3>",
                           escaped(panels[i].title), "</h3>")));
    BOOST_TEST(
        holds(panels_links(panels), concat("<a href=\"#panel-", i, "\">")));
  }
  // An id stands once in the page, however many panels of a kind it has.
  const std::string twice = page_of({panels[0], panels[0], panels[4]});
  static const std::regex id(" id=\"([^\"]*)\"");
  std::map<std::string, int> ids;
  for (std::sregex_iterator at(twice.begin(), twice.end(), id), end; at != end;
       ++at) {
    BOOST_TEST(++ids[(*at)[1]] == 1);
  }
  BOOST_TEST(ids.size() > 8U);
}

BOOST_AUTO_TEST_CASE(a_section_and_a_gene_lead_to_their_map) {
  const Panel map = sample::panel(PanelKind::map);
  const SectionMap& section = std::get<MapPanel>(map.data).sections.at(0);
  const Anchors anchors = panel_anchors({map});
  BOOST_TEST(anchors.at(section.section) == "panel-0-section-0");
  BOOST_TEST(anchors.at(section.maps.at(0).name) == "panel-0-section-0-0");
  const std::string html = panels_html({map}, "units");
  for (const auto& [name, anchor] : anchors) {
    BOOST_TEST(count_of(html, concat(" id=\"", anchor, "\"")) == 1U, name);
  }
  BOOST_TEST(holds(html, "\">Section <a href=\"#units\">"));
  BOOST_TEST(!holds(panels_html({map}), "<a href=\"#units\">"));
}

// The smallest words of a chart are drawn with 11.5 px: 976 px may shrink to
// 976 * 11 / 11.5 = 933.57, below that it scrolls.
BOOST_AUTO_TEST_CASE(no_chart_shrinks_its_words_below_11_px) {
  const std::string wide = svg_chart(976, 100, "t", "d", "");
  BOOST_TEST(holds(wide, "style=\"min-width:933.57px;max-width:976px\""));
  BOOST_TEST(holds(wide, "<div class=\"scroll\" tabindex=\"0\"><svg "));
  BOOST_TEST(holds(svg_chart(300, 100, "t", "d", ""),
                   "style=\"min-width:286.96px;max-width:300px\""));
  BOOST_TEST(holds(wide, " download=\"t.svg\" "));
}

// Whatever a stranger's recipe or file calls a thing.
BOOST_AUTO_TEST_CASE(nothing_of_a_panel_gets_out_of_its_text) {
  const std::string evil = "<script>alert(1)</script>\"'&\x1b[31m";
  std::vector<Panel> panels = sample::panels();
  for (Panel& one : panels) {
    Json json = json_of(one);
    replace_texts(json, evil);
    const auto files = one.files;
    one = from_json<Panel>(json, "evil");
    one.files = files;
  }
  const std::string page = page_of(panels);
  BOOST_TEST(unbalanced(page) == "");
  BOOST_TEST(!holds(page, "<script"));
  BOOST_TEST(!holds(page, "\x1b"));
  BOOST_TEST(!holds(page, "\"'&"));
  BOOST_TEST(holds(page, "&lt;script&gt;alert(1)"));
  BOOST_TEST(!std::regex_search(
      page, std::regex("(src|href|action)=\"(?!#|data:image/(png|jpeg|svg)|"
                       "data:text/csv)")));
  BOOST_TEST(!std::regex_search(page, std::regex("<[^>]* on[a-z]+=")));
}

BOOST_AUTO_TEST_CASE(every_picture_has_words_for_those_who_cannot_see_it) {
  const std::string page = page_of(sample::panels());
  static const std::regex picture("<svg[^>]*role=\"img\"[^>]*>(<title>)?");
  std::size_t pictures = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), picture), end;
       at != end; ++at) {
    ++pictures;
    BOOST_TEST((*at)[1] == "<title>");
  }
  BOOST_TEST(pictures > 20U);
}

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

// The end at 560 lies beyond the picture, "half open" has none.
BOOST_AUTO_TEST_CASE(a_forest_says_what_has_no_bound) {
  const std::string html = html_of(PanelKind::forest);
  BOOST_TEST(holds(html, "3.07 (0.319 to 29.5)"));
  BOOST_TEST(holds(html, "6.75 (0.812 to 560)"));
  BOOST_TEST(holds(html, "4 (1.2 to no bound)"));
  BOOST_TEST(holds(html, ">undefined<"));
  BOOST_TEST(holds(html, "more deaths at low risk"));
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

BOOST_AUTO_TEST_CASE(a_picture_that_is_missing_is_named) {
  Panel panel = sample::panel(PanelKind::picture);
  panel.files.clear();
  BOOST_TEST(error_of([&] { panels_html({panel}); }) ==
             "report: panel 'Nuclei' shows the picture 'tile.jpg', which is "
             "not there");
}

BOOST_AUTO_TEST_CASE(axes_reach_round_numbers) {
  const PlotAxis linear({"x", "", false}, {0.3, 4.6});
  BOOST_TEST(linear.low() == 0.0);
  BOOST_TEST(linear.high() == 5.0);
  BOOST_TEST(linear.ticks().size() == 6U);
  const PlotAxis loss({"loss", "", true}, {0.0, 0.08, 4.5});
  BOOST_TEST(loss.low() == 0.05, tt::tolerance(1e-9));
  BOOST_TEST(loss.high() == 5.0, tt::tolerance(1e-9));
  std::string ticks;
  for (const auto& tick : loss.ticks()) ticks += tick.text + " ";
  BOOST_TEST(ticks == "0.05 0.1 0.2 0.5 1 2 5 ");
  BOOST_TEST(std::isnan(loss.at(0)));
  PlotAxis half = loss;
  half.lie_on(0, 100);
  BOOST_TEST(half.at(0.5) == 50.0, tt::tolerance(1e-9));
  const PlotAxis one({"x", "", false}, {7, 7});
  BOOST_TEST(one.low() < 7.0);
  BOOST_TEST(one.high() > 7.0);
}

// A third of 400 px at 0.25 um is 33 um: the bar has 20.
BOOST_AUTO_TEST_CASE(a_scale_bar_has_a_round_length) {
  BOOST_TEST(holds(scale_bar(400, 300, 0.25, 400), "width=\"80\""));
  BOOST_TEST(holds(scale_bar(400, 300, 0.25, 400), ">20 \xC2\xB5m<"));
  BOOST_TEST(holds(scale_bar(400, 300, 20.0, 400), ">2 mm<"));
  BOOST_TEST(scale_bar(400, 300, std::nullopt, 400) == "");
  BOOST_TEST(scale_bar(400, 300, 0.0, 400) == "");
}

// Values and pictures that nothing packs: each spot has a random value, each
// picture is noise, on both sides as many pixels as are let through.
BOOST_AUTO_TEST_CASE(forty_two_visium_sections_stay_under_8_mb) {
  const TempFolder folder;
  Picture noise{1200, 1280, {}};
  RandomStream random(2, "noise", "");
  for (std::int64_t i = 0; i < 3 * noise.width_px * noise.height_px; ++i) {
    noise.rgb.push_back(static_cast<std::uint8_t>(255.9 * random.uniform()));
  }
  write_file(folder / "noise.jpg", jpeg_encode(noise, 95));
  Panel panel;
  panel.title = "Measured and predicted maps";
  MapPanel data{"gene", "spot", "ln(1 + 10000 n / total)", {}};
  const MapSizes sizes = map_sizes(42, 42 * 6, 460);
  for (std::size_t i = 0; i < 42; ++i) {
    data.sections.push_back(section_map(visium(folder / "noise.jpg", i), sizes,
                                        concat(i), panel.files));
    BOOST_TEST(data.sections[i].picture.has_value());
  }
  panel.data = std::move(data);
  BOOST_TEST(panel.files.size() == 42U * 7U);
  const std::string page = page_of({panel});
  BOOST_TEST_MESSAGE("page of " << page.size() << " bytes");
  keep("visium.html", page);
  BOOST_TEST(page.size() < 8'000'000U);
  BOOST_TEST(json_of(panel).dump().size() < 200'000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
