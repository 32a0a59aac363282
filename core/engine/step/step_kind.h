#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/options.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

/// One kind of step, declared once beside its code: name, what it is, version,
/// inputs, options, numeric kind, needs, what it makes, and the body.
///
///     StepKind("inner_spots", 1, "A section without spots at the border.")
///         .applies<Dataset>("dataset", "spots with their pixel positions")
///         .option("crop_px", &InnerSpotsOptions::crop_px,
///                 "side of a crop, at full resolution", {2, {}})
///         .makes<Dataset>([](const Inputs& in, const Options& options) {
///           return inner_spots(in.get<Dataset>("dataset"),
///                              options.as<InnerSpotsOptions>().crop_px);
///         });
class StepKind {
 public:
  using Body =
      std::function<void(const Inputs&, const Options&, const fs::path& out)>;

  StepKind(std::string name, int version, std::string sentence);

  /// The default is `exact`.
  StepKind&& numeric(Numeric kind) &&;

  template <typename T>
  StepKind&& applies(std::string name, std::string sentence) && {
    return std::move(*this).input({.name = std::move(name),
                                   .type = std::string(T::kType),
                                   .sentence = std::move(sentence)});
  }
  template <typename T>
  StepKind&& applies_many(std::string name, std::string sentence) && {
    return std::move(*this).input({.name = std::move(name),
                                   .type = std::string(T::kType),
                                   .sentence = std::move(sentence),
                                   .many = true});
  }
  template <typename T>
  StepKind&& learns(std::string name, Learned learned,
                    std::string sentence) && {
    return std::move(*this).input({.name = std::move(name),
                                   .type = std::string(T::kType),
                                   .sentence = std::move(sentence),
                                   .role = Role::learns,
                                   .learned = learned});
  }
  template <typename T>
  StepKind&& learns_many(std::string name, Learned learned,
                         std::string sentence) && {
    return std::move(*this).input({.name = std::move(name),
                                   .type = std::string(T::kType),
                                   .sentence = std::move(sentence),
                                   .role = Role::learns,
                                   .learned = learned,
                                   .many = true});
  }
  /// The result is made from the labels that the input declared last holds: of
  /// a unit that is scored by them it is an oracle. An input that is applied
  /// for less (names of genes, places of spots), or to compare, has no such
  /// mark.
  StepKind&& reads_labels() &&;
  /// Of the input declared last no more is looked at than what lies in the
  /// units of this other one, with their margin: a picture of a whole section,
  /// of which a section's blocks are cut.
  StepKind&& within(std::string input) &&;
  /// The input declared last may be left out.
  StepKind&& optional() &&;

  /// An option that is a member of a struct: its type is the member's, its
  /// default what the member is by default. The body gets the struct by
  /// `Options::as`; a step may bind members of several. An enum's words
  /// (kind_words.h) are its choices.
  template <typename Struct, typename Value>
  StepKind&& option(std::string name, Value Struct::*member,
                    std::string sentence, Range range = {}) && {
    std::vector<std::string> choices;
    if constexpr (std::is_enum_v<Value>) choices = all_words<Value>();
    return std::move(*this).option(
        {.name = std::move(name),
         .type = option_type<Value>(),
         .default_value = to_option(Struct{}.*member),
         .sentence = std::move(sentence),
         .choices = std::move(choices),
         .least = range.least,
         .most = range.most},
        bound(member));
  }
  /// A text that is one of some, which are known only at run time; the default
  /// must be among them.
  template <typename Struct>
  StepKind&& choice(std::string name, std::string Struct::*member,
                    std::vector<std::string> choices, std::string sentence) && {
    return std::move(*this).option({.name = std::move(name),
                                    .type = OptionType::choice,
                                    .default_value = Struct{}.*member,
                                    .sentence = std::move(sentence),
                                    .choices = std::move(choices)},
                                   bound(member));
  }
  /// The option declared last has no default: it must be given.
  StepKind&& required() &&;
  /// Unit of the option declared last: "px", "um", "epochs".
  StepKind&& unit(std::string unit) &&;

  /// The option declared last, a choice, says how products are computed: its
  /// word "bfloat16" makes the step's numbers `Numeric::bfloat16`.
  StepKind&& precision() &&;

  StepKind&& needs(NeedsOf needs) &&;

  /// The body starts other programs: its workers may fork and execute, which
  /// others may not (jail/jail.h). Programs still running when the body has
  /// returned are ended.
  StepKind&& starts_programs() &&;

  /// The result is a score of the named input: where that input has learned
  /// from a unit the result is about, there is a leak.
  StepKind&& scores(std::string input) &&;

  /// The option declared last names the units that the result is about, of
  /// those that the inputs are (patients of a cohort, blocks of a section; with
  /// their data set or without).
  StepKind&& narrows() &&;

  /// The body returns the value; it is written by `T::write`.
  template <Stored T, typename Function>
  StepKind makes(Function function) && {
    return std::move(*this).finished(
        T::kType,
        [function = std::move(function)](
            const Inputs& in, const Options& options, const fs::path& out) {
          const T value = function(in, options);
          value.write(out);
        });
  }

  /// For a result that does not fit in memory: the body writes into `out`,
  /// an empty folder, itself.
  template <Stored T, typename Function>
  StepKind makes_into(Function function) && {
    return std::move(*this).finished(T::kType, std::move(function));
  }

  const StepDecl& decl() const { return decl_; }

  /// Runs the body.
  /// @param options  complete and checked, by name (`complete_options`)
  /// @param out      an empty folder
  void run(const Inputs& in, Json options, const fs::path& out) const;

  /// @param options  as for `run`
  /// @return         what the step says, or `Needs{}`
  Needs needs_of(Json options, const InputSizes& sizes) const;

 private:
  template <typename Struct, typename Value>
  static BoundOption bound(Value Struct::*member) {
    return {.name = {},
            .of = typeid(Struct),
            .set = [member](void* values, const Json& value) {
              static_cast<Struct*>(values)->*member = from_option<Value>(value);
            }};
  }

  StepKind&& input(InputDecl decl) &&;
  StepKind&& option(OptionDecl decl, BoundOption bound) &&;
  StepKind finished(std::string_view output, Body body) &&;
  OptionDecl& last_option(std::string_view what);

  StepDecl decl_;
  std::vector<BoundOption> bound_;
  Body body_;
  NeedsOf needs_;
};

}  // namespace moonstain
