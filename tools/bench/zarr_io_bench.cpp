// Writes and reads a float32 array of 20,000 x 2,000 in 1,000 x 1,000 chunks,
// zstd 3, and prints a JSON line for each of RUNS runs; zarr_io.py puts
// zarr-python and tensorstore beside it.
//
//   zarr_io_bench DATA.raw FOLDER RUNS     DATA.raw: 20,000 x 2,000 float32
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/matrix.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

constexpr std::int64_t kRows = 20000;
constexpr std::int64_t kColumns = 2000;

void print(std::string_view name, const Seconds& seconds) {
  std::cout << concat("{\"case\": \"", name, "\", ", json_members(seconds),
                      "}\n");
}

void run(const fs::path& data, const fs::path& folder, int runs) {
  const auto values = numbers_from<float>(data.string(), kRows * kColumns);
  zarr::ArrayOptions options;
  options.chunks = {1000, 1000};
  for (int i = 0; i < runs; ++i) {
    remove_tree(folder);
    const Stopwatch writing;
    zarr::Writer(folder).array<float>("x", values, {kRows, kColumns}, options);
    print("write", writing.elapsed());

    const Stopwatch reading;
    Matrix back(kRows, kColumns);  // as a step reads its input
    zarr::Reader(folder).array_into<float>(
        "x", {back.data(), static_cast<std::size_t>(back.size())});
    print("read", reading.elapsed());
    check(std::equal(values.begin(), values.end(), back.data()),
          "the values read are not those written");
  }
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: zarr_io_bench DATA.raw FOLDER RUNS\n";
    return 2;
  }
  try {
    moonstain::run(arguments[1], arguments[2], std::stoi(arguments[3]));
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "zarr_io_bench: " << e.what() << "\n";
    return 1;
  }
}
