#include "core/learn/network/cuda.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>

#include "core/base/error.h"
#include "core/learn/network/device.h"
#include "core/learn/network/torch_runtime.h"

namespace moonstain {

namespace {

// Of CUDA's driver interface, which needs no header: 0 is success.
using Init = int (*)(unsigned flags);
using Get = int (*)(int* device, int number);
using Name = int (*)(char* name, int length, int device);
using ErrorText = int (*)(int error, const char** text);

class Driver {
 public:
  Driver() : library_(::dlopen("libcuda.so.1", RTLD_NOW)) {
    check(library_ != nullptr, "no GPU is found: CUDA's driver is not there (",
          ::dlerror(), ")");
    require(call<Init>("cuInit")(0));
  }

  std::string name(int gpu) const {
    int device = 0;
    require(call<Get>("cuDeviceGet")(&device, gpu));
    char name[256] = {};
    require(call<Name>("cuDeviceGetName")(name, sizeof name - 1, device));
    return name;
  }

 private:
  template <typename Function>
  Function call(const char* name) const {
    void* found = ::dlsym(library_, name);
    check(found != nullptr, "no GPU is found: CUDA's driver has no ", name);
    return reinterpret_cast<Function>(found);
  }

  void require(int result) const {
    if (result == 0) return;
    const char* text = nullptr;
    call<ErrorText>("cuGetErrorString")(result, &text);
    fail("no GPU is found: CUDA's driver says: ",
         text != nullptr ? text : "an unknown error");
  }

  void* library_;
};

}  // namespace

std::vector<std::string> cuda_classes() {
  check(::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr,
        "LibTorch's part for CUDA cannot be loaded: ", ::dlerror());
  const Driver driver;
  const auto& cuda = at::detail::getCUDAHooks();
  const long version = cuda.versionCUDART();
  std::vector<std::string> classes;
  for (int gpu = 0; gpu < cuda.getNumGPUs(); ++gpu) {
    classes.push_back(concat("torch cuda: ", torch_version(), ", CUDA ",
                             version / 1000, ".", version % 1000 / 10, ", ",
                             driver.name(gpu)));
  }
  return classes;
}

void use_cuda(unsigned gpu) {
  auto& context = at::globalContext();
  context.setAllowTF32CuBLAS(false);
  context.setAllowTF32CuDNN(false);
  context.setBenchmarkCuDNN(false);
  context.setDeterministicCuDNN(true);
  // Where there is no algorithm that repeats, another one is taken: the class
  // promises no bytes.
  context.setDeterministicAlgorithms(true, /*warn_only=*/true);
  const at::Device device(at::kCUDA, static_cast<at::DeviceIndex>(gpu));
  check_sums(device);
  set_network_device(device);
}

}  // namespace moonstain
