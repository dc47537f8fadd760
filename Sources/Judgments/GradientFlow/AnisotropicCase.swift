import Evidence
import Sim
import Theory

/// A token law, a law of the subset's size and positions, for D18.
struct AnisotropicCase: Hashable, Sendable {
  let tokens: Int
  var variances: [Double]
  let sizes: SubsetSizeLaw
  var positions = PositionLaw.oneHot

  init(_ tokens: Int, _ variances: [Double], q size: Int, _ positions: PositionLaw = .oneHot) {
    (self.tokens, self.variances, self.positions) = (tokens, variances, positions)
    sizes = SubsetSizeLaw(fixed: size)
  }

  init(_ tokens: Int, _ variances: [Double], sizes: SubsetSizeLaw, _ positions: PositionLaw = .oneHot) {
    (self.tokens, self.variances, self.sizes, self.positions) = (tokens, variances, sizes, positions)
  }

  /// The case in words, for example `T=5 variances 2 0.5 q=2, one-hot`.
  var name: String {
    "T=\(tokens) variances \(variances.map { "\($0)" }.joined(separator: " ")) \(sizes), \(positions)"
  }

  func system() throws -> AnisotropicSystem {
    try AnisotropicSystem(tokens: tokens, variances: variances, sizes: sizes, positions: positions)
  }

  /// The covariance in axes that are turned, so that nothing of it is diagonal.
  func covariance() throws -> TokenCovariance { try TokenCovariance(variances: variances, turned: true) }

  /// The same with the first variance multiplied.
  func scaled(_ factor: Double) -> AnisotropicCase {
    var other = self
    other.variances[0] *= factor
    return other
  }

  /// Five tokens of two eigenvalues, q = 2.
  static let fiveTokens = AnisotropicCase(5, [2, 0.5], q: 2)

  /// Two and three eigenvalues, q = 1 to 3, and two laws of a random size; few enough subsets to enumerate.
  static let enumerated: [AnisotropicCase] =
    [
      fiveTokens, AnisotropicCase(6, [3, 1, 0.2], q: 3), AnisotropicCase(4, [1.5, 0.1], q: 1),
    ] + random.filter { $0.sizes.sizes.count == 2 }

  /// Subsets of random size: two sizes, unequal weights, and all sizes.
  static let random: [AnisotropicCase] = [
    (5, [2, 0.5], [1, 3], [1, 1]), (6, [3, 1, 0.2], [2, 4], [1, 3]),
    (6, [1, 1], [1, 2, 3, 4, 5], [1, 1, 1, 1, 1]),
  ].compactMap { tokens, variances, sizes, weights -> AnisotropicCase? in
    (try? SubsetSizeLaw(sizes: sizes, weights: weights)).map { AnisotropicCase(tokens, variances, sizes: $0) }
  }

  /// Where the reduced descent is followed far out at fixed q.
  static let fixed: [AnisotropicCase] = [
    fiveTokens, AnisotropicCase(6, [3, 1, 0.2], q: 3), AnisotropicCase(4, [1.5, 0.1], q: 1),
    AnisotropicCase(6, [4, 0.25], q: 2, .orthonormalFrame(width: 9)),
  ]

  /// A reader's own: d variances from 2 down to 1/2 in equal ratios, q fixed.
  static func own(_ own: OwnParameters) throws -> AnisotropicCase {
    let item = try FlowCase.own(own)
    let d = own.problem.dimension
    let ratio = Elementary.log(4) / Double(max(1, d - 1))
    let variances = (0..<d).map { 2 * Elementary.exp(-ratio * Double($0)) }
    return AnisotropicCase(own.problem.tokens, variances, q: own.problem.sparsity, item.positions)
  }
}
