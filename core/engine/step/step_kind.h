#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

namespace fs = std::filesystem;

/// How a step's floating-point numbers come about; see core/README.md,
/// "Numeric classes".
enum class Numeric {
  exact,  ///< integers and + - * / sqrt in fixed order: the same everywhere
  libm,   ///< exp, log and the like of the host's C library
  torch,  ///< LibTorch: the user's numeric class
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

struct InputDecl {
  std::string name;
  std::string type;
  std::string sentence;
  Role role = Role::applies;
  Learned learned = Learned::label;
  bool many = false;  ///< takes a list, by section or not, in one node
  bool optional = false;
};

enum class OptionType { integer, number, text, flag, choice, texts, numbers };

struct OptionDecl {
  std::string name;
  OptionType type = OptionType::text;
  Json default_value;  ///< null: the option must be given
  std::string sentence;
  std::string unit;
  std::vector<std::string> choices;
  std::optional<double> least;
  std::optional<double> most;
};

/// What a task takes; an estimate, outside the key.
struct Needs {
  std::uint64_t memory_bytes = std::uint64_t{256} << 20;
  double seconds = 1;
  /// CPUs it keeps busy, and GPUs, which only a cluster is asked for. The
  /// number of threads is also an option of the step, as results depend on it.
  unsigned threads = 1;
  unsigned gpus = 0;
  double limit_s = 0;  ///< ended when it takes longer; 0: no limit of its own
};

/// Sizes of a task's inputs in bytes, by input name, summed over lists.
using InputSizes = std::map<std::string, std::uint64_t>;

/// A stored value: one C++ type for one noun that flows, with its own layout.
template <typename T>
concept Stored = requires(const T& value, const fs::path& folder) {
  { T::kType } -> std::convertible_to<std::string_view>;
  { T::read(folder) } -> std::same_as<T>;
  value.write(folder);
};

/// A file that a manifest or a recipe names: a leaf of every graph.
struct File {
  static constexpr std::string_view kType = "File";
  fs::path path;  ///< where its bytes lie on this machine; may be unlike name
  std::string name;  ///< as the manifest or the recipe calls it

  static File read(const fs::path& path) { return {path, path.filename()}; }
  void write(
      const fs::path&) const;  ///< @throws Error always: files are leaves
};

/// What a running step gets as its inputs.
class Inputs {
 public:
  struct Item {
    fs::path path;
    std::string name;     ///< of a File leaf; else empty
    std::string section;  ///< of a value that belongs to one; else empty
  };

  Inputs(std::string step, std::map<std::string, std::vector<Item>> items);

  bool has(std::string_view input) const;
  const std::vector<Item>& items(std::string_view input) const;

  /// The one value of an input. @throws Error "STEP: input 'NAME': ..."
  template <typename T>
  T get(std::string_view input) const {
    return read_item<T>(input, one(input));
  }

  /// All values of a `many` input, in the recipe's order.
  template <typename T>
  std::vector<T> list(std::string_view input) const {
    std::vector<T> values;
    for (const Item& item : items(input)) {
      values.push_back(read_item<T>(input, item));
    }
    return values;
  }

  const Item& one(std::string_view input) const;

 private:
  template <typename T>
  T read_item(std::string_view input, const Item& item) const {
    return with_context(concat(step_, ": input '", input, "'"), [&] {
      if constexpr (std::is_same_v<T, File>) {
        return File{item.path, item.name};
      } else {
        return T::read(item.path);
      }
    });
  }

  std::string step_;
  std::map<std::string, std::vector<Item>> items_;
};

/// A step's options, complete with defaults and already checked.
class Options {
 public:
  Options(std::string step, Json values);
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::string choice(std::string_view name) const { return text(name); }
  bool flag(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::vector<double> numbers(std::string_view name) const;
  const Json& values() const { return values_; }

 private:
  const Json& value(std::string_view name) const;
  std::string step_;
  Json values_;
};

struct Range {
  std::optional<double> least{};
  std::optional<double> most{};
};

/// One kind of step, declared once beside its code: name, what it is, version,
/// inputs, options, numeric kind, needs, what it makes, and the body.
///
///     StepKind("patches", 1, "Square crops centred on the spots.")
///         .numeric(Numeric::exact)
///         .applies<Dataset>("dataset", "spots with their pixel positions")
///         .integer("size_px", 224, "side of a crop, at full resolution", {1})
///         .makes<Patches>([](const Inputs& in, const Options& options) {...});
class StepKind {
 public:
  using Body =
      std::function<void(const Inputs&, const Options&, const fs::path& out)>;
  using NeedsOf = std::function<Needs(const Options&, const InputSizes&)>;

  StepKind(std::string name, int version, std::string sentence);

  /// The default is `exact`.
  StepKind&& numeric(Numeric kind) &&;

  template <typename T>
  StepKind&& applies(std::string name, std::string sentence) && {
    return std::move(*this).input({std::move(name), std::string(T::kType),
                                   std::move(sentence), Role::applies});
  }
  template <typename T>
  StepKind&& applies_many(std::string name, std::string sentence) && {
    return std::move(*this).input({std::move(name), std::string(T::kType),
                                   std::move(sentence), Role::applies,
                                   Learned::label, true});
  }
  template <typename T>
  StepKind&& learns(std::string name, Learned learned,
                    std::string sentence) && {
    return std::move(*this).input({std::move(name), std::string(T::kType),
                                   std::move(sentence), Role::learns, learned});
  }
  template <typename T>
  StepKind&& learns_many(std::string name, Learned learned,
                         std::string sentence) && {
    return std::move(*this).input({std::move(name), std::string(T::kType),
                                   std::move(sentence), Role::learns, learned,
                                   true});
  }
  /// The input declared last may be left out.
  StepKind&& optional() &&;

  StepKind&& integer(std::string name, Json default_value, std::string sentence,
                     Range range = {}) &&;
  StepKind&& number(std::string name, Json default_value, std::string sentence,
                    Range range = {}) &&;
  StepKind&& text(std::string name, Json default_value,
                  std::string sentence) &&;
  StepKind&& flag(std::string name, Json default_value,
                  std::string sentence) &&;
  /// The first choice is the default.
  StepKind&& choice(std::string name, std::vector<std::string> choices,
                    std::string sentence) &&;
  StepKind&& texts(std::string name, Json default_value,
                   std::string sentence) &&;
  StepKind&& numbers(std::string name, Json default_value,
                     std::string sentence) &&;
  /// Unit of the option declared last: "px", "um", "epochs".
  StepKind&& unit(std::string unit) &&;

  StepKind&& needs(NeedsOf needs) &&;

  /// The body starts other programs: its workers may fork and execute, which
  /// others may not (jail/jail.h). Programs still running when the body has
  /// returned are ended.
  StepKind&& starts_programs() &&;

  /// The result is a score of the named input: where that input has learned
  /// from a unit the result is about, there is a leak.
  StepKind&& scores(std::string input) &&;

  /// The body returns the value; it is written by `T::write`.
  template <Stored T, typename Function>
  StepKind makes(Function function) && {
    return std::move(*this).finished(
        std::string(T::kType),
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
    return std::move(*this).finished(std::string(T::kType),
                                     Body(std::move(function)));
  }

  const std::string& name() const { return name_; }
  int version() const { return version_; }
  const std::string& output_type() const { return output_type_; }
  const std::vector<InputDecl>& inputs() const { return inputs_; }
  const std::vector<OptionDecl>& options() const { return options_; }
  const Body& body() const { return body_; }
  const NeedsOf& needs() const { return needs_; }
  bool starts_programs() const& { return starts_programs_; }

  /// The declaration as the catalog has it; see core/engine/step/catalog.h.
  Json declaration() const;

 private:
  StepKind&& input(InputDecl decl) &&;
  StepKind&& option(OptionDecl decl) &&;
  StepKind finished(std::string output_type, Body body) &&;

  std::string name_;
  int version_;
  std::string sentence_;
  Numeric numeric_ = Numeric::exact;
  std::vector<InputDecl> inputs_;
  std::vector<OptionDecl> options_;
  std::string scored_input_;
  std::string output_type_;
  Body body_;
  NeedsOf needs_;
  bool starts_programs_ = false;
};

/// Says from inside a step how far it is; shown by the live table. Nothing of
/// it enters the result. Cheap: at most some ten messages a second go out.
void report_progress(std::uint64_t done, std::uint64_t total,
                     std::string_view what);

/// A line for the task's log.
void log_line(std::string_view line);

}  // namespace moonstain
