#include "core/learn/encoder.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <memory>
#include <vector>

#include "core/data/stored/patches.h"
#include "core/engine/step/task_context.h"
#include "core/learn/network/device_memory.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Tiles of 2 x 2 pixels: tile i is all i, the blank one all 255.
Patches seven_tiles(bool blank) {
  Patches patches;
  patches.section = "her2st/B4";
  patches.size_px = 2;
  patches.has_blank = blank;
  for (int i = 0; i < 7; ++i) {
    patches.spots.push_back(concat("1x", i));
    patches.pixels.insert(patches.pixels.end(), 12,
                          static_cast<std::uint8_t>(i));
  }
  if (blank) patches.pixels.insert(patches.pixels.end(), 12, 255);
  return patches;
}

// The first value of a tile, and the size of its batch.
Encoder first_value(std::vector<std::int64_t>* calls, std::int64_t batch) {
  return {.name = "first",
          .features = 2,
          .batch = batch,
          .encode = [calls](const TileBatch& tiles) {
            calls->push_back(tiles.count);
            Matrix out(tiles.count, 2);
            for (std::int64_t i = 0; i < tiles.count; ++i) {
              out(i, 0) = tiles.pixels[static_cast<std::size_t>(
                  i * 3 * tiles.side_px * tiles.side_px)];
              out(i, 1) = static_cast<float>(tiles.count);
            }
            return out;
          }};
}

Features encoded(const Encoder& encoder, bool blank = true) {
  const TempFolder folder;
  seven_tiles(blank).write(folder / "patches");
  PatchReader patches(folder / "patches");
  return encode(encoder, patches);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoder_test)

// As LibTorch says it of a GPU: 5 tiles do not fit, 2 do. After the blank tile
// five go by twos, and so do the last two. All vectors are there, in order, and
// the log says what was found.
BOOST_AUTO_TEST_CASE(a_batch_that_does_not_fit_into_device_memory_is_halved) {
  struct Log : TaskContext {
    Log() { current() = this; }
    ~Log() override { current() = nullptr; }
    void progress(std::uint64_t, std::uint64_t, std::string_view) override {}
    void log(std::string_view line) override { lines.emplace_back(line); }
    std::vector<std::string> lines;
  } log;
  std::vector<std::int64_t> calls;
  Encoder encoder = first_value(&calls, 5);
  encoder.encode = [fits = encoder.encode, &calls](const TileBatch& tiles) {
    if (tiles.count > 2) {
      calls.push_back(-tiles.count);
      throw OutOfDeviceMemory("CUDA out of memory");
    }
    return fits(tiles);
  };
  const Features features = encoded(encoder);
  BOOST_TEST(calls == (std::vector<std::int64_t>{1, -5, 2, 2, 1, 2}),
             tt::per_element());
  for (int i = 0; i < 7; ++i) {
    BOOST_TEST(features.values(i, 0) == static_cast<float>(i));
  }
  BOOST_TEST(log.lines ==
                 std::vector<std::string>{
                     "first: 5 tiles at once do not fit into the "
                     "GPU's memory (CUDA out of memory); going on "
                     "with 2"},
             tt::per_element());

  encoder.encode = [](const TileBatch&) -> Matrix {
    throw OutOfDeviceMemory("CUDA out of memory");
  };
  BOOST_TEST(error_of([&] { encoded(encoder); }) == "CUDA out of memory");
}

BOOST_AUTO_TEST_CASE(batches_are_cut_in_order_and_the_blank_tile_is_one) {
  std::vector<std::int64_t> calls;
  const Features features = encoded(first_value(&calls, 3));
  BOOST_TEST(calls == (std::vector<std::int64_t>{1, 3, 3, 1}),
             tt::per_element());
  BOOST_TEST(features.section == "her2st/B4");
  BOOST_TEST(features.encoder == "first");
  BOOST_TEST(features.spots.size() == 7U);
  for (int i = 0; i < 7; ++i) {
    BOOST_TEST(features.values(i, 0) == static_cast<float>(i));
    BOOST_TEST(features.values(i, 1) == (i < 6 ? 3.F : 1.F));
  }
  BOOST_TEST(features.blank[0] == 255.F);
  BOOST_TEST(features.blank[1] == 1.F);
}

// Tiles 2 and 5 are white, 4 shows what 1 does: 0, 1, 3 and 6 are left for
// batches of three.
BOOST_AUTO_TEST_CASE(tiles_that_show_the_same_are_encoded_once) {
  Patches patches = seven_tiles(true);
  const auto tile = [&](int i) { return patches.pixels.begin() + 12 * i; };
  std::fill_n(tile(2), 12, 255);
  std::fill_n(tile(5), 12, 255);
  std::fill_n(tile(4), 12, 1);
  const TempFolder folder;
  patches.write(folder / "patches");
  PatchReader reader(folder / "patches");
  std::vector<std::int64_t> calls;
  const Features features = encode(first_value(&calls, 3), reader);
  BOOST_TEST(calls == (std::vector<std::int64_t>{1, 3, 1}), tt::per_element());
  const std::vector<float> shown{0, 1, 255, 3, 1, 255, 6};
  const std::vector<float> batches{3, 3, 1, 3, 3, 1, 1};
  for (int i = 0; i < 7; ++i) {
    BOOST_TEST(features.values(i, 0) == shown[static_cast<std::size_t>(i)]);
    BOOST_TEST(features.values(i, 1) == batches[static_cast<std::size_t>(i)]);
  }
  BOOST_TEST(features.blank[0] == 255.F);
  // One pixel that differs is another tile.
  *tile(4) = 2;
  patches.write(folder / "others");
  PatchReader others(folder / "others");
  calls.clear();
  BOOST_TEST(encode(first_value(&calls, 7), others).values(4, 0) == 2.F);
  BOOST_TEST(calls == (std::vector<std::int64_t>{1, 5}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_blank_tile_there_is_no_blank_vector) {
  std::vector<std::int64_t> calls;
  BOOST_TEST(encoded(first_value(&calls, 7), false).blank.size() == 0);
  BOOST_TEST(calls == (std::vector<std::int64_t>{7}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(tiles_of_another_side_are_refused) {
  std::vector<std::int64_t> calls;
  Encoder encoder = first_value(&calls, 1);
  encoder.input_px = 224;
  BOOST_TEST(error_of([&] { encoded(encoder); }) ==
             "first: takes tiles of 224 px, those of section her2st/B4 have 2 "
             "px; make `patches` with tile_px = 224");
  encoder.input_px = 2;
  BOOST_TEST(error_of([&] { encoded(encoder); }) == "no error");
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_finite_is_named_with_its_spot) {
  Encoder encoder{.name = "odd",
                  .features = 2,
                  .batch = 4,
                  .encode = [](const TileBatch& tiles) {
                    Matrix out = Matrix::Zero(tiles.count, 2);
                    if (tiles.pixels[0] == 4) {
                      out(1, 1) = std::numeric_limits<float>::quiet_NaN();
                    }
                    return out;
                  }};
  BOOST_TEST(error_of([&] { encoded(encoder); }) ==
             "odd: spot 1x5 of section her2st/B4: value 1 is nan, expected a "
             "finite one");
  encoder.encode = [](const TileBatch& tiles) {
    return Matrix(Matrix::Constant(
        tiles.count, 2,
        tiles.pixels[0] == 255 ? std::numeric_limits<float>::infinity() : 0));
  };
  BOOST_TEST(error_of([&] { encoded(encoder); }) ==
             "odd: the blank tile of section her2st/B4: value 0 is inf, "
             "expected a finite one");
}

BOOST_AUTO_TEST_CASE(vectors_of_another_shape_are_refused) {
  std::vector<std::int64_t> calls;
  Encoder encoder = first_value(&calls, 4);
  encoder.features = 3;
  BOOST_TEST(error_of([&] { encoded(encoder, false); }) ==
             "first: gave [4, 2] for 4 tile(s) of section her2st/B4, expected "
             "[4, 3]");
}

BOOST_AUTO_TEST_CASE(features_know_how_wide_their_tiles_are) {
  const TempFolder folder;
  const Patches tiles = seven_tiles(false);
  PatchWriter out(folder / "cropped", tiles);
  out.add(tiles.pixels);
  out.finish(CropNotes{.width = {0.75, 150}});
  PatchReader patches(folder / "cropped");
  std::vector<std::int64_t> calls;
  const Features features = encode(first_value(&calls, 1), patches);
  BOOST_TEST(features.tiles.um == 150);
  BOOST_TEST(!encoded(first_value(&calls, 1), false).tiles.known());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
