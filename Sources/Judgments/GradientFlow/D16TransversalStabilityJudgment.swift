import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// D16: the Hessian across attention by position, tiny deviations in full layers, and layers trained on samples.
  public static let d16TransversalStability = ClaimJudgment(
    claim: .d16TransversalStability,
    experiments: CurvatureAcross.all + SaddleEnd.all + TinyDeviations.all + TrainedFromSmallBlocks.all,
    controls: CurvatureAcross.controls + SaddleEnd.nearMisses + TinyDeviations.nearMisses
      + TrainedFromSmallBlocks.nearMisses,
    own: .takes { own in
      let problem = SmallProblem(own.problem)
      guard problem.inputDimension <= 12 else {
        throw TheoryError(
          value: problem.name, rule: "T d <= 12, where the full layer's Hessian is computed")
      }
      return [
        CurvatureAcross(problem: problem), SaddleEnd(problem: problem), TinyDeviations(problem: problem),
      ]
    })
}

/// Where the full layer's exact gradient is taken: Gaussian tokens by a design, or signs by enumeration.
struct ExactLayers {
  let problem: Problem
  private let enumeration: SubsetEnumeration
  private let design: GaussianDesign?

  init(_ problem: SmallProblem, signs: Bool) throws {
    self.problem = try problem.problem()
    enumeration = try SubsetEnumeration(self.problem)
    design = signs ? nil : GaussianDesign(dimension: problem.inputDimension)
  }

  func gradient(_ layer: TokenLayer) throws(TheoryError) -> TokenLayer {
    guard let design else {
      return try TokenLayerDescent.populationGradient(layer, over: enumeration, law: .sign)
    }
    return try TokenLayerDescent.populationGradient(layer, over: enumeration, design: design)
  }

  func hessian(at weights: AlignedWeights) throws(TheoryError) -> Matrix {
    try TransversalHessian.matrix(at: TokenLayer(aligned: weights)) { layer throws(TheoryError) in
      try gradient(layer)
    }
  }

  /// One; in a quick run none of the larger problems.
  static func repetitions(_ problem: SmallProblem, _ effort: Effort) -> Int {
    effort == .quick && problem.inputDimension >= 8 ? 0 : 1
  }

  /// What a number of gradients takes.
  static func cost(_ problem: SmallProblem, gradients: Double, signs: Bool = false) -> Cost {
    let size = Double(problem.inputDimension)
    let points = signs ? Double(1 << min(16, problem.inputDimension)) : 2 * size * size + 1
    return TokenLayerNorms.cost(problem, examples: gradients * points * FullMatrixCost.subsets(problem))
  }
}

/// The whole Hessian across at zero, along the flow and off it, against the two blocks of the closed form.
struct CurvatureAcross: Experiment {
  /// What is stated of the eigenvalues at zero.
  enum Statement: Hashable { case derived, cubeOfLength, noSaddle }

  let problem: SmallProblem
  var statement = Statement.derived
  var hasSigns = false
  static let atZero = "eigenvalues at zero"
  static let blocks = "Hessian"

  private static let threeTokens = CurvatureAcross(problem: SmallProblem(3, 2, 1))
  private static let fourTokens = CurvatureAcross(problem: SmallProblem(4, 2, 1))
  private static let fourOfFive = CurvatureAcross(problem: SmallProblem(5, 1, 4))
  private static let eightTokens = CurvatureAcross(problem: SmallProblem(8, 1, 1))
  static let all = [
    threeTokens, fourTokens, fourOfFive, CurvatureAcross(problem: SmallProblem(6, 2, 2)), eightTokens,
    CurvatureAcross(problem: SmallProblem(5, 2, 3)),
  ]

  struct Row: EvidenceRow {
    /// The Hessian at (alpha, C): its blocks, and the largest entry that they leave.
    struct Point: Codable, Hashable, Sendable {
      let alpha: Double
      let logit: Double
      let centered: TransversalCurvature.Block
      let uniform: TransversalCurvature.Block
      let rest: Double
    }
    /// At zero, at three times of the flow, and at two points off it.
    let points: [Point]
    /// The eigenvalues at zero, rising.
    let atZero: [Double]

    static let columns: [Column<Row>] = [
      Column("least eigenvalue at zero", digits: 8) { $0.atZero.first },
      Column(series: "alpha") { $0.points.map(\.alpha) },
      Column(series: "C") { $0.points.map(\.logit) },
      Column(series: "least eigenvalue, rows of sum 0") { $0.points.map(\.centered.leastEigenvalue) },
      Column(series: "least eigenvalue, equal columns") { $0.points.map(\.uniform.leastEigenvalue) },
    ]
    static let conditions: Set<String> = ["alpha", "logit"]
  }

  var claim: Claim { .d16TransversalStability }
  var name: String {
    let words =
      switch statement {
      case .derived: ""
      case .cubeOfLength: ", T^3 for T^2 (T-1)"
      case .noSaddle: ", no saddle"
      }
    return "\(problem.name), Hessian" + (hasSigns ? " of sign tokens" : "") + words
  }
  func repetitions(_ effort: Effort) -> Int { ExactLayers.repetitions(problem, effort) }
  func cost(_ effort: Effort) -> Cost {
    ExactLayers.cost(problem, gradients: 24 * Double(problem.inputDimension), signs: hasSigns)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let layers = try ExactLayers(problem, signs: hasSigns)
    let flow = try TransversalFlow(layers.problem)
    let off = try [(-0.5, -1.0), (2, 3)].map {
      try AlignedWeights(problem: layers.problem, alpha: $0.0, logit: $0.1)
    }
    let weights = try flow.curvatures(at: [0, 5, 25, 250]).map(\.weights) + off
    let hessians = try weights.map { try layers.hessian(at: $0) }
    return Row(
      points: zip(weights, hessians).map { point($0, $1) },
      atZero: try hessians[0].symmetricEigenvalues().sorted())
  }

  /// The means of the Hessian over each kind of direction, and what they leave.
  private func point(_ weights: AlignedWeights, _ hessian: Matrix) -> Row.Point {
    let (length, size) = (problem.tokens, problem.inputDimension)
    func average(_ row: Int, _ column: Int) -> (centered: Double, uniform: Double) {
      var (trace, all) = (0.0, 0.0)
      for i in 0..<problem.dimension {
        for t in 0..<length {
          trace += hessian[row + i * length + t, column + i * length + t]
          for u in 0..<length { all += hessian[row + i * length + t, column + i * length + u] }
        }
      }
      let d = Double(problem.dimension)
      let uniform = all / (d * Double(length))
      return ((trace / d - uniform) / Double(length - 1), uniform)
    }
    let (value, mixed, key) = (average(0, 0), average(0, size), average(size, size))
    var rest = 0.0
    for row in 0..<(2 * size) {
      for column in 0..<(2 * size) {
        let block = row / size + column / size
        let part = block == 0 ? value : block == 1 ? mixed : key
        let (i, j) = (row % size, column % size)
        var stated = 0.0
        if i / length == j / length {
          stated = (i == j ? part.centered : 0) + (part.uniform - part.centered) / Double(length)
        }
        rest = max(rest, abs(hessian[row, column] - stated))
      }
    }
    return Row.Point(
      alpha: weights.alpha, logit: weights.logit,
      centered: .init(tokenKey: key.centered, mixed: mixed.centered, positionValue: value.centered),
      uniform: .init(tokenKey: key.uniform, mixed: mixed.uniform, positionValue: value.uniform), rest: rest)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let verdicts = try row.points.map { point in
      D16TransversalStabilityPredicate.judge(
        centered: point.centered, uniform: point.uniform, rest: point.rest,
        predicted: TransversalCurvature(
          try AlignedWeights(problem: problem, alpha: point.alpha, logit: point.logit)))
    }
    return [
      Check(
        Self.blocks, .all(verdicts),
        detects: .init(2 * D16TransversalStabilityPredicate.curvatureTolerance, "of the largest entry")),
      Check(
        Self.atZero,
        D16TransversalStabilityPredicate.judge(eigenvaluesAtZero: row.atZero, stated: try stated(problem)),
        detects: .init(2 * D16TransversalStabilityPredicate.curvatureTolerance, "of N/(T^2 (T-1))")),
    ]
  }

  private func stated(_ problem: Problem) throws -> [Double] {
    let zero = try AlignedWeights(problem: problem, alpha: 0, logit: 0)
    let length = Double(problem.tokens)
    return TransversalCurvature(zero).eigenvalues.map { value in
      switch statement {
      case .derived: value
      case .cubeOfLength: value == 1 / length ? value : value * (length - 1) / length
      case .noSaddle: abs(value)
      }
    }.sorted()
  }

  static let controls: [Control] =
    [threeTokens, fourOfFive, eightTokens].map { original in
      var cube = original
      cube.statement = .cubeOfLength
      return .nearMiss(of: original, "T^3 for T^2 (T-1)", check: atZero, cube)
    }
    + all.filter { $0.problem.inputDimension <= 8 }.map { original in
      var signs = original
      signs.hasSigns = true
      return .nearMiss(of: original, "fourth moment 1 for 3", check: blocks, signs)
    } + [
      .otherWorld(
        of: fourTokens, "zero claimed to be no saddle", check: atZero,
        CurvatureAcross(problem: fourTokens.problem, statement: .noSaddle))
    ]
}
