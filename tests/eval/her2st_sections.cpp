#include "tests/eval/her2st_sections.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/image/image.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/placement.h"
#include "core/data/source/legacy_st.h"
#include "core/eval/baselines/colour.h"
#include "core/learn/encoder.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

fs::path picture_of(const std::string& name) {
  const fs::path folder =
      shared_data() / "her2st/data/ST-imgs" / name.substr(0, 1) / name;
  return folder / list_folder(folder).at(0);
}

Her2stSections read_all() {
  Her2stSections all;
  for (const std::string& name : kHer2stSections) {
    all.datasets.push_back(her2st_section(name));
    all.grids.push_back(place_on_grid(all.datasets.back(), 80, 64, 1));
  }
  return all;
}

}  // namespace

Dataset her2st_section(const std::string& name) {
  const fs::path data = shared_data() / "her2st/data";
  LegacySection about;
  about.section = concat("her2st/", name);
  about.patient = concat("her2st/", name.substr(0, 1));
  const fs::path counts = data / "ST-cnts" / concat(name, ".tsv.gz");
  const fs::path spots = data / "ST-spotfiles" / concat(name, "_selection.tsv");
  return read_legacy_st(counts, counts.string(), spots, spots.string(), about);
}

const Her2stSections& Her2stSections::get() {
  static const Her2stSections all = read_all();
  return all;
}

std::vector<Targets> Her2stSections::targets(Total total, Log log) const {
  const auto genes = parse_gene_list(
      read_file(shared_data() / "genes/her2st_785.txt"), "her2st_785.txt");
  std::vector<Targets> list;
  for (const Dataset& dataset : datasets) {
    list.push_back(normalise(dataset, genes, total, 1e4, log));
  }
  return list;
}

std::map<std::string, std::vector<Features>> Her2stSections::colours(
    std::int64_t crop_px) const {
  std::map<std::string, std::vector<Features>> colours;
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    const TempFolder folder;
    CropOptions crop;
    crop.crop_px = crop_px;
    crop.tile_px = crop_px;
    PatchWriter writer(folder / "patches", crop_info(datasets[i], crop));
    crop_patches(datasets[i], *Image::open(picture_of(kHer2stSections[i])),
                 crop, [&](auto tiles) { writer.add(tiles); });
    writer.finish();
    PatchReader patches(folder / "patches");
    for (const auto& [word, statistics] :
         {std::pair("mean", ColourStatistics::mean),
          std::pair("mean_sd", ColourStatistics::mean_sd),
          std::pair("nine", ColourStatistics::nine)}) {
      colours[word].push_back(encode(colour_encoder(statistics), patches));
    }
  }
  return colours;
}

std::vector<std::size_t> her2st_held_out(std::size_t i, bool patient) {
  if (!patient) return {i};
  return i == 0 ? std::vector<std::size_t>{0}
                : std::vector<std::size_t>{1, 2, 3, 4, 5};
}

}  // namespace moonstain
