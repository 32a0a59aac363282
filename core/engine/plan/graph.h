#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/shared.h"
#include "core/engine/plan/switch_kind.h"
#include "core/engine/step/options_text.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

using NodeIndex = std::uint32_t;

/// The independent unit a section belongs to, as the sample sheet tells.
struct SectionUnits {
  std::string section;  ///< "her2st/B4": data set and name, unique in a plan
  std::string patient;  ///< "her2st/B"
  std::string site;     ///< empty when the sheet does not say
  /// The first section of the same content where it stands under several
  /// names, and what of this one shows it: "S1.tsv". Empty for all others.
  std::string specimen{};
  std::string shown_by{};
};

/// A patient of a data set's tables, of whom no section need be there.
struct PatientUnits {
  std::string patient;  ///< "tcga/TCGA-A1-A0SK"
  std::string site;     ///< empty when the manifest does not say
};

/// A leaf: a file named by a manifest or a recipe.
struct SourceFile {
  /// Stands for what nobody can name.
  static constexpr std::string_view kUnknown = "unknown";

  std::string name;
  std::uint64_t size_bytes = 0;
  Digest sha256;
  /// Manifest that names it ("her2st"), or empty for a file of the recipe.
  std::string manifest;
  /// What its content was learned from: section names, a data set's name
  /// ("ImageNet"), or `kUnknown`. Empty for plain data.
  std::vector<std::string> learned_from;
  /// Patients of a table about many; empty for all other files.
  std::vector<std::string> about{};
};

struct NodeInput {
  SharedText name;
  std::vector<NodeIndex> nodes;  ///< one, or a list for a `many` input
};

/// One result to be: a step with its options and inputs, or a source file.
/// Texts are shared, so that a plan of a million nodes takes some 400 bytes for
/// each.
struct Node {
  SharedText step;  ///< empty for a source file
  int version = 0;
  OptionsText options;            ///< complete with defaults
  std::vector<NodeInput> inputs;  ///< sorted by name
  Shared<SourceFile> source;      ///< for a leaf
  SharedText section;  ///< "her2st/B4" when the value belongs to one section
  SharedText where;    ///< "recipe.lua:31" (outermost recipe line first)
  Digest id;           ///< core/engine/plan/identity.h

  /// Whether it is a source file, which no step makes.
  bool is_source() const { return step.empty(); }
};

/// The nodes that a node takes, over all its inputs in their order; one that is
/// taken twice comes twice. `for (const NodeIndex from : inputs_of(node))`; the
/// node must live as long.
class InputNodes {
 public:
  explicit InputNodes(const Node& node) : inputs_(node.inputs) {}

  class Iterator {
   public:
    Iterator(const std::vector<NodeInput>& inputs, std::size_t input)
        : inputs_(&inputs), input_(input) {
      skip_empty();
    }
    NodeIndex operator*() const { return (*inputs_)[input_].nodes[place_]; }
    Iterator& operator++() {
      ++place_;
      skip_empty();
      return *this;
    }
    bool operator==(const Iterator& other) const {
      return input_ == other.input_ && place_ == other.place_;
    }

   private:
    void skip_empty() {
      while (input_ < inputs_->size() &&
             place_ == (*inputs_)[input_].nodes.size()) {
        ++input_;
        place_ = 0;
      }
    }
    const std::vector<NodeInput>* inputs_;
    std::size_t input_;
    std::size_t place_ = 0;
  };
  Iterator begin() const { return {inputs_, 0}; }
  Iterator end() const { return {inputs_, inputs_.size()}; }

 private:
  const std::vector<NodeInput>& inputs_;
};

inline InputNodes inputs_of(const Node& node) { return InputNodes(node); }

/// What a recipe's knob was, and what it is in this plan.
struct ParamValue {
  std::string name;
  std::string sentence;
  Json default_value;  ///< under the profile
  Json value;
  bool set_by_user = false;
  /// What the paper has; null where it is no part of a protocol (`profile`).
  Json paper{};
};

/// A switch of a recipe: a param with a published and an audited value.
struct SwitchValue {
  std::string name;
  SwitchKind kind = SwitchKind::training;
  Json published;
  Json audited;
  std::string why;
  Json value;
  std::string where;
};

/// A planned recipe. Nodes stand in the recipe's order, so the inputs of a
/// node come before it.
struct Graph {
  std::string recipe;  ///< name of the recipe's folder: "hist_loocv"
  std::vector<Node> nodes;
  /// Named outputs, sorted; each one node or a list of nodes.
  std::map<std::string, std::vector<NodeIndex>> outputs;
  std::vector<SectionUnits> sections;  ///< sorted by section
  std::vector<PatientUnits> patients;  ///< of tables; sorted by patient
  std::vector<ParamValue> params;      ///< in order of declaration
  std::vector<SwitchValue> switches;   ///< in order of declaration
  /// Steps that are other people's programs, which the recipe itself declares
  /// (core/engine/program/program_decl.h), by name.
  std::map<std::string, Numeric> programs;
};

}  // namespace moonstain
