// Part of findings.h and walk.h: both as JSON, both ways, and on disk.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/json_members.h"
#include "core/eval/findings/walk.h"

namespace moonstain {

void members(auto& json, Of<Headline> auto& one) {
  json("metric", one.metric);
  json("reading", one.reading);
  json("unit", one.unit);
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

void members(auto& json, Of<ScoredSection> auto& one) {
  json("section", one.section);
  json("patient", one.patient);
  json("spots", one.spots);
  json("tissue_fraction", one.tissue_fraction);
}

void members(auto& json, Of<ScoredData> auto& one) {
  json("sections", one.sections);
  json("patients", one.patients);
  json("genes", one.genes);
  json("transform", one.transform);
  json.if_there("grid", one.grid);
  json.if_there("target_row_shift", one.target_row_shift);
}

// In line with the members of what it is the mean of.
void summary_members(auto& json, Of<Summary> auto& one) {
  json("n", one.n);
  json("missing", one.missing);
  json.or_null("mean", one.mean);
  json.or_null("sd", one.sd);
  json.or_null("half_width", one.half_width);
}

void members(auto& json, Of<Summary> auto& one) { summary_members(json, one); }

void members(auto& json, Of<MetricScores> auto& one) {
  summary_members(json, one.estimate.over_sections);
  json.or_null("seed_sd", one.estimate.seed_sd);
  json.or_null("by_section", one.by_section);
  json.or_null("by_patient", one.by_patient);
}

void members(auto& json, Of<Distribution> auto& one) {
  json("values", one.values);
  json("undefined", one.undefined);
  json("quantiles", one.quantiles);
  json.if_there("histogram", one.histogram);
}

void members(auto& json, Of<GeneTotals> auto& one) {
  json("scored", one.scored);
  json("undefined", one.counts.undefined);
  json("constant_measured", one.counts.constant_measured);
  json("constant_predicted", one.counts.constant_predicted);
  json("flat_predicted", one.counts.flat_predicted);
}

void members(auto& json, Of<ReadingScores> auto& one) {
  json("metrics", one.metrics);
  json("distribution", one.distribution);
  json("cells", one.cells);
  json("genes", one.genes);
}

void members(auto& json, Of<PredictorFindings> auto& one) {
  json("name", one.name);
  json("kind", one.kind);
  json("seeds", one.seeds);
  json("readings", one.readings);
}

void members(auto& json, Of<Collapse::Section> auto& one) {
  json("flat_genes", one.flat_genes);
  json("varying_genes", one.varying_genes);
}

void members(auto& json, Of<Collapse> auto& one) {
  json("collapsed", one.collapsed);
  json("sections", one.sections);
  json("scored", one.scored);
}

void members(auto& json, Of<MaskScores> auto& one) {
  json.or_null("identity", one.identity);
  json.or_null("measured", one.measured);
  json.or_null("identity_mean", one.identity_mean);
  json.or_null("measured_mean", one.measured_mean);
  json("largest_difference", one.largest_difference);
}

void members(auto& json, Of<Comparison> auto& one) {
  json("baseline", one.baseline);
  json("kind", one.kind);
  json.or_null("by_patient", one.by_unit);
  json("summary", one.summary);
  json("verdict", one.verdict);
  json("reason", one.reason);
}

void members(auto& json, Of<NamedBaseline> auto& one) {
  members(json, one.comparison);
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
  json("excluded", one.excluded);
}

void members(auto& json, Of<JudgedClaim> auto& one) {
  json("claim", one.claim);
  json("published", one.published);
  json("half_width", one.half_width);
  json("units", one.units);
  json("where", one.where);
  json("cohort", one.cohort);
  json("protocol", one.protocol);
  json("metric", one.metric);
  json("reading", one.reading);
  json("meaning_reading", one.meaning_reading);
  json("margin", one.margin);
  json("ours", one.ours.over_sections);
  json.or_null("seed_sd", one.ours.seed_sd);
  json("number", one.number);
  json("meaning", one.meaning);
  json("arithmetic", one.trivial);
}

void members(auto& json, Of<GeneTable> auto& one) {
  json("names", one.names);
  json.or_null("by_predictor", one.by_predictor);
}

void members(auto& json, Of<GeneMap> auto& one) {
  json("gene", one.gene);
  json.or_null("r", one.r);
  json("measured", one.measured);
  json("predicted", one.predicted);
}

void members(auto& json, Of<SectionMap> auto& one) {
  json("section", one.section);
  json("patient", one.patient);
  json("picture", one.picture);
  json("width_px", one.width_px);
  json("height_px", one.height_px);
  json("spot_radius_px", one.spot_radius_px);
  json("x", one.x);
  json("y", one.y);
  json("genes", one.genes);
}

void members(auto& json, Of<Findings> auto& one) {
  json("title", one.title);
  json("model", one.model);
  json("headline", one.headline);
  json("scope", one.scope);
  json("stand_ins", one.stand_ins);
  json("notes", one.notes);
  json("missing", one.missing);
  json("switches", one.switches);
  json("data", one.data);
  json("predictors", one.predictors);
  json("collapse", one.collapse);
  json("mask", one.mask);
  json("comparisons", one.comparisons);
  json("claims", one.claims);
  json("genes", one.genes);
  json("maps", one.maps);
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
  json("sections", one.sections);
}

void members(auto& json, Of<Bar> auto& one) {
  json.or_null("mean", one.mean);
  json.or_null("least", one.least);
  json.or_null("most", one.most);
  json("orders", one.orders);
}

void members(auto& json, Of<BarSet> auto& one) {
  json.or_null("published", one.published);
  json.or_null("audited", one.audited);
  json("bars", one.bars);
  json("orders", one.orders);
  json("all_orders", one.all_orders);
  json.or_null("left_over", one.left_over);
}

void members(auto& json, Of<Walk> auto& one) {
  json("switches", one.switches);
  json("detailed", one.detailed);
  json("predictors", one.predictors);
  json("stages", one.stages);
  json("arms", one.arms);
  json("bars", one.bars);
}

namespace {

constexpr int kSchema = 2;

// Its kind and schema, which tell what the other members are.
template <typename T>
Json stamped(const T& value, const char* kind) {
  Json json = json_of(value);
  json["kind"] = kind;
  json["schema"] = kSchema;
  return json;
}

void check_stamp(const Json& json, std::string_view kind, std::string_view what,
                 const std::string& where) {
  check(text_member(json, "kind", where) == kind, where, ": is no ", kind);
  const auto schema = integer_member(json, "schema", where);
  check(schema == kSchema, where, ": ", what, " of schema ", schema,
        ", this program reads schema ", kSchema,
        "; repeat the run that made it");
}

template <typename T>
T read_with_files(const fs::path& folder, const std::string& file) {
  const std::string path = (folder / file).string();
  T value = T::of_json(parse_json(read_file(path), path), path);
  for (const std::string& name : list_files(folder)) {
    if (name != file) value.files[name] = read_file(folder / name);
  }
  return value;
}

template <typename T>
void write_with_files(const T& value, const fs::path& folder,
                      const std::string& file) {
  make_folders(folder);
  write_file(folder / file, pretty_json(value.json()));
  for (const auto& [name, bytes] : value.files) {
    write_file(folder / name, bytes);
  }
}

}  // namespace

Json Findings::json() const { return stamped(*this, "findings"); }

Findings Findings::of_json(const Json& json, const std::string& where) {
  check_stamp(json, "findings", "findings", where);
  return from_json<Findings>(json, where);
}

Findings Findings::read(const fs::path& folder) {
  return read_with_files<Findings>(folder, "findings.json");
}

void Findings::write(const fs::path& folder) const {
  write_with_files(*this, folder, "findings.json");
}

Json Walk::json() const {
  Json json = stamped(*this, "walk");
  json["published"] = published.json();
  json["audited"] = audited.json();
  return json;
}

Walk Walk::of_json(const Json& json, const std::string& where) {
  check_stamp(json, "walk", "a walk", where);
  Walk walk = from_json<Walk>(json, where);
  walk.published = Findings::of_json(member(json, "published", where),
                                     concat(where, ": published"));
  walk.audited = Findings::of_json(member(json, "audited", where),
                                   concat(where, ": audited"));
  return walk;
}

Walk Walk::read(const fs::path& folder) {
  return read_with_files<Walk>(folder, "walk.json");
}

void Walk::write(const fs::path& folder) const {
  write_with_files(*this, folder, "walk.json");
}

}  // namespace moonstain
