#include "core/data/image/jpeg.h"

// clang-format off: jpeglib.h needs FILE before it
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <cstdlib>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/exif.h"

namespace moonstain {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 18;
// Each block of 64 coefficients takes a bit at least in the first scan.
constexpr std::uint64_t kBlocksPerByte = 8;
// What any file may take (64 MB): arithmetic coding needs less than a bit.
constexpr std::uint64_t kFreeBlocks =
    (std::uint64_t{64} << 20) / sizeof(JBLOCK);

std::string message_of(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  return text;
}

// Errors leave libjpeg as exceptions: on x86-64 every C function has unwind
// tables, and the library holds nothing that its destroy call does not free.
[[noreturn]] void on_error(j_common_ptr info) { throw Error(message_of(info)); }

// Warnings that mean lost picture are errors; the rest is silent.
void on_message(j_common_ptr info, int level) {
  const int code = info->err->msg_code;
  if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER ||
                    code == JWRN_HUFF_BAD_CODE)) {
    throw Error(message_of(info));
  }
}

}  // namespace

struct JpegReader::State {
  std::string name;
  std::unique_ptr<FileReader> file;
  std::vector<unsigned char> block;
  std::string_view bytes;
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_source_mgr source{};
  std::vector<std::uint8_t> row;
  bool started = false;
  std::int64_t column_begin = 0;
  std::int64_t column_end = -1;
  std::int64_t first_column = 0;  // of what the decoder gives

  ~State() { jpeg_destroy_decompress(&info); }

  template <typename Body>
  void guarded(Body body) {
    try {
      body();
    } catch (const Error& e) {
      fail("picture ", name, ": ", e.what(), "; ", info.output_scanline, " of ",
           info.output_height == 0 ? info.image_height : info.output_height,
           " rows were decoded before, the file is damaged or cut short");
    }
  }

  static boolean fill(j_decompress_ptr info) {
    auto& state = *static_cast<State*>(info->client_data);
    std::size_t count = 0;
    if (state.file) {
      state.block.resize(kBlockBytes);
      count = state.file->read(reinterpret_cast<char*>(state.block.data()),
                               state.block.size());
    }
    if (count == 0) ERREXIT(info, JERR_INPUT_EOF);
    state.source.next_input_byte = state.block.data();
    state.source.bytes_in_buffer = count;
    return TRUE;
  }

  static void skip(j_decompress_ptr info, long count) {
    auto& state = *static_cast<State*>(info->client_data);
    while (count > static_cast<long>(state.source.bytes_in_buffer)) {
      count -= static_cast<long>(state.source.bytes_in_buffer);
      fill(info);
    }
    state.source.next_input_byte += count;
    state.source.bytes_in_buffer -= static_cast<std::size_t>(count);
  }

  // A picture in several scans is held whole until the last: a few bytes could
  // claim all memory.
  void check_coefficients() {
    if (jpeg_has_multiple_scans(&info) == FALSE) return;
    std::uint64_t blocks = 0;
    for (int i = 0; i < info.num_components; ++i) {
      const jpeg_component_info& part = info.comp_info[i];
      blocks += std::uint64_t{part.width_in_blocks} * part.height_in_blocks;
    }
    const std::uint64_t given = file ? file->size_bytes() : bytes.size();
    check(blocks <= kFreeBlocks + kBlocksPerByte * given, "claims ",
          info.image_width, " x ", info.image_height, " pixels, which its ",
          given, " bytes cannot hold");
  }

  int orientation() const {
    constexpr std::string_view kExif("Exif\0\0", 6);
    for (auto* one = info.marker_list; one != nullptr; one = one->next) {
      const std::string_view data(reinterpret_cast<const char*>(one->data),
                                  one->data_length);
      if (data.starts_with(kExif)) {
        return exif_orientation(data.substr(kExif.size()));
      }
    }
    return 1;
  }

  void open() {
    info.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg_create_decompress(&info);
    info.client_data = this;
    source.init_source = [](j_decompress_ptr) {};
    source.fill_input_buffer = &State::fill;
    source.skip_input_data = &State::skip;
    source.resync_to_restart = jpeg_resync_to_restart;
    source.term_source = [](j_decompress_ptr) {};
    source.next_input_byte =
        reinterpret_cast<const unsigned char*>(bytes.data());
    source.bytes_in_buffer = bytes.size();
    info.src = &source;
    jpeg_save_markers(&info, JPEG_APP0 + 1, 0xffff);
    guarded([&] { jpeg_read_header(&info, TRUE); });
    // A whole file that is not as it has to be.
    with_context(concat("picture ", name), [&] {
      check(info.num_components == 1 || info.num_components == 3, "has ",
            info.num_components,
            " colour components (CMYK has 4); grey and RGB pictures can be "
            "read: save it as RGB");
      check_upright(orientation());
    });
    guarded([&] {
      check_coefficients();
      info.out_color_space = JCS_RGB;
      info.dct_method = JDCT_ISLOW;
      info.do_fancy_upsampling = TRUE;
      jpeg_calc_output_dimensions(&info);
    });
  }
};

JpegReader::JpegReader(const fs::path& path, std::string name)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->file = std::make_unique<FileReader>(path);
  state_->open();
}

JpegReader::JpegReader(std::string_view bytes, std::string name)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->bytes = bytes;
  state_->open();
}

JpegReader::~JpegReader() = default;

std::int64_t JpegReader::width_px() const { return state_->info.output_width; }

std::int64_t JpegReader::height_px() const {
  return state_->info.output_height;
}

void JpegReader::use_scale(int halvings) {
  check(!state_->started && halvings >= 0 && halvings <= 3, "picture ",
        state_->name, ": scale ", halvings, " is not 0 to 3 halvings");
  state_->info.scale_num = 1;
  state_->info.scale_denom = 1U << halvings;
  state_->guarded([&] { jpeg_calc_output_dimensions(&state_->info); });
}

void JpegReader::use_columns(std::int64_t begin, std::int64_t end) {
  check(!state_->started && 0 <= begin && begin < end && end <= width_px(),
        "picture ", state_->name, ": columns ", begin, " to ", end, " of ",
        width_px());
  state_->column_begin = begin;
  state_->column_end = end;
}

void JpegReader::start() {
  if (state_->started) return;
  state_->started = true;
  state_->row.resize(static_cast<std::size_t>(3 * width_px()));
  state_->guarded([&] {
    jpeg_decompress_struct& info = state_->info;
    const auto width = static_cast<std::int64_t>(info.output_width);
    jpeg_start_decompress(&info);
    if (state_->column_end < 0 || info.scale_denom != info.scale_num) return;
    // Fancy upsampling looks at the neighbouring column, so one block more on
    // either side is decoded; what is asked for is then as in a whole decode.
    constexpr std::int64_t kMargin = 32;
    const auto begin =
        std::max<std::int64_t>(0, state_->column_begin - kMargin);
    const auto end = std::min(width, state_->column_end + kMargin);
    if (end - begin >= width) return;
    auto x = static_cast<JDIMENSION>(begin);
    auto columns = static_cast<JDIMENSION>(end - begin);
    jpeg_crop_scanline(&info, &x, &columns);
    state_->first_column = x;
  });
}

std::span<const std::uint8_t> JpegReader::read_row() {
  start();
  State& state = *state_;
  state.guarded([&] {
    check(state.info.output_scanline < state.info.output_height,
          "a row behind the last was asked for");
    JSAMPROW row = state.row.data() + 3 * state.first_column;
    jpeg_read_scanlines(&state.info, &row, 1);
  });
  return state.row;
}

void JpegReader::skip_rows(std::int64_t count) {
  start();
  state_->guarded([&] {
    jpeg_skip_scanlines(&state_->info, static_cast<JDIMENSION>(count));
  });
}

Picture jpeg_decode(std::string_view bytes, std::string_view name) {
  JpegReader reader(bytes, std::string(name));
  Picture out{reader.width_px(), reader.height_px(), {}};
  out.rgb.reserve(static_cast<std::size_t>(3 * out.width_px * out.height_px));
  for (std::int64_t y = 0; y < out.height_px; ++y) {
    const auto row = reader.read_row();
    out.rgb.insert(out.rgb.end(), row.begin(), row.end());
  }
  return out;
}

std::string jpeg_encode(const Picture& picture, int quality) {
  check(quality >= 1 && quality <= 100, "jpeg_encode: quality is ", quality,
        ", expected 1 to 100");
  check(static_cast<std::int64_t>(picture.rgb.size()) ==
                3 * picture.width_px * picture.height_px &&
            picture.width_px > 0 && picture.height_px > 0 &&
            picture.width_px <= JPEG_MAX_DIMENSION &&
            picture.height_px <= JPEG_MAX_DIMENSION,
        "jpeg_encode: ", picture.rgb.size(), " values for ", picture.width_px,
        " x ", picture.height_px, " px");
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  jpeg_create_compress(&info);
  const std::unique_ptr<jpeg_compress_struct, void (*)(jpeg_compress_struct*)>
      owner(&info, [](jpeg_compress_struct* c) { jpeg_destroy_compress(c); });
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  // The library may move `out` until jpeg_finish_compress.
  const auto free_out = [&](void*) { std::free(out); };
  const std::unique_ptr<void, decltype(free_out)> out_owner(&info, free_out);
  info.image_width = static_cast<JDIMENSION>(picture.width_px);
  info.image_height = static_cast<JDIMENSION>(picture.height_px);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  for (std::int64_t y = 0; y < picture.height_px; ++y) {
    auto* row =
        const_cast<JSAMPROW>(picture.rgb.data() + 3 * y * picture.width_px);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return {reinterpret_cast<const char*>(out), size};
}

}  // namespace moonstain
