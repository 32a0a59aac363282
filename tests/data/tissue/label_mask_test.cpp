#include "core/data/tissue/label_mask.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/stored/label_image.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// An array of bytes as numpy.save writes it.
std::string npy(std::int64_t height, std::int64_t width,
                std::string_view values) {
  std::string header = concat(
      "{'descr': '|u1', 'fortran_order': False, "
      "'shape': (",
      height, ", ", width, "), }");
  header.resize(117, ' ');
  return concat("\x93NUMPY", std::string("\x01\x00\x76\x00", 4), header, "\n",
                values);
}

/// A section of one spot, whose picture is of this size; 0: not known.
Dataset section_of(std::int64_t width, std::int64_t height) {
  Dataset d;
  d.section = "x/1";
  d.patient = "x/a";
  d.spots = {"1x1"};
  d.genes = {"A"};
  d.counts = {1, 1, {0, 1}, {0}, {1}};
  d.array_xy.setOnes(1, 2);
  d.pixel_xy.setOnes(1, 2);
  d.picture_width_px = width;
  d.picture_height_px = height;
  return d;
}

/// The step's result is written as "out".
void run(const TempFolder& folder, const Dataset& dataset,
         const std::string& mask) {
  dataset.write(folder / "dataset");
  write_file(folder / "mask", mask);
  const StepKind step = label_mask_step();
  make_folders(folder / "out");
  step.run(Inputs("label_mask", {{"dataset", {{folder / "dataset", "", "x/1"}}},
                                 {"mask", {{folder / "mask", "m.npy", ""}}}}),
           complete_options(step.decl(), Json::object()), folder / "out");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_mask_test)

BOOST_AUTO_TEST_CASE(a_mask_becomes_a_label_image) {
  for (const Dataset& dataset : {section_of(3, 2), section_of(0, 0)}) {
    const TempFolder folder;
    run(folder, dataset, npy(2, 3, std::string("\x00\x07\x07\x07\x00\x09", 6)));
    const LabelImage image = LabelImage::read(folder / "out");
    BOOST_TEST(image.section == "x/1");
    BOOST_TEST(image.rule == "label_mask: from a file (.npy of uint8)");
    BOOST_TEST(image.width_px == 3);
    BOOST_TEST(image.labels == 2);
    BOOST_TEST((image.values == std::vector<std::int32_t>{0, 7, 7, 7, 0, 9}));
  }
}

BOOST_AUTO_TEST_CASE(a_mask_of_another_size_than_the_picture_is_refused) {
  const auto message = [](std::int64_t width, std::int64_t height,
                          const std::string& mask) {
    const TempFolder folder;
    return error_of([&] { run(folder, section_of(width, height), mask); });
  };
  BOOST_TEST(message(6, 4, npy(2, 3, "123456")) ==
             "label_mask: mask m.npy is 3 x 2 px, the picture of section x/1 "
             "6 x 4; a mask has a label for each pixel of the picture at full "
             "resolution");
  BOOST_TEST(message(2, 3, npy(2, 3, "123456")) ==
             "label_mask: mask m.npy is 3 x 2 px, the picture of section x/1 "
             "2 x 3; its axes are exchanged: save it as [height, width]");
  BOOST_TEST(message(2, 3, "1 2 3 4 5 6") ==
             "label_mask: mask m.npy: is of no kind that is known, expected a "
             "NumPy array (.npy) or a TIFF of whole numbers");
}

BOOST_AUTO_TEST_SUITE_END()
