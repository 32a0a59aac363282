#pragma once

#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/path.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/json/json_members.h"
#include "core/eval/panels/confusion_panel.h"
#include "core/eval/panels/curve_panel.h"
#include "core/eval/panels/forest_panel.h"
#include "core/eval/panels/heat_map_panel.h"
#include "core/eval/panels/map_panel.h"
#include "core/eval/panels/picture_panel.h"
#include "core/eval/panels/ranks_panel.h"
#include "core/eval/panels/roc_panel.h"
#include "core/eval/panels/scatter_panel.h"
#include "core/eval/panels/table_panel.h"
#include "core/eval/panels/track_panel.h"
#include "core/eval/panels/volcano_panel.h"

namespace moonstain {

/// How evidence is shown.
enum class PanelKind {
  map,
  curve,
  roc,
  scatter,
  volcano,
  track,
  confusion,
  heat_map,
  table,
  picture,
  forest,
  ranks,
};

template <>
struct KindWords<PanelKind> {
  static constexpr std::string_view kAll[] = {
      "map",       "curve",    "roc",   "scatter", "volcano", "track",
      "confusion", "heat_map", "table", "picture", "forest",  "ranks"};
};

/// What a panel holds, in the order of `PanelKind`.
using PanelData =
    std::variant<MapPanel, CurvePanel, RocPanel, ScatterPanel, VolcanoPanel,
                 TrackPanel, ConfusionPanel, HeatMapPanel, TablePanel,
                 PicturePanel, ForestPanel, RanksPanel>;
static_assert(std::variant_size_v<PanelData> ==
              std::size(KindWords<PanelKind>::kAll));

/// A piece of evidence: numbers and pictures that belong together, ready to be
/// drawn (core/eval/report/panels) and of one of twelve kinds. It says itself
/// what its rows, points and values are called.
///
/// On disk `panel.json` {kind, schema, title, caption, data}, with the pictures
/// beside it. A number that does not exist is null.
struct Panel {
  static constexpr std::string_view kType = "Panel";

  std::string title;    ///< "Measured and predicted maps"
  std::string caption;  ///< sentences on how it was made; may be empty
  PanelData data;
  std::map<std::string, std::string> files;  ///< "B4.png" -> bytes

  PanelKind kind() const { return static_cast<PanelKind>(data.index()); }

  /// @throws Error naming the member that is missing or of another form, lists
  ///         whose lengths differ, and a picture that is not there
  static Panel read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// All but the files, for JSON that embeds panels (json_members.h).
void members(JsonWriter& json, const Panel& panel);
/// @throws Error as `Panel::read`, but for the pictures
void members(JsonReader& json, Panel& panel);

/// Names of the files that the panel draws, in the order of drawing.
std::vector<std::string> pictures_of(const Panel& panel);

/// The files of all panels under names that tell the panels apart,
/// "0.B4.png": for what keeps several in one folder.
std::map<std::string, std::string> files_of(const std::vector<Panel>& panels);
/// Gives the panels such files back.
///
/// @param where    for errors
/// @throws Error   "WHERE: no picture '0.B4.png', which panel 0 shows"
void take_files(std::vector<Panel>& panels,
                const std::map<std::string, std::string>& files,
                const std::string& where);

}  // namespace moonstain
