// JavaScript values in and out.
#include "values.h"

#include <cmath>
#include <cstring>

namespace unroll {
namespace {

constexpr double largestSize = 134217728;  // 2^27

std::string quoted(const char* name) { return std::string("\"") + name + "\""; }

[[noreturn]] void wrongType(const std::string& name, const char* wanted) {
  throw Complaint{Complaint::Type, name + " must be " + wanted + "."};
}

napi_valuetype typeOf(napi_env env, napi_value value) {
  napi_valuetype type;
  need(napi_typeof(env, value, &type));
  return type;
}

const char* nameOf(napi_typedarray_type type) {
  return type == napi_int32_array ? "an Int32Array" : "a Float32Array";
}

}  // namespace

void need(napi_status status) {
  if (status != napi_ok) throw Pending{};
}

bool isMissing(napi_env env, napi_value value) {
  const napi_valuetype type = typeOf(env, value);
  return type == napi_undefined || type == napi_null;
}

Properties::Properties(napi_env env, napi_value object, const char* what,
                       std::vector<const char*> names)
    : env_(env), names_(std::move(names)) {
  if (typeOf(env, object) != napi_object) wrongType(what, "an object");
  for (const char* name : names_) {
    napi_value value;
    need(napi_get_named_property(env, object, name, &value));
    values_.push_back(value);
  }
}

napi_value Properties::value(const char* name) const {
  for (std::size_t at = 0; at < names_.size(); at += 1)
    if (std::strcmp(names_[at], name) == 0) return values_[at];
  throw Pending{};
}

bool Properties::isMissing(const char* name) const {
  return unroll::isMissing(env_, value(name));
}

std::string textOf(napi_env env, napi_value value, const std::string& name) {
  if (typeOf(env, value) != napi_string) wrongType(name, "a text");
  char text[32];
  std::size_t length;
  need(napi_get_value_string_utf8(env, value, text, sizeof text, &length));
  return std::string(text, length);
}

std::string Properties::text(const char* name) const {
  return textOf(env_, value(name), quoted(name));
}

bool Properties::flag(const char* name) const { return flag(name, false); }

bool Properties::flag(const char* name, bool otherwise) const {
  if (typeOf(env_, value(name)) == napi_undefined) return otherwise;
  if (typeOf(env_, value(name)) != napi_boolean) wrongType(quoted(name), "true or false");
  bool flag;
  need(napi_get_value_bool(env_, value(name), &flag));
  return flag;
}

std::ptrdiff_t sizeOf(napi_env env, napi_value value, const std::string& name) {
  if (typeOf(env, value) != napi_number) wrongType(name, "a number");
  double size;
  need(napi_get_value_double(env, value, &size));
  if (!(size >= 1 && size <= largestSize && size == std::floor(size)))
    throw Complaint{Complaint::Range, name + " must be a whole number from 1 to 134217728."};
  return static_cast<std::ptrdiff_t>(size);
}

std::ptrdiff_t Properties::size(const char* name) const {
  return sizeOf(env_, value(name), quoted(name));
}

double Properties::number(const char* name) const {
  if (typeOf(env_, value(name)) != napi_number) wrongType(quoted(name), "a number");
  double number;
  need(napi_get_value_double(env_, value(name), &number));
  if (!std::isfinite(number))
    throw Complaint{Complaint::Range, quoted(name) + " must be a finite number."};
  return number;
}

const float* Properties::floats(const char* name, std::ptrdiff_t length, bool optional) const {
  if (optional && isMissing(name)) return nullptr;
  return static_cast<const float*>(
      elements(env_, value(name), napi_float32_array, length, quoted(name)));
}

const std::int32_t* Properties::integers(const char* name, std::ptrdiff_t length) const {
  return static_cast<const std::int32_t*>(
      elements(env_, value(name), napi_int32_array, length, quoted(name)));
}

std::ptrdiff_t Properties::floatCount(const char* name) const {
  bool is = false;
  need(napi_is_typedarray(env_, value(name), &is));
  napi_typedarray_type type = napi_int8_array;
  std::size_t length = 0;
  if (is)
    need(napi_get_typedarray_info(env_, value(name), &type, &length, nullptr, nullptr, nullptr));
  if (type != napi_float32_array) wrongType(quoted(name), "a Float32Array");
  return static_cast<std::ptrdiff_t>(length);
}

const void* elements(napi_env env, napi_value value, napi_typedarray_type type,
                     std::ptrdiff_t length, const std::string& name) {
  bool is = false;
  need(napi_is_typedarray(env, value, &is));
  napi_typedarray_type found = napi_int8_array;
  std::size_t count = 0;
  void* data = nullptr;
  if (is) need(napi_get_typedarray_info(env, value, &found, &count, &data, nullptr, nullptr));
  if (!is || found != type) wrongType(name, nameOf(type));
  if (count != static_cast<std::size_t>(length))
    throw Complaint{Complaint::Range, name + " has " + std::to_string(count) +
                                          " elements; its shape needs " +
                                          std::to_string(length) + "."};
  return data;
}

std::vector<napi_value> members(napi_env env, napi_value array, std::uint32_t most,
                                const std::string& name) {
  bool is = false;
  need(napi_is_array(env, array, &is));
  if (!is) wrongType(name, "an array");
  std::uint32_t length;
  need(napi_get_array_length(env, array, &length));
  if (length > most)
    throw Complaint{Complaint::Range,
                    name + " has " + std::to_string(length) + " members; at most " +
                        std::to_string(most) + " are possible."};
  std::vector<napi_value> found(length);
  for (std::uint32_t at = 0; at < length; at += 1)
    need(napi_get_element(env, array, at, &found[at]));
  return found;
}

napi_value newFloats(napi_env env, std::size_t length, float** data) {
  void* memory = nullptr;
  napi_value buffer, array;
  if (length > std::size_t{1} << 32) throw std::bad_alloc{};
  need(napi_create_arraybuffer(env, length * sizeof(float), &memory, &buffer));
  need(napi_create_typedarray(env, napi_float32_array, length, buffer, 0, &array));
  *data = static_cast<float*>(memory);
  return array;
}

napi_value nullValue(napi_env env) {
  napi_value value;
  need(napi_get_null(env, &value));
  return value;
}

}  // namespace unroll
