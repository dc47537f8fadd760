import Sim
import Testing
import Theory

@Suite("PositionDraw")
struct PositionDrawTests {
  private func address(_ repetition: Int) throws -> StreamAddress {
    try StreamAddress(baseSeed: 11, name: "test 3/1", repetition: repetition, purpose: .tokens)
  }

  private func settings(
    _ law: Positions, tokens: Int, sparsity: Int, width: Int, query: Query = .dual
  ) throws -> AttentionSettings {
    try AttentionSettings(
      problem: Problem(tokens: tokens, dimension: 2, sparsity: sparsity), positions: law,
      positionDimension: width, query: query, batch: 3, stepSize: 0.1)
  }

  private func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  @Test("frames are orthonormal to rounding, also where d_e = T", arguments: [(5, 5), (8, 128), (33, 33)])
  func frames(tokens: Int, width: Int) throws {
    for index in 0..<5 {
      let draw = try PositionDraw(
        settings(.orthonormalFrame, tokens: tokens, sparsity: 2, width: width), address: address(0),
        index: index)
      for i in 0..<tokens {
        for j in 0...i {
          // Gram-Schmidt twice: a few rounding errors of 2^-53 a coordinate.
          #expect(abs(inner(draw.positions[i], draw.positions[j]) - (i == j ? 1 : 0)) <= 1e-14)
        }
      }
    }
  }

  @Test("the dual query is a certificate: <e_i, e_y> = 1 on the subset", arguments: Positions.allCases)
  func dualCertificate(law: Positions) throws {
    let settings = try settings(law, tokens: 11, sparsity: 4, width: law == .oneHot ? 11 : 16)
    for index in 0..<50 {
      let draw = try PositionDraw(settings, address: address(1), index: index)
      for element in draw.subset { #expect(abs(draw.innerProducts[element] - 1) <= 1e-9) }
      #expect(
        abs(
          draw.margin
            - (1 - draw.innerProducts.enumerated().filter {
              !draw.subset.contains($0.offset)
            }.map(\.element).max()!)) == 0)
    }
  }

  @Test("rademacher positions whose subset is dependent are redrawn")
  func redrawn() throws {
    // In R^2 two sign vectors are equal or opposite half of the time.
    let settings = try settings(.rademacher, tokens: 5, sparsity: 2, width: 2)
    for index in 0..<50 {
      let draw = try PositionDraw(settings, address: address(2), index: index)
      #expect(abs(inner(draw.positions[draw.subset[0]], draw.positions[draw.subset[1]])) < 1e-12)
      for element in draw.subset { #expect(abs(draw.innerProducts[element] - 1) <= 1e-12) }
      for value in draw.positions.flatMap(\.self) { #expect(abs(value.magnitude - 0.5.squareRoot()) < 1e-15) }
    }
  }

  @Test("the sum query adds the subset's positions", arguments: Positions.allCases)
  func sumQuery(law: Positions) throws {
    let settings = try settings(
      law, tokens: 9, sparsity: 3, width: law == .oneHot ? 9 : 12, query: .sum)
    let draw = try PositionDraw(settings, address: address(3), index: 0)
    for a in draw.query.indices {
      let sum = draw.subset.reduce(0.0) { $0 + draw.positions[$1][a] }
      #expect(abs(sum - draw.query[a]) <= 1e-14)
    }
  }

  @Test("position vectors have mean square length 1 (false alarm 1e-9)")
  func lengths() throws {
    let settings = try settings(.sphere, tokens: 9, sparsity: 3, width: 12)
    let draw = try PositionDraw(settings, address: address(4), index: 0)
    for row in draw.positions { #expect(abs(inner(row, row) - 1) <= 1e-14) }
    // Gaussian: d_e times the mean of n squared lengths is chi^2 with n d_e degrees of freedom over n.
    // Laurent and Massart: |chi^2_k - k| <= 2 sqrt(k x) + 2 x but with probability 2 exp(-x); x = 21.5.
    let gaussian = try AttentionSettings(
      problem: Problem(tokens: 400, dimension: 2, sparsity: 3), positions: .gaussian, positionDimension: 64,
      batch: 1, stepSize: 0)
    let rows = try PositionDraw(gaussian, address: address(5), index: 0).positions
    let chiSquare = 64 * rows.reduce(0.0) { $0 + inner($1, $1) }
    let degrees = 400.0 * 64
    #expect(abs(chiSquare - degrees) <= 2 * (degrees * 21.5).squareRoot() + 43)
  }
}
