#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// Which places of a unit are scored. A number means nothing without it.
struct ReadingKind {
  std::string_view name;      ///< "tissue"
  std::string_view label;     ///< "only cells with tissue"
  std::string_view sentence;  ///< what is scored, and what counts as what
  /// Only places that were measured: where a prediction is flat there, no
  /// correlation says anything of it.
  bool measured_alone = false;
};

namespace readings {

inline constexpr ReadingKind kWholeGrid{
    "whole_grid", "whole grid",
    "every cell of the grid; a cell without a spot is measured as 0", false};
inline constexpr ReadingKind kKeptGrid{
    "kept_grid", "kept rows of the grid",
    "every cell of the rows that the paper's code keeps", false};
inline constexpr ReadingKind kTissue{"tissue", "only cells with tissue",
                                     "the cells of spots alone", true};
inline constexpr ReadingKind kNuclei{"nuclei", "all measured nuclei",
                                     "every nucleus with a measurement", true};
inline constexpr ReadingKind kNucleiNormalised{
    "nuclei_normalised", "all measured nuclei, library size taken out",
    "every nucleus with a measurement, whose counts are divided by its size "
    "factor: what correlates by depth alone is gone from the truth",
    true};
inline constexpr ReadingKind kPatients{
    "patients", "held-out patients",
    "every held-out patient with a measurement", true};

inline constexpr ReadingKind kMappedSpots{
    "mapped_spots", "spots with a neighbour's near",
    "the spots of a section at which the section that follows has spots near",
    true};

inline constexpr ReadingKind kCarriers{
    "carriers", "patients who lost or gained a gene",
    "every pair of a feature and a gene that enough patients lost and gained",
    false};

inline constexpr ReadingKind kBulk{
    "bulk", "profiles of patients",
    "the genes that a slide's profile and a patient's bulk expression have",
    false};

}  // namespace readings

/// All of them, in the order shown.
const std::vector<ReadingKind>& reading_kinds();
std::vector<std::string> reading_names();

/// @throws Error naming the readings there are
const ReadingKind& reading_kind(std::string_view name);

}  // namespace moonstain
