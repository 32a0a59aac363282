#include "core/data/source/legacy_st.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/gzip.h"
#include "core/data/source/dataset_step.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::string kCounts =
    "\tGNAS\tFN1\n"
    "10x14\t2\t0\n"
    "10x15\t0\t3\n"
    "11x15\t1\t1\n";
const std::string kSpots =
    "x\ty\tnew_x\tnew_y\tpixel_x\tpixel_y\tselected\n"
    "11\t15\t11\t15\t30.5\t40\t1\n"
    "10\t15\t10\t15\t20\t40\t1\n"
    "10\t14\t10\t14\t20\t35.25\t1\n";

Dataset read(const std::string& counts, const std::string& spots,
             double most_unmatched = 0.1) {
  const TempFolder folder;
  write_file(folder / "c", counts);
  write_file(folder / "s", spots);
  return read_legacy_st(
      folder / "c", "B4.tsv.gz", folder / "s", "B4_selection.tsv",
      {"her2st/B4", "her2st/B", Lattice::square, most_unmatched});
}

std::string message(const std::string& counts,
                    const std::string& spots = kSpots) {
  return error_of([&] { read(counts, spots); });
}

std::string changed(std::string text, const std::string& from,
                    const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(legacy_st_test)

BOOST_AUTO_TEST_CASE(tables_are_joined_by_name_in_the_order_of_counts) {
  const Dataset d = read(kCounts, kSpots);
  BOOST_TEST(d.spots == (std::vector<std::string>{"10x14", "10x15", "11x15"}),
             tt::per_element());
  BOOST_TEST(d.genes == (std::vector<std::string>{"GNAS", "FN1"}),
             tt::per_element());
  BOOST_TEST(d.array_xy(2, 0) == 11);
  BOOST_TEST(d.pixel_xy(0, 1) == 35.25);
  BOOST_TEST(d.pixel_xy(2, 0) == 30.5);
  BOOST_TEST(d.counts.row_starts == (std::vector<std::int64_t>{0, 1, 2, 4}),
             tt::per_element());
  BOOST_TEST(d.counts.columns == (std::vector<std::int32_t>{0, 1, 0, 1}),
             tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{2, 3, 1, 1}),
             tt::per_element());
  BOOST_TEST(d.left_out.empty());
}

BOOST_AUTO_TEST_CASE(gzip_and_plain_tables_read_alike) {
  BOOST_TEST(read(gzip(kCounts), gzip(kSpots)).spots.size() == 3U);
}

BOOST_AUTO_TEST_CASE(array_positions_are_rounded) {
  const Dataset d =
      read(kCounts, changed(kSpots, "11\t15\t11", "10.98\t15.04\t11"));
  BOOST_TEST(d.array_xy(2, 0) == 11);
}

BOOST_AUTO_TEST_CASE(what_falls_out_is_counted_by_reason) {
  const Dataset d =
      read(kCounts + "1x1\t0\t0\n" + "2x2\t5\t5\n",
           kSpots + "1\t1\t1\t1\t0\t0\t0\n" + "9\t9\t9\t9\t0\t0\t1\n", 0.5);
  BOOST_TEST(d.spots.size() == 3U);
  BOOST_REQUIRE(d.left_out.size() == 3U);
  BOOST_TEST(d.left_out[0].first == "under tissue, without counts");
  BOOST_TEST(d.left_out[0].second == 1);
  BOOST_TEST(d.left_out[1].first == "counts not under tissue");
  BOOST_TEST(d.left_out[1].second == 1);
  BOOST_TEST(d.left_out[2].first == "counts without a position");
  BOOST_TEST(d.left_out[2].second == 1);
}

BOOST_AUTO_TEST_CASE(tables_of_two_sections_do_not_join) {
  BOOST_TEST(
      message(changed(changed(kCounts, "10x14", "1x1"), "10x15", "2x2")) ==
      "section her2st/B4: B4.tsv.gz and B4_selection.tsv do not join: 2 "
      "of 3 spots with counts have no position (as '1x1'), 2 of 3 spots under "
      "tissue have no counts (as '10x15'), at most 0.1 may; are both tables of "
      "the same section?");
}

BOOST_AUTO_TEST_CASE(a_section_without_tissue_is_refused) {
  std::string none = kSpots;
  for (std::size_t at = 0; (at = none.find("\t1\n", at)) != none.npos;) {
    none[at + 1] = '0';
  }
  BOOST_TEST(message(kCounts, none) ==
             "section her2st/B4: of the 3 spots in B4_selection.tsv none is "
             "under tissue: column 'selected' is 0 throughout");
}

// Case by case what people's tables do; each would join once changed.
BOOST_AUTO_TEST_CASE(the_names_that_would_join_are_guessed) {
  const auto guess = [](const std::string& counts,
                        const std::string& spots = kSpots) {
    const std::string text = message(counts, spots);
    return text.substr(text.find("may; ") + 5);
  };
  // The three spots by other names, in the order of kCounts.
  const auto named = [](const std::string& a, const std::string& b,
                        const std::string& c) {
    return "\tGNAS\n" + a + "\t1\n" + b + "\t2\n" + c + "\t3\n";
  };
  BOOST_TEST(guess("\t10x14\t10x15\t11x15\nGNAS\t2\t0\t1\n") ==
             "the columns of B4.tsv.gz name the spots: write it transposed, "
             "with a spot a row");
  BOOST_TEST(guess(named("10.1x13.9", "10.1x15", "11x15.2"),
                   "x\ty\tnew_x\tnew_y\tpixel_x\tpixel_y\n"
                   "11\t15\t11\t15.2\t30\t40\n10\t15\t10.1\t15\t20\t40\n"
                   "10\t14\t10.1\t13.9\t20\t35\n") ==
             "the names in B4.tsv.gz are new_x and new_y of B4_selection.tsv: "
             "name its spots by x and y");
  BOOST_TEST(guess(named("10.1x13.9", "10.1x15", "11x15.2")) ==
             "the names in B4.tsv.gz have decimals, as '10.1x13.9': name its "
             "spots by x and y, rounded");
  BOOST_TEST(guess(named("X10x14", "X10x15", "X11x15")) ==
             "the names in B4.tsv.gz have more than x and y, as 'X10x14': name "
             "it '10x14'");
  BOOST_TEST(guess(named("s1_10x14_1", "s1_10x15_1", "s1_11x15_1")) ==
             "the names in B4.tsv.gz have more than x and y, as 's1_10x14_1': "
             "name it '10x14'");
  BOOST_TEST(guess(named("10_14", "10_15", "11_15")) ==
             "the names in B4.tsv.gz have no 'x' between x and y, as '10_14': "
             "name it '10x14'");
  BOOST_TEST(guess(named("14x10", "15x10", "15x11")) ==
             "the names in B4.tsv.gz are y and x, as '14x10': exchange them, "
             "or x and y in B4_selection.tsv");
  BOOST_TEST(guess(named("9x13", "9x14", "10x14")) ==
             "the names in B4.tsv.gz count from 0 where x and y of "
             "B4_selection.tsv count from 1: add 1 to both");
  BOOST_TEST(guess(named("11x15", "11x16", "12x16")) ==
             "the names in B4.tsv.gz count from 1 where x and y of "
             "B4_selection.tsv count from 0: take 1 from both");
  // Names that fit have no decimals; what lacks are rows.
  BOOST_TEST(guess("\tGNAS\n10x14\t1\n") ==
             "the names in B4.tsv.gz fit those of B4_selection.tsv: is it cut "
             "short, or were spots taken out of it?");
  BOOST_TEST(guess(named("AAACAAGT-1", "AAACACCA-1", "x")) ==
             "are both tables of the same section?");
}

// As a spreadsheet and R write them: commas, quotes, a mark, UTF-16 and CR.
BOOST_AUTO_TEST_CASE(tables_are_read_as_people_save_them) {
  const auto commas = [](std::string text) {
    std::ranges::replace(text, '\t', ',');
    return text;
  };
  const auto expect_same = [](const Dataset& d) {
    BOOST_TEST(d.spots.size() == 3U);
    BOOST_TEST(d.genes == (std::vector<std::string>{"GNAS", "FN1"}),
               tt::per_element());
    BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{2, 3, 1, 1}),
               tt::per_element());
    BOOST_TEST(d.pixel_xy(0, 1) == 35.25);
  };
  expect_same(read(commas(kCounts), commas(kSpots)));
  expect_same(read("\xef\xbb\xbf" + kCounts, "\xef\xbb\xbf" + kSpots));
  expect_same(
      read("\"GNAS\"\t\"FN1\"\n\"10x14\"\t2\t0\n\"10x15\"\t0\t3\n"
           "\"11x15\"\t1\t1\n",
           kSpots));
  std::string mac = kCounts;
  std::ranges::replace(mac, '\n', '\r');
  std::string wide = "\xff\xfe";
  for (const char c : kSpots) wide += {c, '\0'};
  expect_same(read(mac, wide));
}

BOOST_AUTO_TEST_CASE(what_is_no_table_is_named) {
  BOOST_TEST(message("<!DOCTYPE html>\n<html><title>404</title></html>\n") ==
             "B4.tsv.gz: is a web page with title '404', expected text; "
             "servers send such a page for a file that they do not give; "
             "download the file again");
  BOOST_TEST(message(kCounts, "7z\xbc\xaf\x27\x1c") ==
             "B4_selection.tsv: is a 7z archive, expected text; unpack it and "
             "name the file inside");
}

BOOST_AUTO_TEST_CASE(selected_may_be_a_truth_value) {
  for (const char* yes : {"TRUE", "True", "true"}) {
    for (const char* no : {"FALSE", "False", "false", "0"}) {
      std::string spots =
          changed(kSpots, "40\t1\n10", "40\t" + std::string(no) + "\n10");
      spots = changed(spots, "40\t1\n10", "40\t" + std::string(yes) + "\n10");
      const Dataset d = read(kCounts, spots);
      BOOST_TEST(d.spots == (std::vector<std::string>{"10x14", "10x15"}),
                 tt::per_element());
    }
  }
  BOOST_TEST(message(kCounts, changed(kSpots, "40\t1\n", "40\tNA\n")) ==
             "B4_selection.tsv: line 2, column 'selected': expected an "
             "integer, found 'NA'");
}

BOOST_AUTO_TEST_CASE(a_spot_that_is_left_out_needs_no_pixels) {
  const std::string na = changed(kSpots, "30.5\t40\t1", "NA\tNA\t0");
  BOOST_TEST(read(kCounts, na).spots.size() == 2U);
  BOOST_TEST(message(kCounts, changed(kSpots, "30.5\t40", "NA\tNA")) ==
             "B4_selection.tsv: line 2, column 'pixel_x': expected a number, "
             "found 'NA'");
}

BOOST_AUTO_TEST_CASE(a_spot_that_is_there_twice_is_named) {
  BOOST_TEST(message(kCounts + "10x14\t1\t1\n") ==
             "B4.tsv.gz: line 5: spot 10x14 is there twice, before in "
             "B4.tsv.gz: line 2");
  BOOST_TEST(message(kCounts, kSpots + "10\t14\t0\t0\t1\t1\t1\n") ==
             "B4_selection.tsv: line 5: spot 10x14 is there twice, before in "
             "B4_selection.tsv: line 4");
}

BOOST_AUTO_TEST_CASE(counts_are_whole_numbers_from_0_up) {
  const auto with = [](const std::string& count) {
    return message(changed(kCounts, "0\t3", "0\t" + count));
  };
  const auto expected = [](const std::string& count) {
    return "B4.tsv.gz: line 3: spot 10x15, gene FN1: count is '" + count +
           "', expected a whole number from 0 up";
  };
  for (const char* bad : {"-1", "2.5", "NaN", "nan", "NA", "", "inf", "3x"}) {
    BOOST_TEST(with(bad) == expected(bad));
  }
  BOOST_TEST(with("3.0") == "no error");
}

BOOST_AUTO_TEST_CASE(an_empty_section_is_named) {
  BOOST_TEST(
      message("\tGNAS\tFN1\n") ==
      "section her2st/B4: B4.tsv.gz has 0 spots and 2 genes; the section "
      "is empty");
  BOOST_TEST(
      message(kCounts, "x\ty\tnew_x\tnew_y\tpixel_x\tpixel_y\tselected\n") ==
      "section her2st/B4: B4_selection.tsv has no spots; the section is "
      "empty");
}

BOOST_AUTO_TEST_CASE(a_picture_smaller_than_its_spots_is_named) {
  Dataset d = read(kCounts, kSpots);
  BOOST_TEST(
      error_of([&] { set_picture_size(d, "B4.jpg", 25, 50); }) ==
      "section her2st/B4: spot 11x15 lies at (30.5, 40) px, outside of picture "
      "B4.jpg of 25 x 50 px; is the picture of this section, and at full "
      "resolution?");
  set_picture_size(d, "B4.jpg", 31, 41);
  BOOST_TEST(d.picture_height_px == 41);
  BOOST_TEST(d.remarks.empty());
  // Its user takes it as it is, as far as a window around it can be cut out.
  set_picture_size(d, "B4.jpg", 25, 50, {.as_given = true});
  BOOST_TEST(d.picture_width_px == 25);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] == concat("taken as given: 1 of ", d.spots.size(),
                                    " spots lie outside of picture B4.jpg"));
  d.pixel_xy(0, 0) = 1e300;
  BOOST_TEST(error_of([&] {
               set_picture_size(d, "B4.jpg", 25, 50, {.as_given = true});
             }) != "no error");
}

BOOST_AUTO_TEST_CASE(genes_take_their_names_where_those_are_unique) {
  const TempFolder folder;
  write_file(folder / "c", "\tE1.1\tE2.1\tE3.2\tE4.1\n10x14\t1\t2\t3\t4\n");
  write_file(folder / "s", kSpots);
  write_file(folder / "g",
             "gene_id\tgene_type\tgene_name\nE1.1\tx\tPenk\nE2.1\tx\tTwin\n"
             "E3.2\tx\tTwin\n");
  const Dataset d =
      read_legacy_st(folder / "c", "c", folder / "s", "s",
                     {"m", "p", Lattice::square, 1.0}, folder / "g");
  BOOST_TEST(
      d.genes == (std::vector<std::string>{"Penk", "E2.1", "E3.2", "E4.1"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_none_leaves_the_id) {
  const TempFolder folder;
  write_file(folder / "c", "\tE1\tE2\tE3\tE4\n10x14\t1\t2\t3\t4\n");
  write_file(folder / "s", kSpots);
  const auto genes = [&](const std::string& rows) {
    const fs::path names = folder / "names.tsv";
    rewrite(names, "gene_id\tgene_name\n" + rows);
    return read_legacy_st(folder / "c", "c.tsv", folder / "s", "s",
                          {"m", "p", Lattice::square, 1.0}, names)
        .genes;
  };
  BOOST_TEST(genes("E1\t\nE2\tNA\nE3\tPenk\nE3\tPenk\nE4\tnan\n") ==
                 (std::vector<std::string>{"E1", "E2", "Penk", "E4"}),
             tt::per_element());
  BOOST_TEST(error_of([&] { genes("E2\tB\nE1\tA\nE1\tC\n"); }) ==
             "names.tsv: line 4: gene_id 'E1' has gene_name 'C', before in "
             "names.tsv: line 3 it has 'A'; leave one of the lines out");
  BOOST_TEST(error_of([&] { genes("E1.3\tA\n"); }) ==
             "names.tsv: names none of the genes of c.tsv, whose first is "
             "'E1'; its own first is 'E1.3'. Are both of one organism, and "
             "both with or without versions?");
}

// The sections that ship: recipes/demo/METHOD.md and the tables.
BOOST_AUTO_TEST_CASE(the_olfactory_bulb_has_379_and_407_spots) {
  const fs::path mob = "data_manifests/samples/mob";
  for (const auto& [name, spots, without_position] :
       {std::tuple{"MOB1", 379, 11}, std::tuple{"MOB2", 407, 8}}) {
    const std::string table = concat("alignment_table_", name, ".tsv.gz");
    const Dataset d =
        read_legacy_st(mob / concat(name, ".tsv.gz"), name, mob / table, table,
                       {concat("mob/", name), "mob/mouse1", Lattice::hexagonal},
                       mob / "gene_names.tsv.gz");
    BOOST_TEST(d.spots.size() == static_cast<std::size_t>(spots));
    BOOST_TEST(d.genes.size() == 1000U);
    BOOST_TEST(d.left_out.back().first == "counts without a position");
    BOOST_TEST(d.left_out.back().second == without_position);
    for (Eigen::Index i = 0; i < d.array_xy.rows(); ++i) {
      BOOST_TEST((d.array_xy(i, 0) + d.array_xy(i, 1)) % 2 == 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
