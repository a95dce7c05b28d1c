// Weights between Keras's layout and the one the kernels read.
#include "pack.h"

#include <algorithm>
#include <cstring>

namespace unroll {

std::size_t panelFloats(std::ptrdiff_t depth, std::ptrdiff_t columns, std::ptrdiff_t panel) {
  return static_cast<std::size_t>((columns + panel - 1) / panel * panel * depth);
}

void packGates(float* to, const float* weight, std::ptrdiff_t size, const Shape& shape,
               std::ptrdiff_t panel) {
  const std::ptrdiff_t units = shape.units, width = shape.unitWidth();
  std::fill_n(to, panelFloats(size, shape.gateWidth(), panel), 0.0f);
  for (std::ptrdiff_t row = 0; row < size; row += 1) {
    for (std::ptrdiff_t gate = 0; gate < shape.gates(); gate += 1) {
      const float* from = weight + (row * shape.gates() + gate) * units;
      for (std::ptrdiff_t unit = 0; unit < units;) {
        const std::ptrdiff_t column = gate * width + unit, inside = column % panel;
        const std::ptrdiff_t run = std::min(panel - inside, units - unit);
        float* place = to + (column / panel * size + row) * panel + inside;
        std::memcpy(place, from + unit, static_cast<std::size_t>(run) * sizeof(float));
        unit += run;
      }
    }
  }
}

void packTransposed(float* to, const float* weight, std::ptrdiff_t size, const Shape& shape,
                    std::ptrdiff_t panel) {
  const std::ptrdiff_t units = shape.units, gateUnits = shape.gates() * units;
  const std::ptrdiff_t depth = shape.gateWidth();
  std::fill_n(to, panelFloats(depth, padded(size), panel), 0.0f);
  for (std::ptrdiff_t start = 0; start < size; start += panel) {
    const std::ptrdiff_t columns = std::min(panel, size - start);
    float* place = to + start * depth;
    for (std::ptrdiff_t gate = 0; gate < shape.gates(); gate += 1) {
      for (std::ptrdiff_t unit = 0; unit < units; unit += 1) {
        float* row = place + (gate * shape.unitWidth() + unit) * panel;
        const float* from = weight + start * gateUnits + gate * units + unit;
        for (std::ptrdiff_t column = 0; column < columns; column += 1)
          row[column] = from[column * gateUnits];
      }
    }
  }
}

void sumGates(float* to, const float* const* parts, int count, std::ptrdiff_t first,
              std::ptrdiff_t last, const Shape& shape) {
  const std::ptrdiff_t units = shape.units;
  for (std::ptrdiff_t row = first; row < last; row += 1) {
    for (std::ptrdiff_t gate = 0; gate < shape.gates(); gate += 1) {
      const std::ptrdiff_t from = row * shape.gateWidth() + gate * shape.unitWidth();
      float* place = to + (row * shape.gates() + gate) * units;
      std::copy_n(parts[0] + from, units, place);
      for (int part = 1; part < count; part += 1)
        for (std::ptrdiff_t unit = 0; unit < units; unit += 1)
          place[unit] += parts[part][from + unit];
    }
  }
}

void sumRows(float* to, const float* const* parts, int count, std::ptrdiff_t first,
             std::ptrdiff_t last, std::ptrdiff_t size) {
  for (std::ptrdiff_t row = first; row < last; row += 1) {
    float* place = to + row * size;
    std::copy_n(parts[0] + row * padded(size), size, place);
    for (int part = 1; part < count; part += 1) {
      const float* from = parts[part] + row * padded(size);
      for (std::ptrdiff_t k = 0; k < size; k += 1) place[k] += from[k];
    }
  }
}

}  // namespace unroll
