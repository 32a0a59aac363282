#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bindings/lua/plan/distinct_nodes.h"
#include "bindings/lua/plan/plan.h"
#include "bindings/lua/recipe/world.h"
#include "bindings/lua/sandbox/frames.h"
#include "core/base/file.h"
#include "core/data/source/manifest.h"
#include "core/engine/plan/identity.h"
#include "core/engine/step/options_form.h"

namespace moonstain::lua {

/// Builds a plan from what the jail says, and believes none of it: every
/// number is looked up, all options go through the catalog's check, every
/// file must be one the parent has seen itself, and sizes and digests come
/// from the parent's own manifests and files.
class PlanReader {
 public:
  PlanReader(const PlanRequest& request, const Catalog& catalog,
             const RecipeWorld& world);

  /// @throws Error on a frame that does not fit, and with the recipe's own
  ///               message where the recipe failed
  void take(FrameReader& frame);

  /// The plan, cut to what the outputs need.
  /// @throws Error when the child ended before it said that it is done, or on
  ///               settings that no param of the recipe has
  Plan finish();

 private:
  /// A step as nodes are checked against it.
  struct Step {
    struct Input {
      SharedText name;
      std::uint32_t type = 0;
    };
    const StepDecl* decl = nullptr;
    OptionsForm options;
    SharedText name;
    std::uint32_t output = 0;   ///< its type's number
    std::vector<Input> inputs;  ///< by place
  };

  void take_manifest(FrameReader& frame);
  void take_line(FrameReader& frame);
  void take_section(FrameReader& frame);
  void take_file(FrameReader& frame);
  void take_table(FrameReader& frame);
  void take_source(FrameReader& frame);
  void take_lua_file(FrameReader& frame);
  std::set<std::string>& used(std::uint8_t shelf);
  void take_program(FrameReader& frame);
  void take_alias(FrameReader& frame);
  void take_node(FrameReader& frame);
  void take_print(FrameReader& frame);
  void take_param(FrameReader& frame);
  void take_switch(FrameReader& frame);
  void take_output(FrameReader& frame);

  /// @throws Error unless it is a name as people type one
  static std::string plain(std::string text, std::size_t most_bytes);
  void add_step(const StepDecl& decl);
  OptionsText program_options(const StepDecl& step,
                              std::string_view text) const;
  std::uint32_t type_number(const std::string& type);
  void add(Node node, std::uint32_t type);
  const SharedText& line(FrameReader& frame) const;
  const SharedText& section(FrameReader& frame) const;
  const OptionsText& options(std::uint32_t place, std::string_view text);
  NodeIndex known(std::uint32_t from_child) const;
  void check_settings() const;
  void check_unconfined() const;
  void check_weights() const;
  void list_programs();

  const PlanRequest& request_;
  const RecipeWorld& world_;
  Plan plan_;
  std::map<std::string, Manifest> manifests_;
  std::map<std::string, std::map<std::string, std::size_t>> files_;
  std::unordered_map<std::string, SectionUnits> sections_;
  std::map<std::string, FileEntry> hashed_;
  std::map<std::string, std::uint32_t> type_numbers_;
  std::vector<Step> steps_;  ///< as in the catalog
  std::vector<SharedText> lines_{SharedText()};
  std::size_t line_bytes_ = 0;
  std::vector<SharedText> section_names_{SharedText()};
  /// Options that have been checked, by their hash, with their step.
  std::array<std::pair<std::uint32_t, OptionsText>, 256> seen_options_;
  std::vector<NodeIndex> nodes_;      ///< by the child's number
  std::vector<std::uint32_t> types_;  ///< by node
  std::vector<bool> given_;           ///< inputs of the node being read
  DistinctNodes distinct_;
  NodeIdentity identity_;
  std::set<std::string> names_;  ///< of params and switches
  std::uint64_t printed_bytes_ = 0;
  std::uint64_t source_bytes_ = 0;
  bool asked_for_weights_ = false;
  bool done_ = false;
};

}  // namespace moonstain::lua
