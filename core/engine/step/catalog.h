#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

/// What the catalog says of one step: its declaration without its body.
///
/// As JSON (`StepKind::declaration`); members that hold nothing may be absent:
///
///     {"name": "patches", "version": 1, "sentence": "Square crops ...",
///      "numeric": "exact" | "libm" | "torch",
///      "inputs": [{"name", "type", "sentence", "role": "applies" | "learns",
///                  "learned": "label" | "selection" | "input" |
///                             "pretraining",
///                  "many": false, "optional": false}, ...],
///      "options": [{"name", "type": "integer" | "number" | "text" | "flag" |
///                                   "choice" | "texts" | "numbers",
///                   "default", "sentence", "unit", "choices", "least",
///                   "most"}, ...],
///      "output": "Patches", "scores": "predictions", "needs": true,
///      "starts_programs": true}
///
/// An option whose default is null or absent must be given. `needs` says that
/// the step estimates its needs; else they are `Needs{}`.
struct StepDecl {
  std::string name;
  int version = 0;
  std::string sentence;
  Numeric numeric = Numeric::exact;
  std::vector<InputDecl> inputs;    ///< in order of declaration
  std::vector<OptionDecl> options;  ///< in order of declaration
  std::string output;               ///< type of the result
  std::string scores;               ///< input that the result scores, or empty
  bool has_needs = false;
  bool starts_programs = false;  ///< see StepKind
  /// Of a step that a recipe declares (core/engine/program/program_decl.h): the
  /// worker's step that runs it, and what that is told beside the options. Else
  /// empty.
  std::string runs_as;
  Json limits;

  /// @return nullptr when there is none of that name
  const InputDecl* find_input(std::string_view input) const;
  const OptionDecl* find_option(std::string_view option) const;
};

/// The types of what a node is given, by input name; one type for each value.
using GivenInputs = std::map<std::string, std::vector<std::string>>;

/// The declarations of all steps, as the worker printed them at build time.
class Catalog {
 public:
  Catalog() = default;

  /// @param json   {"libtorch": "2.13.0+cpu", "steps": [declaration, ...]};
  ///               "libtorch" is absent when the worker has none
  /// @param where  named in errors: "catalog", a file's path
  /// @throws Error on a member that is missing or of the wrong type, an unknown
  ///               word, a step, input or option named twice, a version below
  ///               1, a default its own check refuses, or `scores` naming no
  ///               input
  static Catalog parse(const Json& json, std::string_view where);

  /// Joins a step that a recipe declares; its name must be free.
  void add(StepDecl step);

  const std::deque<StepDecl>& steps() const { return steps_; }
  /// LibTorch of the worker, or empty.
  const std::string& libtorch() const { return libtorch_; }

  /// Where a step stands in `steps()`. @throws Error when there is none
  std::uint32_t place(std::string_view name) const;

  /// @return nullptr when there is none of that name
  const StepDecl* find(std::string_view step) const;
  /// @throws Error "no step 'patch'; did you mean 'patches'?"
  const StepDecl& step(std::string_view name) const;

 private:
  std::deque<StepDecl> steps_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::string libtorch_;
};

/// What a worker prints for `--catalog`: canonical, with a line feed.
/// @param libtorch  empty when the worker has none
std::string catalog_text(const std::vector<StepKind>& steps,
                         const std::string& libtorch);

/// The options of a node, complete with defaults, in the type each is declared
/// with: a double without a fraction becomes an integer where one is declared,
/// an integer becomes a double where a number is declared, so that 1 and 1.0
/// give one id.
///
/// @param given  object by option name; an empty array counts as no options
///               (Lua's empty table)
/// @throws Error "patches: no option 'size'; did you mean 'size_px'?",
///               "patches: option 'size_px' is \"big\"; expected an integer",
///               "patches: option 'size_px' is 0; expected at least 1 px",
///               "patches: option 'edge' is \"clip\"; expected \"refuse\" or
///               \"drop\"", "patches: option 'seed' must be given: SENTENCE"
Json complete_options(const StepDecl& step, const Json& given);

/// @throws Error "patches: no input 'data'; did you mean 'dataset'?",
///               "patches: input 'dataset' is missing: SENTENCE",
///               "patches: input 'dataset' is a Features; expected a Dataset",
///               "patches: input 'dataset' got 3 values; expected one"
void check_inputs(const StepDecl& step, const GivenInputs& given);

}  // namespace moonstain
