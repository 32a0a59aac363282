#include "core/data/source/sample_sheet.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/zip.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::string kHead =
    "section,patient,site,batch,platform,path,um_per_px\n";

/// A folder with a sheet, and the files a.h5ad, b.h5ad and st/A.h5ad.
struct Lab {
  TempFolder folder;

  Lab() {
    write_file(folder / "a.h5ad", "a");
    write_file(folder / "b.h5ad", "b");
    make_folders(folder / "st");
    write_file(folder / "st" / "A.h5ad", "a");
  }
  std::vector<SampleRow> read(const std::string& text,
                              SheetUse use = SheetUse::data) const {
    rewrite(folder / "samples.csv", text);
    return read_sample_sheet(folder / "samples.csv", use);
  }
  std::string error(const std::string& text,
                    SheetUse use = SheetUse::data) const {
    return error_of([&] { read(text, use); }, folder.path);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sample_sheet_test)

BOOST_AUTO_TEST_CASE(a_workbook_is_no_sheet) {
  const Lab lab;
  BOOST_TEST(lab.error(zip_files({{"xl/workbook.xml", "<a/>"}})) ==
             "samples.csv: is a workbook of Excel, expected a text table: save "
             "the sheet as CSV");
}

BOOST_AUTO_TEST_CASE(what_a_row_says_is_kept_in_its_order) {
  const Lab lab;
  const auto rows = lab.read(
      "patient,section,platform,path,um_per_px,picture,site,batch,lattice\n"
      "P1,B,h5ad,b.h5ad,0.5,a.h5ad,north,s1,square\n"
      " P2 , A ,H5AD,a.h5ad,,,,,\n"
      ",,,,,,,,\n");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].section == "B");
  BOOST_TEST(rows[0].patient == "P1");
  BOOST_TEST(rows[0].site == "north");
  BOOST_TEST(rows[0].batch == "s1");
  BOOST_TEST(rows[0].lattice == "square");
  BOOST_TEST(rows[0].um_per_px.value() == 0.5);
  BOOST_TEST(rows[0].files.at("picture").filename().string() == "a.h5ad");
  BOOST_TEST((rows[0].platform == Platform::h5ad));
  BOOST_TEST(rows[1].section == "A");
  BOOST_TEST(rows[1].patient == "P2");
  BOOST_TEST(!rows[1].um_per_px.has_value());
  BOOST_TEST(rows[1].files.empty());
  BOOST_TEST(rows[1].place == "samples.csv: line 3");
}

// Any other word is a fold, and "Train" would be held out.
BOOST_AUTO_TEST_CASE(a_split_is_one_of_three_words_or_a_fold) {
  const Lab lab;
  const auto sheet = [](const std::string& one, const std::string& two) {
    return "section,patient,split,platform,path\nA,P," + one +
           ",h5ad,a.h5ad\nB,Q," + two + ",h5ad,b.h5ad\n";
  };
  const auto rows = lab.read(sheet("train", "fold 1"));
  BOOST_TEST(rows.at(0).split == "train");
  BOOST_TEST(rows.at(1).split == "fold 1");
  BOOST_TEST(lab.read(sheet("", "0")).at(0).split.empty());
  for (const auto& [found, word] :
       {std::pair{"Train", "train"}, {"validation", "val"}, {"TEST", "test"}}) {
    BOOST_TEST(lab.error(sheet("0", found)) ==
               concat("samples.csv: line 3: split is '", found, "'; write '",
                      word,
                      "': the words are train, val and test, any other is a "
                      "fold's name"));
  }
  BOOST_TEST(lab.error(sheet("f 1", "f_1")) ==
             "samples.csv: line 3: split 'f_1' is written 'f 1' in "
             "samples.csv: line 2; write one in one way, and give two names "
             "that differ in more than case, blanks, '-' and '_'");
}

// As spreadsheets write them: a byte order mark, \r\n, tabs.
BOOST_AUTO_TEST_CASE(a_sheet_is_read_as_spreadsheets_write_it) {
  const Lab lab;
  for (const std::string text :
       {"\xEF\xBB\xBFsection,patient,platform,path\r\nA,P,h5ad,a.h5ad\r\n",
        "section\tpatient\tplatform\tpath\nA\tP\th5ad\ta.h5ad\n",
        "\"section\",\"patient\",\"platform\",\"path\"\n"
        "\"A\",\"P\",\"h5ad\",\"a.h5ad\"\n"}) {
    const auto rows = lab.read(text);
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].section == "A");
    BOOST_TEST(rows[0].path.filename().string() == "a.h5ad");
  }
  BOOST_TEST(lab.error("section;patient;platform;path\nA;P;h5ad;a.h5ad\n") ==
             "samples.csv: line 1 has semicolons between fields, expected tabs "
             "or commas: section;patient;platform;path; save it with tabs");
}

BOOST_AUTO_TEST_CASE(platforms_are_named_in_any_case) {
  const Lab lab;
  const std::string head = "section,patient,platform,path\nA,P,";
  BOOST_TEST((lab.read(head + "Visium HD,a.h5ad\n")[0].platform ==
              Platform::visium_hd));
  BOOST_TEST((lab.read(head + "LEGACY-ST,a.h5ad\n")[0].platform ==
              Platform::legacy_st));
  BOOST_TEST(lab.error(head + "xenum,a.h5ad\n") ==
             "samples.csv: line 2: no platform 'xenum'; did you mean "
             "'xenium'?");
  BOOST_TEST(lab.error(head + "merscope,a.h5ad\n") ==
             "samples.csv: line 2: no platform 'merscope'; there are visium, "
             "visium_hd, xenium, hest, legacy_st, cell_tables, h5ad, "
             "spatialdata");
  BOOST_TEST(lab.error(head + ",a.h5ad\n") ==
             "samples.csv: line 2: 'platform' is empty; there are visium, "
             "visium_hd, xenium, hest, legacy_st, cell_tables, h5ad, "
             "spatialdata");
}

BOOST_AUTO_TEST_CASE(columns_that_are_missing_or_misspelt_are_named) {
  const Lab lab;
  BOOST_TEST(lab.error("section,platform,path\nA,h5ad,a.h5ad\n") ==
             "samples.csv: no column 'patient'; there are: section, platform, "
             "path; a sheet of data needs section, patient, platform, path");
  BOOST_TEST(lab.error("section,patient,platform,path,pictures\n"
                       "A,P,h5ad,a.h5ad,b.h5ad\n") ==
             "samples.csv: no column is called 'pictures'; did you mean "
             "'picture'?");
  BOOST_TEST(lab.error("section,patient,platform,path,\nA,P,h5ad,a.h5ad,\n") ==
             "samples.csv: a column has no name; there are: section, patient, "
             "platform, path, ");
  BOOST_TEST(lab.error(kHead) == "samples.csv: has no section");
  // A role of a step of one's own.
  BOOST_TEST(lab.read("section,patient,platform,path,depth_map\n"
                      "A,P,h5ad,a.h5ad,b.h5ad\n")[0]
                 .files.count("depth_map") == 1U);
}

BOOST_AUTO_TEST_CASE(one_section_has_one_name_one_path_and_one_patient) {
  const Lab lab;
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,a.h5ad,\nA,Q,,,h5ad,b.h5ad,\n") ==
             "samples.csv: line 3: section 'A' is that of samples.csv: line 2 "
             "too; two sections need two names");
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,a.h5ad,\nB,Q,,,h5ad,./a.h5ad,\n") ==
             "samples.csv: line 3: section 'B' has the path of section 'A'; "
             "one section has one name");
  // HEST's sections lie in one folder.
  BOOST_TEST(lab.read(kHead + "A,P,,,hest,.,\nB,Q,,,hest,.,\n").size() == 2U);
  for (const std::string of_a :
       {"A,P,,,hest,.,\n", "A,P,,,hest,st/A.h5ad,\n"}) {
    BOOST_TEST(lab.error(kHead + of_a + "B,Q,,,hest,st/A.h5ad,\n") ==
               "samples.csv: line 3: section 'B' has the path of section 'A'; "
               "one section has one name");
  }
  BOOST_TEST(lab.error(kHead + "A,,,,h5ad,a.h5ad,\n") ==
             "samples.csv: line 2: section 'A' has no patient: what one "
             "patient has on both sides of a split is a leak, so it must be "
             "known; where each section is of a patient of its own, give each "
             "a name");
  BOOST_TEST(lab.error(kHead + ",P,,,h5ad,a.h5ad,\n") ==
             "samples.csv: line 2: 'section' is empty");
  BOOST_TEST(
      lab.error(kHead + "A,P,n,,h5ad,a.h5ad,\nB,P,s,,h5ad,b.h5ad,\n") ==
      "samples.csv: line 3: patient 'P' is of site 's', in samples.csv: line 2 "
      "of 'n'");
  BOOST_TEST(
      lab.error(kHead + "a/b,P,,,h5ad,a.h5ad,\n") ==
      "samples.csv: line 2: section 'a/b'; expected a name of at most "
      "200 bytes without '/', '+' and '#', that does not begin with '.'");
  // "A#r1c1of2x2" is a block of section A.
  BOOST_TEST(lab.error(kHead + "A#r1c1of2x2,P,,,h5ad,a.h5ad,\n") ==
             "samples.csv: line 2: section 'A#r1c1of2x2'; expected a name of "
             "at most 200 bytes without '/', '+' and '#', that does not begin "
             "with '.'");
}

// Two spellings of a patient would be two patients, and a leak unseen.
BOOST_AUTO_TEST_CASE(one_name_is_written_in_one_way) {
  const Lab lab;
  const std::string two_ways =
      "; write one in one way, and give two names that differ in more than "
      "case, blanks, '-' and '_'";
  BOOST_TEST(
      lab.error(kHead + "A,P-1,,,h5ad,a.h5ad,\nB,p 1,,,h5ad,b.h5ad,\n") ==
      "samples.csv: line 3: patient 'p 1' is written 'P-1' in "
      "samples.csv: line 2" +
          two_ways);
  BOOST_TEST(
      lab.error(kHead + "A,P,n,,h5ad,a.h5ad,\nB,Q,N,,h5ad,b.h5ad,\n") ==
      "samples.csv: line 3: site 'N' is written 'n' in samples.csv: line 2" +
          two_ways);
  BOOST_TEST(
      lab.error(kHead + "A,P,,s_1,h5ad,a.h5ad,\nB,Q,,s 1,h5ad,b.h5ad,\n") ==
      "samples.csv: line 3: batch 's 1' is written 's_1' in samples.csv: line "
      "2" +
          two_ways);
  BOOST_TEST(
      lab.read(kHead + "A,P1,,,h5ad,a.h5ad,\nB,P-1,,,h5ad,b.h5ad,\n").size() ==
      2U);
}

BOOST_AUTO_TEST_CASE(what_stands_for_not_known_names_nobody) {
  const Lab lab;
  for (const std::string missing : {"NA", "n/a", "NaN", "None", "?", "-"}) {
    const std::string place = "samples.csv: line 2: ";
    BOOST_TEST(lab.error(kHead + "A," + missing + ",,,h5ad,a.h5ad,\n") ==
               place + "section 'A' has no patient ('" + missing +
                   "'): what one patient has on both sides of a split is a "
                   "leak, so it must be known; where each section is of a "
                   "patient of its own, give each a name");
    BOOST_TEST(lab.error(kHead + missing + ",P,,,h5ad,a.h5ad,\n") ==
               place + "section is '" + missing +
                   "', which names none; give it a name");
    BOOST_TEST(lab.error(kHead + "A,P," + missing + ",,h5ad,a.h5ad,\n") ==
               place + "site is '" + missing +
                   "', which names none; leave the field empty where it is "
                   "not known");
    BOOST_TEST(lab.error(kHead + "A,P,," + missing + ",h5ad,a.h5ad,\n") ==
               place + "batch is '" + missing +
                   "', which names none; leave the field empty where it is "
                   "not known");
  }
}

// Bytes without an end would be hashed for ever.
BOOST_AUTO_TEST_CASE(a_device_is_no_file) {
  const Lab lab;
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,/dev/zero,\n") ==
             "samples.csv: line 2: path '/dev/zero' is a device or a pipe, "
             "expected a file or a folder");
  BOOST_TEST(lab.error("section,patient,platform,path,picture\n"
                       "A,P,h5ad,a.h5ad,/dev/zero\n") ==
             "samples.csv: line 2: picture '/dev/zero' is a device or a pipe, "
             "expected a file or a folder");
}

BOOST_AUTO_TEST_CASE(a_column_that_is_no_file_is_told) {
  const Lab lab;
  BOOST_TEST(lab.error("section,patient,platform,path,age\n"
                       "A,P,h5ad,a.h5ad,30\n") ==
             "samples.csv: line 2: age '30' is not there: no file or folder "
             "30; paths are absolute, or from the sheet's folder; a "
             "column of another name than the sheet's own has files of this "
             "role, so take 'age' out where it has something else");
}

BOOST_AUTO_TEST_CASE(paths_and_numbers_are_held_against_the_world) {
  const Lab lab;
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,c.h5ad,\n") ==
             "samples.csv: line 2: path 'c.h5ad' is not there: no file or "
             "folder c.h5ad; paths are absolute, or from the sheet's folder");
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,/none/c.h5ad,\n") ==
             "samples.csv: line 2: path '/none/c.h5ad' is not there: no file "
             "or folder /none/c.h5ad");
  BOOST_TEST(lab.error("section,patient,platform,path,picture\n"
                       "A,P,h5ad,a.h5ad,he.tif\n") ==
             "samples.csv: line 2: picture 'he.tif' is not there: no file or "
             "folder he.tif; paths are absolute, or from the sheet's folder");
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,a.h5ad,\"0,5\"\n") ==
             "samples.csv: line 2: um_per_px is '0,5', expected a positive "
             "number with a decimal point, or nothing");
  BOOST_TEST(lab.error(kHead + "A,P,,,h5ad,a.h5ad,352.8\n") ==
             "samples.csv: line 2: um_per_px is 352.8, expected that of a "
             "microscope's picture, 0.05 to 20");
  BOOST_TEST(lab.error("section,patient,platform,path,lattice\n"
                       "A,P,h5ad,a.h5ad,hex\n") ==
             "samples.csv: line 2: lattice is 'hex', expected square, "
             "hexagonal, or none of cells");
}

BOOST_AUTO_TEST_CASE(of_predictions_names_are_enough) {
  const Lab lab;
  const auto rows =
      lab.read("section,patient\nA,P\n , \nB,Q\n", SheetUse::predictions);
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[1].section == "B");
  BOOST_TEST(rows[1].place == "samples.csv: line 4");
  BOOST_TEST(!rows[1].platform.has_value());
  BOOST_TEST(rows[1].lattice == "");
  BOOST_TEST(lab.error("section,site\nA,x\n", SheetUse::predictions) ==
             "samples.csv: no column 'patient'; there are: section, site; a "
             "sheet of predictions needs section, patient");
}

// The lattice that a platform has is the sheet's, where that says nothing.
BOOST_AUTO_TEST_CASE(one_sheet_serves_both_uses) {
  const Lab lab;
  make_folders(lab.folder / "p.zarr");
  const std::string text =
      "section,patient,platform,path,lattice,picture,pred,truth\n"
      "A,P,Visium-HD,a.h5ad,,b.h5ad,p.zarr,b.h5ad\n"
      "B,Q,visium,b.h5ad,square,,,\n";
  const auto of_data = lab.read(text);
  BOOST_TEST(of_data[0].files.size() == 1U);
  BOOST_TEST(of_data[0].files.count("picture") == 1U);
  BOOST_TEST(of_data[0].lattice == "square");
  BOOST_TEST(of_data[1].lattice == "square");
  const auto rows = lab.read(text, SheetUse::predictions);
  BOOST_TEST(rows[0].files.size() == 2U);
  BOOST_TEST(rows[0].files.at("pred").filename().string() == "p.zarr");
  BOOST_TEST(rows[0].files.at("truth").filename().string() == "b.h5ad");
  BOOST_TEST((rows[0].platform == Platform::visium_hd));
  BOOST_TEST(rows[1].files.empty());
  // What belongs to the other use need not be there.
  remove_file(lab.folder / "a.h5ad");
  BOOST_TEST(lab.error(text, SheetUse::predictions) == "no error");
  BOOST_TEST(lab.error(text) ==
             "samples.csv: line 2: path 'a.h5ad' is not there: no file or "
             "folder a.h5ad; paths are absolute, or from the sheet's folder");
  remove_file(lab.folder / "b.h5ad");
  BOOST_TEST(lab.error(text, SheetUse::predictions) ==
             "samples.csv: line 2: truth 'b.h5ad' is not there: no file or "
             "folder b.h5ad; paths are absolute, or from the sheet's folder");
}

// Each by a sheet that is right but for one field; both uses say the same.
BOOST_AUTO_TEST_CASE(both_uses_tell_the_same_errors) {
  const Lab lab;
  const std::string good = "A,P,n,,h5ad,a.h5ad,\n";
  for (const std::string row :
       {"A,Q,,,h5ad,b.h5ad,", "B,,,,h5ad,b.h5ad,", "B,P,s,,h5ad,b.h5ad,",
        "B#,Q,,,h5ad,b.h5ad,", ".B,Q,,,h5ad,b.h5ad,", "B,Q/,,,h5ad,b.h5ad,",
        "B,Q,,b+,h5ad,b.h5ad,", "B,Q,,,merscope,b.h5ad,",
        "B,Q,,,h5ad,./a.h5ad,", "B,Q,,,h5ad,b.h5ad,72", ",Q,,,h5ad,b.h5ad,"}) {
    const std::string sheet = kHead + good + row + "\n";
    const std::string of_data = lab.error(sheet);
    BOOST_TEST(of_data.starts_with("samples.csv: line 3: "), row);
    BOOST_TEST(lab.error(sheet, SheetUse::predictions) == of_data);
  }
  for (const std::string column : {"pach", "pictures", "preds", ""}) {
    const std::string sheet =
        "section,patient,platform,path," + column + "\nA,P,h5ad,a.h5ad,\n";
    BOOST_TEST(lab.error(sheet) != "no error");
    BOOST_TEST(lab.error(sheet, SheetUse::predictions) == lab.error(sheet));
  }
}

BOOST_AUTO_TEST_SUITE_END()
