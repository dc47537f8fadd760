import Evidence
import Sim
import Theory

/// The Hessian of R/2 across {W_XE = 0, V_E = 0} at zero, over every sign sequence and subset.
struct SaddleAtZero: Experiment {
  let problem: SmallProblem
  /// Whether the eigenvalues are stated with T^3 for T^2 (T-1).
  var hasCubeOfLength = false

  static let all = [(3, 2, 1), (4, 2, 1), (4, 2, 2), (4, 1, 3), (5, 1, 2)].map {
    SaddleAtZero(problem: SmallProblem($0.0, $0.1, $0.2))
  }

  struct Row: EvidenceRow {
    /// The eigenvalues, rising.
    let eigenvalues: [Double]

    static let columns: [Column<Row>] = [Column(series: "eigenvalues", digits: 8) { $0.eigenvalues }]
  }

  var claim: Claim { .d13PositionOnly }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(problem.name), saddle at zero" + (hasCubeOfLength ? ", T^3 for T^2 (T-1)" : "") }
  /// Two gradients for each of the 2 T d entries.
  func cost(_ effort: Effort) -> Cost {
    TokenLayerNorms.cost(
      problem, examples: 4 * Double(problem.inputDimension) * PopulationBlocks(problem: problem).terms)
  }

  /// Central differences of the gradient over +-1e-4, symmetrized.
  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let hessian = try TransversalHessian.matrix(at: TokenLayer(problem)) { layer throws(TheoryError) in
      try TokenLayerDescent.populationGradient(layer, over: enumeration, law: .sign)
    }
    return Row(eigenvalues: try hessian.symmetricEigenvalues().sorted())
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let factor = hasCubeOfLength ? Double(problem.tokens) / Double(problem.tokens - 1) : 1
    return [
      Check(
        "eigenvalues",
        D13PositionOnlyPredicate().judge(
          eigenvaluesAtZero: row.eigenvalues.map { $0 * factor }, of: problem),
        detects: .init(2 * D13PositionOnlyPredicate.spectrumTolerance, "of N/(T^2 (T-1))"))
    ]
  }

  static let nearMisses: [Control] = all.map { saddle in
    var changed = saddle
    changed.hasCubeOfLength = true
    return .nearMiss(of: saddle, "T^3 for T^2 (T-1)", check: "eigenvalues", changed)
  }
}
