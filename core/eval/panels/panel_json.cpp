// Part of panel.h: panels as JSON, both ways.
#include <type_traits>

#include "core/base/error.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/panel_checks.h"

namespace moonstain {

void members(auto& json, Of<MapClass> auto& one) {
  json("name", one.name);
  json("colour", one.colour);
  json("places", one.places);
}

void members(auto& json, Of<MapLayer> auto& one) {
  json("name", one.name);
  json("file", one.file);
  json.or_null("low", one.low);
  json.or_null("high", one.high);
  json("undefined", one.undefined);
  json.if_there("classes", one.classes);
}

void members(auto& json, Of<ItemMap> auto& one) {
  json("name", one.name);
  json.or_null("r", one.r);
  json("layers", one.layers);
  json.if_there("same", one.same);
}

void members(auto& json, Of<SectionMap> auto& one) {
  json("section", one.section);
  json("patient", one.patient);
  json("places", one.places);
  json("picture", one.picture);
  json("width_px", one.width_px);
  json("height_px", one.height_px);
  json("um_per_px", one.um_per_px);
  json("maps", one.maps);
}

void members(auto& json, Of<MapPanel> auto& one) {
  json("item", one.item);
  json("unit", one.unit);
  json("values", one.values);
  json("sections", one.sections);
  json.if_there("large", one.large);
}

void members(auto& json, Of<AxisWords> auto& one) {
  json("label", one.label);
  json("unit", one.unit);
  json("logarithmic", one.logarithmic);
}

void members(auto& json, Of<Curve> auto& one) {
  json("name", one.name);
  json("x", one.x);
  json.or_null("y", one.y);
  json.or_null("low", one.low);
  json.or_null("high", one.high);
  json("censored", one.censored);
  json("at_risk", one.at_risk);
}

void members(auto& json, Of<CurveLine> auto& one) {
  json("name", one.name);
  json.or_null("y", one.y);
}

void members(auto& json, Of<CurvePanel> auto& one) {
  json("x", one.x);
  json("y", one.y);
  json("form", one.form);
  json("unit", one.unit);
  json("interval", one.interval);
  json("note", one.note);
  json("curves", one.curves);
  json("lines", one.lines);
  json("at_risk_at", one.at_risk_at);
}

void members(auto& json, Of<RocCurve> auto& one) {
  json("name", one.name);
  json("false_positive_rate", one.false_positive_rate);
  json("true_positive_rate", one.true_positive_rate);
  json.or_null("auc", one.auc);
  json.or_null("low", one.low);
  json.or_null("high", one.high);
  json("positives", one.positives);
  json("negatives", one.negatives);
}

void members(auto& json, Of<RocPanel> auto& one) {
  json("unit", one.unit);
  json("positive", one.positive);
  json("interval", one.interval);
  json("curves", one.curves);
}

void members(auto& json, Of<Density> auto& one) {
  json("x_low", one.x_low);
  json("x_high", one.x_high);
  json("y_low", one.y_low);
  json("y_high", one.y_high);
  json("counts", one.counts);
}

void members(auto& json, Of<ScatterItem> auto& one) {
  json("name", one.name);
  json("n", one.n);
  json("undefined", one.undefined);
  json.or_null("r", one.r);
  json("x", one.x);
  json("y", one.y);
  json("density", one.density);
}

void members(auto& json, Of<ScatterPanel> auto& one) {
  json("item", one.item);
  json("unit", one.unit);
  json("x", one.x);
  json("y", one.y);
  json("same_scale", one.same_scale);
  json("items", one.items);
}

void members(auto& json, Of<VolcanoItem> auto& one) {
  json("name", one.name);
  json.or_null("effect", one.effect);
  json.or_null("p", one.p);
}

void members(auto& json, Of<VolcanoPanel> auto& one) {
  json("item", one.item);
  json("effect", one.effect);
  json("p", one.p);
  json("threshold", one.threshold);
  json("least_effect", one.least_effect);
  json("labels", one.labels);
  json("items", one.items);
}

void members(auto& json, Of<TrackChromosome> auto& one) {
  json("name", one.name);
  json("length", one.length);
}

void members(auto& json, Of<TrackBin> auto& one) {
  json("of", one.of);
  json("start", one.start);
  json("width", one.width);
  json("n", one.n);
  json.or_null("value", one.value);
  json.or_null("chance", one.chance);
}

void members(auto& json, Of<TrackMark> auto& one) {
  json("name", one.name);
  json("of", one.of);
  json("at", one.at);
}

void members(auto& json, Of<TrackPanel> auto& one) {
  json("item", one.item);
  json("value", one.value);
  json("chance", one.chance);
  json("chromosomes", one.chromosomes);
  json("bins", one.bins);
  json("marks", one.marks);
  json.or_null("highest_chance", one.highest_chance);
}

void members(auto& json, Of<ConfusionPanel> auto& one) {
  json("unit", one.unit);
  json("item", one.item);
  json("classes", one.classes);
  json("counts", one.counts);
}

void members(auto& json, Of<HeatMapPanel> auto& one) {
  json("item", one.item);
  json("unit", one.unit);
  json("values", one.values);
  json("digits", one.digits);
  json("rows", one.rows);
  json("columns", one.columns);
  json.or_null("numbers", one.numbers);
}

void members(auto& json, Of<TableColumn> auto& one) {
  json("head", one.head);
  json("kind", one.kind);
  json("digits", one.digits);
  json("texts", one.texts);
  json.or_null("numbers", one.numbers);
  json.or_null("low", one.low);
  json.or_null("high", one.high);
}

void members(auto& json, Of<TablePanel> auto& one) {
  json("item", one.item);
  json("columns", one.columns);
}

void members(auto& json, Of<Outline> auto& one) {
  json("of", one.of);
  json("x", one.x);
  json("y", one.y);
}

void members(auto& json, Of<PicturePanel> auto& one) {
  json("picture", one.picture);
  json("width_px", one.width_px);
  json("height_px", one.height_px);
  json("um_per_px", one.um_per_px);
  json("unit", one.unit);
  json("classes", one.classes);
  json("outlines", one.outlines);
}

void members(auto& json, Of<ForestRow> auto& one) {
  json("name", one.name);
  json.or_null("value", one.value);
  json.or_null("low", one.low);
  json.or_null("high", one.high);
  json("note", one.note);
}

void members(auto& json, Of<ForestPanel> auto& one) {
  json("item", one.item);
  json("effect", one.effect);
  json("none", one.none);
  json("interval", one.interval);
  json("below", one.below);
  json("above", one.above);
  json("rows", one.rows);
}

void members(auto& json, Of<RankedRow> auto& one) {
  json("name", one.name);
  json("rank", one.rank);
}

void members(auto& json, Of<RankBar> auto& one) {
  json("first", one.first);
  json("last", one.last);
}

void members(auto& json, Of<RanksPanel> auto& one) {
  json("item", one.item);
  json("unit", one.unit);
  json("units", one.units);
  json.or_null("critical_difference", one.critical_difference);
  json("note", one.note);
  json("rows", one.rows);
  json("bars", one.bars);
}

namespace {

// Makes `data` empty data of the kind.
template <std::size_t kPlace = 0>
void start(PanelData& data, PanelKind kind) {
  if constexpr (kPlace < std::variant_size_v<PanelData>) {
    if (static_cast<std::size_t>(kind) == kPlace) {
      data.emplace<kPlace>();
    } else {
      start<kPlace + 1>(data, kind);
    }
  }
}

}  // namespace

void members(JsonWriter& json, const Panel& panel) {
  json("kind", panel.kind());
  json("title", panel.title);
  json("caption", panel.caption);
  std::visit([&](const auto& data) { json("data", data); }, panel.data);
}

void members(JsonReader& json, Panel& panel) {
  PanelKind kind = PanelKind::map;
  json("kind", kind);
  json("title", panel.title);
  json("caption", panel.caption);
  start(panel.data, kind);
  std::visit([&](auto& data) { json("data", data); }, panel.data);
  with_context(json.where(), [&] { check_panel(panel); });
}

}  // namespace moonstain
