#include "core/eval/findings/findings_json.h"

#include "core/eval/json/json_members.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

void members(auto& json, Of<Headline> auto& one) {
  json("metric", one.metric);
  json("reading", one.reading);
  json("unit", one.unit);
  json("averaging", one.averaging);
  json("interval", one.interval);
}

void members(auto& json, Of<ScopeNote> auto& one) {
  json("kind", one.kind);
  json("note", one.note);
}

void members(auto& json, Of<SwitchInForce> auto& one) {
  json("kind", one.kind);
  json("value", one.value);
  json("published", one.published);
}

void members(auto& json, Of<ParamInForce> auto& one) {
  json("value", one.value);
  json("paper", one.paper);
  json.if_there("of", one.of);
}

void members(auto& json, Of<Protocol> auto& one) {
  json("stated", one.stated);
  json("switches", one.switches);
  json("params", one.params);
}

void members(auto& json, Of<ScoredUnitFacts> auto& one) {
  json("unit", one.unit);
  json("cluster", one.cluster);
  json("fold", one.fold);
  json("facts", one.facts);
}

void members(auto& json, Of<ScoredData> auto& one) {
  json("units", one.units);
  json("clusters", one.clusters);
  json("items", one.items);
  json("target", one.target);
  json("unit_noun", one.unit);
  json("cluster_noun", one.cluster);
  json("item_noun", one.item);
}

void members(auto& json, Of<FittedModel> auto& one) {
  json("fold", one.fold);
  json("seed", one.seed);
  json("steps", one.steps);
  json("epochs", one.epochs);
  json.or_null("final_loss", one.final_loss);
  json.or_null("constant_loss", one.constant_loss);
}

void members(auto& json, Of<Training> auto& one) {
  json("models", one.models);
  json("published_steps", one.published_steps);
}

void members(auto& json, Of<SectionCopy> auto& one) {
  json("first", one.first);
  json("first_patient", one.first_patient);
  json("second", one.second);
  json("second_patient", one.second_patient);
  json("in_common", one.in_common);
  json("apart", one.apart);
}

void copies_members(auto& json, Of<SectionCopies> auto& one) {
  json("copies", one.copies);
}

void members(auto& json, Of<Interval> auto& one) {
  json("low", one.low);
  json("high", one.high);
}

// In line with the members of what it is the estimate of.
void estimate_members(auto& json, Of<Estimate> auto& one) {
  json.or_null("value", one.value);
  json("interval", one.interval);
  json("how", one.how);
  json("averaging", one.averaging);
  json("unit", one.unit);
  json("cluster", one.cluster);
  json("units", one.units);
  json("undefined", one.undefined);
  json("clusters", one.clusters);
  json("effective_clusters", one.effective_clusters);
  json.or_null("by_cluster", one.by_cluster);
}

void members(auto& json, Of<Estimate> auto& one) {
  estimate_members(json, one);
}

void members(auto& json, Of<MetricScores> auto& one) {
  estimate_members(json, one.estimate);
  json.or_null("undefined_counted", one.counted);
  json.or_null("seed_sd", one.seed_sd);
  json.or_null("by_unit", one.by_unit);
}

void members(auto& json, Of<Distribution> auto& one) {
  json("values", one.values);
  json("undefined", one.undefined);
  json("quantiles", one.quantiles);
  json.if_there("histogram", one.histogram);
}

void members(auto& json, Of<ItemTotals> auto& one) {
  json("scored", one.scored);
  json("undefined", one.counts.undefined);
  json("constant_measured", one.counts.constant_measured);
  json("constant_predicted", one.counts.constant_predicted);
  json("flat_predicted", one.counts.flat_predicted);
  json("clamped_predicted", one.counts.clamped_predicted);
}

void members(auto& json, Of<ReadingScores> auto& one) {
  json("metrics", one.metrics);
  json("distribution", one.distribution);
  json("places", one.places);
  json("items", one.items);
}

void members(auto& json, Of<PredictorFindings> auto& one) {
  json("name", one.name);
  json("kind", one.kind);
  json("seeds", one.seeds);
  json("readings", one.readings);
}

void members(auto& json, Of<Collapse::Unit> auto& one) {
  json("flat", one.flat);
  json("varying", one.varying);
}

void members(auto& json, Of<Collapse> auto& one) {
  json("collapsed", one.collapsed);
  json("reading", one.reading);
  json("units", one.units);
  json("scored", one.scored);
}

void members(auto& json, Of<MaskScores> auto& one) {
  json.or_null("identity", one.identity);
  json.or_null("measured", one.measured);
  json.or_null("identity_mean", one.identity_mean);
  json.or_null("measured_mean", one.measured_mean);
  json("largest_difference", one.largest_difference);
}

void members(auto& json, Of<PooledScores> auto& one) {
  json("about", one.about);
  json("units", one.units);
  json("places", one.places);
  json.or_null("by_predictor", one.by_predictor);
}

void members(auto& json, Of<Lacking> auto& one) {
  json("of", one.of);
  json("lacking", one.lacking);
}

void members(auto& json, Of<Gain> auto& one) {
  json("baseline", one.baseline);
  json("kind", one.kind);
  json.or_null("by_unit", one.by_unit);
  json("estimate", one.estimate);
  json("lacking", one.lacking);
  json("model_silent", one.model_silent);
  json("baseline_silent", one.baseline_silent);
}

void members(auto& json, Of<Comparison> auto& one) {
  members(json, one.gain);
  json("verdict", one.verdict);
  json("reason", one.reason);
  json("counts", one.counts);
}

void members(auto& json, Of<Judged<NumberVerdict>> auto& one) {
  json("verdict", one.verdict);
  json("reason", one.reason);
}

void members(auto& json, Of<JudgedMeaning> auto& one) {
  json("verdict", one.verdict);
  json("reason", one.reason);
  json("against", one.against);
}

void members(auto& json, Of<TrivialVerdict> auto& one) {
  json("predictor", one.trivial.predictor);
  json.or_null("value", one.trivial.value);
  json("how", one.trivial.how);
  json.if_there("of_published", one.trivial.of_published);
  json.if_there("reaches_where", one.trivial.reaches_where);
  json("excluded", one.excluded);
}

void members(auto& json, Of<JudgedClaim> auto& one) {
  json("claim", one.claim);
  json.if_there("predictor", one.predictor);
  json("published", one.published);
  json("published_text", one.published_text);
  json("not_published", one.not_published);
  json("half_width", one.half_width);
  json("units", one.units);
  json("unit", one.unit);
  json("where", one.where);
  json("cohort", one.cohort);
  json("protocol", one.protocol);
  json("metric", one.metric);
  json("reading", one.reading);
  json("meaning_reading", one.meaning_reading);
  json("margin", one.margin);
  json("ours", one.ours);
  json.or_null("seed_sd", one.seed_sd);
  json("number", one.number);
  json("meaning", one.meaning);
  json("arithmetic", one.trivial);
}

void members(auto& json, Of<ItemTable> auto& one) {
  json("names", one.names);
  json.or_null("by_predictor", one.by_predictor);
}

void findings_members(auto& json, Of<Findings> auto& one) {
  json("title", one.title);
  json("model", one.model);
  json("headline", one.headline);
  json("scope", one.scope);
  json("stand_ins", one.stand_ins);
  json("notes", one.notes);
  json("missing", one.missing);
  json("protocol", one.protocol);
  json("data", one.data);
  json("training", one.training);
  json("copies", one.copies);
  json("predictors", one.predictors);
  json.if_there("pooled", one.pooled);
  json("collapse", one.collapse);
  json("mask", one.mask);
  json("gains", one.gains);
  json("claims", one.claims);
  json("items", one.items);
  json("panels", one.panels);
}

void members(auto& json, Of<WalkSwitch> auto& one) {
  json("name", one.name);
  json("kind", one.kind);
  json("published", one.published);
  json("audited", one.audited);
  json("why", one.why);
}

void members(auto& json, Of<WalkArm> auto& one) {
  json.or_null("values", one.values);
  json("headline", one.headline);
  json("collapsed", one.collapsed);
  json("not_fitted", one.not_fitted);
  json("units", one.units);
}

void members(auto& json, Of<Bar> auto& one) {
  estimate_members(json, one.estimate);
  json.or_null("least", one.least);
  json.or_null("most", one.most);
  json("orders", one.orders);
  json("cells", one.cells);
  json("cells_of", one.cells_of);
}

void members(auto& json, Of<BarSet> auto& one) {
  json.or_null("published", one.published);
  json.or_null("audited", one.audited);
  json("bars", one.bars);
  json("orders", one.orders);
  json("all_orders", one.all_orders);
  json.or_null("left_over", one.left_over);
}

void walk_members(auto& json, Of<Walk> auto& one) {
  json("switches", one.switches);
  json("detailed", one.detailed);
  json("predictors", one.predictors);
  json("stages", one.stages);
  json("arms", one.arms);
  json("bars", one.bars);
}

void members(JsonWriter& json, const Findings& one) {
  findings_members(json, one);
}
void members(JsonReader& json, Findings& one) { findings_members(json, one); }

void members(JsonWriter& json, const Walk& one) { walk_members(json, one); }
void members(JsonReader& json, Walk& one) { walk_members(json, one); }

void members(JsonWriter& json, const SectionCopies& one) {
  copies_members(json, one);
}
void members(JsonReader& json, SectionCopies& one) {
  copies_members(json, one);
}

}  // namespace moonstain
