// The opaque object that stands for what a forward pass kept.
#include "handle.h"

#include <algorithm>

namespace unroll {
namespace {

struct Handle {
  std::unique_ptr<Kept> kept;
};

/**
 * What the collector is told a handle is worth. Handles are used up as a rule, and the whole of a long
 * sequence at every step would make it collect at every step; lost ones still add up.
 */
std::int64_t weightOf(const Kept& kept) {
  constexpr std::size_t most = std::size_t{8} << 20;
  return static_cast<std::int64_t>(std::min(kept.memory.bytes(), most));
}

// Objects with this tag were made here, whatever else an object may be wrapped around.
constexpr napi_type_tag tag = {0x756e726f6c6c2d6b, 0x65726e656c732d31};

void drop(napi_env env, Handle& handle) {
  if (!handle.kept) return;
  const std::int64_t weight = weightOf(*handle.kept);
  handle.kept.reset();
  std::int64_t total;
  napi_adjust_external_memory(env, -weight, &total);
}

void finalize(napi_env env, void* data, void*) {
  const std::unique_ptr<Handle> handle(static_cast<Handle*>(data));
  drop(env, *handle);
}

Handle& handleOf(napi_env env, napi_value value) {
  napi_valuetype type;
  bool tagged = false;
  need(napi_typeof(env, value, &type));
  if (type == napi_object) need(napi_check_object_type_tag(env, value, &tag, &tagged));
  if (!tagged)
    throw Complaint{Complaint::Type, "The handle must be one that forward() returned."};
  void* data = nullptr;
  need(napi_unwrap(env, value, &data));
  return *static_cast<Handle*>(data);
}

}  // namespace

napi_value wrapKept(napi_env env, std::unique_ptr<Kept> kept) {
  napi_value object;
  need(napi_create_object(env, &object));
  need(napi_type_tag_object(env, object, &tag));
  auto handle = std::make_unique<Handle>();
  need(napi_wrap(env, object, handle.get(), finalize, nullptr, nullptr));
  Handle* owned = handle.release();
  owned->kept = std::move(kept);
  std::int64_t total;
  need(napi_adjust_external_memory(env, weightOf(*owned->kept), &total));
  return object;
}

Kept& keptOf(napi_env env, napi_value value) {
  Handle& handle = handleOf(env, value);
  if (!handle.kept)
    throw Complaint{Complaint::Type, "The handle is used up: backward() or release() had it."};
  return *handle.kept;
}

void dropKept(napi_env env, napi_value value) { drop(env, handleOf(env, value)); }

}  // namespace unroll
