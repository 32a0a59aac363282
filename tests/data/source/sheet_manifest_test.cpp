#include "core/data/source/sheet_manifest.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/zip.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::string kHead = "section,patient,platform,path";
using Roles = std::map<std::string, std::string>;

/// A folder in which platforms' files are laid out; their bytes are their
/// paths.
struct Lab {
  TempFolder folder;

  void lay(const std::vector<std::string>& paths) const {
    for (const std::string& path : paths) lay(path, path);
  }
  void lay(const std::string& path, const std::string& bytes) const {
    make_folders((folder / path).parent_path());
    write_file(folder / path, bytes);
  }
  SheetManifest add(const std::string& text) const {
    rewrite(folder / "samples.csv", text);
    return manifest_of_sheet(
        read_sample_sheet(folder / "samples.csv", SheetUse::data),
        {.name = "lab"});
  }
  std::string error(const std::string& text) const {
    return error_of([&] { add(text); }, folder.path);
  }
};

const std::vector<std::string> kMatrix = {
    "filtered_feature_bc_matrix/matrix.mtx.gz",
    "filtered_feature_bc_matrix/barcodes.tsv.gz",
    "filtered_feature_bc_matrix/features.tsv.gz"};

void lay_below(const Lab& lab, const std::string& folder,
               const std::vector<std::string>& paths) {
  for (const std::string& path : paths) lab.lay(folder + "/" + path, path);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sheet_manifest_test)

// Version 1: a folder of three tables, positions without a header.
BOOST_AUTO_TEST_CASE(visium_of_version_1) {
  const Lab lab;
  lay_below(lab, "S/outs", kMatrix);
  lay_below(lab, "S/outs/spatial",
            {"tissue_positions_list.csv", "scalefactors_json.json",
             "tissue_hires_image.png", "tissue_lowres_image.png"});
  const SheetManifest made = lab.add(kHead + "\nA,P,visium,S\n");
  const ManifestSection& row = made.manifest.sections.at(0);
  BOOST_TEST(
      (row.files ==
       Roles{{"counts", "A/outs/filtered_feature_bc_matrix/matrix.mtx.gz"},
             {"barcodes", "A/outs/filtered_feature_bc_matrix/barcodes.tsv.gz"},
             {"features", "A/outs/filtered_feature_bc_matrix/features.tsv.gz"},
             {"spots", "A/outs/spatial/tissue_positions_list.csv"},
             {"scale_factors", "A/outs/spatial/scalefactors_json.json"},
             {"picture", "A/outs/spatial/tissue_hires_image.png"}}));
  BOOST_TEST(row.options.at("picture_is") == "hires");
  BOOST_TEST(row.layout == "visium");
  BOOST_TEST(row.lattice == "hexagonal");
  BOOST_TEST(row.spot_pitch_um == 100);
  BOOST_TEST(row.spot_diameter_um == 55);
  BOOST_TEST(
      made.notes ==
          std::vector<std::string>{"section A: no picture is named, so "
                                   "tissue_hires_image.png is taken, "
                                   "whose pixels are some 5 to 20 um wide: "
                                   "crops of spots need the one at "
                                   "full resolution"},
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_split_goes_into_the_manifest_where_a_row_has_one) {
  const Lab lab;
  lab.lay({"a.h5ad", "b.h5ad"});
  const Manifest made = lab.add(kHead +
                                ",lattice,split\nA,P,h5ad,a.h5ad,none,val\n"
                                "B,Q,h5ad,b.h5ad,none,\n")
                            .manifest;
  const Manifest read = Manifest::parse(manifest_json(made), "lab");
  BOOST_TEST(read.section("A").split == "val");
  BOOST_TEST(read.section("B").split.empty());
  BOOST_TEST(manifest_json(made).find(R"("split": "")") == std::string::npos);
}

// Version 2: one .h5, a header, a prefix before each name, and the picture at
// full resolution somewhere else.
BOOST_AUTO_TEST_CASE(visium_of_version_2_with_a_prefix) {
  const Lab lab;
  lab.lay({"V/GSM1_filtered_feature_bc_matrix.h5",
           "V/spatial/GSM1_tissue_positions.csv",
           "V/spatial/GSM1_scalefactors_json.json", "slides/he.tif"});
  const SheetManifest made =
      lab.add(kHead + ",picture,um_per_px\nA,P,visium,V,slides/he.tif,0.5\n");
  const ManifestSection& row = made.manifest.sections.at(0);
  BOOST_TEST((row.files ==
              Roles{{"counts", "A/GSM1_filtered_feature_bc_matrix.h5"},
                    {"spots", "A/spatial/GSM1_tissue_positions.csv"},
                    {"scale_factors", "A/spatial/GSM1_scalefactors_json.json"},
                    {"picture", "A/he.tif"}}));
  BOOST_TEST(row.options.empty());
  BOOST_TEST(row.um_per_px == 0.5);
  BOOST_TEST(made.data == fs::weakly_canonical(lab.folder.path));
}

BOOST_AUTO_TEST_CASE(visium_hd_takes_bins_of_8_um_or_those_of_the_path) {
  const Lab lab;
  for (const std::string size : {"002", "008", "016"}) {
    const std::string bins = "HD/binned_outputs/square_" + size + "um/";
    lab.lay({bins + "filtered_feature_bc_matrix.h5",
             bins + "spatial/tissue_positions.parquet"});
    lab.lay(bins + "spatial/scalefactors_json.json",
            "{\"bin_size_um\": " + std::to_string(std::stoi(size)) +
                ", \"microns_per_pixel\": 0.25}");
  }
  lab.lay({"he.btf"});
  const SheetManifest usual =
      lab.add(kHead + ",picture\nA,P,visium_hd,HD,he.btf\n");
  const ManifestSection& row = usual.manifest.sections.at(0);
  BOOST_TEST((row.files == Roles{{"counts",
                                  "A/binned_outputs/square_008um/"
                                  "filtered_feature_bc_matrix.h5"},
                                 {"spots",
                                  "A/binned_outputs/square_008um/spatial/"
                                  "tissue_positions.parquet"},
                                 {"scale_factors",
                                  "A/binned_outputs/square_008um/spatial/"
                                  "scalefactors_json.json"},
                                 {"picture", "A/he.btf"}}));
  BOOST_TEST(row.layout == "visium");
  BOOST_TEST(row.lattice == "square");
  BOOST_TEST(row.um_per_px == 0.25);
  BOOST_TEST(row.spot_pitch_um == 8);
  BOOST_TEST(usual.notes.at(0) ==
             "section A: bins of square_008um are taken of square_002um, "
             "square_008um, square_016um; path may name another");
  const SheetManifest other = lab.add(
      kHead +
      ",picture\nA,P,visium_hd,HD/binned_outputs/square_016um,he.btf\n");
  BOOST_TEST(other.manifest.sections.at(0).spot_pitch_um == 16);
  BOOST_TEST(other.notes.empty());
  BOOST_TEST(
      lab.error(kHead + ",picture,um_per_px\nA,P,visium_hd,HD,he.btf,0.5\n") ==
      "samples.csv: line 2: um_per_px is 0.5, scalefactors_json.json says "
      "0.25; leave the field empty where that is right, else look whether the "
      "picture is that of this section at full resolution");
}

BOOST_AUTO_TEST_CASE(a_bundle_of_xenium) {
  const Lab lab;
  lab.lay({"X/cell_feature_matrix.h5", "X/cells.parquet", "X/cells.csv.gz",
           "X/cell_boundaries.parquet", "he.ome.tif", "alignment.csv"});
  lab.lay("X/experiment.xenium", "{\"pixel_size\": 0.2125}");
  const SheetManifest made = lab.add(
      kHead + ",picture,alignment\nA,P,xenium,X,he.ome.tif,alignment.csv\n");
  const ManifestSection& row = made.manifest.sections.at(0);
  BOOST_TEST((row.files == Roles{{"counts", "A/cell_feature_matrix.h5"},
                                 {"spots", "A/cells.csv.gz"},
                                 {"metadata", "A/experiment.xenium"},
                                 {"outlines", "A/cell_boundaries.parquet"},
                                 {"picture", "A/he.ome.tif"},
                                 {"alignment", "A/alignment.csv"}}));
  BOOST_TEST(row.layout == "xenium");
  BOOST_TEST(row.lattice == "none");
  BOOST_TEST(row.um_per_px == 0);
  BOOST_TEST(lab.error(kHead + ",um_per_px\nA,P,xenium,X,0.5\n") ==
             "samples.csv: line 2: um_per_px is 0.5, experiment.xenium says "
             "0.2125; leave the field empty where that is right, else look "
             "whether the picture is that of this section at full resolution");
}

// Where the tables of outlines are missing, the store's polygons are outlines.
BOOST_AUTO_TEST_CASE(a_bundles_segmentation_stands_in_for_its_outlines) {
  const Lab lab;
  lab.lay({"X/cell_feature_matrix.h5", "X/cells.parquet", "X/cells.zarr.zip"});
  lab.lay("X/experiment.xenium", "{\"pixel_size\": 0.2125}");
  const auto roles = [&] {
    return lab.add(kHead + "\nA,P,xenium,X\n").manifest.sections.at(0).files;
  };
  BOOST_TEST(roles().at("segmentation") == "A/cells.zarr.zip");
  BOOST_TEST(roles().at("outlines") == "A/cells.zarr.zip");
  lab.lay({"X/cell_boundaries.parquet"});
  BOOST_TEST(roles().at("segmentation") == "A/cells.zarr.zip");
  BOOST_TEST(roles().at("outlines") == "A/cell_boundaries.parquet");
}

// The ID joins the file, its table and its slide.
BOOST_AUTO_TEST_CASE(a_sample_of_hest) {
  const Lab lab;
  lab.lay({"hest/st/INT1.h5ad", "hest/st/INT2.h5ad", "hest/wsis/INT1.tif"});
  lab.lay("hest/metadata/INT1.json",
          "{\"pixel_size_um_estimated\": 0.46, \"pixel_size_um_embedded\": "
          "NaN, \"inter_spot_dist\": 100.0, \"st_technology\": \"Visium\"}");
  const SheetManifest made = lab.add(
      kHead +
      ",lattice\nINT1,P,hest,hest,\nB,Q,hest,hest/st/INT2.h5ad,square\n");
  // Sorted by name.
  const ManifestSection& table = made.manifest.sections.at(1);
  BOOST_TEST((table.files == Roles{{"counts", "INT1/st/INT1.h5ad"},
                                   {"metadata", "INT1/metadata/INT1.json"},
                                   {"picture", "INT1/wsis/INT1.tif"}}));
  BOOST_TEST(table.lattice == "hexagonal");
  BOOST_TEST(table.um_per_px == 0.46);
  BOOST_TEST(table.spot_pitch_um == 100);
  BOOST_TEST(
      (made.manifest.sections.at(0).files == Roles{{"counts", "B/INT2.h5ad"}}));
  BOOST_TEST(lab.error(kHead + "\nINT3,P,hest,hest\n") ==
             "samples.csv: line 2: hest/st has no INT3.h5ad; a section of HEST "
             "is called by its ID, or path names its .h5ad");
  BOOST_TEST(lab.error(kHead + "\nINT2,P,hest,hest\n") ==
             "samples.csv: line 2: the lattice of section 'INT2' is not known; "
             "say in a column lattice how its spots lie: square, hexagonal, or "
             "none of cells");
}

BOOST_AUTO_TEST_CASE(tables_and_h5ad_are_files) {
  const Lab lab;
  lab.lay({"c.tsv", "s.tsv", "o.h5ad", "spatial/x.csv"});
  const SheetManifest made =
      lab.add(kHead +
              ",spots,lattice\nA,P,legacy_st,c.tsv,s.tsv,\nB,Q,h5ad,o.h5ad,,"
              "none\n");
  BOOST_TEST(made.manifest.sections.at(0).layout == "legacy_st");
  BOOST_TEST(made.manifest.sections.at(0).spot_pitch_um == 200);
  BOOST_TEST(made.manifest.sections.at(1).layout == "hest");
  BOOST_TEST(made.manifest.sections.at(1).lattice == "none");
  // Sections that differ say so themselves; what is written is read as it was.
  BOOST_TEST(made.manifest.layout == "mixed");
  const Manifest read = Manifest::parse(manifest_json(made.manifest), "m");
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(read.sections[i].layout == made.manifest.sections[i].layout);
    BOOST_TEST(read.sections[i].lattice == made.manifest.sections[i].lattice);
    BOOST_TEST(read.sections[i].spot_pitch_um ==
               made.manifest.sections[i].spot_pitch_um);
    BOOST_TEST((read.sections[i].files == made.manifest.sections[i].files));
  }
  BOOST_TEST(read.files.size() == 3U);
  BOOST_TEST(read.files[0].path == "A/c.tsv");
  BOOST_TEST(read.files[0].sha256.hex() == sha256("c.tsv").hex());
  BOOST_TEST(lab.error(kHead + "\nA,P,legacy_st,c.tsv\n") ==
             "samples.csv: line 2: section 'A' has no spots: legacy_st needs a "
             "column spots, with the table of positions");
}

// Of a store the table, its places and the metadata above them are packed;
// pictures and transcripts are not.
BOOST_AUTO_TEST_CASE(a_store_of_spatialdata_is_packed) {
  const Lab lab;
  lab.lay({"S/zarr.json", "S/images/zarr.json", "S/images/he/0/c/0",
           "S/shapes/zarr.json", "S/shapes/spots/zarr.json",
           "S/shapes/spots/shapes.parquet", "S/shapes/cells/zarr.json",
           "S/tables/zarr.json", "S/tables/table/X/data/c/0", "he.tif"});
  const std::string sheet = kHead +
                            ",lattice,picture,region,coordinate_system,table\n"
                            "A,P,spatialdata,S,square,he.tif,";
  lab.lay("S/tables/table/zarr.json",
          "{\"attributes\": {\"region\": [\"spots\", \"cells\"]}}");
  BOOST_TEST(lab.error(sheet + ",,\n") ==
             "samples.csv: line 2: tables/table annotates spots, cells; say in "
             "a column region which is the section");
  BOOST_TEST(lab.error(sheet + "labels,,\n") ==
             "samples.csv: line 2: region labels of tables/table is among "
             "neither shapes nor points of S; rows that annotate labels have "
             "no place by themselves");
  BOOST_TEST(lab.error(sheet + ",,tables\n") ==
             "samples.csv: line 2: S has no table 'tables'; did you mean "
             "'table'?");
  const SheetManifest made = lab.add(sheet + "spots,global,\n");
  const ManifestSection& row = made.manifest.sections.at(0);
  BOOST_TEST(
      (row.files == Roles{{"counts", "A.zarr.zip"}, {"picture", "A/he.tif"}}));
  BOOST_TEST((row.options ==
              Roles{{"region", "spots"}, {"coordinate_system", "global"}}));
  BOOST_TEST(row.layout == "spatialdata");
  const std::string& archive = made.archives.at("A.zarr.zip");
  const TempFolder other;
  write_file(other / "a", archive);
  unzip_into(other / "a", "a", other / "");
  remove_file(other / "a");
  BOOST_TEST(
      list_files(other.path) ==
          (std::vector<std::string>{
              "shapes/spots/shapes.parquet", "shapes/spots/zarr.json",
              "shapes/zarr.json", "tables/table/X/data/c/0",
              "tables/table/zarr.json", "tables/zarr.json", "zarr.json"}),
      tt::per_element());
  BOOST_TEST(read_file(other / "tables/table/X/data/c/0") ==
             "S/tables/table/X/data/c/0");
  BOOST_TEST(made.manifest.file("A.zarr.zip").sha256.hex() ==
             sha256(archive).hex());
  BOOST_TEST(lab.add(sheet + "spots,global,\n").archives.at("A.zarr.zip") ==
             archive);
}

BOOST_AUTO_TEST_CASE(a_path_of_another_platform_is_told) {
  const Lab lab;
  lab.lay({"X/cell_feature_matrix.h5", "X/experiment.xenium",
           "V/spatial/tissue_positions.csv", "o.h5ad", "t.tsv",
           "tables/c.tsv"});
  BOOST_TEST(lab.error(kHead + "\nA,P,visium,X\n") ==
             "samples.csv: line 2: X is of platform xenium (by "
             "experiment.xenium), the sheet says visium");
  BOOST_TEST(lab.error(kHead + "\nA,P,xenium,V\n") ==
             "samples.csv: line 2: V is of platform visium (by spatial), the "
             "sheet says xenium");
  BOOST_TEST(lab.error(kHead + "\nA,P,visium,o.h5ad\n") ==
             "samples.csv: line 2: o.h5ad is of platform h5ad (by its name), "
             "the sheet says visium");
  BOOST_TEST(lab.error(kHead + "\nA,P,visium,t.tsv\n") ==
             "samples.csv: line 2: t.tsv is a file; path of visium is the "
             "folder that its software writes");
  BOOST_TEST(lab.error(kHead + ",spots\nA,P,legacy_st,tables,t.tsv\n") ==
             "samples.csv: line 2: tables is a folder; path of legacy_st is "
             "the table of counts");
}

BOOST_AUTO_TEST_CASE(files_that_are_missing_or_two_are_named) {
  const Lab lab;
  lab.lay({"V/filtered_feature_bc_matrix.h5", "V/spatial/x.png",
           "W/a_filtered_feature_bc_matrix.h5",
           "W/b_filtered_feature_bc_matrix.h5", "W/spatial/x.png"});
  BOOST_TEST(
      lab.error(kHead + "\nA,P,visium,V\n") ==
      "samples.csv: line 2: section 'A' has no spots: none of "
      "tissue_positions.csv, tissue_positions_list.csv, "
      "tissue_positions.csv.gz, tissue_positions_list.csv.gz, "
      "tissue_positions_list.txt, tissue_positions.parquet in V/spatial");
  BOOST_TEST(lab.error(kHead + "\nA,P,visium,W\n") ==
             "samples.csv: line 2: W has several files that may be "
             "filtered_feature_bc_matrix.h5: "
             "a_filtered_feature_bc_matrix.h5, "
             "b_filtered_feature_bc_matrix.h5; a column of the sheet says "
             "which");
}

// The same data give the same bytes wherever they lie.
BOOST_AUTO_TEST_CASE(a_manifest_holds_no_place_on_this_machine) {
  const auto text_of = [](const Lab& lab) {
    lab.lay({"d/c.tsv", "e/s.tsv", "e/he.png", "f/c.tsv"});
    return manifest_json(lab.add(kHead +
                                 ",spots,picture\n"
                                 "A,P,legacy_st,d/c.tsv,e/s.tsv,e/he.png\n"
                                 "B,P,legacy_st,f/c.tsv,e/s.tsv,e/he.png\n")
                             .manifest);
  };
  const Lab one, two;
  const std::string text = text_of(one);
  BOOST_TEST(text == text_of(two));
  BOOST_TEST(text.find(one.folder.path.string()) == text.npos);
  // One picture of two sections is one file.
  const Manifest read = Manifest::parse(text, "m");
  BOOST_TEST(read.files.size() == 4U);
  BOOST_TEST(read.sections[1].files.at("picture") == "A/he.png");
}

BOOST_AUTO_TEST_SUITE_END()
