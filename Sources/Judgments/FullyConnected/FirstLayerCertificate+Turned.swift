import Evidence
import Sim
import Theory

extension FirstLayerCertificate {
  /// The certificate of a network's first layer with its first row turned out of the row space.
  ///
  /// The row w becomes `cos(a) w + sin(a) |w| v`, v the unit vector along what the projection leaves of the first
  /// coordinate vector that it does not keep.
  ///
  /// - Throws: `TheoryError` if the row space is everything.
  func turned(network: FullyConnectedNetwork<Float>, degrees: Double) throws -> FirstLayerCertificate {
    var weights = try network.tokenWeights(problem)
    let length = problem.inputDimension
    guard let kept = (0..<length).first(where: { projection[$0, $0] < 0.99 }) else {
      throw TheoryError(value: "rank \(rank)", rule: "rank < Td = \(length)")
    }
    let left = (0..<length).map { ($0 == kept ? 1 : 0) - projection[$0, kept] }
    let size = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let norm = weights.row(0).reduce(0) { $0 + $1 * $1 }.squareRoot()
    let angle = degrees * Double.pi / 180
    for column in 0..<length {
      weights[0, column] =
        Elementary.cos(angle) * weights[0, column] + Elementary.sin(angle) * norm * left[column] / size
    }
    return try FirstLayerCertificate(problem: problem, weights: weights)
  }
}
