#include "core/data/hdf5/open_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/file_kind.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/data/hdf5/library.h"
#include "core/engine/step/task_context.h"

namespace moonstain::hdf5 {
namespace {

herr_t first_words(unsigned, const H5E_error2_t* error, void* words) {
  auto& text = *static_cast<std::string*>(words);
  if (text.empty() && error->desc != nullptr) text = error->desc;
  return 0;
}

// Why the last call failed, in the words of the innermost function.
std::string library_words() {
  std::string words;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, first_words, &words);
  H5Eclear2(H5E_DEFAULT);
  return words.empty() ? "no reason given" : printable(words, 200);
}

// Where a superblock may lie: at the front, or behind 512 bytes or a power of
// two times that, which belong to somebody else.
bool is_hdf5(FileReader& file) {
  constexpr char kMark[] = "\211HDF\r\n\032\n";
  for (std::uint64_t at = 0; at + 8 <= file.size_bytes();
       at = at == 0 ? 512 : 2 * at) {
    char found[8];
    file.read_at(found, 8, at);
    if (std::memcmp(found, kMark, 8) == 0) return true;
  }
  return false;
}

std::string kind_of(FileReader& file) {
  std::string start(std::min<std::uint64_t>(file.size_bytes(), kFileKindBytes),
                    '\0');
  file.read_at(start.data(), start.size(), 0);
  const auto kind = file_kind(start);
  if (!kind) return "is no HDF5 file";
  return concat("is ", kind->name, ", expected HDF5; ", kind->remedy);
}

// A text that may end early: at a zero, or before spaces that fill it up.
std::string fixed_text(const char* bytes, std::size_t most, H5T_str_t padding) {
  std::string text(bytes, strnlen(bytes, most));
  if (padding == H5T_STR_SPACEPAD) {
    text.erase(text.find_last_not_of(' ') + 1);
  }
  return text;
}

}  // namespace

OpenFile::OpenFile(const fs::path& path, std::string name)
    : name_(std::move(name)), bytes_(path), source_{bytes_, false, {}} {
  if (!is_hdf5(bytes_)) fail(name_, ": ", kind_of(bytes_));
  prepare_library();
  // What a worker has said last stands beside how it ended.
  log_line(concat("reading ", name_,
                  " by the library HDF5, which a damaged file may end"));
  access_ = Handle(access_through(source_), H5Pclose);
  check(static_cast<bool>(access_), name_,
        ": cannot be opened (the library HDF5 has no memory)");
  file_ = Handle(H5Fopen(kOnlyFile, H5F_ACC_RDONLY, access_.get()), H5Fclose);
  if (file_) return;
  const std::string why = reason();
  constexpr std::string_view kCut = "truncated file", kStored = "stored_eof = ";
  if (why.starts_with(kCut) && why.find(kStored) != why.npos) {
    fail(name_, ": is cut short: it has ", bytes_.size_bytes(),
         " bytes, by its own first lines ",
         why.substr(why.find(kStored) + kStored.size()),
         "; copy or fetch it again");
  }
  fail(name_, ": cannot be opened (HDF5: ", why,
       "); was it written and copied to its end?");
}

std::string OpenFile::reason() const {
  std::string words = library_words();
  return source_.failure.empty() ? words : source_.failure;
}

bool OpenFile::leads_somewhere(std::string_view path) const {
  std::string so_far;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    so_far += concat("/", path.substr(at, end - at));
    at = end + 1;
    const htri_t is_there = H5Lexists(file_.get(), so_far.c_str(), H5P_DEFAULT);
    if (is_there < 0) {
      // Below an array there is nothing, and nothing is wrong.
      const std::string why = reason();
      const std::string above = so_far.substr(0, so_far.rfind('/'));
      if (!above.empty() && kind(above.substr(1)) == H5I_DATASET) return false;
      fail(named(so_far.substr(1)), " cannot be looked for (HDF5: ", why, ")");
    }
    if (is_there == 0) return false;
    H5L_info_t link{};
    if (H5Lget_info(file_.get(), so_far.c_str(), &link, H5P_DEFAULT) < 0) {
      damaged(so_far.substr(1), "cannot be looked at");
    }
    if (link.type == H5L_TYPE_HARD) continue;
    check(link.type == H5L_TYPE_SOFT, named(so_far.substr(1)),
          " is a link to another file, which is not followed; copy what it "
          "leads to into this file");
    const htri_t leads =
        H5Oexists_by_name(file_.get(), so_far.c_str(), H5P_DEFAULT);
    if (leads <= 0) damaged(so_far.substr(1), "is a link that leads nowhere");
  }
  return true;
}

Handle OpenFile::object(std::string_view path) const {
  check(leads_somewhere(path), name_, ": has no element '", path, "'");
  Handle found(H5Oopen(file_.get(), concat("/", path).c_str(), H5P_DEFAULT),
               H5Oclose);
  if (!found) damaged(path, "cannot be opened");
  return found;
}

Handle OpenFile::dataset(std::string_view path) const {
  Handle found = object(path);
  check(H5Iget_type(found.get()) == H5I_DATASET, named(path), " is no array");
  return found;
}

H5I_type_t OpenFile::kind(std::string_view path) const {
  if (!leads_somewhere(path)) return H5I_BADID;
  return H5Iget_type(object(path).get());
}

std::vector<std::string> OpenFile::children(std::string_view path) const {
  const Handle group = object(path);
  check(H5Iget_type(group.get()) == H5I_GROUP, named(path), " is no group");
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t next = 0;
  if (H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, &next, +add, &names) <
      0) {
    damaged(path, "cannot be listed");
  }
  std::sort(names.begin(), names.end());
  return names;
}

zarr::Shape OpenFile::sides(std::string_view path, hid_t space) const {
  const H5S_class_t kind = H5Sget_simple_extent_type(space);
  if (kind == H5S_NULL) return {0};
  const int axes = H5Sget_simple_extent_ndims(space);
  if (kind == H5S_NO_CLASS || axes < 0) damaged(path, "has no shape");
  check(axes <= static_cast<int>(kMostAxes), named(path), " has ", axes,
        " axes, expected ", kMostAxes, " at most");
  hsize_t found[kMostAxes] = {};
  if (H5Sget_simple_extent_dims(space, found, nullptr) < 0) {
    damaged(path, "has no shape");
  }
  zarr::Shape out;
  std::uint64_t elements = 1;
  for (int axis = 0; axis < axes; ++axis) {
    const std::uint64_t left =
        kMostBytes / std::max<std::uint64_t>(elements, 1);
    check(found[axis] <= left, named(path), " has an axis of ", found[axis],
          " in an array of more than 2^48 elements");
    elements *= found[axis];
    out.push_back(static_cast<std::int64_t>(found[axis]));
  }
  return out;
}

std::vector<std::string> OpenFile::texts(std::string_view path, hid_t element,
                                         std::string_view field,
                                         std::size_t count,
                                         const ReadInto& read_into) const {
  std::vector<std::string> out;
  if (count == 0) return out;
  const bool is_variable = H5Tis_variable_str(element) > 0;
  const std::size_t size = is_variable ? sizeof(char*) : H5Tget_size(element);
  check(size > 0 && size <= kMostBytes / count, named(path), " has ", count,
        " texts of ", size, " bytes each, more than 2^48");
  Handle memory = type_handle(H5Tcopy(element));
  if (!field.empty()) {
    Handle table = type_handle(H5Tcreate(H5T_COMPOUND, size));
    if (!table || H5Tinsert(table.get(), std::string(field).c_str(), 0,
                            memory.get()) < 0) {
      damaged(path, "has a field that cannot be read");
    }
    memory = std::move(table);
  }
  const auto add = [&](std::string text) {
    check(is_utf8(text), named(path), " has in row ", out.size(),
          " a text that is not UTF-8");
    out.push_back(std::move(text));
  };
  if (is_variable) {
    std::vector<char*> found(count, nullptr);
    const bool is_read = read_into(memory.get(), found.data());
    const std::string why = is_read ? "" : reason();
    struct Freed {
      std::vector<char*>& texts;
      ~Freed() {
        for (char* text : texts) H5free_memory(text);
      }
    } freed{found};
    check(is_read, named(path), " cannot be read (HDF5: ", why, ")");
    for (const char* text : found) add(text == nullptr ? "" : text);
    return out;
  }
  const H5T_str_t padding = H5Tget_strpad(element);
  std::vector<char> found(count * size, '\0');
  if (!read_into(memory.get(), found.data())) damaged(path, "cannot be read");
  for (std::size_t i = 0; i < count; ++i) {
    add(fixed_text(found.data() + i * size, size, padding));
  }
  return out;
}

}  // namespace moonstain::hdf5
