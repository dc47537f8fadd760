import Evidence
import Theory

extension ClaimJudgment {
  /// F20: the spectrum of correlated tokens two ways, and first layers' certificates against its tails.
  public static let f20CorrelatedTokens = ClaimJudgment(
    claim: .f20CorrelatedTokens,
    experiments: CorrelatedSpectrum.all + CorrelatedFirstLayers.all + VariantRisk.correlatedTokensCases,
    controls: CorrelatedSpectrum.controls + CorrelatedFirstLayers.controls
      + VariantRisk.correlatedTokensControls,
    own: .takes(required: [], optional: [.width, .steps]) { own in
      if let width = own.width {
        return [VariantRisk.correlatedTokens(SmallProblem(own.problem), width, own.steps)]
      }
      _ = try Subsets.count(of: own.problem, limit: 100_000)
      try own.requireInputs(atMost: 64, "for the eigenvalues of every layer")
      let problem = SmallProblem(own.problem)
      return [CorrelatedSpectrum(problem: problem, law: .autoregressive(0.5))]
        + CorrelatedFirstLayers.Rows.allCases.map {
          CorrelatedFirstLayers(problem: problem, law: .autoregressive(0.5), rows: $0)
        }
    })
}

/// The covariance of the tokens of one coordinate along the sequence.
enum SequenceLaw: Hashable, Sendable {
  /// AR(1) with this correlation between neighbours.
  case autoregressive(Double)
  /// Not stationary: AR(1) with -0.4, deviations from 1 to 2 along the sequence, and a part common to all tokens.
  case uneven

  var name: String {
    switch self {
    case .autoregressive(let correlation): "r = \(correlation)"
    case .uneven: "uneven tokens"
    }
  }

  func tokens(_ problem: Problem) throws -> F20CorrelatedTokens {
    switch self {
    case .autoregressive(let correlation):
      return try F20CorrelatedTokens(problem: problem, correlation: correlation)
    case .uneven:
      let count = problem.tokens
      var matrix = try F20CorrelatedTokens.autoregressive(tokens: count, correlation: -0.4)
      for row in 0..<count {
        for column in 0..<count {
          let deviations = (1 + Double(row) / Double(count)) * (1 + Double(column) / Double(count))
          matrix[row, column] = matrix[row, column] * deviations + 0.3
        }
      }
      return try F20CorrelatedTokens(problem: problem, covariance: matrix)
    }
  }
}

/// The eigenvalues of L^T S L, S enumerated and L a Cholesky factor, beside those of S^(1/2) Sigma S^(1/2).
struct CorrelatedSpectrum: Experiment {
  static let check = "spectrum"

  let problem: SmallProblem
  let law: SequenceLaw
  /// By how much more the tokens are correlated than the formula is told.
  var moreCorrelated = 0.0

  static let all: [any Experiment] = cases

  private static let cases =
    [0, 0.1, 0.5, 0.9].map {
      CorrelatedSpectrum(problem: SmallProblem(64, 1, 2), law: .autoregressive($0))
    } + [
      CorrelatedSpectrum(problem: SmallProblem(5, 2, 1), law: .autoregressive(0.5)),
      CorrelatedSpectrum(problem: SmallProblem(8, 4, 2), law: .autoregressive(0.9)),
      CorrelatedSpectrum(problem: SmallProblem(7, 2, 5), law: .autoregressive(-0.6)),
      CorrelatedSpectrum(problem: SmallProblem(10, 2, 6), law: .uneven),
    ]

  static let controls: [Control] = cases.compactMap { spectrum in
    guard case .autoregressive = spectrum.law else { return nil }
    var miss = spectrum
    miss.moreCorrelated = 1e-6
    return .nearMiss(of: spectrum, "correlation greater by 1e-6", check: check, miss)
  }

  struct Row: EvidenceRow {
    /// The Td eigenvalues of L^T S L.
    let spectrum: [Double]
    let trivialRisk: Double
    let widthsNeeded: [Int]
    let widthsNeededUncorrelated: [Int]

    static let columns: [Column<Row>] = [
      Column(count: "eigenvalues") { $0.spectrum.count },
      Column("largest") { $0.spectrum.max() },
      Column("tr(S Sigma)") { $0.trivialRisk }.near(within: 1e-9) { [$0.spectrum.reduce(0, +)] },
      Column(series: "width at 50, 10, 1 %") { $0.widthsNeeded.map(Double.init) }
        .near(within: 0) { row in [0.5, 0.1, 0.01].map(row.leastWidth(share:)) },
      Column(series: "the same at r = 0") { $0.widthsNeededUncorrelated.map(Double.init) }
        .atMost { row in row.widthsNeededUncorrelated.map { _ in Double(row.spectrum.count) } },
    ]

    /// The number of eigenvalues without which a share of the trivial risk, or less, is left.
    private func leastWidth(share: Double) -> Double {
      var (left, width) = (spectrum.reduce(0, +), 0)
      for eigenvalue in spectrum.sorted(by: >) where left > share * trivialRisk * (1 + 1e-9) {
        (left, width) = (left - eigenvalue, width + 1)
      }
      return Double(width)
    }
  }

  var claim: Claim { .f20CorrelatedTokens }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(problem.name), \(law.name), spectrum"
      + (moreCorrelated == 0 ? "" : ", correlation greater by \(moreCorrelated)")
  }
  func cost(_ effort: Effort) -> Cost { .init(seconds: problem.tokens > 20 ? 0.1 : 0.01) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let tokens = try actualLaw.tokens(problem)
    var covariance = try Matrix(rows: problem.inputDimension, columns: problem.inputDimension)
    for row in 0..<problem.inputDimension {
      for column in 0..<problem.inputDimension where (row - column) % problem.dimension == 0 {
        covariance[row, column] = tokens.covariance[row / problem.dimension, column / problem.dimension]
      }
    }
    let factor = try CholeskyFactor(covariance).lower()
    let moment = try F1Spectrum.enumerated(problem).rounded()
    return Row(
      spectrum: try factor.transposed.product(moment).product(factor).symmetricEigenvalues(),
      trivialRisk: tokens.trivialRisk,
      widthsNeeded: try [0.5, 0.1, 0.01].map { try tokens.widthNeeded(share: $0) },
      widthsNeededUncorrelated: try ["1/2", "1/10", "1/100"].map {
        try F4WidthNeeded.exact(problem: problem, share: Rational(parsing: $0))
      })
  }

  private var actualLaw: SequenceLaw {
    if case .autoregressive(let correlation) = law {
      .autoregressive(correlation + moreCorrelated)
    } else {
      law
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F20CorrelatedTokensPredicate(law.tokens(problem.problem()))
    return [
      Check(
        Self.check, predicate.judge(spectrum: row.spectrum),
        detects: .init(2e-12, "of tr(S Sigma), in an eigenvalue"))
    ]
  }
}
