#include "core/eval/gate/baseline.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/json/json_members.h"

namespace moonstain {

namespace gate {
namespace {

constexpr int kSchema = 1;
constexpr const char* kKind = "gate";

// A tolerance in words, both ways.
template <typename Members, typename Owner, typename OneTolerance>
void tolerance_member(Members& json, const char* name, Owner&,
                      OneTolerance& tolerance) {
  std::string text = tolerance.text();
  json(name, text);
  if constexpr (!std::is_const_v<Owner>) {
    tolerance = parse_tolerance(text, concat(json.where(), "/", name));
  }
}

// The same of one that may be missing.
template <typename Members, typename Owner, typename MaybeTolerance>
void tolerance_if_there(Members& json, const char* name, Owner&,
                        MaybeTolerance& tolerance) {
  std::optional<std::string> text;
  if (tolerance) text = tolerance->text();
  json.if_there(name, text);
  if constexpr (!std::is_const_v<Owner>) {
    if (text) {
      tolerance = parse_tolerance(*text, concat(json.where(), "/", name));
    }
  }
}

// In one line, with a space behind each ':' and ','.
std::string spaced(const Json& value) {
  if (!value.is_structured()) return canonical_json(value);
  std::string text;
  for (const auto& [name, one] : value.items()) {
    text += concat(text.empty() ? "" : ", ",
                   value.is_object() ? canonical_json(Json(name)) + ": " : "",
                   spaced(one));
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

/// Calls of `members` that write an object as one line, in their order.
class LineWriter {
 public:
  template <typename T>
  void operator()(const char* name, const T& value) {
    add(name, json_of(value));
  }
  template <typename T>
  void or_null(const char* name, const T& value) {
    JsonWriter writer;
    writer.or_null(name, value);
    add(name, writer.take().at(name));
  }
  template <typename T>
  void if_there(const char* name, const std::optional<T>& value) {
    if (value) add(name, json_of(*value));
  }
  std::string take() const { return "{" + text_ + "}"; }

 private:
  void add(const char* name, const Json& value) {
    text_ +=
        concat(text_.empty() ? "" : ", ", "\"", name, "\": ", spaced(value));
  }

  std::string text_;
};

}  // namespace
}  // namespace gate

void members(auto& json, Of<gate::Row> auto& one) {
  json("findings", one.findings);
  json("predictor", one.predictor);
  json("reading", one.reading);
  json("metric", one.metric);
  json.if_there("unit", one.unit);
  json.if_there("of", one.of);
  json.or_null("value", one.value);
  json("undefined", one.undefined);
  json.if_there("units", one.units);
  json.if_there("undefined_items", one.undefined_items);
  json.if_there("seed_sd", one.seed_sd);
  json("direction", one.direction);
  gate::tolerance_member(json, "tolerance", one, one.tolerance);
  gate::tolerance_if_there(json, "another_class", one, one.another_class);
  json("why", one.why);
}

void members(auto& json, Of<gate::Leak> auto& one) {
  json("kind", one.kind);
  json("unit_kind", one.unit_kind);
  json("units", one.units);
  json("by", one.by);
  json("acknowledged_by", one.acknowledged_by);
}

void members(auto& json, Of<gate::MadeStep> auto& one) {
  json("version", one.version);
  json("options", one.options);
}

void members(auto& json, Of<gate::Made> auto& one) {
  json("moonstain", one.moonstain);
  json("plan", one.plan);
  json("libm", one.libm);
  json("torch", one.torch);
  json("params", one.params);
  json("switches", one.switches);
  json("steps", one.steps);
  json("files", one.files);
}

void members(auto& json, Of<gate::Baseline> auto& one) {
  json("recipe", one.recipe);
  json("settings", one.settings);
  json("why", one.why);
  json("rows", one.rows);
  json("new_metrics", one.new_metrics);
  gate::tolerance_member(json, "another_class", one, one.another_class);
  json("metrics", one.metrics);
  json("leaks", one.leaks);
  json("made_by", one.made_by);
}

namespace gate {

namespace {

// "  a line,\n" each, the last without a comma.
std::string lines(const std::vector<std::string>& parts,
                  std::string_view indent) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += concat(indent, parts[i], i + 1 < parts.size() ? ",\n" : "\n");
  }
  return text;
}

template <typename T>
std::string list_text(const std::vector<T>& values) {
  if (values.empty()) return "[]";
  std::vector<std::string> parts;
  for (const T& value : values) {
    LineWriter writer;
    members(writer, value);
    parts.push_back(writer.take());
  }
  return concat("[\n", lines(parts, "    "), "  ]");
}

template <typename T>
std::string map_text(const std::map<std::string, T>& values) {
  if (values.empty()) return "{}";
  std::vector<std::string> parts;
  for (const auto& [name, value] : values) {
    const std::string key = canonical_json(Json(name)) + ": ";
    if constexpr (std::same_as<T, MadeStep>) {
      LineWriter writer;
      members(writer, value);
      parts.push_back(key + writer.take());
    } else {
      parts.push_back(key + spaced(Json(value)));
    }
  }
  return concat("{\n", lines(parts, "      "), "    }");
}

std::string made_text(const Made& made) {
  return concat("{\n",
                lines({concat("\"moonstain\": ", spaced(made.moonstain)),
                       concat("\"plan\": ", spaced(made.plan)),
                       concat("\"libm\": ", spaced(made.libm)),
                       concat("\"torch\": ", spaced(made.torch)),
                       concat("\"params\": ", spaced(json_of(made.params))),
                       concat("\"switches\": ", spaced(json_of(made.switches))),
                       concat("\"steps\": ", map_text(made.steps)),
                       concat("\"files\": ", map_text(made.files))},
                      "    "),
                "  }");
}

// A member that nobody reads is a slip of who edited the file.
void check_no_more(const Json& found, const Json& known, std::string_view at,
                   const std::string& where) {
  if (found.is_array()) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      check_no_more(found[i], known[i], concat(at, "/", i), where);
    }
    return;
  }
  if (!found.is_object()) return;
  std::vector<std::string> names;
  for (const auto& [name, value] : known.items()) names.push_back(name);
  for (const auto& [name, value] : found.items()) {
    check(known.contains(name), where, ": ", at, at.empty() ? "" : ": ",
          "no member '", name, "'", did_you_mean(name, names));
    check_no_more(value, known[name], concat(at, "/", name), where);
  }
}

}  // namespace

std::string Row::name() const {
  return concat(findings == "findings" ? "" : findings + ": ", predictor, " ",
                metric, ", ", reading, unit ? ", " + *unit : "");
}

std::string Leak::words() const {
  constexpr std::size_t kMostUnits = 8;
  return concat(kind, ", ", unit_kind, " ", listed(units, kMostUnits), ", by ",
                listed(by));
}

const Row* Baseline::find(const Row& like) const {
  const auto found = std::lower_bound(
      metrics.begin(), metrics.end(), like,
      [](const Row& a, const Row& b) { return a.key() < b.key(); });
  return found == metrics.end() || found->key() != like.key() ? nullptr
                                                              : &*found;
}

void check_rows(const std::vector<Row>& rows, const std::string& where) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    const std::string at = concat(where, ": ", row.name(), ": ");
    check(row.unit.has_value() != row.of.has_value(), at,
          "expected one of 'unit' and 'of'");
    for (const Tolerance& one :
         {row.tolerance, row.another_class.value_or(Tolerance())}) {
      check(one.seeds == 0 || row.seed_sd.has_value(), at, "its tolerance is '",
            one.text(),
            "', and no spread between seeds is known: it was run with one "
            "seed");
    }
    // They are sorted.
    check(i == 0 || rows[i - 1].key() != row.key(), at, "stands twice");
  }
}

std::string Baseline::text() const {
  return concat(
      "{\n",
      lines(
          {concat("\"kind\": ", spaced(kKind)), concat("\"schema\": ", kSchema),
           concat("\"recipe\": ", spaced(recipe)),
           concat("\"settings\": ", spaced(json_of(settings))),
           concat("\"why\": ", spaced(why)),
           concat("\"rows\": ", spaced(word_of(rows))),
           concat("\"new_metrics\": ", spaced(word_of(new_metrics))),
           concat("\"another_class\": ", spaced(another_class.text())),
           concat("\"metrics\": ", list_text(metrics)),
           concat("\"leaks\": ", list_text(leaks)),
           concat("\"made_by\": ", made_text(made_by))},
          "  "),
      "}\n");
}

Baseline Baseline::parse(std::string_view text, const std::string& where) {
  const Json json = parse_json(text, where);
  check(json.is_object() && json.contains("kind") && json["kind"] == kKind,
        where, ": is no baseline of a gate");
  const std::int64_t schema = integer_member(json, "schema", where);
  check(schema == kSchema, where, ": baseline of schema ", schema,
        ", this program reads schema ", kSchema);
  Baseline baseline = from_json<Baseline>(json, where);
  Json known = json_of(baseline);
  known["kind"] = kKind;
  known["schema"] = kSchema;
  check_no_more(json, known, "", where);
  with_context(concat(where, ": /made_by/plan"),
               [&] { Digest::from_hex(baseline.made_by.plan); });
  std::stable_sort(
      baseline.metrics.begin(), baseline.metrics.end(),
      [](const Row& a, const Row& b) { return a.key() < b.key(); });
  check_rows(baseline.metrics, where);
  return baseline;
}

}  // namespace gate
}  // namespace moonstain
