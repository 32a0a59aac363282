#include "core/eval/report/maps.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/colour_map.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain {
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
std::string picture_symbol(const Json& map, const std::string& id,
                           const std::map<std::string, std::string>& files) {
  if (!map.at("picture").is_string()) {
    return "";
  }
  const auto file = files.find(map.at("picture").get<std::string>());
  if (file == files.end()) {
    return "";
  }
  const Attributes attributes{
      {"id", id},
      {"width", px(map.at("width_px").get<double>())},
      {"height", px(map.at("height_px").get<double>())},
      {"href", "data:image/jpeg;base64," + base64(file->second)}};
  return element("svg",
                 {{"width", "0"},
                  {"height", "0"},
                  {"aria-hidden", "true"},
                  {"class", "hidden"}},
                 element("defs", {}, empty_element("image", attributes)));
}

std::string panel(const Json& map, const std::string& picture_id,
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
    const auto x = map.at("x").get<std::vector<double>>();
    const auto y = map.at("y").get<std::vector<double>>();
    const std::string radius = px(map.at("spot_radius_px").get<double>());
    std::string spots;
    for (std::size_t i = 0; i < values->size() && i < x.size(); ++i) {
      const double share = span > 0 ? ((*values)[i] - range.low) / span : 0.0;
      spots += empty_element("circle", {{"cx", px(x[i])},
                                        {"cy", px(y[i])},
                                        {"r", radius},
                                        {"fill", viridis(share)}});
    }
    inner += element("g", {}, spots);
  }
  const std::string svg =
      element("svg",
              {{"viewBox", concat("0 0 ", px(map.at("width_px").get<double>()),
                                  " ", px(map.at("height_px").get<double>()))},
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

std::string maps_html(const Json& findings,
                      const std::map<std::string, std::string>& files) {
  if (!findings.contains("maps") || findings.at("maps").empty()) {
    return "";
  }
  std::string out = scale_bar();
  std::size_t number = 0;
  for (const Json& map : findings.at("maps")) {
    const auto section = map.at("section").get<std::string>();
    const std::string id = concat("picture-", number++);
    const std::string symbol = picture_symbol(map, id, files);
    const std::string used = symbol.empty() ? "" : id;
    out +=
        text_element("h3", {},
                     concat("Section ", short_name(section), ", patient ",
                            short_name(map.at("patient").get<std::string>())));
    out += symbol;
    std::string panels;
    if (!used.empty()) {
      panels +=
          panel(map, used, nullptr, concat("Picture of section ", section),
                "picture of the section");
    }
    for (const Json& gene : map.at("genes")) {
      const auto name = gene.at("gene").get<std::string>();
      const auto measured = gene.at("measured").get<std::vector<double>>();
      const auto predicted = gene.at("predicted").get<std::vector<double>>();
      const Range m = range_of(measured);
      const Range p = range_of(predicted);
      const double r = number_of(gene.at("r"));
      const std::string upper =
          panel(map, used, &measured,
                concat("Measured map of ", name, " in section ", section),
                concat(name, " measured, ", fixed(m.low, 2), " to ",
                       fixed(m.high, 2)));
      const std::string lower = panel(
          map, used, &predicted,
          concat("Predicted map of ", name, " in section ", section),
          p.high > p.low ? concat(name, " predicted, ", fixed(p.low, 2), " to ",
                                  fixed(p.high, 2), "; r ", fixed(r, 2))
                         : concat(name, " predicted: one constant, ",
                                  fixed(p.low, 2), "; r undefined"));
      panels += element("div", {{"class", "pair"}}, upper + lower);
    }
    out += element("div", {{"class", "maps"}}, panels);
  }
  return out;
}

}  // namespace moonstain
