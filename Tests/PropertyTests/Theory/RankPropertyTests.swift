import Sim
import TestSupport
import Testing
import Theory

/// Ranks and projections of matrices of known exact rank: small integers, copies, zeros, rows of any size.
@Suite struct RankPropertyTests {
  @Test func `the rank of an integer matrix is its exact rank, and its projection equals its square`() {
    check(
      Property("integer-rank", draw: { try DrawnIntegers.draw(&$0) }, shrinks: \.smaller) { drawn in
        let decomposition = try SingularValues(of: drawn.matrix())
        let exact = try drawn.exactRank()
        return try decomposition.rank == exact && ProjectionFaults(decomposition.rowSpace).worst <= 1e-14
          && residual(of: drawn.matrix(), decomposition.rowSpace) <= 1e-14
      }, cases: 4000)
  }

  @Test func `rows may be scaled by any powers of two without a change of the certificate`() {
    check(
      Property("scaled-rows", draw: { try DrawnLayer.draw(&$0) }, shrinks: DrawnLayer.shrinks) { layer in
        let exact = try FirstLayerCertificate.exact(problem: layer.problem, weights: layer.matrix())
        var weights = try layer.matrix().rounded()
        for row in 0..<weights.rows {
          // From 2^-997 to 2^996, about 1e-300 to 1e300, in an order that mixes them.
          let exponent = (row * 797) % 1994 - 997
          for column in 0..<weights.columns {
            weights[row, column] *= Double(sign: .plus, exponent: exponent, significand: 1)
          }
        }
        let rounded = try FirstLayerCertificate(problem: layer.problem, weights: weights)
        return rounded.rank == exact.rank
          && abs(rounded.value - exact.value.double) <= 1e-13 * layer.problem.trivialRisk
          && squareFault(rounded.projection) <= 1e-14
      }, cases: 1000)
  }

  @Test func `neurons that are copies add nothing`() throws {
    let problem = try Problem(tokens: 10, dimension: 4, sparsity: 3)
    let address = try StreamAddress(baseSeed: 11, name: "test 0/0", repetition: 0, purpose: .check)
    let shape = try FullyConnectedShape(problem, hidden: [24, 8], hasBias: false, activation: .relu)
    let weights = try FullyConnectedNetwork<Float>(initializing: shape, address: address).tokenWeights(
      problem)
    let own = try FirstLayerCertificate(problem: problem, weights: weights)
    #expect(own.rank == 24)
    for factors in [[1.0], [1, -1, 0], [0.3, 7, 1e-8], [1e-290, 1e290]] {
      var rows = weights.elements
      for (index, factor) in factors.enumerated() {
        rows += weights.elements.map { factor * $0 * (index % 2 == 0 ? 1 : -1) }
      }
      let copies = try FirstLayerCertificate(
        problem: problem,
        weights: Matrix(rows: 24 * (1 + factors.count), columns: problem.inputDimension, elements: rows))
      #expect(copies.rank == 24, "\(factors)")
      #expect(abs(copies.value - own.value) <= 1e-13, "\(factors)")
      #expect(squareFault(copies.projection) <= 1e-14)
      for (left, right) in zip(copies.projection.elements, own.projection.elements) {
        #expect(abs(left - right) <= 1e-12)
      }
    }
  }

  @Test func `first layers whose rank was once missed`() throws {
    let first = try Matrix(
      rows: 4, columns: 4, elements: [0, -1, 1, 0, 0, -1, 0.5, -1, 0, -1, -0.5, 1, 0, 0, 0.5, 2])
    let second = try Matrix(
      rows: 5, columns: 3, elements: [-2, 0, 0, 0, 0, 0, -2, -1, 1, -2, 0, 0, 4, 2, -2])
    for (weights, problem, rank) in [
      (first, try Problem(tokens: 4, dimension: 1, sparsity: 1), 3),
      (second, try Problem(tokens: 3, dimension: 1, sparsity: 2), 2),
    ] {
      let certificate = try FirstLayerCertificate(problem: problem, weights: weights)
      #expect(certificate.rank == rank)
      #expect(abs(certificate.value - 0.25) <= 1e-15)
    }
  }

  @Test func `whatever counts as zero, the projection equals its square`() throws {
    var matrix = try Matrix(rows: 12, columns: 9)
    for row in 0..<12 {
      for column in 0..<9 {
        matrix[row, column] = Double((row * 5 + column * 3) % 7 - 3) + (row > 5 ? 1e-9 * Double(row) : 0)
      }
    }
    for tolerance in [0, 1e-300, 1e-16, 1e-12, 1e-9, 1e-3, 0.5] {
      let decomposition = try SingularValues(of: matrix, relativeTolerance: tolerance)
      #expect(decomposition.rowSpace.rows == decomposition.rank)
      #expect(ProjectionFaults(decomposition.rowSpace).worst <= 1e-14, "\(tolerance)")
    }
    let tiny = try Matrix(rows: 2, columns: 2, elements: [0x1p-1074, 0, 0, 1.7e308])
    let certificate = try FirstLayerCertificate(
      problem: Problem(tokens: 2, dimension: 1, sparsity: 1), weights: tiny)
    #expect(certificate.rank == 2 && certificate.value == 0)
    #expect(throws: TheoryError.self) {
      try SingularValues(of: Matrix(rows: 2, columns: 2, elements: [1.7e308, 1.7e308, 1.7e308, 1.7e308]))
    }
  }
}

// MARK: - Fixtures

/// An integer matrix: of free entries, a product of given rank, or with rows that are multiples of others.
struct DrawnIntegers: Sendable {
  let rows: [[Int]]

  static func draw(_ stream: inout RandomStream) throws -> DrawnIntegers {
    let isLarge = Draw.integer(0...39, &stream) == 0
    let (height, width) = (
      Draw.integer(1...(isLarge ? 30 : 9), &stream), Draw.integer(1...(isLarge ? 30 : 9), &stream)
    )
    let size = [1, 2, 4, 50][Draw.integer(0...3, &stream)]
    func block(_ rows: Int, _ columns: Int) -> [[Int]] {
      (0..<rows).map { _ in (0..<columns).map { _ in Draw.integer(-size...size, &stream) } }
    }
    switch Draw.integer(0...2, &stream) {
    case 0: return DrawnIntegers(rows: block(height, width))
    case 1:
      let rank = Draw.integer(0...min(height, width), &stream)
      let (left, right) = (block(height, rank), block(rank, width))
      return DrawnIntegers(
        rows: left.map { row in
          (0..<width).map { column in (0..<rank).reduce(0) { $0 + row[$1] * right[$1][column] } }
        })
    default:
      var rows = block(height, width)
      for index in rows.indices where Draw.integer(0...1, &stream) == 0 {
        let (source, factor) = (Draw.integer(0...(height - 1), &stream), Draw.integer(-2...2, &stream))
        rows[index] = rows[source].map { $0 * factor }
      }
      return DrawnIntegers(rows: rows)
    }
  }

  func matrix() throws -> Matrix {
    try Matrix(rows: rows.count, columns: rows[0].count, elements: rows.flatMap { $0.map(Double.init) })
  }

  /// The larger of the ranks modulo two primes near 2^31: the exact one unless both divide the same minors.
  func exactRank() throws -> Int { max(rank(modulo: 2_147_483_647), rank(modulo: 2_147_483_629)) }

  private func rank(modulo prime: Int) -> Int {
    var work = rows.map { row in row.map { ($0 % prime + prime) % prime } }
    var rank = 0
    for column in work[0].indices where rank < work.count {
      guard let found = (rank..<work.count).first(where: { work[$0][column] != 0 }) else { continue }
      work.swapAt(rank, found)
      let inverse = Self.power(work[rank][column], prime - 2, modulo: prime)
      for row in (rank + 1)..<max(work.count, rank + 1) where work[row][column] != 0 {
        let factor = work[row][column] * inverse % prime
        for place in column..<work[0].count {
          work[row][place] = ((work[row][place] - factor * work[rank][place]) % prime + prime) % prime
        }
      }
      rank += 1
    }
    return rank
  }

  private static func power(_ base: Int, _ exponent: Int, modulo prime: Int) -> Int {
    var (base, exponent, result) = (base, exponent, 1)
    while exponent > 0 {
      if exponent & 1 == 1 { result = result * base % prime }
      base = base * base % prime
      exponent >>= 1
    }
    return result
  }

  /// Fewer rows, fewer columns, or a zero in place of an entry.
  var smaller: [DrawnIntegers] {
    let fewer =
      rows.count > 1
      ? rows.indices.map { index in
        DrawnIntegers(rows: rows.enumerated().filter { $0.offset != index }.map(\.element))
      } : []
    let narrower =
      rows[0].count > 1
      ? rows[0].indices.map { place in
        DrawnIntegers(rows: rows.map { row in row.enumerated().filter { $0.offset != place }.map(\.element) })
      } : []
    return fewer + narrower
  }
}

/// How far the rows of a matrix are from orthonormal; then P = B^T B has P^2 = P to as much.
private struct ProjectionFaults {
  let worst: Double

  init(_ basis: Matrix) {
    var worst = 0.0
    for first in 0..<basis.rows {
      for second in 0...first {
        let product = zip(basis.row(first), basis.row(second)).reduce(0) { $0 + $1.0 * $1.1 }
        worst = max(worst, abs(product - (first == second ? 1 : 0)))
      }
    }
    self.worst = worst
  }
}

/// The largest entry of P^2 - P.
private func squareFault(_ projection: Matrix) -> Double {
  guard let square = try? projection.product(projection) else { return .infinity }
  return zip(square.elements, projection.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// The largest entry of W - W P over the norm of W.
private func residual(of matrix: Matrix, _ basis: Matrix) throws -> Double {
  let image = try matrix.product(basis.transposed).product(basis)
  let worst = zip(image.elements, matrix.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  return matrix.frobeniusNorm == 0 ? 0 : worst / matrix.frobeniusNorm
}
