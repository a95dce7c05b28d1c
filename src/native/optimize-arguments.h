// The optimizers' calls from JavaScript, checked in full before a number changes.
#pragma once
#include "pool.h"
#include "values.h"

namespace unroll {

/** Takes an UpdateCall; gives the weight's new values. */
napi_value updateWeight(napi_env env, Pool& pool, napi_value call);

/** Takes a Float32Array; gives a number. */
napi_value sumSquares(napi_env env, Pool& pool, napi_value values);

}  // namespace unroll
