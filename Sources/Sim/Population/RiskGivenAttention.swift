/// The law of the attention layer's error given the attention, over Gaussian tokens.
///
/// Given s and y the error `V X s - STS_q(X, y) = sum_i (s_i V - m_i I) x_i`, m = 1_y/q, is N(0, A) with
/// `A = ||s||^2 V V^T - (1/q) (sum_{i in y} s_i) (V + V^T) + (1/q) I`, and the risk is tr A. Derived here.
struct RiskGivenAttention: Sendable {
  private let dimension: Int
  private let sparsity: Int
  private let value: [Double]
  private let gram: [Double]
  private let diagonal: [Double]
  private let square: Double
  private let offDiagonalSquare: Double

  /// Prepares for a value matrix, d x d, row-major, and a sparsity q.
  init(value: [Double], dimension d: Int, sparsity: Int) {
    dimension = d
    self.sparsity = sparsity
    self.value = value
    var gram = [Double](repeating: 0, count: d * d)
    for i in 0..<d {
      for j in 0..<d {
        for k in 0..<d { gram[i * d + j] += value[i * d + k] * value[j * d + k] }
      }
    }
    self.gram = gram
    diagonal = (0..<d).map { value[$0 * d + $0] }
    var (all, off) = (0.0, 0.0)
    for i in 0..<d {
      for j in 0..<d {
        let term = value[i * d + j] * value[i * d + j]
        all += term
        if i != j { off += term }
      }
    }
    (square, offDiagonalSquare) = (all, off)
  }

  /// The risk as a sum of squares, so that a risk far below d/q keeps its digits.
  ///
  /// `sum_{i not in y} s_i^2 ||V||_F^2 + sum_{i in y} ||s_i V - I/q||_F^2`.
  func risk(attention: UnsafePointer<Double>, tokens: Int, subset: UnsafePointer<Int>) -> Double {
    let inverse = 1 / Double(sparsity)
    var total = 0.0
    var place = 0
    for t in 0..<tokens {
      let s = attention[t]
      if place < sparsity && subset[place] == t {
        place += 1
        var part = s * s * offDiagonalSquare
        for entry in diagonal {
          let difference = s * entry - inverse
          part += difference * difference
        }
        total += part
      } else {
        total += s * s * square
      }
    }
    return total
  }

  /// The squared Frobenius norm of the error's covariance A.
  func covarianceSquare(attention: UnsafePointer<Double>, tokens: Int, subset: UnsafePointer<Int>) -> Double {
    let d = dimension
    let inverse = 1 / Double(sparsity)
    var norm = 0.0
    for t in 0..<tokens { norm += attention[t] * attention[t] }
    var mass = 0.0
    for j in 0..<sparsity { mass += attention[subset[j]] }
    var total = 0.0
    for i in 0..<d {
      for j in 0..<d {
        let symmetric = value[i * d + j] + value[j * d + i]
        let entry = norm * gram[i * d + j] - inverse * mass * symmetric + (i == j ? inverse : 0)
        total += entry * entry
      }
    }
    return total
  }

  /// The squared error on given tokens, stored coordinate by coordinate.
  func loss(
    tokens x: UnsafePointer<Double>, attention: UnsafePointer<Double>, tokenCount: Int,
    subset: UnsafePointer<Int>, mean: inout [Double]
  ) -> Double {
    let d = dimension
    for i in 0..<d {
      mean[i] = 0
      for t in 0..<tokenCount { mean[i] += x[i * tokenCount + t] * attention[t] }
    }
    var total = 0.0
    for i in 0..<d {
      var difference = 0.0
      for j in 0..<sparsity { difference -= x[i * tokenCount + subset[j]] }
      difference /= Double(sparsity)
      for j in 0..<d { difference += value[i * d + j] * mean[j] }
      total += difference * difference
    }
    return total
  }
}
