import Theory

/// The law of the position vectors e_1, ..., e_T in R^{d_e}.
public enum Positions: String, Hashable, Sendable, Codable, CaseIterable {
  /// e_t is the t-th unit vector; d_e >= T (rows beyond T are never used).
  case oneHot
  /// A Haar random orthonormal frame, one for a whole step; d_e >= T.
  case orthonormalFrame
  /// iid N(0, I/d_e).
  case gaussian
  /// iid, coordinates +-1/sqrt(d_e) with equal probability.
  case rademacher
  /// iid, uniform on the unit sphere.
  case sphere

  /// Whether the vectors of one draw are orthonormal, so that both queries are the same.
  public var isOrthonormal: Bool { self == .oneHot || self == .orthonormalFrame }

  /// Every stored vector times this number is the position; storing it apart saves a pass.
  func scale(dimension: Int) -> Double {
    self == .gaussian || self == .rademacher ? 1 / Double(dimension).squareRoot() : 1
  }
}

/// When positions are drawn.
public enum PositionRenewal: String, Hashable, Sendable, Codable, CaseIterable {
  /// Anew for every example; a frame anew for every step.
  case stochastic
  /// Once, before the first step.
  case fixed
}

/// Draws positions.
///
/// Range: d_e >= 1, at most 2^15, and d_e >= T for frames and one-hot positions (`AttentionSettings` checks).
/// Normal numbers are those of `RandomStream.fillNormals`, at most 6.77 (in double precision widened). A
/// frame's inner products are right to `4 d_e` roundings, a sphere's radius to d_e of them; signs and unit
/// vectors are exact.
enum PositionSampler {
  /// Writes `count` position vectors, unscaled, one after the other without padding.
  ///
  /// `count` is a whole number of frames of `tokens` vectors.
  static func fill<R: LayerScalar>(
    _ rows: UnsafeMutablePointer<R>, law: Positions, count: Int, tokens: Int, dimension: Int,
    _ stream: inout RandomStream
  ) {
    switch law {
    case .oneHot:
      for row in 0..<count {
        for column in 0..<dimension { rows[row * dimension + column] = row % tokens == column ? 1 : 0 }
      }
    case .gaussian:
      R.fillNormals(&stream, rows, count: count * dimension)
    case .rademacher:
      fillSigns(rows, count: count * dimension, &stream)
    case .sphere:
      R.fillNormals(&stream, rows, count: count * dimension)
      for row in 0..<count { normalize(rows + row * dimension, dimension) }
    case .orthonormalFrame:
      R.fillNormals(&stream, rows, count: count * dimension)
      var frame = 0
      while frame < count {
        orthonormalize(rows + frame * dimension, tokens: tokens, dimension: dimension)
        frame += tokens
      }
    }
  }

  /// Writes +1 or -1 by the bits of random words, lowest bit first.
  private static func fillSigns<R: LayerScalar>(
    _ values: UnsafeMutablePointer<R>, count: Int, _ stream: inout RandomStream
  ) {
    var done = 0
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { words in
      while done < count {
        stream.fillWords(words)
        for word in words {
          var bits = word
          for index in done..<max(done, min(done &+ 32, count)) {
            values[index] = R(1) - R(2 &* Int32(bits & 1))
            bits >>= 1
          }
          done &+= 32
        }
      }
    }
  }

  /// Scales a vector to length 1.
  private static func normalize<R: LayerScalar>(_ row: UnsafeMutablePointer<R>, _ dimension: Int) {
    scale(row, 1 / inner(row, row, dimension).squareRoot(), dimension)
  }

  /// Gram-Schmidt, twice for every row: of Gaussian rows it makes a Haar random frame.
  ///
  /// Rows are scaled by a positive factor only, so the law is invariant under rotations; the second pass
  /// makes the frame orthonormal to rounding even where d_e = T.
  private static func orthonormalize<R: LayerScalar>(
    _ rows: UnsafeMutablePointer<R>, tokens: Int, dimension: Int
  ) {
    for row in 0..<tokens {
      let vector = rows + row &* dimension
      for _ in 0..<2 {
        for other in 0..<row {
          let base = rows + other &* dimension
          addScaled(vector, -inner(vector, base, dimension), base, dimension)
        }
        normalize(vector, dimension)
      }
    }
  }

  @inline(__always)
  static func inner<R: LayerScalar>(_ a: UnsafePointer<R>, _ b: UnsafePointer<R>, _ count: Int) -> R {
    var total = R.lanes(0)
    var at = 0
    while at &+ R.laneCount <= count {
      total = R.fused(total, R.load(a + at), R.load(b + at))
      at &+= R.laneCount
    }
    var result = R.total(total)
    while at < count {
      result += a[at] * b[at]
      at &+= 1
    }
    return result
  }

  @inline(__always)
  private static func addScaled<R: LayerScalar>(
    _ y: UnsafeMutablePointer<R>, _ factor: R, _ x: UnsafePointer<R>, _ count: Int
  ) {
    let lanes = R.lanes(factor)
    var at = 0
    while at &+ R.laneCount <= count {
      R.store(R.fused(R.load(y + at), lanes, R.load(x + at)), y + at)
      at &+= R.laneCount
    }
    while at < count {
      y[at] += factor * x[at]
      at &+= 1
    }
  }

  @inline(__always)
  private static func scale<R: LayerScalar>(_ x: UnsafeMutablePointer<R>, _ factor: R, _ count: Int) {
    let lanes = R.lanes(factor)
    var at = 0
    while at &+ R.laneCount <= count {
      R.store(R.product(R.load(x + at), lanes), x + at)
      at &+= R.laneCount
    }
    while at < count {
      x[at] *= factor
      at &+= 1
    }
  }
}
