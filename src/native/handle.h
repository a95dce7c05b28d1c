// The opaque object that stands for what a forward pass kept; its memory goes back when it is used, released or lost.
#pragma once
#include "calls.h"
#include "values.h"

namespace unroll {

/** An object around `kept`. */
napi_value wrapKept(napi_env env, std::unique_ptr<Kept> kept);

/** What a handle holds; a Complaint when it is something else or used up. */
Kept& keptOf(napi_env env, napi_value handle);

/** Empties a handle; an empty one stays as it is. A Complaint when it is something else. */
void dropKept(napi_env env, napi_value handle);

}  // namespace unroll
