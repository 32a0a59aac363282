#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/program/process_limits.h"
#include "core/engine/program/run_process.h"
#include "core/engine/step/inputs.h"

namespace moonstain {

/// What runs a program's files, "python3", as a declaration names it
/// (program_decl.h). A program may have none: then it is run by itself.
class Interpreter {
 public:
  /// Runs a command where the program will run.
  using Run = std::function<ProcessEnd(const std::vector<std::string>& words,
                                       const ProcessLimits& limits)>;

  /// Looks for it on this machine; one in a root of the program's own is looked
  /// for inside, by PATH.
  /// @param declared  {"name", "sha256", "probe", "version"}; empty: none
  Interpreter(Json declared, bool in_root);

  bool is_none() const { return declared_.empty(); }
  std::string name() const;
  /// The first word of what is run; empty where there is none.
  const std::string& path() const { return path_; }

  /// That the host's is the one that the plan is made for.
  /// @throws Error "its interpreter PATH has sha256 ..."
  void check_digest() const;

  /// The folders of what the locks among a program's files name, for this
  /// interpreter (packages.h), in the order of the files; empty where there is
  /// none or it lies in a root.
  std::vector<fs::path> packages(const std::vector<Inputs::Item>& files) const;

  /// What it says by the words of "probe", in 60 s or less; "version unknown
  /// to COMMAND" where it fails.
  /// @throws Error when the declaration expects a version that it does not say
  std::string ask_version(const ProcessLimits& limits, const Run& run) const;

 private:
  Json declared_;
  bool in_root_;
  std::string path_;
};

}  // namespace moonstain
