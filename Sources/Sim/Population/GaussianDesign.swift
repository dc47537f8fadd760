import Theory

/// A weighted set of few points of R^n that has the moments of n independent N(0, 1) up to order 5.
///
/// With r = sqrt(3): the origin with weight `1 + (n^2 - 7 n)/18`, the 2n points +-r e_i with weight `(4 - n)/18`, and the
/// 2 n (n-1) points +-r e_i +- r e_j with weight 1/36; weights may be negative. Odd moments vanish, and
/// `E x_i^2 = (4 - n)/3 + (n - 1)/3 = 1`, `E x_i^4 = (4 - n) + (n - 1) = 3`, `E x_i^2 x_j^2 = 1`.
/// Each point stands before its opposite. Source: McNamee and Stenger, Numer. Math. 10 (1967).
public struct GaussianDesign: Hashable, Sendable {
  /// A point by the places and the signs of its coordinates that are not 0, each +-sqrt(3), and its weight.
  struct Point: Hashable, Sendable {
    let places: [Int]
    let signs: [Double]
    let weight: Double
  }

  /// The dimension n.
  public let dimension: Int
  let points: [Point]

  /// The number of points, 2 n^2 + 1.
  public var count: Int { points.count }

  /// The design of R^n, n >= 1.
  public init(dimension n: Int) {
    dimension = n
    let size = Double(n)
    var points = [Point(places: [], signs: [], weight: 1 + (size * size - 7 * size) / 18)]
    for i in 0..<n {
      for sign in [1.0, -1] {
        points.append(Point(places: [i], signs: [sign], weight: (4 - size) / 18))
      }
      for j in 0..<i {
        for signs in [[1.0, 1], [-1, -1], [1, -1], [-1, 1]] {
          points.append(Point(places: [i, j], signs: signs, weight: 1 / 36))
        }
      }
    }
    self.points = points
  }
}

extension TokenLayerDescent {
  /// The gradient of R/2 over a design of Gaussian tokens and every subset.
  ///
  /// Exact to the second order in (W_XE, V_E), about 0: there R/2 has the degree 4 in the tokens.
  ///
  /// - Throws: `TheoryError` unless the design has dimension T d.
  public static func populationGradient(
    _ layer: TokenLayer, over enumeration: SubsetEnumeration, design: GaussianDesign
  ) throws(TheoryError) -> TokenLayer {
    let problem = enumeration.problem
    guard design.dimension == problem.inputDimension else {
      throw TheoryError(value: "design of R^\(design.dimension)", rule: "T d = \(problem.inputDimension)")
    }
    let q = problem.sparsity
    let size = 3.0.squareRoot()
    var sum = TokenLayer(problem)
    var workspace = TokenLayerWorkspace(layer)
    var x = [Double](repeating: 0, count: problem.inputDimension)
    for (index, weight) in enumeration.weights.enumerated() {
      let subset = enumeration.subsets[(index * q)..<((index + 1) * q)]
      for point in design.points {
        for (place, sign) in zip(point.places, point.signs) { x[place] = sign * size }
        layer.addGradient(
          tokens: x, subset: subset, factor: weight * point.weight, to: &sum, workspace: &workspace)
        for place in point.places { x[place] = 0 }
      }
    }
    return sum
  }
}
