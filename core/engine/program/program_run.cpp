#include "core/engine/program/program_run.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/engine/program/arguments.h"
#include "core/engine/program/confinement.h"
#include "core/engine/program/left_files.h"
#include "core/engine/program/output.h"
#include "core/engine/program/program_decl.h"
#include "core/engine/program/program_end.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

ProgramRun::ProgramRun(const Inputs& inputs, const Options& options,
                       const fs::path& out, WarmPrograms& warm)
    : task_(inputs, options, out), view_(task_), warm_(warm) {}

void ProgramRun::run() {
  if (forks_tasks()) {
    kept_ = warm_.find(warm_key(), task_.out().parent_path());
  }
  view_.show_program(kept_);
  const Interpreter interpreter(task_.parsed(program_option::kInterpreter),
                                task_.has_root());
  if (!is_placed()) interpreter.check_digest();
  view_.show_packages(interpreter.packages(task_.inputs().items("program")));
  const std::string version = version_of(interpreter);
  const std::vector<std::string> words = command(interpreter);
  std::optional<ProcessEnd> forked;
  if (kept_ != nullptr) forked = run_forked(interpreter);
  const ProcessEnd end =
      forked ? *forked : view_.run(words, limits(), Printing::to_log);
  if (TaskContext* context = TaskContext::current()) {
    context->started_program({version, end.cpu_s, end.peak_bytes});
  }
  take_back(task_.out());
  check_end(end, words, limits().disk_bytes);
  check_output(task_.out(), limits());
}

std::vector<std::string> ProgramRun::command(
    const Interpreter& interpreter) const {
  std::vector<std::string> words;
  if (!interpreter.path().empty()) words.push_back(interpreter.path());
  for (std::string& word : fill_arguments(
           task_.parsed(program_option::kArguments), view_.placeholders())) {
    words.push_back(std::move(word));
  }
  check(!words.empty(), "it has neither interpreter nor arguments");
  return words;
}

/// What the ledger says of the program, by what its interpreter says it is.
std::string ProgramRun::version_of(const Interpreter& interpreter) {
  const std::string confinement =
      task_.is_confined() ? "confined" : "unconfined";
  if (interpreter.is_none()) return confinement;
  const std::string version =
      is_placed() ? kept_->version
                  : interpreter.ask_version(
                        limits(), [this](const auto& words, const auto& few) {
                          return view_.run(words, few, Printing::kept);
                        });
  if (kept_ != nullptr) kept_->version = version;
  log_line(concat(interpreter.name(), ": ", version));
  return concat(interpreter.name(), ": ", version, "; ", confinement);
}

bool ProgramRun::is_placed() const {
  return kept_ != nullptr && kept_->is_started();
}

/// Whether it is a file of Python whose steps ms.python has declared, run by
/// our own package for it: that knows how to be kept (moonstain/warm.py).
bool ProgramRun::forks_tasks() const {
  if (!task_.is_confined() || task_.has_root() ||
      task_.parsed(program_option::kInterpreter).empty()) {
    return false;
  }
  const Json arguments = task_.parsed(program_option::kArguments);
  const auto& files = task_.inputs().items("program");
  return arguments.size() == 4 && arguments[0] == "{program}" &&
         arguments[1] == "{task}" &&
         files.front().name.ends_with("run_step.py") &&
         std::ranges::any_of(files, [](const Inputs::Item& file) {
           return file.name.ends_with("moonstain/warm.py");
         });
}

/// All that such a program is before it gets a task: which of its steps is
/// asked for is the task's.
std::string ProgramRun::warm_key() const {
  Json key = {task_.option(program_option::kInterpreter),
              task_.parsed(program_option::kArguments)[2],
              view_.world().environment, limits().memory_bytes,
              limits().disk_bytes};
  for (const Inputs::Item& item : task_.inputs().items("program")) {
    key.push_back({item.name, sha256(read_file(item.path)).hex()});
  }
  return key.dump();
}

/// With folders under those that each task's own come over.
void ProgramRun::start_kept(const Interpreter& interpreter) {
  const Scratch& place = kept_->place;
  ProgramWorld world = view_.world();
  const fs::path nothing = place.folder("nothing");
  world.mounts.push_back({nothing, "/inputs", false});
  world.mounts.push_back({nothing, "/output", false});
  world.mounts.push_back({place.folder("tmp"), kTmp, true});
  world.mounts.push_back({place.folder("home"), kHome, true});
  const auto file =
      task_.parsed(program_option::kArguments)[2].get<std::string>();
  kept_->program = std::make_unique<WarmProgram>(
      std::move(world),
      std::vector<std::string>{interpreter.path(), view_.placeholders().program,
                               "--warm", view_.placeholders().task, file});
}

/// In a fork of the program that is kept. @return nothing where that cannot
/// be, for a reason that the log gives
std::optional<ProcessEnd> ProgramRun::run_forked(
    const Interpreter& interpreter) {
  if (!is_placed()) start_kept(interpreter);
  const auto left = [this](const char* name) {
    return copy_left_files(kept_->place.folder(name),
                           view_.scratch().folder(name));
  };
  auto end = kept_->program->run(
      view_.own_mounts(),
      [&] {
        const std::string why = left("tmp");
        return why.empty() ? left("home") : why;
      },
      limits(), Printing::to_log, task_.limits().name);
  if (!end) {
    log_line(concat("a process for each task, not one for all: ",
                    kept_->program->refusal()));
    for (const char* name : {"tmp", "home"}) {
      remove_copies(view_.scratch().folder(name));
    }
  }
  return end;
}

}  // namespace moonstain
