#include "core/eval/report/panels/panels.h"

#include "core/base/error.h"
#include "core/eval/panels/words.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/confusion.h"
#include "core/eval/report/panels/curve.h"
#include "core/eval/report/panels/drawing.h"
#include "core/eval/report/panels/forest.h"
#include "core/eval/report/panels/heat_map.h"
#include "core/eval/report/panels/map.h"
#include "core/eval/report/panels/picture.h"
#include "core/eval/report/panels/ranks.h"
#include "core/eval/report/panels/roc.h"
#include "core/eval/report/panels/scatter.h"
#include "core/eval/report/panels/table.h"
#include "core/eval/report/panels/track.h"
#include "core/eval/report/panels/volcano.h"

namespace moonstain::report {
namespace {

std::string drawn(const MapPanel& data, const Drawing& drawing) {
  return map_html(data, drawing);
}
std::string drawn(const CurvePanel& data, const Drawing& drawing) {
  return curve_html(data, drawing);
}
std::string drawn(const RocPanel& data, const Drawing& drawing) {
  return roc_html(data, drawing);
}
std::string drawn(const ScatterPanel& data, const Drawing& drawing) {
  return scatter_html(data, drawing);
}
std::string drawn(const VolcanoPanel& data, const Drawing& drawing) {
  return volcano_html(data, drawing);
}
std::string drawn(const TrackPanel& data, const Drawing& drawing) {
  return track_html(data, drawing);
}
std::string drawn(const ConfusionPanel& data, const Drawing& drawing) {
  return confusion_html(data, drawing);
}
std::string drawn(const HeatMapPanel& data, const Drawing& drawing) {
  return heat_map_html(data, drawing);
}
std::string drawn(const TablePanel& data, const Drawing& drawing) {
  return table_html(data, drawing);
}
std::string drawn(const PicturePanel& data, const Drawing& drawing) {
  return picture_html(data, drawing);
}

std::string drawn(const ForestPanel& data, const Drawing& drawing) {
  return forest_html(data, drawing);
}

std::string drawn(const RanksPanel& data, const Drawing& drawing) {
  return ranks_html(data, drawing);
}

std::string id_of(std::size_t number) { return concat("panel-", number); }

std::string panel_html(const Panel& panel, const std::string& id,
                       const std::string& units) {
  for (const std::string& name : pictures_of(panel)) {
    check(panel.files.contains(name), "report: panel '", panel.title,
          "' shows the picture '", name, "', which is not there");
  }
  const Drawing drawing{id, panel.title, panel_sentence(panel), panel.files,
                        units};
  return element(
      "section", {{"class", "panel"}, {"id", id}},
      concat(text_element("h3", {}, panel.title),
             std::visit([&](const auto& data) { return drawn(data, drawing); },
                        panel.data),
             panel.caption.empty()
                 ? ""
                 : text_element("p", {{"class", "small"}}, panel.caption)));
}

}  // namespace

std::string panels_html(const std::vector<Panel>& panels,
                        const std::string& units) {
  std::string out;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    out += panel_html(panels[i], id_of(i), units);
  }
  return out;
}

Anchors panel_anchors(const std::vector<Panel>& panels) {
  Anchors anchors;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    if (const auto* maps = std::get_if<MapPanel>(&panels[i].data)) {
      for (const auto& [name, anchor] : map_anchors(*maps, id_of(i))) {
        anchors.emplace(name, anchor);  // the first place where it stands
      }
    } else if (const auto* plots = std::get_if<ScatterPanel>(&panels[i].data)) {
      for (const ScatterItem& one : plots->items) {
        anchors.emplace(one.name, id_of(i));
      }
    }
  }
  return anchors;
}

std::string panels_links(const std::vector<Panel>& panels) {
  std::string out;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    out += text_element("a", {{"href", "#" + id_of(i)}}, panels[i].title);
  }
  return out;
}

std::string_view panels_style() {
  return R"css(
.panel{margin:26px 0}.panel>h3{margin-bottom:6px}
h4{font-size:13.5px;font-weight:600;margin:18px 0 6px}
.panel .maps{grid-template-columns:repeat(auto-fill,minmax(180px,1fr))}
.scale svg{flex:none}
.cells{image-rendering:pixelated}
.panel svg path,.panel svg line{vector-effect:non-scaling-stroke}
.charts{display:grid;grid-template-columns:repeat(auto-fill,
minmax(min(100%,290px),1fr));gap:10px 20px}
.charts figure{min-width:0}
td.share small{display:block;color:#3b4653;font-size:12px}
td.share.right{box-shadow:inset 0 0 0 1.5px #333c47}
td.share,td.cell,th.cell{padding:4px 7px}
.heat table{width:auto}
td.cell,th.cell{text-align:center;font-variant-numeric:tabular-nums;
min-width:44px}
td.cell{border:1px solid var(--ground);font-size:12.5px}
td.none{color:var(--bad);background:repeating-linear-gradient(135deg,#fff 0 4px,
#e3e6ea 4px 6px)}
@media print{.panel{break-inside:auto}
td.share,td.cell{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";
}

}  // namespace moonstain::report
