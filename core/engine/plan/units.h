#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// The independent units of a plan, the narrowest first: a block is a part of a
/// section, a section is of a patient, a patient of a site.
enum class UnitKind { block, section, patient, site };

template <>
struct KindWords<UnitKind> {
  static constexpr std::string_view kAll[] = {"block", "section", "patient",
                                              "site"};
};

/// A rectangle of a section that is cut into rows and columns of equal size,
/// with a margin of context around it. Its name says all of it:
/// "her2st/B4#r2c3of4x5+0.25", or "her2st/B4#r2c3of4x5" without a margin.
struct Block {
  std::string section;  ///< "her2st/B4"
  int row = 1;          ///< from 1 to `rows`
  int column = 1;
  int rows = 1;
  int columns = 1;
  double margin = 0;  ///< sides of a block, not below 0

  std::string name() const;
  /// @return nothing for a name that is no block's
  static std::optional<Block> parse(std::string_view name);

  /// Whether a part of the other one lies inside this one's rectangle with its
  /// margin. Both are of one section; the grids may differ. Neighbours without
  /// a margin do not reach each other.
  bool reaches(const Block& other) const;
};

/// The blocks of one or several that a name speaks of, in its order:
/// "her2st/B4#r1c1of2x2,r2c1of2x2".
/// @return nothing for a name of which a part is no block's
std::vector<Block> blocks_of_unit(std::string_view unit);

/// "her2st/B4" of a block or section of that name, or of several blocks:
/// "her2st/B4#r1c1of2x2,r2c1of2x2".
std::string_view section_of_unit(std::string_view unit);

/// Notes that two sections of the graph are one specimen, which their files did
/// not tell: "the same counts". What shows it of a section that is known under
/// several names already stays, and all of these names become one. A section
/// that the graph does not have is passed over.
void make_one_specimen(Graph& graph, const std::string& first,
                       const std::string& second, const std::string& shown_by);

/// What the units of a plan have in common.
class Units {
 public:
  /// @param graph  lives as long; its sections and patients are looked at
  explicit Units(const Graph& graph);

  struct Shared {
    UnitKind kind;
    std::string name;
    /// Where it is one specimen under two names, both: "d/S1 (patient d/P1,
    /// S1.tsv) is d/S2 (patient d/P2, S2.tsv)".
    std::string copy{};
  };

  /// The narrowest unit that two blocks, sections or patients share.
  ///
  /// Two blocks of a section share the block where one reaches the other, else
  /// the section. A block and its section share the block. Else it is the
  /// patient, else the site. Of a shared block the second's name is given,
  /// where that is one. Two sections that are one specimen are one section, by
  /// the second's name.
  std::optional<Shared> shared(const std::string& a,
                               const std::string& b) const;

  /// Whether the first is the second or a part of it: a block of a section, a
  /// section of a patient.
  bool is_inside(const std::string& part, const std::string& whole) const;

 private:
  /// The units that one belongs to; what is not known is empty.
  struct Place {
    std::optional<Block> block;
    std::string section;
    std::string patient;
    std::string site;
    const SectionUnits* sheet = nullptr;  ///< of a section that is known
  };
  const Place& place_of(const std::string& unit) const;
  Place look_up(const std::string& unit) const;

  std::unordered_map<std::string, const SectionUnits*> sections_;
  std::unordered_map<std::string, std::string> sites_;     ///< by patient
  mutable std::unordered_map<std::string, Place> places_;  ///< looked up so far
};

}  // namespace moonstain
