/// The rows of a matrix in orthonormal coordinates: row r of W is `sum_k R[k, r] q_k`, the q_k orthonormal.
///
/// Householder's reflections, next the row with most left (a QR factorisation of W^T that reveals its rank).
/// Every row is represented to a few units of rounding of its own norm, whatever the other rows are, and the
/// q_k are orthonormal to rounding also where rows depend on each other (Higham 2002, chapter 19). What is
/// left of a row below 2^-450 counts as nothing: its square would lose digits. The entries must be at most of
/// size 2.
///
/// Source: Businger and Golub 1965.
struct PivotedRows {
  /// The vectors q_k, min(rows, columns) x columns.
  let basis: Matrix
  /// The coordinates R, min(rows, columns) x rows, the rows of W in the order in which they were taken.
  let coordinates: Matrix

  init(_ matrix: Matrix) throws(TheoryError) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    let count = min(rows, columns)
    var work = matrix.elements
    var reflections = try Matrix(rows: count, columns: columns).elements
    work.withUnsafeMutableBufferPointer { all in
      reflections.withUnsafeMutableBufferPointer { kept in
        for step in 0..<count {
          let pivot = Self.largest(all, from: step, rows: rows, columns: columns)
          for place in 0..<columns where pivot != step {
            all.swapAt(step * columns + place, pivot * columns + place)
          }
          let own = UnsafeMutableBufferPointer(rebasing: kept[(step * columns)..<((step + 1) * columns)])
          let row = UnsafeMutableBufferPointer(rebasing: all[(step * columns)..<((step + 1) * columns)])
          Self.makeReflection(own, step, row)
          for other in (step + 1)..<max(rows, step + 1) {
            Self.reflect(
              UnsafeMutableBufferPointer(rebasing: all[(other * columns)..<((other + 1) * columns)]), own,
              step)
          }
        }
      }
    }
    var coordinates = try Matrix(rows: count, columns: rows)
    for row in 0..<rows {
      for place in 0...row where place < count { coordinates[place, row] = work[row * columns + place] }
    }
    self.coordinates = coordinates
    var basis = try Matrix(rows: count, columns: columns).elements
    for row in 0..<count { basis[row * columns + row] = 1 }
    basis.withUnsafeMutableBufferPointer { all in
      reflections.withUnsafeMutableBufferPointer { kept in
        for row in 0..<count {
          let vector = UnsafeMutableBufferPointer(rebasing: all[(row * columns)..<((row + 1) * columns)])
          for step in stride(from: row, through: 0, by: -1) {
            let own = UnsafeMutableBufferPointer(rebasing: kept[(step * columns)..<((step + 1) * columns)])
            Self.reflect(vector, own, step)
          }
        }
      }
    }
    self.basis = try Matrix(rows: count, columns: columns, elements: basis)
  }

  /// The row from `step` on with the largest norm of what is left, the first of equal ones.
  private static func largest(
    _ all: UnsafeMutableBufferPointer<Double>, from step: Int, rows: Int, columns: Int
  ) -> Int {
    var (found, most) = (step, -1.0)
    for row in step..<rows {
      let square = Self.dot(all, row * columns, all, row * columns, from: step, to: columns)
      if square > most { (found, most) = (row, square) }
    }
    return found
  }

  /// Finds the vector v, of length sqrt(2) and zero before `step`, for which I - v v^T takes the row's rest
  /// to one entry.
  private static func makeReflection(
    _ vector: UnsafeMutableBufferPointer<Double>, _ step: Int, _ row: UnsafeMutableBufferPointer<Double>
  ) {
    let square = dot(row, 0, row, 0, from: step, to: row.count)
    let norm = square < 0x1p-900 ? 0 : square.squareRoot()
    let head = row[step]
    let scale = norm == 0 ? 0 : 1 / (norm * (norm + abs(head))).squareRoot()
    for place in step..<row.count {
      vector[place] = row[place] * scale
      row[place] = 0
    }
    vector[step] = (head < 0 ? head - norm : head + norm) * scale
    row[step] = head < 0 ? norm : -norm
  }

  /// Takes w to (I - v v^T) w.
  private static func reflect(
    _ row: UnsafeMutableBufferPointer<Double>, _ vector: UnsafeMutableBufferPointer<Double>, _ step: Int
  ) {
    let product = dot(row, 0, vector, 0, from: step, to: row.count)
    if product == 0 { return }
    for place in step..<row.count { row[place] -= product * vector[place] }
  }

  /// An inner product from a place on, in four interleaved sums, added in a fixed order.
  private static func dot(
    _ left: UnsafeMutableBufferPointer<Double>, _ leftStart: Int,
    _ right: UnsafeMutableBufferPointer<Double>, _ rightStart: Int, from first: Int, to end: Int
  ) -> Double {
    var sums = SIMD4<Double>.zero
    var place = first
    while place + 4 <= end {
      let a = UnsafeRawPointer(left.baseAddress! + (leftStart + place)).loadUnaligned(as: SIMD4<Double>.self)
      let b = UnsafeRawPointer(right.baseAddress! + (rightStart + place)).loadUnaligned(
        as: SIMD4<Double>.self)
      sums += a * b
      place += 4
    }
    var total = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while place < end {
      total += left[leftStart + place] * right[rightStart + place]
      place += 1
    }
    return total
  }
}
