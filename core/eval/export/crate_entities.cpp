#include "core/eval/export/crate_entities.h"

#include <utility>

#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/base/uri.h"

namespace moonstain::crate {
namespace {

constexpr const char* kRoCrate = "https://w3id.org/ro/crate/1.1";
constexpr const char* kWorkflowCrate =
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0";

struct Profile {
  const char* id;
  const char* name;
  const char* version;
};
constexpr Profile kProfiles[] = {
    {"https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"},
    {"https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"},
    {"https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"},
    {kWorkflowCrate, "Workflow RO-Crate", "1.0"}};

}  // namespace

Json refers_to(const std::string& id) { return {{"@id", id}}; }

Json refers_to_all(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return refers_to(ids.front());
  Json list = Json::array();
  for (const std::string& id : ids) list.push_back(refers_to(id));
  return list;
}

std::string as_uri(const std::string& path) { return uri_path(path, "=+,@"); }

std::string uuid_of(const std::string& text) {
  std::string hex = sha256(text).hex().substr(0, 32);
  hex[12] = '8';
  const auto variant = hex[16];
  hex[16] = "89ab"[(variant >= 'a' ? variant - 'a' + 10 : variant - '0') % 4];
  return concat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4),
                "-", hex.substr(16, 4), "-", hex.substr(20));
}

std::string schema_type(const Json& value) {
  if (value.is_boolean()) return "Boolean";
  if (value.is_number_integer()) return "Integer";
  if (value.is_number()) return "Float";
  return "Text";
}

void Entities::add(const std::string& id, Json type, Json members) {
  members["@id"] = id;
  members["@type"] = std::move(type);
  entities_.push_back(std::move(members));
}

std::string Entities::text() const {
  return pretty_json(
      {{"@context",
        Json::array({"https://w3id.org/ro/crate/1.1/context",
                     "https://w3id.org/ro/terms/workflow-run/context"})},
       {"@graph", Json(entities_)}});
}

std::vector<std::string> profile_ids() {
  std::vector<std::string> ids;
  for (const Profile& profile : kProfiles) ids.emplace_back(profile.id);
  return ids;
}

void add_profiles(Entities& entities) {
  for (const Profile& profile : kProfiles) {
    entities.add(profile.id, "CreativeWork",
                 {{"name", profile.name}, {"version", profile.version}});
  }
  entities.add(kMetadata, "CreativeWork",
               {{"about", refers_to("./")},
                {"conformsTo", refers_to_all({kRoCrate, kWorkflowCrate})}});
}

std::string language_id(bool is_recipe) {
  return is_recipe ? "#lua" : "#moonstain-plan";
}

void add_language(Entities& entities, bool is_recipe) {
  if (is_recipe) {
    entities.add(language_id(is_recipe), "ComputerLanguage",
                 {{"name", "Lua"},
                  {"description", "a recipe of Moonstain"},
                  {"version", "5.1"},
                  {"url", refers_to("https://www.lua.org/")}});
  } else {
    entities.add(
        language_id(is_recipe), "ComputerLanguage",
        {{"name", "Moonstain plan"},
         {"description", "nodes with steps, options and inputs as JSON"}});
  }
}

}  // namespace moonstain::crate
