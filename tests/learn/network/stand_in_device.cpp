#include "tests/learn/network/stand_in_device.h"

#include <ATen/EmptyTensor.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/convolution.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

namespace moonstain {

namespace {

std::atomic<long> calls = 0;

class StandInMemory : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) override {
    void* memory = std::malloc(bytes > 0 ? bytes : 1);
    return {memory, memory, &std::free, stand_in_device()};
  }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    std::memcpy(to, from, bytes);
  }
};

StandInMemory& memory() {
  static StandInMemory memory;
  return memory;
}

const c10::DispatchKeySet kKeys(c10::DispatchKey::HPU);

bool is_there(const at::Tensor& tensor) {
  return tensor.defined() && tensor.device() == stand_in_device();
}

at::Tensor made_there(at::IntArrayRef sizes, at::IntArrayRef strides,
                      at::ScalarType type) {
  return at::Tensor(at::detail::empty_strided_generic(sizes, strides, &memory(),
                                                      kKeys, type));
}

// The same memory, for the CPU.
at::Tensor seen(const at::Tensor& tensor) {
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(),
                       tensor.options().device(at::kCPU));
}

at::Tensor copied_there(const at::Tensor& here) {
  at::Tensor there =
      made_there(here.sizes(), here.strides(), here.scalar_type());
  seen(there).copy_(here);
  return there;
}

/// Any operation: its tensors as the CPU sees them, and back.
class Call {
 public:
  void run(const c10::OperatorHandle& operation, torch::jit::Stack* stack) {
    ++calls;
    const std::size_t given = operation.schema().arguments().size();
    const std::size_t first = stack->size() - given;
    for (std::size_t i = first; i < stack->size(); ++i) look_at((*stack)[i]);
    for (std::size_t i = first; i < stack->size(); ++i) {
      (*stack)[i] = here((*stack)[i], operation);
    }
    operation.callBoxed(stack);
    const std::size_t made = operation.schema().returns().size();
    for (std::size_t i = stack->size() - made; i < stack->size(); ++i) {
      if ((*stack)[i].isTensor()) (*stack)[i] = back((*stack)[i].toTensor());
    }
  }

 private:
  void look_at(const c10::IValue& value) {
    if (value.isTensor()) any_there_ |= is_there(value.toTensor());
    if (!value.isTensorList()) return;
    for (const at::Tensor& one : value.toTensorVector()) {
      any_there_ |= is_there(one);
    }
  }

  at::Tensor here(const at::Tensor& tensor,
                  const c10::OperatorHandle& operation) {
    if (!tensor.defined()) return tensor;
    if (!is_there(tensor)) {
      TORCH_CHECK(!any_there_ || tensor.dim() == 0, operation.schema().name(),
                  ": a tensor of the CPU among those of another device");
      return tensor;
    }
    pairs_.emplace_back(seen(tensor), tensor);
    return pairs_.back().first;
  }

  c10::IValue here(const c10::IValue& value,
                   const c10::OperatorHandle& operation) {
    if (value.isTensor()) return here(value.toTensor(), operation);
    if (value.isDevice()) return c10::IValue(at::Device(at::kCPU));
    if (!value.isTensorList()) return value;
    c10::List<at::Tensor> list;
    for (const at::Tensor& one : value.toTensorVector()) {
      list.push_back(here(one, operation));
    }
    return list;
  }

  at::Tensor back(const at::Tensor& tensor) {
    if (!tensor.defined()) return tensor;
    for (const auto& [cpu, original] : pairs_) {
      if (!cpu.is_same(tensor)) continue;
      TORCH_CHECK(cpu.sizes() == original.sizes(),
                  "an operation has given a tensor another size in place");
      return original;
    }
    return copied_there(tensor);
  }

  std::vector<std::pair<at::Tensor, at::Tensor>> pairs_;
  bool any_there_ = false;
};

void any_operation(const c10::OperatorHandle& operation,
                   torch::jit::Stack* stack) {
  Call().run(operation, stack);
}

at::Tensor empty(at::IntArrayRef sizes, std::optional<at::ScalarType> type,
                 std::optional<at::Layout>, std::optional<at::Device>,
                 std::optional<bool>, std::optional<at::MemoryFormat> format) {
  return at::Tensor(at::detail::empty_generic(
      sizes, &memory(), kKeys, type.value_or(at::kFloat), format));
}

at::Tensor empty_strided(at::IntArrayRef sizes, at::IntArrayRef strides,
                         std::optional<at::ScalarType> type,
                         std::optional<at::Layout>, std::optional<at::Device>,
                         std::optional<bool>) {
  return made_there(sizes, strides, type.value_or(at::kFloat));
}

at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool) {
  const at::Tensor cpu = is_there(from) ? seen(from) : from;
  (is_there(to) ? seen(to) : to).copy_(cpu);
  return to;
}

at::Tensor& set_storage(at::Tensor& tensor, at::Storage storage,
                        std::int64_t offset, at::IntArrayRef sizes,
                        at::IntArrayRef strides) {
  auto* inside = tensor.unsafeGetTensorImpl();
  inside->set_storage_keep_dtype(std::move(storage));
  inside->set_sizes_and_strides(sizes, strides, offset);
  return tensor;
}

at::Tensor convolution(const at::Tensor& maps, const at::Tensor& weight,
                       const std::optional<at::Tensor>& bias,
                       at::IntArrayRef stride, at::IntArrayRef padding,
                       at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef output_padding, std::int64_t groups) {
  TORCH_CHECK(is_there(maps) && is_there(weight) &&
                  (!bias || !bias->defined() || is_there(*bias)),
              "convolution: a tensor of the CPU among those of another device");
  ++calls;
  std::optional<at::Tensor> its_bias;
  if (bias && bias->defined()) its_bias = seen(*bias);
  return copied_there(at::convolution(seen(maps), seen(weight), its_bias,
                                      stride, padding, dilation, transposed,
                                      output_padding, groups));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(
    const at::Tensor& gradient, const at::Tensor& maps,
    const at::Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding,
    at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding,
    std::int64_t groups, std::array<bool, 3> mask) {
  ++calls;
  const auto made = at::convolution_backward(
      seen(gradient), seen(maps), seen(weight), at::IntArrayRef{weight.size(0)},
      stride, padding, dilation, transposed, output_padding, groups, mask);
  const auto there = [](const at::Tensor& one) {
    return one.defined() ? copied_there(one) : one;
  };
  return {there(std::get<0>(made)), there(std::get<1>(made)),
          there(std::get<2>(made))};
}

}  // namespace

at::Device stand_in_device() { return {at::kHPU, 0}; }

long stand_in_calls() { return calls; }

C10_REGISTER_GUARD_IMPL(HPU, c10::impl::NoOpDeviceGuardImpl<at::kHPU>)

TORCH_LIBRARY_IMPL(_, HPU, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&any_operation>());
}

TORCH_LIBRARY_IMPL(aten, HPU, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("_copy_from", &copy_from);
  library.impl("as_strided", &at::native::as_strided_tensorimpl);
  library.impl("view", &at::native::view);
  library.impl("_reshape_alias", &at::native::_reshape_alias);
  library.impl("set_.source_Storage_storage_offset", &set_storage);
  // LibTorch has a kernel of its own for devices without one, which comes
  // before the fallback: it makes a tensor of all values and shrinks that in
  // place.
  library.impl("mse_loss",
               torch::CppFunction::makeFromBoxedFunction<&any_operation>());
  library.impl("convolution_overrideable", &convolution);
  library.impl("convolution_backward_overrideable", &convolution_backward);
}

}  // namespace moonstain
