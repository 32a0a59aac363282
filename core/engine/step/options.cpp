#include "core/engine/step/options.h"

namespace moonstain {

Options::Options(std::string step, const std::vector<BoundOption>& bound,
                 Json values)
    : step_(std::move(step)), bound_(bound), values_(std::move(values)) {}

void Options::set_members(std::type_index of, void* values) const {
  bool found = false;
  for (const BoundOption& option : bound_) {
    if (option.of != of) continue;
    found = true;
    const Json& value =
        member(values_, option.name, concat(step_, ": options"));
    with_context(concat(step_, ": option '", option.name, "'"),
                 [&] { option.set(values, value); });
  }
  check(found, step_, ": none of its options is a member of ", of.name());
}

}  // namespace moonstain
