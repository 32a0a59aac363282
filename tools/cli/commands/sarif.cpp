#include "tools/cli/commands/sarif.h"

#include <cstdint>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/uri.h"

namespace moonstain {

namespace {

struct Rule {
  const char* name;
  const char* id;
  const char* sentence;
};
constexpr Rule kRules[] = {
    {"leak", "MS001", "A score is about a unit that was learned from."},
    {"statement", "MS002", "Findings state what the plan does not bear out."},
    {"unused", "MS003", "No output needs what this call makes."},
    {"idle", "MS004", "A param or switch changes nothing."},
    {"alias", "MS005", "A call has a name that is only understood."},
    {"remark", "MS006", "What could not be traced, and what comes with it."},
};

std::size_t rule_index(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kRules); ++i) {
    if (kRules[i].name == name) return i;
  }
  fail("sarif: no rule '", name, "'");
}

struct Place {
  std::string file = "recipe.lua";
  std::uint32_t line = 1;
};

// "recipe.lua:31 (lib/hist.lua:12)": recipe.lua, 31.
Place place_of(const std::string& where) {
  const std::string first = where.substr(0, where.find(' '));
  const std::size_t colon = first.rfind(':');
  if (colon == std::string::npos || colon == 0) return {};
  const auto line = whole_number<std::uint32_t>(first.substr(colon + 1));
  if (line.value_or(0) == 0) return {};
  return {first.substr(0, colon), *line};
}

// The recipe's folder as the repository names it.
fs::path in_repository(const fs::path& recipe) {
  const fs::path folder = fs::absolute(recipe).lexically_normal();
  const fs::path named = folder.has_filename() ? folder : folder.parent_path();
  for (fs::path above = named; above != above.parent_path();
       above = above.parent_path()) {
    if (entry_exists(above / ".git")) return named.lexically_relative(above);
  }
  return named.filename();
}

}  // namespace

Json sarif(const std::vector<LintResult>& results, const fs::path& recipe,
           const std::string& version) {
  Json rules = Json::array();
  for (const Rule& rule : kRules) {
    rules.push_back({{"id", rule.id},
                     {"name", rule.name},
                     {"shortDescription", {{"text", rule.sentence}}}});
  }
  const fs::path folder = in_repository(recipe);
  Json list = Json::array();
  for (const LintResult& result : results) {
    const std::size_t rule = rule_index(result.rule);
    const Place place = place_of(result.where);
    const std::string uri =
        uri_path((folder / place.file).lexically_normal().generic_string());
    const Json place_json = {{"artifactLocation", {{"uri", uri}}},
                             {"region", {{"startLine", place.line}}}};
    Json entry = {{"ruleId", kRules[rule].id},
                  {"ruleIndex", rule},
                  {"level", result.level},
                  {"message", {{"text", result.text}}}};
    entry["locations"].push_back({{"physicalLocation", place_json}});
    list.push_back(std::move(entry));
  }
  const Json driver = {
      {"name", "moonstain-lint"}, {"version", version}, {"rules", rules}};
  Json run = {{"tool", {{"driver", driver}}},
              {"columnKind", "unicodeCodePoints"},
              {"results", list}};
  Json out = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
              {"version", "2.1.0"}};
  out["runs"].push_back(std::move(run));
  return out;
}

}  // namespace moonstain
