extension RationalMatrix {
  /// A basis of the kernel `{x : W x = 0}`, one vector a row, integers without a common factor.
  ///
  /// Exact, for every matrix whose intermediate numbers fit. By Gauss-Jordan elimination: one vector for
  /// every column without a pivot, with a 1 there before scaling. The number of vectors is columns minus the
  /// exact rank.
  ///
  /// - Throws: `TheoryError` if a number overflows.
  public func kernelBasis() throws(TheoryError) -> RationalMatrix {
    var work = (0..<rows).map(row)
    var pivots: [Int] = []
    for column in 0..<columns where pivots.count < rows {
      let top = pivots.count
      guard let found = (top..<rows).first(where: { work[$0][column] != .zero }) else { continue }
      work.swapAt(top, found)
      let pivot = work[top][column]
      for place in 0..<columns { work[top][place] = try work[top][place] / pivot }
      for other in 0..<rows where other != top && work[other][column] != .zero {
        let factor = work[other][column]
        for place in column..<columns {
          work[other][place] = try work[other][place] - factor * work[top][place]
        }
      }
      pivots.append(column)
    }
    var vectors: [Rational] = []
    for free in 0..<columns where !pivots.contains(free) {
      var vector = [Rational](repeating: .zero, count: columns)
      vector[free] = .one
      for (index, pivot) in pivots.enumerated() { vector[pivot] = work[index][free].negated }
      vectors += try primitiveVector(vector) ?? vector
    }
    return try RationalMatrix(rows: columns - pivots.count, columns: columns, elements: vectors)
  }
}
