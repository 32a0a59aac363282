#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

/// The types of what a node is given, by input name; one type for each value.
using GivenInputs = std::map<std::string, std::vector<std::string>>;

/// The declarations of all steps, as the worker printed them at build time.
class Catalog {
 public:
  Catalog() = default;

  /// @param json   {"libtorch": "2.13.0+cpu", "steps": [declaration, ...]};
  ///               "libtorch" is absent when the worker has none
  /// @param where  named in errors: "catalog", a file's path
  /// @throws Error as `parse_step`, and on a step named twice
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
std::string catalog_text(const std::vector<StepDecl>& steps,
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
