#include "core/engine/program/program_task.h"

#include "core/engine/program/program_decl.h"

namespace moonstain {

ProgramTask::ProgramTask(const Inputs& inputs, const Options& options,
                         const fs::path& out)
    : inputs_(inputs),
      options_(options.values()),
      out_(out),
      limits_(ProgramLimits::parse(options_.at("limits"))),
      confined_(option(program_option::kConfinement) == kConfined) {}

std::string ProgramTask::option(std::string_view name) const {
  return text_member(options_, name, "options");
}

Json ProgramTask::parsed(std::string_view name) const {
  return parse_json(option(name), name);
}

}  // namespace moonstain
