import Sim
import Theory

/// Squared errors on Gaussian samples of the predictors `M_y Pi vec(X)`, Pi the projection on a first layer's rows.
struct SampledErrors {
  let problem: Problem
  let projection: Matrix
  /// The mean length E chi_n, for the predictor `E chi_n M_y Pi vec(X)/|vec(X)|` of a network that sees the direction only;
  /// nil for one that sees vec(X).
  let meanLength: Double?

  /// The predictors of a first layer.
  ///
  /// - Throws: `TheoryError` if W has not Td columns or an entry is not finite.
  init(problem: Problem, weights: Matrix, meanLength: Double? = nil) throws {
    self.problem = problem
    self.meanLength = meanLength
    projection = try FirstLayerCertificate(problem: problem, weights: weights).projection
  }

  /// `|f - STS|^2` of fresh samples.
  func squares(_ address: StreamAddress, samples: Int) -> [Double] {
    let (length, dimension) = (problem.inputDimension, problem.dimension)
    var stream = RandomStream(address, step: 0)
    var tokens = [Double](repeating: 0, count: length)
    return (0..<samples).map { _ in
      var square = 0.0
      for place in 0..<length {
        tokens[place] = stream.normal()
        square += tokens[place] * tokens[place]
      }
      let gain = meanLength.map { $0 / square.squareRoot() } ?? 1
      let subset = stream.subset(size: problem.sparsity, of: problem.tokens)
      var total = 0.0
      for coordinate in 0..<dimension {
        var error = 0.0
        for token in subset {
          let place = token * dimension + coordinate
          var seen = 0.0
          for inner in 0..<length { seen += projection.elements[place * length + inner] * tokens[inner] }
          error += gain * seen - tokens[place]
        }
        total += error * error
      }
      return total / Double(problem.sparsity * problem.sparsity)
    }
  }
}
