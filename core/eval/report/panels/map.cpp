#include "core/eval/report/panels/map.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/panels/scale_bar.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kShownPx = 200;  // a map on the page, some

// The picture stands in the page once and is used by every map of a section.
std::string picture_symbol(const SectionMap& map, const std::string& id,
                           const Drawing& drawing) {
  if (!map.picture) return "";
  const Attributes attributes{
      {"id", id},
      {"width", px(map.width_px)},
      {"height", px(map.height_px)},
      {"preserveAspectRatio", "none"},
      {"href", data_address(drawing.files.at(*map.picture))}};
  return element("svg",
                 {{"width", "0"},
                  {"height", "0"},
                  {"aria-hidden", "true"},
                  {"class", "hidden"}},
                 element("defs", {}, empty_element("image", attributes)));
}

std::string figure(const SectionMap& map, std::string_view title,
                   std::string_view caption, std::string_view inner) {
  return element("figure", {},
                 element("svg",
                         {{"viewBox", concat("0 0 ", px(map.width_px), " ",
                                             px(map.height_px))},
                          {"role", "img"},
                          {"class", "map"}},
                         concat(text_element("title", {}, title), inner)) +
                     text_element("figcaption", {}, caption));
}

std::string layer_figure(const SectionMap& map, const ItemMap& item,
                         const MapLayer& layer, bool last,
                         const MapPanel& panel, const std::string& picture,
                         const Drawing& drawing) {
  std::string inner;
  if (!picture.empty()) {
    inner +=
        empty_element("use", {{"href", "#" + picture}, {"opacity", "0.35"}});
  }
  inner += empty_element(
      "image", {{"width", px(map.width_px)},
                {"height", px(map.height_px)},
                {"preserveAspectRatio", "none"},
                {"class", "cells"},
                {"href", data_address(drawing.files.at(layer.file))}});
  std::string caption = concat(item.name, " ", layer.name);
  if (!layer.classes) {
    caption += concat(": ", range_words(layer.low, layer.high));
  }
  if (layer.undefined > 0) {
    caption += concat(
        "; ", counted(static_cast<std::uint64_t>(layer.undefined), panel.unit),
        layer.classes ? " without one" : " undefined");
  }
  if (last && item.same) {
    caption += concat("; the same for ", fixed(100 * *item.same, 1), " %");
  }
  if (last && !layer.classes && item.layers.size() > 1) {
    caption += concat("; r ", fixed(item.r, 2));
  }
  return figure(map,
                concat(item.name, " ", layer.name, " in section ", map.section),
                caption, inner);
}

// What the colours of classes stand for, with how many places each layer has of
// them.
std::string class_legend(const ItemMap& item) {
  std::vector<LegendItem> legend;
  for (std::size_t i = 0; i < item.layers.front().classes->size(); ++i) {
    const MapClass& one = (*item.layers.front().classes)[i];
    std::string words = one.name + ": ";
    for (const MapLayer& layer : item.layers) {
      words += concat(&layer == &item.layers.front() ? "" : ", ",
                      (*layer.classes)[i].places, " ", layer.name);
    }
    legend.push_back({square_icon(one.colour), words});
  }
  return legend_html(legend);
}

bool of_classes(const ItemMap& item) {
  return !item.layers.empty() && item.layers.front().classes.has_value();
}

std::string section_id(const std::string& panel, std::size_t section) {
  return concat(panel, "-section-", section);
}

std::string item_id(const std::string& panel, std::size_t section,
                    std::size_t item) {
  return concat(section_id(panel, section), "-", item);
}

}  // namespace

std::map<std::string, std::string> map_anchors(const MapPanel& panel,
                                               const std::string& id) {
  std::map<std::string, std::string> anchors;
  for (std::size_t i = 0; i < panel.sections.size(); ++i) {
    const SectionMap& map = panel.sections[i];
    anchors.emplace(map.section, section_id(id, i));
    for (std::size_t at = 0; at < map.maps.size(); ++at) {
      anchors.emplace(map.maps[at].name, item_id(id, i, at));
    }
  }
  return anchors;
}

std::string map_html(const MapPanel& panel, const Drawing& drawing) {
  const bool has_values = std::any_of(
      panel.sections.begin(), panel.sections.end(), [](const SectionMap& map) {
        return std::any_of(
            map.maps.begin(), map.maps.end(),
            [](const ItemMap& item) { return !of_classes(item); });
      });
  std::string out;
  if (has_values) {
    out = colour_scale(drawing.id + "-scale", "least",
                       concat("of each map's ", plural(panel.unit),
                              panel.values.empty() ? "" : ", ", panel.values),
                       "largest value");
  }
  for (std::size_t i = 0; i < panel.sections.size(); ++i) {
    const SectionMap& map = panel.sections[i];
    const std::string id = concat(drawing.id, "-picture-", i);
    const std::string symbol = picture_symbol(map, id, drawing);
    const std::string picture = symbol.empty() ? "" : id;
    const std::string section = short_name(map.section);
    out += element(
        "h4", {{"id", section_id(drawing.id, i)}},
        concat(
            "Section ",
            drawing.units.empty()
                ? escaped(section)
                : text_element("a", {{"href", "#" + drawing.units}}, section),
            map.patient.empty()
                ? ""
                : concat(", patient ", escaped(short_name(map.patient))),
            ": ",
            escaped(
                counted(static_cast<std::uint64_t>(map.places), panel.unit))));
    out += symbol;
    std::string maps;
    if (!picture.empty()) {
      maps += figure(
          map, concat("Picture of section ", map.section),
          "picture of the section",
          empty_element("use", {{"href", "#" + picture}}) +
              scale_bar(map.width_px, map.height_px, map.um_per_px, kShownPx));
    }
    for (std::size_t at = 0; at < map.maps.size(); ++at) {
      const ItemMap& item = map.maps[at];
      std::string layers;
      for (std::size_t j = 0; j < item.layers.size(); ++j) {
        layers +=
            layer_figure(map, item, item.layers[j], j + 1 == item.layers.size(),
                         panel, picture, drawing);
      }
      maps += element("div",
                      {{"class", "pair"}, {"id", item_id(drawing.id, i, at)}},
                      layers);
    }
    out += element(
        "div", {{"class", panel.large.value_or(false) ? "maps large" : "maps"}},
        maps);
    for (const ItemMap& item : map.maps) {
      if (of_classes(item)) out += class_legend(item);
    }
  }
  return out;
}

}  // namespace moonstain::report
