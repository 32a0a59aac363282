#include "core/eval/report/maps.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/report/colour_map.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

struct Range {
  double low = 0;
  double high = 0;
};

Range range_of(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return {*low, *high};
}

// The picture stands in the page once and is used by every map of a section.
std::string picture_symbol(const SectionMap& map, const std::string& id,
                           const std::map<std::string, std::string>& files) {
  const auto file = map.picture ? files.find(*map.picture) : files.end();
  if (file == files.end()) {
    return "";
  }
  const Attributes attributes{
      {"id", id},
      {"width", px(map.width_px)},
      {"height", px(map.height_px)},
      {"href", "data:image/jpeg;base64," + base64(file->second)}};
  return element("svg",
                 {{"width", "0"},
                  {"height", "0"},
                  {"aria-hidden", "true"},
                  {"class", "hidden"}},
                 element("defs", {}, empty_element("image", attributes)));
}

std::string panel(const SectionMap& map, const std::string& picture_id,
                  const std::vector<double>* values, std::string_view title,
                  std::string_view caption) {
  std::string inner;
  if (!picture_id.empty()) {
    inner +=
        empty_element("use", {{"href", "#" + picture_id},
                              {"opacity", values == nullptr ? "1" : "0.35"}});
  }
  if (values != nullptr && !values->empty()) {
    const Range range = range_of(*values);
    const double span = range.high - range.low;
    const std::string radius = px(map.spot_radius_px);
    std::string spots;
    for (std::size_t i = 0; i < values->size() && i < map.x.size(); ++i) {
      const double share = span > 0 ? ((*values)[i] - range.low) / span : 0.0;
      spots += empty_element("circle", {{"cx", px(map.x[i])},
                                        {"cy", px(map.y.at(i))},
                                        {"r", radius},
                                        {"fill", viridis(share)}});
    }
    inner += element("g", {}, spots);
  }
  const std::string svg = element(
      "svg",
      {{"viewBox", concat("0 0 ", px(map.width_px), " ", px(map.height_px))},
       {"role", "img"},
       {"class", "map"}},
      concat(text_element("title", {}, title), inner));
  return element("figure", {}, svg + text_element("figcaption", {}, caption));
}

std::string scale_bar() {
  std::string stops;
  for (int i = 0; i <= 8; ++i) {
    stops += empty_element(
        "stop", {{"offset", px(i / 8.0)}, {"stop-color", viridis(i / 8.0)}});
  }
  return element(
      "p", {{"class", "scale"}},
      concat(
          "least ",
          element("svg", {{"width", "160"}, {"height", "12"}, {"role", "img"}},
                  concat(text_element("title", {}, "colour scale, viridis"),
                         element("defs", {},
                                 element("linearGradient", {{"id", "viridis"}},
                                         stops)),
                         empty_element("rect", {{"width", "160"},
                                                {"height", "12"},
                                                {"fill", "url(#viridis)"}}))),
          " largest value of each map"));
}

}  // namespace

std::string maps_html(const Findings& findings,
                      const std::map<std::string, std::string>& files) {
  if (findings.maps.empty()) {
    return "";
  }
  std::string out = scale_bar();
  std::size_t number = 0;
  for (const SectionMap& map : findings.maps) {
    const std::string id = concat("picture-", number++);
    const std::string symbol = picture_symbol(map, id, files);
    const std::string used = symbol.empty() ? "" : id;
    out += text_element("h3", {},
                        concat("Section ", short_name(map.section),
                               ", patient ", short_name(map.patient)));
    out += symbol;
    std::string panels;
    if (!used.empty()) {
      panels +=
          panel(map, used, nullptr, concat("Picture of section ", map.section),
                "picture of the section");
    }
    for (const GeneMap& gene : map.genes) {
      const std::string& name = gene.gene;
      const Range m = range_of(gene.measured);
      const Range p = range_of(gene.predicted);
      const std::string upper =
          panel(map, used, &gene.measured,
                concat("Measured map of ", name, " in section ", map.section),
                concat(name, " measured, ", fixed(m.low, 2), " to ",
                       fixed(m.high, 2)));
      const std::string lower = panel(
          map, used, &gene.predicted,
          concat("Predicted map of ", name, " in section ", map.section),
          p.high > p.low ? concat(name, " predicted, ", fixed(p.low, 2), " to ",
                                  fixed(p.high, 2), "; r ", fixed(gene.r, 2))
                         : concat(name, " predicted: one constant, ",
                                  fixed(p.low, 2), "; r undefined"));
      panels += element("div", {{"class", "pair"}}, upper + lower);
    }
    out += element("div", {{"class", "maps"}}, panels);
  }
  return out;
}

}  // namespace moonstain::report
