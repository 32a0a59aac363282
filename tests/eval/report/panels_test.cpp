#include "core/eval/report/panels/panels.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <regex>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/data/image/jpeg.h"
#include "core/eval/panels/section_map.h"
#include "core/eval/report/html.h"
#include "core/eval/report/style.h"
#include "core/eval/report/svg.h"
#include "tests/eval/panels/sample_panels.h"
#include "tests/eval/report/page_text.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {

namespace {

std::string page_of(const std::vector<Panel>& panels) {
  return concat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><title>panels</title><style>",
      style(), panels_style(), "</style></head><body><main>",
      panels_html(panels), "</main></body></html>\n");
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
  BOOST_TEST(panels.size() == 13U);
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

BOOST_AUTO_TEST_CASE(a_picture_that_is_missing_is_named) {
  Panel panel = sample::panel(PanelKind::picture);
  panel.files.clear();
  BOOST_TEST(error_of([&] { panels_html({panel}); }) ==
             "report: panel 'Nuclei' shows the picture 'tile.jpg', which is "
             "not there");
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
