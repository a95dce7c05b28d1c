// JavaScript values in and out: what does not fit is a Complaint, which becomes a TypeError or RangeError.
#pragma once
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

#define NAPI_VERSION 8
#include <node_api.h>

namespace unroll {

/** Why a call is wrong, as a sentence. */
struct Complaint {
  enum Kind { Type, Range } kind;
  std::string text;
};

/** JavaScript has thrown already, or is ending. */
struct Pending {};

/** Throws Pending unless the call into Node went well. */
void need(napi_status status);

/** The values of an object's properties, all read before any is looked at: reading one may run JavaScript. */
class Properties {
 public:
  /** `what` names the object in messages. */
  Properties(napi_env env, napi_value object, const char* what, std::vector<const char*> names);

  /** Undefined or, for those, null. */
  bool isMissing(const char* name) const;
  std::string text(const char* name) const;
  bool flag(const char* name) const;  // false when missing
  bool flag(const char* name, bool otherwise) const;
  /** A whole number from 1 to 2^27. */
  std::ptrdiff_t size(const char* name) const;
  /** A finite number. */
  double number(const char* name) const;
  /** A typed array of `length` elements; null when missing and `optional`. */
  const float* floats(const char* name, std::ptrdiff_t length, bool optional = false) const;
  const std::int32_t* integers(const char* name, std::ptrdiff_t length) const;
  /** The length of a Float32Array. */
  std::ptrdiff_t floatCount(const char* name) const;
  napi_value value(const char* name) const;

 private:
  napi_env env_;
  std::vector<const char*> names_;
  std::vector<napi_value> values_;
};

/** The elements of a typed array, checked; `name` is for messages. */
const void* elements(napi_env env, napi_value value, napi_typedarray_type type,
                     std::ptrdiff_t length, const std::string& name);

/** The members of an array, at most `most`, or a complaint; `name` is for messages. */
std::vector<napi_value> members(napi_env env, napi_value array, std::uint32_t most,
                                const std::string& name);

bool isMissing(napi_env env, napi_value value);

/** A short text, or a complaint; `name` is for messages. */
std::string textOf(napi_env env, napi_value value, const std::string& name);

/** A whole number from 1 to 2^27, or a complaint. */
std::ptrdiff_t sizeOf(napi_env env, napi_value value, const std::string& name);

/** A new Float32Array of zeros, its elements in `data`. */
napi_value newFloats(napi_env env, std::size_t length, float** data);

napi_value nullValue(napi_env env);

/** Runs `work` at the border to JavaScript: what it throws becomes a JavaScript error. */
template <typename Work>
napi_value guarded(napi_env env, Work work) {
  try {
    return work();
  } catch (const Complaint& complaint) {
    const auto raise =
        complaint.kind == Complaint::Range ? napi_throw_range_error : napi_throw_type_error;
    raise(env, nullptr, complaint.text.c_str());
  } catch (const std::bad_alloc&) {
    napi_throw_range_error(env, nullptr, "There is not enough memory for a sequence of this size.");
  } catch (const Pending&) {
    bool pending = false;
    if (napi_is_exception_pending(env, &pending) == napi_ok && !pending)
      napi_throw_error(env, nullptr, "Node refused a value that the kernels asked for.");
  } catch (...) {
    napi_throw_error(env, nullptr, "The kernels failed for a reason they do not know.");
  }
  return nullptr;
}

}  // namespace unroll
