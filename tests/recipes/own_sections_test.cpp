// The benchmark of methods over spots on sections of one's own: a folder as
// HEST has it, one as Space Ranger writes it, features that another program has
// made, and no picture. Five patients of a section each, made up: 64 genes in
// 36 spots.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/gzip.h"
#include "core/eval/findings/findings.h"
#include "tests/data/source/hest_sample.h"
#include "tests/recipes/whole_program.h"

namespace moonstain {

namespace {

constexpr int kSide = 6;
constexpr int kGenes = 60;  // counted in many spots
constexpr int kRare = 4;    // counted in one spot each

int count_of(int gene, int x, int y, int section) {
  if (gene >= kGenes) return x == gene - kGenes && y == 0 ? 9 : 0;
  // A third of the genes rise with x, as the first feature does.
  return gene % 3 == 0 ? x + gene % 4
                       : (7 * x + 5 * y + 3 * gene + section) % 4;
}

Texts spots() {
  Texts names;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) names.push_back(concat("s", x, "-", y));
  }
  return names;
}

void write_counts(const fs::path& path, int section) {
  std::vector<std::int32_t> starts{0}, indices, values;
  std::vector<double> places;
  std::vector<std::int64_t> rows, columns;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      for (int gene = 0; gene < kGenes + kRare; ++gene) {
        const int count = count_of(gene, x, y, section);
        if (count == 0) continue;
        indices.push_back(gene);
        values.push_back(count);
      }
      starts.push_back(static_cast<std::int32_t>(values.size()));
      places.insert(places.end(), {100.0 * x + 100, 100.0 * y + 100});
      rows.push_back(y);
      columns.push_back(x);
    }
  }
  Texts genes;
  for (int gene = 0; gene < kGenes + kRare; ++gene) {
    genes.push_back(concat("G", gene));
  }
  H5File out(path);
  out.attribute("/", "encoding-type", "anndata");
  out.attribute("/", "encoding-version", "0.1.0");
  frame(out, "obs", spots(), {"array_row", "array_col"});
  out.numbers("obs/array_row", rows);
  out.numbers("obs/array_col", columns);
  frame(out, "var", genes);
  out.group("obsm");
  out.numbers("obsm/spatial", places, {places.size() / 2, 2});
  csr(out, "X", {kSide * kSide, kGenes + kRare}, starts, indices, values);
}

// On a hexagonal array, where a row's spots are 2 columns apart.
void write_visium(const fs::path& outs, int section) {
  make_folders(outs / "filtered_feature_bc_matrix");
  make_folders(outs / "spatial");
  std::string barcodes, features, entries, places;
  int spot = 0, counts = 0;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      ++spot;
      const std::string name = concat("s", x, "-", y);
      barcodes += name + "\n";
      const int column = 2 * x + y % 2;
      places += concat(name, ",1,", y, ",", column, ",", 100 + 86.6 * y, ",",
                       100 + 50 * column, "\n");
      for (int gene = 0; gene < kGenes + kRare; ++gene) {
        const int count = count_of(gene, x, y, section);
        if (count == 0) continue;
        ++counts;
        entries += concat(gene + 1, " ", spot, " ", count, "\n");
      }
    }
  }
  for (int gene = 0; gene < kGenes + kRare; ++gene) {
    features += concat("E", gene, "\tG", gene, "\tGene Expression\n");
  }
  const fs::path matrix = outs / "filtered_feature_bc_matrix";
  write_file(matrix / "barcodes.tsv.gz", gzip(barcodes));
  write_file(matrix / "features.tsv.gz", gzip(features));
  write_file(
      matrix / "matrix.mtx.gz",
      gzip(concat("%%MatrixMarket matrix coordinate integer general\n",
                  kGenes + kRare, " ", spot, " ", counts, "\n", entries)));
  write_file(outs / "spatial/tissue_positions.csv",
             "barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,"
             "pxl_col_in_fullres\n" +
                 places);
  write_file(outs / "spatial/scalefactors_json.json",
             "{\"tissue_hires_scalef\": 0.5, \"tissue_lowres_scalef\": 0.1, "
             "\"spot_diameter_fullres\": 55.0}");
}

// As HEST-Benchmark writes them, in another order; the first spot has none.
void write_embeddings(const fs::path& path) {
  Texts names;
  std::vector<float> values;
  for (int y = kSide - 1; y >= 0; --y) {
    for (int x = kSide - 1; x >= 0; --x) {
      if (x == 0 && y == 0) continue;
      names.push_back(concat("s", x, "-", y));
      for (const int value : {x, y, x * y % 3}) {
        values.push_back(static_cast<float>(value));
      }
    }
  }
  H5File out(path);
  out.numbers("embeddings", values, {names.size(), 3});
  out.fixed_strings("barcodes", names, 4, {names.size(), 1});
}

/// A folder of such sections with their sheet, and a recipe that knows them.
struct OwnSections {
  WholeProgram program;

  OwnSections() {
    const fs::path lab = program.folder() / "lab";
    for (const char* folder : {"st", "metadata", "features"}) {
      make_folders(lab / folder);
    }
    write_file(lab / "encoder.txt", "made up\n");
    std::string sheet = "section,patient,platform,path,embeddings,encoder\n";
    for (int i = 1; i <= 5; ++i) {
      const std::string id = concat("S", i);
      const bool is_visium = i == 5;
      if (is_visium) {
        write_visium(lab / "run5/outs", i);
      } else {
        write_counts(lab / "st" / (id + ".h5ad"), i);
        write_file(lab / "metadata" / (id + ".json"),
                   "{\"pixel_size_um_estimated\": 2, \"inter_spot_dist\": 200, "
                   "\"st_technology\": \"Spatial Transcriptomics\"}");
      }
      write_embeddings(lab / "features" / (id + ".h5"));
      sheet += concat(id, ",P", i, is_visium ? ",visium,run5/outs" : ",hest,.",
                      ",features/", id, ".h5,encoder.txt\n");
    }
    write_file(lab / "samples.csv", sheet);
    make_folders(program.folder() / "mine");
    write_file(program.folder() / "mine/recipe.lua",
               read_file("recipes/spot_benchmark/recipe.lua"));
    program.say("data add lab/samples.csv --output mine");
  }

  Findings findings(const std::string& set) const {
    program.say(
        "run mine --data lab --set dataset=lab --set encoder=file"
        " --set profile=quick --set methods=features --set hist2rna_epochs=1"
        " --set deeppt_epochs=1 --set sequoia_spots_epochs=1"
        " --set bleep_epochs=1" +
        set);
    return Findings::read(fs::canonical(program.results_of("mine") / "latest") /
                          "findings");
  }
};

bool has_panel(const Findings& findings, const std::string& begin) {
  return std::any_of(
      findings.panels.begin(), findings.panels.end(),
      [&](const Panel& panel) { return panel.title.starts_with(begin); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_sections_test)

// P2: the 60 genes that a tenth of the spots count, of 250; the truth smoothed,
// unless the switch says otherwise. Without a picture there are no colours.
BOOST_AUTO_TEST_CASE(smoothed_targets_are_scored_as_published_and_raw) {
  const OwnSections own;
  const Findings smoothed = own.findings(" --set protocol=p2");
  BOOST_TEST(smoothed.title ==
             "P2, one patient held out: methods over spots beside a ridge on "
             "frozen features");
  BOOST_TEST(smoothed.data.items == 60U);
  BOOST_TEST(smoothed.data.units.size() == 5U);
  BOOST_TEST(smoothed.headline.unit == "patient");
  BOOST_TEST((smoothed.headline.averaging == Averaging::clusters_by_places));
  BOOST_TEST(smoothed.claims.empty());
  BOOST_TEST(smoothed.data.target ==
             "mean over spots at most 1 apart on the array of ln(1 + 10000 n / "
             "total over the chosen genes)");
  BOOST_TEST(has_panel(smoothed, "PCC(H)"));
  BOOST_TEST(smoothed.find("colour_ridge") == nullptr);
  for (const char* predictor : {"ridge_features", "nearest_50"}) {
    BOOST_TEST(std::isfinite(smoothed.headline_value(predictor)), predictor);
  }
  // After one pass a method may say one value everywhere.
  for (const char* method : {"hist2rna", "deeppt", "sequoia_spots", "bleep"}) {
    BOOST_TEST(smoothed.find(method) != nullptr, method);
  }
  const Findings raw = own.findings(" --set protocol=p2 --set truth=audited");
  BOOST_TEST(raw.data.target ==
             "ln(1 + 10000 n / total over the chosen genes)");
  BOOST_TEST(raw.headline_value("ridge_features") <
             smoothed.headline_value("ridge_features"));
}

// 50 genes by dispersion, counts as they are, and the probe of its paper.
BOOST_AUTO_TEST_CASE(a_linear_probe_stands_beside_the_methods) {
  const OwnSections own;
  const Findings findings = own.findings(" --set protocol=hest");
  BOOST_TEST(findings.data.items == 50U);
  BOOST_TEST(findings.data.target == "ln(1 + n)");
  BOOST_TEST(findings.headline_value("pca_ridge") > 0.1);
  BOOST_TEST(!has_panel(findings, "PCC(H)"));
}

// P3: five patients in four groups, all genes that the sections share, the rare
// ones too; by section there are no more than five either.
BOOST_AUTO_TEST_CASE(patients_are_held_out_in_groups) {
  const OwnSections own;
  const Findings findings = own.findings(" --set protocol=p3");
  BOOST_TEST(findings.title.starts_with("P3, patients held out in 4 groups: "));
  BOOST_TEST(findings.data.items == 64U);
  std::map<std::string, int> folds;
  for (const auto& unit : findings.data.units) ++folds[unit.fold];
  BOOST_TEST(folds.size() == 4U);
  BOOST_TEST(folds.at("1") == 2);
  BOOST_TEST(
      has_panel(findings, "All by structural similarity of binned values"));
}

BOOST_AUTO_TEST_CASE(what_the_sheet_lacks_is_named) {
  const OwnSections own;
  const auto says = [&](const std::string& set, const std::string& part) {
    BOOST_TEST(own.program.start("plan mine" + set) != 0);
    const std::string said = own.program.said();
    BOOST_TEST((said.find(part) != said.npos), said);
  };
  says(" --set dataset=lab",
       "data set lab: no section has counts and picture; a sample sheet names "
       "these files");
  says(" --set dataset=lab --set encoder=file",
       "istar reads superpixels, which are cut from pictures; not all sections "
       "of lab have one: methods=features takes those that need none");
  says(" --set dataset=lap", "ms.manifest: no manifest 'lap'");
  says(" --set protocol=p4",
       "'protocol' is p4; expected p1p, p1, p2, p3, hest or spared");
  says(" --set dataset=lab --set encoder=file --set methods=features"
       " --set protocol=spared",
       "ms.folds: the sample sheet of lab names no split for section ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
