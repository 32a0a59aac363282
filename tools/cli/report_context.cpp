#include "tools/cli/report_context.h"

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "tools/cli/sheet_words.h"

namespace moonstain {

namespace {

Json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json list = Json::array();
  for (const auto& [name, value] : pairs) list.push_back({name, value});
  return list;
}

std::vector<std::pair<std::string, std::string>> parse_pairs(const Json& list) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Json& pair : list) {
    pairs.emplace_back(pair.at(0).get<std::string>(),
                       pair.at(1).get<std::string>());
  }
  return pairs;
}

Json leak_rows_json(const std::vector<report::LeakRow>& leaks) {
  Json rows = Json::array();
  for (const report::LeakRow& leak : leaks) {
    rows.push_back({{"severity", leak.severity},
                    {"unit", leak.unit},
                    {"path", leak.path},
                    {"acknowledged_by", leak.acknowledged_by},
                    {"outputs", leak.outputs},
                    {"other_ways", leak.other_ways},
                    {"not_scored", leak.not_scored}});
  }
  return rows;
}

// Runs of earlier versions have no outputs, other ways, or what is not scored.
std::vector<report::LeakRow> parse_leak_rows(const Json& rows,
                                             const std::string& where) {
  std::vector<report::LeakRow> leaks;
  for (const Json& leak : rows) {
    leaks.push_back({text_member(leak, "severity", where),
                     text_member(leak, "unit", where),
                     leak.at("path").get<std::vector<std::string>>(),
                     text_member(leak, "acknowledged_by", where),
                     leak.value("outputs", std::vector<std::string>()),
                     leak.value("other_ways", std::vector<std::string>()),
                     leak.value("not_scored", std::vector<std::string>())});
  }
  return leaks;
}

Json cost_rows_json(const std::vector<report::CostRow>& rows) {
  Json list = Json::array();
  for (const report::CostRow& row : rows) {
    list.push_back({{"what", row.what},
                    {"tasks", row.tasks},
                    {"wall", row.wall},
                    {"cpu", row.cpu},
                    {"peak", row.peak}});
  }
  return list;
}

std::vector<report::CostRow> parse_cost_rows(const Json& rows,
                                             const std::string& where) {
  std::vector<report::CostRow> costs;
  for (const Json& row : rows) {
    costs.push_back(
        {text_member(row, "what", where), text_member(row, "tasks", where),
         text_member(row, "wall", where), text_member(row, "cpu", where),
         text_member(row, "peak", where)});
  }
  return costs;
}

}  // namespace

Json context_json(const report::Context& context) {
  return {{"recipe", context.recipe},
          {"variant", context.variant},
          {"leaks", leak_rows_json(context.leaks)},
          {"leaks_audited", leak_rows_json(context.leaks_audited)},
          {"unknown_origins", context.unknown_origins},
          {"contradictions", context.contradictions},
          {"sheet", sheet_json(context.sheet)},
          {"not_shown", context.not_shown},
          {"methods", context.methods},
          {"versions", pairs_json(context.versions)},
          {"timings", pairs_json(context.timings)},
          {"costs", cost_rows_json(context.costs)},
          {"cost_notes", context.cost_notes},
          {"repeat", context.repeat}};
}

report::Context parse_context(const Json& json, const std::string& where) {
  report::Context context;
  context.recipe = text_member(json, "recipe", where);
  context.variant = text_member(json, "variant", where);
  context.leaks = parse_leak_rows(member(json, "leaks", where), where);
  context.leaks_audited =
      parse_leak_rows(json.value("leaks_audited", Json::array()), where);
  context.unknown_origins =
      json.value("unknown_origins", std::vector<std::string>());
  context.contradictions =
      json.value("contradictions", std::vector<std::string>());
  for (const Json& row : json.value("sheet", Json::array())) {
    context.sheet.push_back(
        {text_member(row, "code", where), text_member(row, "kind", where),
         text_member(row, "answer", where), text_member(row, "sentence", where),
         row.at("evidence").get<std::vector<std::string>>(),
         text_member(row, "question", where)});
  }
  // Runs of earlier versions have none.
  context.not_shown = json.value("not_shown", std::vector<std::string>());
  context.methods = member(json, "methods", where);
  context.versions = parse_pairs(member(json, "versions", where));
  context.timings = parse_pairs(member(json, "timings", where));
  context.costs = parse_cost_rows(json.value("costs", Json::array()), where);
  context.cost_notes = json.value("cost_notes", std::vector<std::string>());
  context.repeat =
      member(json, "repeat", where).get<std::vector<std::string>>();
  return context;
}

}  // namespace moonstain
