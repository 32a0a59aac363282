#include "core/engine/step/inputs.h"

#include <utility>

#include "core/base/folder.h"

namespace moonstain {

File File::read(const fs::path& folder) {
  const std::vector<std::string> names = list_files(folder);
  check(names.size() == 1, folder.string(), ": holds ", names.size(),
        " files, expected the one that a step has made");
  return {folder / names.front(), names.front()};
}

void File::write(const fs::path&) const {
  fail("a File is written by the step that makes it, as a stream");
}

Inputs::Inputs(std::string step, std::map<std::string, std::vector<Item>> items)
    : step_(std::move(step)), items_(std::move(items)) {}

std::vector<std::string> Inputs::names() const {
  std::vector<std::string> names;
  for (const auto& [name, items] : items_) {
    if (!items.empty()) names.push_back(name);
  }
  return names;
}

bool Inputs::has(std::string_view input) const {
  const auto found = items_.find(std::string(input));
  return found != items_.end() && !found->second.empty();
}

const std::vector<Inputs::Item>& Inputs::items(std::string_view input) const {
  static const std::vector<Item> none;
  const auto found = items_.find(std::string(input));
  return found == items_.end() ? none : found->second;
}

const Inputs::Item& Inputs::one(std::string_view input) const {
  const std::vector<Item>& all = items(input);
  check(all.size() == 1, step_, ": input '", input, "' has ", all.size(),
        " values, expected one");
  return all.front();
}

void Inputs::check_one_of(std::string_view a, std::string_view b) const {
  check(has(a) != has(b), step_, ": expected one of ", a, " and ", b, ", ",
        has(a) ? "both are" : "none is", " given");
}

}  // namespace moonstain
