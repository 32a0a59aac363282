#include "core/data/hdf5/file_driver.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string_view>

#include "core/base/error.h"

namespace moonstain::hdf5 {
namespace {

struct DriverInfo {
  Source* source;
};

// The library's part must come first: it is handed out as H5FD_t*.
struct DriverFile {
  H5FD_t base;
  Source* source;
  haddr_t end_of_addresses;
};

DriverFile* ours(H5FD_t* file) { return reinterpret_cast<DriverFile*>(file); }
const DriverFile* ours(const H5FD_t* file) {
  return reinterpret_cast<const DriverFile*>(file);
}

// Callbacks of C: nothing may be thrown out of them.
H5FD_t* open_file(const char* name, unsigned flags, hid_t access, haddr_t) {
  const auto* info = static_cast<const DriverInfo*>(H5Pget_driver_info(access));
  if (info == nullptr || info->source->is_open) return nullptr;
  if (std::string_view(name) != kOnlyFile || flags != H5F_ACC_RDONLY) {
    return nullptr;
  }
  auto* file = new (std::nothrow) DriverFile{};
  if (file == nullptr) return nullptr;
  file->source = info->source;
  file->source->is_open = true;
  return &file->base;
}

herr_t close_file(H5FD_t* file) {
  ours(file)->source->is_open = false;
  delete ours(file);
  return 0;
}

int compare_files(const H5FD_t* a, const H5FD_t* b) {
  const auto place = [](const H5FD_t* file) {
    return reinterpret_cast<std::uintptr_t>(ours(file)->source);
  };
  return place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0;
}

herr_t query_file(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr) *flags = 0;
  return 0;
}

haddr_t end_of_addresses(const H5FD_t* file, H5FD_mem_t) {
  return ours(file)->end_of_addresses;
}

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  ours(file)->end_of_addresses = address;
  return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) {
  return ours(file)->source->file.size_bytes();
}

herr_t read_file_at(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at,
                    std::size_t count, void* bytes) {
  Source& source = *ours(file)->source;
  const std::uint64_t size = source.file.size_bytes();
  if (at > size || count > size - at) return -1;
  try {
    source.file.read_at(static_cast<char*>(bytes), count, at);
  } catch (const std::exception& e) {
    source.failure = e.what();
    return -1;
  }
  return 0;
}

herr_t refuse_write(H5FD_t*, H5FD_mem_t, hid_t, haddr_t, std::size_t,
                    const void*) {
  return -1;
}

// Registered once in a process.
hid_t driver() {
  static const hid_t id = [] {
    H5FD_class_t one{};
    one.name = "moonstain";
    one.maxaddr = std::numeric_limits<haddr_t>::max() / 2;
    one.fc_degree = H5F_CLOSE_STRONG;
    one.fapl_size = sizeof(DriverInfo);
    one.open = open_file;
    one.close = close_file;
    one.cmp = compare_files;
    one.query = query_file;
    one.get_eoa = end_of_addresses;
    one.set_eoa = set_end_of_addresses;
    one.get_eof = end_of_file;
    one.read = read_file_at;
    one.write = refuse_write;
    return H5FDregister(&one);
  }();
  return id;
}

}  // namespace

hid_t access_through(Source& source) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  const DriverInfo info{&source};
  if (access < 0 || H5Pset_driver(access, driver(), &info) < 0 ||
      H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) < 0) {
    if (access >= 0) H5Pclose(access);
    return -1;
  }
  return access;
}

}  // namespace moonstain::hdf5
