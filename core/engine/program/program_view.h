#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/program/arguments.h"
#include "core/engine/program/process_limits.h"
#include "core/engine/program/program_task.h"
#include "core/engine/program/run_process.h"
#include "core/engine/program/scratch.h"
#include "core/engine/program/warm_programs.h"
#include "core/engine/program/world.h"

namespace moonstain {

/// Where the folders lie that a program starts in and calls its home.
inline constexpr const char* kTmp = "/tmp";
inline constexpr const char* kHome = "/scratch/home";

/// What the program of one task sees, by which names, and what it may take: the
/// table in program_step.h, made true. A confined program sees all at fixed
/// places, another where it lies; the placeholders name either.
///
/// What belongs to the program whatever its task (its files, its system) is
/// `world`, what is the task's alone (inputs, output, task.json, /tmp, HOME) in
/// `own_mounts`: a program that is kept has the one, each fork of it the other.
///
/// To be called in this order: made, `show_program`, `show_packages`, run.
class ProgramView {
 public:
  /// Makes the folders that the task may write to, beside its result and gone
  /// with this object, and the environment.
  explicit ProgramView(const ProgramTask& task);

  /// Shows the program's files, inputs, its system and task.json.
  /// @param kept    that the task is forked from, whose folders take what is
  ///                the program's; null: none
  /// @throws Error  on a program's file with a name that leads elsewhere, and
  ///                as `check_end` where its root cannot be unpacked
  void show_program(const KeptProgram* kept);

  /// Puts folders of packages on the program's PYTHONPATH, behind what its
  /// declaration has there.
  void show_packages(const std::vector<fs::path>& folders);

  /// Runs words there, with limits of their own.
  /// @throws Error as `run_confined`
  ProcessEnd run(const std::vector<std::string>& words,
                 const ProcessLimits& limits, Printing printing) const;

  const ProgramWorld& world() const { return world_; }
  const std::vector<ProgramWorld::Mount>& own_mounts() const {
    return own_mounts_;
  }
  const PlaceholderValues& placeholders() const { return placeholders_; }
  const Scratch& scratch() const { return scratch_; }
  const ProcessLimits& limits() const { return limits_; }

 private:
  std::string seen(const fs::path& from, const std::string& fixed);
  std::string seen_by_task(const fs::path& from, const std::string& fixed,
                           bool writable = false);
  void place_folders();
  void set_environment();
  void place_program(const Scratch& place, bool is_placed);
  void place_inputs();
  void show_root(const Scratch& place, bool is_placed);
  fs::path unpack_root();
  void write_task();

  const ProgramTask& task_;
  Scratch scratch_;
  ProcessLimits limits_;
  ProgramWorld world_;
  std::vector<ProgramWorld::Mount> own_mounts_;
  PlaceholderValues placeholders_;
  Json task_inputs_ = Json::object();
  std::string home_;
};

}  // namespace moonstain
