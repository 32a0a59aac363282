#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/base/path.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

/// Files of a program's own, which steps of ours do not read.
struct Files {
  static constexpr std::string_view kType = "Files";
  fs::path folder;

  static Files read(const fs::path& folder) { return {folder}; }
  void write(const fs::path&) const;  ///< @throws Error always
};

/// By type what opens a result and throws where it is none.
using ResultReaders =
    std::map<std::string, std::function<void(const fs::path&)>>;

/// What opens a result of type T.
template <typename T>
ResultReaders::value_type reads() {
  return {std::string(T::kType),
          [](const fs::path& folder) { T::read(folder); }};
}

/// The step that runs what recipes declare with `ms.program`; see
/// core/engine/program/program_decl.h for the declaration. A recipe does not
/// call it by its own name.
///
/// The program sees, and nothing else of the machine:
///
///     /program         its files, {program} is one of them
///     /inputs/NAME     an input: the folder of a stored value, or a folder
///                      with the one file; of an input that takes many
///                      /inputs/NAME/1, 2, ...
///     /inputs/task.json  {task}: step, inputs with their sections, options
///     /output          {output}: empty, to be filled
///     /packages        PYTHONPATH: what its requirements.lock names
///                      (packages.h), where it has one
///     /tmp             TMPDIR and where it starts: empty, gone afterwards
///     /scratch/home    HOME: the same
///     /usr, /lib, ...  of the host, or of its own root; /proc, /dev
///
/// with no network, and this environment: PATH, HOME, TMPDIR, USER, LANG and
/// LC_ALL (C.UTF-8), TZ (UTC), OMP_NUM_THREADS and its kind, PYTHONHASHSEED
/// and SOURCE_DATE_EPOCH (0), PYTHONDONTWRITEBYTECODE, then the declared ones.
/// Without confinement the same folders lie elsewhere; placeholders name them.
///
/// A confined step in Python (ms.python) is no new process but a fork of one
/// that this worker keeps and that has imported its packages (warm_program.h);
/// it sees the same. One is kept for all tasks whose interpreter, lock, program
/// files, environment, memory and disk are the same. A program whose packages
/// leave something behind when they are imported is started for each task, and
/// the task's log says what they have left.
///
/// @param readers  of the types that a program may make beside Files; what it
///                 wrote is opened before it counts as made
StepKind program_step(const ResultReaders& readers);

}  // namespace moonstain
