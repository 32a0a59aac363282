#include "core/eval/report/panels/picture.h"

#include <vector>

#include "core/base/error.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/panels/scale_bar.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {

std::string picture_html(const PicturePanel& panel, const Drawing& drawing) {
  std::vector<std::string> paths(panel.classes.size());
  std::vector<std::size_t> counts(panel.classes.size());
  for (const Outline& one : panel.outlines) {
    std::string& path = paths[one.of];
    for (std::size_t i = 0; i < one.x.size(); ++i) {
      path += concat(i == 0 ? "M" : "L", px(one.x[i]), " ", px(one.y[i]));
    }
    path += "Z";
    ++counts[one.of];
  }
  std::string outlines;
  std::vector<LegendItem> legend;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Stroke stroke = stroke_of(i);
    // White below: seen on dark nuclei too.
    for (const auto& [colour, width, dash] :
         {std::tuple<std::string, std::string, std::string>{"#ffffff", "2.4",
                                                            ""},
          {stroke.colour, "1.3", stroke.dash}}) {
      outlines += empty_element("path", {{"d", paths[i]},
                                         {"fill", "none"},
                                         {"stroke", colour},
                                         {"stroke-width", width},
                                         {"stroke-dasharray", dash}});
    }
    legend.push_back(
        {stroke_icon(stroke), concat(panel.classes[i], ": ", counts[i])});
  }
  const std::string image = empty_element(
      "image", {{"width", px(panel.width_px)},
                {"height", px(panel.height_px)},
                {"preserveAspectRatio", "none"},
                {"href", data_address(drawing.files.at(panel.picture))}});
  return legend_html(legend) +
         svg_chart(panel.width_px, panel.height_px, drawing.title,
                   drawing.sentence,
                   concat(image, outlines,
                          scale_bar(panel.width_px, panel.height_px,
                                    panel.um_per_px, panel.width_px)));
}

}  // namespace moonstain::report
