/// Solves the eight linear equations of one Newton step for the four stages.
///
/// The unknowns are the four stage increments of the first coordinate, then of the logit. Gaussian elimination with
/// partial pivoting on memory that the caller lends, so that no step allocates.
struct FlowStageSolver {
  /// Eight rows of the matrix.
  let rows: UnsafeMutablePointer<SIMD8<Double>>
  /// The right-hand side, then the solution.
  let right: UnsafeMutablePointer<Double>

  /// Lends a solver with its memory, which is freed when the body ends.
  static func withMemory<Result, Failure: Error>(
    _ body: (FlowStageSolver) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let rows = UnsafeMutablePointer<SIMD8<Double>>.allocate(capacity: 8)
    let right = UnsafeMutablePointer<Double>.allocate(capacity: 8)
    defer {
      rows.deallocate()
      right.deallocate()
    }
    rows.initialize(repeating: SIMD8(), count: 8)
    right.initialize(repeating: 0, count: 8)
    return try body(FlowStageSolver(rows: rows, right: right))
  }

  /// Sets up `(A^-1/h - diag(g J)) dz = residual` and overwrites the right-hand side with its solution.
  @inline(__always)
  func solve(
    perStep: Double, rates g: SIMD4<Double>, _ f: FlowStages,
    residual: (first: SIMD4<Double>, logit: SIMD4<Double>)
  ) -> (first: SIMD4<Double>, logit: SIMD4<Double>) {
    let zero = SIMD4<Double>()
    setRow(0, RadauTableau.inverse0 * perStep, g, f, zero)
    setRow(1, RadauTableau.inverse1 * perStep, g, f, zero)
    setRow(2, RadauTableau.inverse2 * perStep, g, f, zero)
    setRow(3, RadauTableau.inverse3 * perStep, g, f, zero)
    for i in 0..<4 {
      right[i] = residual.first[i]
      right[i + 4] = residual.logit[i]
    }
    eliminate()
    return (
      SIMD4(right[0], right[1], right[2], right[3]), SIMD4(right[4], right[5], right[6], right[7])
    )
  }

  @inline(__always)
  private func setRow(
    _ i: Int, _ inverse: SIMD4<Double>, _ g: SIMD4<Double>, _ f: FlowStages, _ zero: SIMD4<Double>
  ) {
    var upper = SIMD8(lowHalf: inverse, highHalf: zero)
    upper[i] -= g[i] * f.firstByFirst[i]
    upper[i + 4] = -g[i] * f.firstByLogit[i]
    rows[i] = upper
    var lower = SIMD8(lowHalf: zero, highHalf: inverse)
    lower[i] = -g[i] * f.logitByFirst[i]
    lower[i + 4] -= g[i] * f.logitByLogit[i]
    rows[i + 4] = lower
  }

  @inline(__always)
  private func eliminate() {
    for k in 0..<7 {
      var pivot = k
      for i in (k + 1)..<8 where abs(rows[i][k]) > abs(rows[pivot][k]) { pivot = i }
      if pivot != k {
        (rows[k], rows[pivot]) = (rows[pivot], rows[k])
        (right[k], right[pivot]) = (right[pivot], right[k])
      }
      let row = rows[k]
      let inverse = 1 / row[k]
      let value = right[k]
      for i in (k + 1)..<8 {
        let factor = rows[i][k] * inverse
        rows[i] -= row * factor
        right[i] -= value * factor
      }
    }
    var k = 7
    while k >= 0 {
      let row = rows[k]
      var sum = right[k]
      var j = k + 1
      while j < 8 {
        sum -= row[j] * right[j]
        j += 1
      }
      right[k] = sum / row[k]
      k -= 1
    }
  }
}
