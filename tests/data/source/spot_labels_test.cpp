#include "core/data/source/spot_labels.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/source/legacy_st.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Dataset spots(const std::vector<std::string>& names) {
  Dataset out;
  out.section = "x/1";
  out.spots = names;
  return out;
}

// As her2st writes it: names and pixels of another picture, array positions
// with decimals.
struct LabelFile {
  explicit LabelFile(const std::string& more = "") {
    write_file(folder / "l.tsv",
               "Row.names\tx\ty\tpixel_x\tpixel_y\tlabel\n"
               "100x176\t9.02\t20.99\t100.5\t176.9\tinvasive cancer\n"
               "101x200\t7.99\t21.01\t101.5\t200\tadipose tissue\n"
               "102x210\t10\t21\t102\t210\tundetermined\n"
               "103x220\t10\t22\t103\t220\tcancer in situ\n"
               "104x230\tNA\tNA\t104\t230\tadipose tissue\n" +
                   more);
  }

  Targets read(const LabelClass& wanted,
               const std::vector<std::string>& names = {"10x22", "9x21",
                                                        "10x21"}) const {
    return label_targets(spots(names), folder / "l.tsv", "l.tsv", wanted);
  }

  TempFolder folder;
};

LabelClass cancer() {
  return {.name = "cancer", .positive = {"invasive cancer", "cancer in situ"}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_labels_test)

BOOST_AUTO_TEST_CASE(labels_are_joined_by_array_position) {
  const LabelFile file("105x240\t11\t22\t105\t240\tadipose tissue\n");
  const Targets out = file.read(cancer(), {"10x22", "9x21", "10x21", "11x22"});
  BOOST_TEST(out.names == (std::vector<std::string>{"10x22", "9x21", "11x22"}),
             tt::per_element());
  BOOST_TEST(out.values(0, 0) == 1);
  BOOST_TEST(out.values(1, 0) == 1);
  BOOST_TEST(out.values(2, 0) == 0);
  BOOST_TEST(out.variables.at(0) == "cancer");
  BOOST_TEST(out.variable_axis == "class");
  BOOST_TEST(out.about == "x/1");
  BOOST_TEST(out.transform ==
             "1: invasive cancer, cancer in situ; 0: other labels");
}

BOOST_AUTO_TEST_CASE(labels_that_do_not_fit_are_named) {
  const LabelFile file;
  BOOST_TEST(error_of([&] { file.read({.positive = {"tumour"}}); }) ==
             "label_targets: l.tsv has no label tumour; there are: adipose "
             "tissue, cancer in situ, invasive cancer, undetermined");
  BOOST_TEST(error_of([&] { file.read({}); }) ==
             "label_targets: no positive label is given; l.tsv has: adipose "
             "tissue, cancer in situ, invasive cancer, undetermined");
  BOOST_TEST(error_of([&] { file.read(cancer(), {"9x21", "1x1"}); }) ==
             "label_targets: 1 of 2 spots of section x/1 have no label in "
             "l.tsv, at most 0.1 of them may; are they those of this section?");
  BOOST_TEST(error_of([&] { file.read(cancer(), {"10x21"}); }) ==
             "label_targets: no spot of section x/1 has a label in l.tsv that "
             "counts");
  BOOST_TEST(
      error_of([&] {
        LabelFile("106x9\t9.4\t20.6\t1\t1\tundetermined\n").read(cancer());
      }) == "l.tsv: line 7: spot 9x21 is there twice");
}

// Counted in Python: of 346 spots with counts 341 have a label that says
// something, 303 of them one of the two cancers.
BOOST_AUTO_TEST_CASE(a_real_section_has_the_pathologists_classes,
                     *boost::unit_test::precondition(has_shared_data)) {
  const fs::path data = shared_data() / "her2st/data";
  const Dataset section =
      read_legacy_st(data / "ST-cnts/A1.tsv.gz", "A1.tsv.gz",
                     data / "ST-spotfiles/A1_selection.tsv", "A1_selection.tsv",
                     {{"her2st/A1", "her2st/A"}});
  const fs::path labels = data / "ST-pat/lbl/A1_labeled_coordinates.tsv";
  const Targets out = label_targets(section, labels, "A1", cancer());
  BOOST_TEST(section.spots.size() == 346U);
  BOOST_TEST(out.size() == 341U);
  BOOST_TEST(out.values.sum() == 303.F);
}

BOOST_AUTO_TEST_SUITE_END()
