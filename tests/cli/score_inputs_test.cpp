#include "tools/cli/commands/score_inputs.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

/// A sheet of three sections of two patients, and what goes with it.
struct Place {
  TempFolder folder;

  fs::path put(const std::string& name, const std::string& bytes) const {
    make_folders((folder / name).parent_path());
    replace_file(folder / name, bytes);
    return folder / name;
  }
  fs::path sheet() const {
    return put("samples.csv",
               "section,patient,batch,platform\n"
               "A1,A,b1,Visium\nA2,A,b1,visium-hd\nB1,B,b2,cell tables\n");
  }
  std::string read_error(const std::string& sheet) const {
    return error_of([&] { read_score_sheet(put("samples.csv", sheet)); },
                    folder.path);
  }
  std::string split_error(const std::string& split) const {
    auto sections = read_score_sheet(sheet());
    return error_of(
        [&] { read_split(put("split.csv", split), sheet(), sections); });
  }
  std::string pred_error(std::vector<std::string> given,
                         std::vector<bool> needed = {true, true, true}) const {
    auto sections = read_score_sheet(sheet());
    return error_of(
        [&] {
          find_tables(sections, sheet(), {"--pred", "pred", given, ""}, needed,
                      &SheetSection::predictions);
        },
        folder.path);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(score_inputs_test)

BOOST_AUTO_TEST_CASE(a_sheet_says_whose_sections_there_are) {
  const Place place;
  const auto sections = read_score_sheet(place.sheet());
  BOOST_REQUIRE(sections.size() == 3U);
  BOOST_TEST(sections[1].patient == "A");
  BOOST_TEST(sections[1].batch == "b1");
  BOOST_TEST(sections[0].lattice == "hexagonal");
  BOOST_TEST(sections[1].lattice == "square");
  BOOST_TEST(sections[2].lattice == "none");
}

// The lattice of the sheet stands before that of the platform; where neither
// is said spots lie in rows.
BOOST_AUTO_TEST_CASE(a_sheet_may_say_how_spots_lie) {
  const Place place;
  const auto sections = read_score_sheet(
      place.put("samples.csv",
                "section,patient,platform,lattice\n"
                "A,P,h5ad,none\nB,P,h5ad,\nC,P,,hexagonal\nD,P,,\n"));
  BOOST_TEST(sections[0].lattice == "none");
  BOOST_TEST(sections[1].lattice == "square");
  BOOST_TEST(sections[2].lattice == "hexagonal");
  BOOST_TEST(sections[3].lattice == "square");
}

BOOST_AUTO_TEST_CASE(a_wrong_sheet_is_told_by_its_line) {
  const Place place;
  BOOST_TEST(place.read_error("section,site\nA1,x\n") ==
             "samples.csv: no column 'patient'; there are: section, site; a "
             "sheet of predictions needs section, patient");
  BOOST_TEST(place.read_error("section,patient\nA1,A\nB1,B\nA1,C\n") ==
             "samples.csv: line 4: section 'A1' is that of samples.csv: line 2 "
             "too; two sections need two names");
  BOOST_TEST(place.read_error("section,patient\nA1,\n") ==
             "samples.csv: line 2: section 'A1' has no patient: what one "
             "patient has on both sides of a split is a leak, so it must be "
             "known; where each section is of a patient of its own, give each "
             "a name");
  BOOST_TEST(place.read_error("section,patient,platform\nA1,A,xenum\n") ==
             "samples.csv: line 2: no platform 'xenum'; did you mean "
             "'xenium'?");
  BOOST_TEST(place.read_error("section,patient,predd\nA1,A,x\n") ==
             "samples.csv: no column is called 'predd'; did you mean 'pred'?");
}

BOOST_AUTO_TEST_CASE(tables_are_found_in_a_folder_by_their_names) {
  const Place place;
  for (const char* name :
       {"p/A1.h5ad", "p/A2.csv.gz", "p/B1.zarr/zarr.json",
        "p/B1.zarr/obs/zarr.json", "p/B1.zarr/var/zarr.json", "p/notes.txt"}) {
    place.put(name, "x");
  }
  auto sections = read_score_sheet(place.sheet());
  find_tables(sections, place.sheet(),
              {"--pred", "pred", {(place.folder / "p").string()}, ""},
              {true, true, true}, &SheetSection::predictions);
  BOOST_TEST(sections[0].predictions.path == place.folder / "p/A1.h5ad");
  BOOST_TEST(sections[1].predictions.path == place.folder / "p/A2.csv.gz");
  BOOST_TEST(sections[2].predictions.path == place.folder / "p/B1.zarr");
  BOOST_TEST(!sections[0].predictions.shared);

  place.put("p/A2.h5ad", "x");
  BOOST_TEST(place.pred_error({(place.folder / "p").string()}) ==
             "--pred: section 'A2' has two files: p/A2.csv.gz, p/A2.h5ad");
  remove_file(place.folder / "p/A1.h5ad");
  remove_file(place.folder / "p/A2.h5ad");
  BOOST_TEST(place.pred_error({(place.folder / "p").string()}) ==
             "--pred: no file of section A1; expected A1.h5ad (or .zarr, .csv, "
             ".tsv, also .gz)");
  // One that is not to be scored needs none.
  BOOST_TEST(place.pred_error({(place.folder / "p").string()},
                              {false, true, true}) == "no error");
}

BOOST_AUTO_TEST_CASE(one_file_is_shared_by_all_sections) {
  const Place place;
  auto sections = read_score_sheet(place.sheet());
  find_tables(sections, place.sheet(),
              {"--truth", "truth", {place.put("t.h5ad", "x").string()}, ""},
              {true, true, true}, &SheetSection::truth);
  BOOST_TEST(sections[2].truth.path == place.folder / "t.h5ad");
  BOOST_TEST(sections[2].truth.shared);
}

BOOST_AUTO_TEST_CASE(of_spatialdata_the_table_is_taken) {
  const Place place;
  for (const char* name :
       {"zarr.json", "tables/zarr.json", "tables/one/obs/zarr.json",
        "tables/one/var/zarr.json"}) {
    place.put(concat("s.zarr/", name), "{}");
  }
  const std::string given = (place.folder / "s.zarr").string();
  auto sections = read_score_sheet(place.sheet());
  find_tables(sections, place.sheet(), {"--pred", "pred", {given}, ""},
              {true, true, true}, &SheetSection::predictions);
  BOOST_TEST(sections[0].predictions.path == fs::path(given) / "tables/one");
  place.put("s.zarr/tables/two/obs/zarr.json", "{}");
  BOOST_TEST(place.pred_error({given}) ==
             "--pred s.zarr: has 2 tables: one, two; name one with --table");
}

BOOST_AUTO_TEST_CASE(files_of_a_column_must_be_there) {
  const Place place;
  const fs::path sheet = place.put("samples.csv",
                                   "section,patient,pred\n"
                                   "A1,A,A1.h5ad\nB1,B,\n");
  place.put("A1.h5ad", "x");
  const auto found = [&](const std::vector<bool>& needed,
                         const std::vector<std::string>& given = {}) {
    auto sections = read_score_sheet(sheet);
    return error_of(
        [&] {
          find_tables(sections, sheet, {"--pred", "pred", given, ""}, needed,
                      &SheetSection::predictions);
        },
        place.folder.path);
  };
  BOOST_TEST(found({true, false}) == "no error");
  BOOST_TEST(found({true, true}) ==
             "samples.csv: line 3: section 'B1' has no file in column 'pred'");
  BOOST_TEST(found({true, false}, {"p.h5ad"}) ==
             "--pred is given, and samples.csv has files in a column 'pred'; "
             "expected one of them");
  remove_file(place.folder / "A1.h5ad");
  BOOST_TEST(place.read_error("section,patient,pred\nA1,A,A1.h5ad\n") ==
             "samples.csv: line 2: pred 'A1.h5ad' is not there: no file or "
             "folder A1.h5ad; paths are absolute, or from the sheet's folder");
  BOOST_TEST(Place().pred_error({}) ==
             "score: say where the predictions are: --pred FILE, or a column "
             "'pred' of samples.csv");
  BOOST_TEST(Place().pred_error({"none.h5ad"}) ==
             "--pred none.h5ad: is not there");
}

BOOST_AUTO_TEST_CASE(a_split_says_what_each_section_was_predicted_from) {
  const Place place;
  auto sections = read_score_sheet(place.sheet());
  read_split(place.put("split.csv",
                       "fold,role,section,patient\n"
                       "1,test,A1,\n1,validation,A2,\n1,train,,B\n"
                       "2,test,,B\n2,train,A1,\n2,train,elsewhere/X,\n"),
             place.sheet(), sections);
  BOOST_TEST(sections[0].fold == "1");
  BOOST_TEST(sections[0].train == (std::vector<std::string>{"patient/B"}));
  BOOST_TEST(sections[0].chosen_on == (std::vector<std::string>{"A2"}));
  BOOST_TEST(sections[1].train.empty());  // never held out, so not scored
  BOOST_TEST(sections[2].fold == "2");
  BOOST_TEST(sections[2].train ==
             (std::vector<std::string>{"A1", "elsewhere/X"}));
}

// C9 and D9 are not in the sheet: C9 is of a patient of it, of D9 none says.
BOOST_AUTO_TEST_CASE(sections_beside_the_sheet_have_patients_too) {
  const Place place;
  auto sections = read_score_sheet(place.sheet());
  read_split(place.put("split.csv",
                       "fold,role,section,patient\n"
                       "1,test,A1,A\n1,train,C9,A\n1,train,D9,\n"
                       "1,train,E9,elsewhere\n1,validation,F9,B\n"
                       "2,test,A2,\n2,test,B1,\n2,train,E9,elsewhere\n"),
             place.sheet(), sections);
  using Names = std::vector<std::string>;
  BOOST_TEST(sections[0].train == (Names{"C9", "D9", "E9"}));
  BOOST_TEST(sections[0].train_patients == (Names{"A"}));
  BOOST_TEST(sections[0].chosen_on == (Names{"F9", "patient/B"}));
  BOOST_TEST(sections[0].of_unknown_patient == (Names{"D9"}));
  BOOST_TEST(sections[1].train_patients.empty());
  BOOST_TEST(sections[1].of_unknown_patient.empty());
}

BOOST_AUTO_TEST_CASE(a_split_spells_names_as_the_sheet_does) {
  const Place place;
  BOOST_TEST(place.split_error("fold,role,section\n1,test,A1\n1,train,a2\n") ==
             "split.csv: line 3: section 'a2' is written 'A2' in samples.csv");
  BOOST_TEST(place.split_error("fold,role,patient\n1,test,A\n1,train,b\n") ==
             "split.csv: line 3: patient 'b' is written 'B' in samples.csv");
  BOOST_TEST(place.split_error("fold,role,section,patient\n1,train,C9,A\n"
                               "2,train,C9,\n2,train,C9,B\n") ==
             "split.csv: line 4: section 'C9' is of patient 'B' here, of 'A' "
             "above");
}

BOOST_AUTO_TEST_CASE(a_wrong_split_is_told) {
  const Place place;
  BOOST_TEST(place.split_error("fold,role,section\n1,held out,A1\n") ==
             "split.csv: line 2: role is 'held out', expected train, "
             "validation or test");
  BOOST_TEST(place.split_error("fold,role,section\n1,test,A1\n1,train,B1\n") ==
             "split.csv: says nothing of section 'A2' of samples.csv; name its "
             "fold and role, or take it out of the sheet");
  BOOST_TEST(place.split_error("fold,role,section\n1,test,A1\n1,train,A2\n"
                               "1,train,B1\n2,test,A1\n2,train,B1\n") ==
             "split.csv: section 'A1' is test in folds '1' and '2'; its "
             "predictions are those of one");
  BOOST_TEST(place.split_error("fold,role,section\n1,test,A1\n1,test,A2\n"
                               "1,test,B1\n") ==
             "split.csv: fold '1' trains on nothing; a model that has learned "
             "from no data needs no split");
  BOOST_TEST(place.split_error("fold,role,section\n1,train,A1\n1,train,A2\n"
                               "1,train,B1\n") ==
             "split.csv: no section of samples.csv is test in any fold; there "
             "is nothing to score");
  BOOST_TEST(place.split_error("fold,role,section,patient\n1,test,A1,B\n") ==
             "split.csv: line 2: section 'A1' is of patient 'B' here, of "
             "another in samples.csv");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
