#include "core/engine/program/program_step.h"

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/program/output.h"
#include "core/engine/program/program_decl.h"
#include "core/engine/program/program_run.h"
#include "core/engine/program/warm_programs.h"

namespace moonstain {

namespace {

/// The other options are a recipe's, and known to it alone.
struct MakesOption {
  std::string type{Files::kType};
};

}  // namespace

void Files::write(const fs::path&) const {
  fail("Files are written by somebody else's program alone");
}

StepKind program_step(const ResultReaders& readers) {
  std::vector<std::string> types = {std::string(Files::kType)};
  for (const auto& [type, read] : readers) types.push_back(type);
  return StepKind("program", 2,
                  "A program of somebody else, as ms.program declares it.")
      .starts_programs()
      .choice(std::string(program_option::kMakes), &MakesOption::type, types,
              "what it writes; opened before it counts as made")
      .makes_into<Files>(
          [readers, warm = std::make_shared<WarmPrograms>()](
              const Inputs& in, const Options& options, const fs::path& out) {
            ProgramRun program(in, options, out, *warm);
            program.run();
            const std::string type = options.as<MakesOption>().type;
            const auto found = readers.find(type);
            if (found == readers.end()) return;
            with_context(concat("what it wrote is no ", type), [&] {
              read_shut_in(program.limits(), [&] { found->second(out); });
            });
          });
}

}  // namespace moonstain
