#include "core/data/source/manifest.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

const std::string kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// One section with one file of the bytes "abc" (its sha256: FIPS 180-4).
std::string text(const std::string& path = "data/B4.tsv") {
  return R"({"name": "small", "title": "t", "organism": "o", "licence": "l",
    "citation": "c", "source": "s", "layout": "legacy_st", "lattice": "square",
    "um_per_px": 0.5, "spot_pitch_um": 200, "spot_diameter_um": 100,
    "sections": [{"section": "B4", "patient": "B",
                  "files": {"counts": ")" +
         path + R"("}}],
    "files": [{"path": "data/B4.tsv", "size": 3, "sha256": ")" +
         kAbc + R"(", "url": "https://example.org/B4.tsv"}]})";
}

Manifest small() { return Manifest::parse(text(), "small"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(manifest_test)

BOOST_AUTO_TEST_CASE(a_manifest_is_read) {
  const Manifest m = small();
  BOOST_TEST(m.section("B4").patient == "B");
  BOOST_TEST(m.section("B4").files.at("counts") == "data/B4.tsv");
  BOOST_TEST(m.file("data/B4.tsv").sha256.hex() == kAbc);
  BOOST_TEST(m.um_per_px == 0.5);
  BOOST_TEST(error_of([&] { m.section("B5"); }) ==
             "manifest small: no section 'B5'; did you mean 'B4'?");
}

BOOST_AUTO_TEST_CASE(a_manifest_has_the_name_of_its_folder) {
  BOOST_TEST(Manifest::of_folder(text(), "small").name == "small");
  BOOST_TEST(error_of([] { Manifest::of_folder(text(), "large"); }) ==
             "data_manifests/large/manifest.json: \"name\" is \"small\", "
             "expected the name of its folder, \"large\"");
}

BOOST_AUTO_TEST_CASE(a_role_without_a_file_is_named) {
  BOOST_TEST(error_of([] { Manifest::parse(text("x.tsv"), "m.json"); }) ==
             "m.json: section B4: its counts 'x.tsv' is not among the files");
}

// A patient of the section, and one of the table alone, at a site.
BOOST_AUTO_TEST_CASE(patients_are_those_of_sections_and_tables) {
  const auto with = [](const std::string& more) {
    std::string all = text();
    return all.insert(1, more);
  };
  const Manifest m =
      Manifest::parse(with(R"("patients": [{"patient": "A", "site": "one"},
                           {"patient": "B"}],
              "tables": {"clinical": "data/B4.tsv"}, )"),
                      "m.json");
  BOOST_REQUIRE(m.patients.size() == 2U);
  BOOST_TEST(m.patients[0].patient == "A");
  BOOST_TEST(m.patients[0].site == "one");
  BOOST_TEST(m.patients[1].patient == "B");
  BOOST_TEST(m.patients[1].site == "");
  BOOST_TEST(m.tables.at("clinical") == "data/B4.tsv");
  BOOST_TEST(error_of([&] {
               Manifest::parse(with(R"("tables": {"rna": "rna.tsv"}, )"),
                               "m.json");
             }) == "m.json: table rna: \"rna.tsv\" is not among the files");
  BOOST_TEST(
      error_of([&] {
        Manifest::parse(
            with(R"("patients": [{"patient": "A"}, {"patient": "A"}], )"),
            "m.json");
      }) == "m.json: patient 'A' is named twice");
}

BOOST_AUTO_TEST_CASE(a_set_of_tables_needs_no_section_and_no_lattice) {
  std::string all = text();
  const auto put = [&](const std::string& old, const std::string& other) {
    all.replace(all.find(old), old.size(), other);
  };
  put(R"("lattice": "square")", R"("lattice": "")");
  BOOST_TEST(error_of([&] { Manifest::parse(all, "m.json"); }) ==
             "m.json: lattice is '', expected square, "
             "hexagonal or none");
  const std::size_t begin = all.find("\"sections\"");
  all.erase(begin, all.find("\"files\": [") - begin);
  BOOST_TEST(error_of([&] { Manifest::parse(all, "m.json"); }) ==
             "m.json: there is no section, no patient and no table");
  std::string of_nobody = all;
  of_nobody.insert(1, R"("tables": {"places": "data/B4.tsv"}, )");
  BOOST_TEST(Manifest::parse(of_nobody, "m.json").patients.empty());
  all.insert(1, R"("patients": [{"patient": "A"}], )");
  BOOST_TEST(Manifest::parse(all, "m.json").patients.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_path_cannot_leave_the_folder) {
  std::string bad = text();
  bad.replace(bad.find("\"data/B4.tsv\", \"size\""), 13, "\"../B4.tsv\"");
  BOOST_TEST(error_of([&] { Manifest::parse(bad, "m.json"); }) ==
             "m.json: path '../B4.tsv' leaves the folder of the data set");
}

BOOST_AUTO_TEST_CASE(a_mark_in_front_is_read_and_a_page_is_named) {
  BOOST_TEST(Manifest::parse("\xef\xbb\xbf" + text(), "m.json").name ==
             "small");
  BOOST_TEST(error_of([] { Manifest::parse("<html></html>", "m.json"); }) ==
             "m.json: is a web page, expected text; servers send such a page "
             "for a file that they do not give; download the file again");
}

BOOST_AUTO_TEST_SUITE_END()
