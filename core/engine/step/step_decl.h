#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/option_decl.h"
#include "core/engine/step/options_text.h"

namespace moonstain {

/// How a step's floating-point numbers come about; see core/README.md,
/// "Numeric classes".
enum class Numeric {
  exact,    ///< integers and + - * / sqrt in fixed order: the same everywhere
  libm,     ///< exp, log and the like of the host's C library
  torch,    ///< LibTorch or the like on a CPU: the user's numeric class
  network,  ///< the same, where it may run on a GPU: `--device cuda`
  /// `torch` with products in bfloat16, whose kernels each CPU has its own of.
  /// What a step is where its option says so (`StepDecl::precision`).
  bfloat16,
};

/// Whether a step's result depends on what an input is about as one learns
/// from examples, or only as a formula is applied to it.
enum class Role { applies, learns };

/// What a learning input teaches; the severity of a leak through it, worst
/// first.
enum class Learned {
  label,        ///< measured values a model is fitted to
  selection,    ///< genes, epochs or settings chosen by looking
  input,        ///< pictures or features without their labels
  pretraining,  ///< weights brought from outside
};

template <>
struct KindWords<Numeric> {
  static constexpr std::string_view kAll[] = {"exact", "libm", "torch",
                                              "network", "bfloat16"};
};
template <>
struct KindWords<Role> {
  static constexpr std::string_view kAll[] = {"applies", "learns"};
};
template <>
struct KindWords<Learned> {
  static constexpr std::string_view kAll[] = {"label", "selection", "input",
                                              "pretraining"};
};

struct InputDecl {
  std::string name;
  std::string type;
  std::string sentence;
  Role role = Role::applies;
  Learned learned = Learned::label;
  bool many = false;  ///< takes a list, by section or not, in one node
  bool optional = false;
  /// Of one that is applied: the result is made from the labels it holds, so
  /// that where it is scored by them it is an oracle.
  bool labels = false;
  /// Another input of the step: of this one no more is looked at than what lies
  /// in the units of that one, with the margin they are named with. Or empty.
  std::string within{};
};

/// What a step says of itself: all but its body.
///
/// As JSON; members that hold nothing may be absent:
///
///     {"name": "patches", "version": 1, "sentence": "Square crops ...",
///      "numeric": "exact" | "libm" | "torch" | "network",
///      "precision": "precision",
///      "inputs": [{"name", "type", "sentence", "role": "applies" | "learns",
///                  "learned": "label" | "selection" | "input" |
///                             "pretraining",
///                  "many": false, "optional": false, "labels": true,
///                  "within": "dataset"}, ...],
///      "options": [{"name", "type": "integer" | "number" | "text" | "flag" |
///                                   "choice" | "texts" | "numbers",
///                   "default", "sentence", "unit", "choices", "least",
///                   "most"}, ...],
///      "output": "Patches", "scores": "predictions", "needs": true,
///      "narrows": "units",
///      "starts_programs": true}
///
/// An option whose default is null or absent must be given. `needs` says that
/// the step estimates its needs; else they are `Needs{}`.
struct StepDecl {
  std::string name;
  int version = 0;
  std::string sentence;
  Numeric numeric = Numeric::exact;
  std::vector<InputDecl> inputs{};    ///< in order of declaration
  std::vector<OptionDecl> options{};  ///< in order of declaration
  /// Option, a choice, whose word "bfloat16" makes the numbers `bfloat16` in
  /// place of `numeric`; or empty.
  std::string precision{};
  std::string output{};  ///< type of the result
  std::string scores{};  ///< input that the result scores, or empty
  /// Option with names of units (patients, blocks; with their data set or
  /// without) that the result is about, of those its inputs are; or empty.
  std::string narrows{};
  bool has_needs = false;
  bool starts_programs = false;  ///< see StepKind
  /// Of a step that a recipe declares (core/engine/program/program_decl.h): the
  /// worker's step that runs it, and what that is told beside the options. Else
  /// empty; not in the JSON.
  std::string runs_as{};
  Json limits{};

  /// @return nullptr when there is none of that name
  const InputDecl* find_input(std::string_view input) const;
  const OptionDecl* find_option(std::string_view option) const;
};

/// How the numbers of a step come about with these options, which are complete.
Numeric numeric_of(const StepDecl& step, const OptionsText& options);

Json step_json(const StepDecl& step);

/// @param where  named in errors: "catalog", a file's path
/// @throws Error on a member that is missing or of the wrong type, an unknown
///               word, an input or option named twice, a version below 1, a
///               default its own check refuses, or `scores` naming no input
StepDecl parse_step(const Json& json, std::string_view where);

}  // namespace moonstain
