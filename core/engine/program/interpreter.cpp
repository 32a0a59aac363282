#include "core/engine/program/interpreter.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/process/host_program.h"
#include "core/engine/program/packages.h"
#include "core/engine/program/program_end.h"

namespace moonstain {

namespace {

constexpr double kProbeSeconds = 60;

}  // namespace

Interpreter::Interpreter(Json declared, bool in_root)
    : declared_(std::move(declared)), in_root_(in_root) {
  if (!is_none()) path_ = in_root_ ? name() : find_program(name());
}

std::string Interpreter::name() const {
  return text_member(declared_, "name", "interpreter");
}

void Interpreter::check_digest() const {
  if (is_none() || in_root_) return;
  const std::string wanted = text_member(declared_, "sha256", "interpreter");
  const std::string found = program_digest(name()).hex();
  check(found == wanted, "its interpreter ", path_, " has sha256 ", found,
        "; the plan is made for ", wanted);
}

std::vector<fs::path> Interpreter::packages(
    const std::vector<Inputs::Item>& files) const {
  std::vector<fs::path> folders;
  if (path_.empty() || in_root_) return folders;
  for (const Inputs::Item& file : files) {
    if (fs::path(file.name).filename().native() != kPackagesLock) continue;
    const std::optional<fs::path> folder = find_packages(
        read_file(file.path),
        Digest::from_hex(text_member(declared_, "sha256", "interpreter")));
    if (folder) folders.push_back(*folder);
  }
  return folders;
}

std::string Interpreter::ask_version(const ProcessLimits& limits,
                                     const Run& run) const {
  std::vector<std::string> words = {path_};
  for (const Json& word : declared_.at("probe")) {
    words.push_back(word.get<std::string>());
  }
  ProcessLimits few = limits;
  few.seconds = std::min(few.seconds, kProbeSeconds);
  few.began.reset();
  const ProcessEnd end = run(words, few);
  const bool good = end.code == 0 && end.signal == 0;
  const std::string said = last_lines(end.printed, kShownLines);
  if (declared_.contains("version")) {
    const std::string wanted = text_member(declared_, "version", "interpreter");
    check(good && said.find(wanted) != std::string::npos, "its interpreter ",
          name(), good ? " says '" : " does not say its version but '", said,
          "'; expected '", wanted, "' in it");
  }
  return good ? said : concat("version unknown to ", shell_line(words));
}

}  // namespace moonstain
