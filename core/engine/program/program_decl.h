#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// A program is a step that is somebody else's: a recipe declares it with
/// `ms.program`, and from then on it is a step of that plan like those of the
/// catalog. The declaration, as JSON:
///
///     {"name": "hist_original", "version": 1, "sentence": "HiST as published",
///      "makes": "Predictions" | "Files" | ..., "numeric": "libm",
///      "scores": "predictions",
///      "interpreter": {"name": "python3", "sha256": "9f2c...",
///                      "version": "3.11", "probe": ["--version"]},
///      "root": false,
///      "arguments": ["{program}", "--in", "{inputs.features}", ...],
///      "inputs": {"features": {"applies": "Features", "sentence": "...",
///                              "many": false, "optional": false,
///                              "labels": false},
///                 "targets": {"learns": "Targets", "as": "label"}},
///      "options": {"epochs": 200, "rate": {"type": "number", "default": 0.1,
///                  "sentence": "...", "unit": "...", "least": 0, "most": 1,
///                  "choices": [...]}},
///      "environment": {"MODE": "paper"},
///      "needs": {"memory_gb": 2, "time_s": 3600, "threads": 1,
///                "disk_gb": 20, "files": 500000}}
///
/// Members after "sentence" but "makes" may be absent. The program's files
/// are the input `program`, the first of them is what `{program}` stands for;
/// with "root" the input `root` is an archive (tar, plain or compressed) with
/// all that the program sees as its system.
///
/// What identifies a result: the digests of the program's files, of the
/// interpreter's executable (or of the root), name, version, numeric kind, what
/// it makes, arguments, environment, threads, options, inputs and which of them
/// are lists, whether it ran confined, and the version of the step that runs
/// it. What leaks are traced by (learns, as, labels, scores), types, ranges and
/// sentences are not seen by a program, and limits decide whether it ends, not
/// what it makes: with other ones a result stays the same. An
/// interpreter of the host brings libraries and packages that no digest
/// covers: "probe" asks for their versions, which are recorded, and "version"
/// makes the answer a condition and part of the identity. A root covers all.

/// Options that every program has: they hold the parts of its declaration that
/// belong to its identity. Each has one allowed value in a plan.
namespace program_option {
inline constexpr std::string_view kInterpreter = "interpreter";  ///< JSON
inline constexpr std::string_view kArguments = "arguments";      ///< JSON
inline constexpr std::string_view kEnvironment = "environment";  ///< JSON
inline constexpr std::string_view kThreads = "threads";
inline constexpr std::string_view kMakes = "makes";
inline constexpr std::string_view kConfinement = "confinement";
inline constexpr std::string_view kMany = "many";      ///< JSON: names
inline constexpr std::string_view kRunner = "runner";  ///< a version
}  // namespace program_option

/// All members that are read of a declaration, by the part of it: "" itself,
/// "inputs" and "options" each one of them, "interpreter", "needs".
const std::map<std::string, std::vector<std::string>>& declaration_members();

/// Whether an option's name is one of these.
bool is_fixed_option(std::string_view name);

/// Values of the option `confinement`.
inline constexpr std::string_view kConfined = "sandbox";
inline constexpr std::string_view kUnconfined = "none";

/// The catalog's step that runs programs; its option `makes` lists what they
/// can make.
/// @throws Error when the catalog has none
const StepDecl& program_kind(const Catalog& catalog);

/// The sha256 of an interpreter's executable, by its bare name.
using ProgramDigest = std::function<Digest(const std::string& name)>;

/// A declaration as a step of the catalog. Nothing in it is believed.
///
/// @param catalog    of the plan so far: types, names that are taken
/// @param digest_of  asked for an interpreter whose sha256 is not given
/// @param confined   false where the user has said so for this program
/// @throws Error "ms.program: hist_original: argument 3 names
///               '{inputs.feature}'; did you mean '{inputs.features}'?", ...
StepDecl program_decl(const Json& declaration, const Catalog& catalog,
                      const ProgramDigest& digest_of, bool confined);

/// The name in a declaration, checked to be one.
std::string program_name(const Json& declaration);

}  // namespace moonstain
