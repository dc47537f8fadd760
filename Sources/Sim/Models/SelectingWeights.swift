import Theory

extension AttentionWeights {
  /// V = I and W = C (E^+)^T E^+ for fixed, linearly independent positions E, E^+ their pseudo-inverse.
  ///
  /// With the query e_y = sum_{i in y} e_i the logits are then C on y and 0 off it. As
  /// `(E^+)^T E^+ = A^T A`, `A = (E^T E)^{-1} E^T`, the columns of A solve one system each, by Cholesky's factorisation.
  /// - Throws: `TheoryError` if the positions differ in length or are linearly dependent.
  public init(selectingAmong positions: [[Double]], dimension: Int, logit: Double) throws(TheoryError) {
    let (count, width) = (positions.count, positions.first?.count ?? 0)
    guard width > 0, positions.allSatisfy({ $0.count == width }) else {
      throw TheoryError(value: "positions", rule: "vectors of one length")
    }
    self.init(alpha: 1, logit: 0, dimension: dimension, positionDimension: width)
    var factor = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for i in 0..<count {
      for j in 0...i {
        var entry = 0.0
        for a in 0..<width { entry += positions[i][a] * positions[j][a] }
        let diagonal = entry
        for k in 0..<j { entry -= factor[i][k] * factor[j][k] }
        if j < i {
          factor[i][j] = entry / factor[j][j]
        } else {
          guard entry > 1e-12 * diagonal else {
            throw TheoryError(value: "positions", rule: "linearly independent vectors")
          }
          factor[i][i] = entry.squareRoot()
        }
      }
    }
    var dual = positions
    for a in 0..<width {
      for i in 0..<count {
        for k in 0..<i { dual[i][a] -= factor[i][k] * dual[k][a] }
        dual[i][a] /= factor[i][i]
      }
      for i in (0..<count).reversed() {
        for k in (i + 1)..<max(count, i + 1) { dual[i][a] -= factor[k][i] * dual[k][a] }
        dual[i][a] /= factor[i][i]
      }
    }
    for a in 0..<width {
      for b in 0..<width {
        var entry = 0.0
        for row in dual { entry += row[a] * row[b] }
        keyQuery[a * width + b] = logit * entry
      }
    }
  }
}
