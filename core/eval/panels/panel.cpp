#include "core/eval/panels/panel.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;
constexpr const char* kFile = "panel.json";

void check_pictures(const Panel& panel, const std::string& where) {
  for (const std::string& name : pictures_of(panel)) {
    check(panel.files.contains(name), where, ": no picture '", name,
          "' beside it, which the panel shows");
  }
}

std::string name_in_common(std::size_t panel, std::string_view file) {
  return concat(panel, ".", file);
}

}  // namespace

Panel Panel::read(const fs::path& folder) {
  const std::string where = (folder / kFile).string();
  const Json json = parse_json(read_file(where), where);
  const auto schema = integer_member(json, "schema", where);
  check(schema == kSchema, where, ": a panel of schema ", schema,
        ", this program reads schema ", kSchema,
        "; repeat the run that made it");
  Panel panel = from_json<Panel>(json, where);
  for (const std::string& name : list_files(folder)) {
    if (name != kFile) panel.files[name] = read_file(folder / name);
  }
  check_pictures(panel, where);
  return panel;
}

void Panel::write(const fs::path& folder) const {
  check_pictures(*this, (folder / kFile).string());
  Json json = json_of(*this);
  json["schema"] = kSchema;
  make_folders(folder);
  write_file(folder / kFile, pretty_json(json));
  for (const auto& [name, bytes] : files) {
    write_file(folder / name, bytes);
  }
}

std::vector<std::string> pictures_of(const Panel& panel) {
  std::vector<std::string> names;
  if (const auto* maps = std::get_if<MapPanel>(&panel.data)) {
    for (const SectionMap& section : maps->sections) {
      if (section.picture) names.push_back(*section.picture);
      for (const ItemMap& item : section.maps) {
        for (const MapLayer& layer : item.layers) names.push_back(layer.file);
      }
    }
  } else if (const auto* picture = std::get_if<PicturePanel>(&panel.data)) {
    names.push_back(picture->picture);
  }
  return names;
}

std::map<std::string, std::string> files_of(const std::vector<Panel>& panels) {
  std::map<std::string, std::string> files;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    for (const auto& [name, bytes] : panels[i].files) {
      files[name_in_common(i, name)] = bytes;
    }
  }
  return files;
}

void take_files(std::vector<Panel>& panels,
                const std::map<std::string, std::string>& files,
                const std::string& where) {
  for (std::size_t i = 0; i < panels.size(); ++i) {
    for (const std::string& name : pictures_of(panels[i])) {
      const auto found = files.find(name_in_common(i, name));
      check(found != files.end(), where, ": no picture '",
            name_in_common(i, name), "', which panel ", i, " shows");
      panels[i].files[name] = found->second;
    }
  }
}

}  // namespace moonstain
