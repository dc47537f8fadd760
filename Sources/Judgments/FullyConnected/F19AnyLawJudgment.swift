import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F19: the spectrum of windows, and the tail sums of drawn laws and of the uniform law at every width.
  public static let f19AnyLaw = ClaimJudgment(
    claim: .f19AnyLaw,
    experiments: WindowSpectrum.all + LawTails.all,
    controls: WindowSpectrum.controls + LawTails.controls + [WindowsAsUniform.control],
    own: .takes { own in
      guard own.problem.tokens <= 300 else {
        throw TheoryError(value: "tokens = \(own.problem.tokens)", rule: "tokens <= 300, for the eigenvalues")
      }
      return [WindowSpectrum(problem: SmallProblem(own.problem))]
    })
}

/// The eigenvalues of windows, enumerated, beside the formula, and the widths they need.
struct WindowSpectrum: Experiment {
  let problem: SmallProblem
  /// The length of the windows that the formula is told of, less the sparsity.
  var longerWindows = 0

  static let all: [any Experiment] = cases

  private static let cases = [
    WindowSpectrum(problem: SmallProblem(5, 2, 2)), WindowSpectrum(problem: SmallProblem(8, 4, 2)),
    WindowSpectrum(problem: SmallProblem(12, 1, 5)), WindowSpectrum(problem: SmallProblem(40, 3, 10)),
    WindowSpectrum(problem: SmallProblem(100, 1, 30)),
  ]

  static let controls: [Control] = cases.map { windows in
    var miss = windows
    miss.longerWindows = 1
    return .nearMiss(of: windows, "the formula of windows one token longer", check: "spectrum", miss)
  }

  struct Row: EvidenceRow {
    let spectrum: [Double]
    let formula: [Double]
    let widthsNeeded: [Int]
    let widthsNeededUniform: [Int]
    let tail: Double
    let bound: Double

    static let columns: [Column<Row>] = [
      Column(count: "eigenvalues") { $0.spectrum.count },
      Column("largest deviation") { row in
        zip(row.spectrum.sorted(), row.formula.sorted()).map { abs($0 - $1) }.max()
      },
      // No law leaves a larger tail than the uniform one.
      Column(series: "width / d at 50, 10, 1 %") { $0.widthsNeeded.map(Double.init) }
        .atMost { $0.widthsNeededUniform.map(Double.init) },
      Column(series: "the same, uniform law") { $0.widthsNeededUniform.map(Double.init) },
      Column("tail at m = Td/2") { $0.tail }.atMost { [$0.bound] },
      Column("LB(Td/2)") { $0.bound },
    ]
  }

  var claim: Claim { .f19AnyLaw }
  var name: String {
    "\(problem.name), windows" + (longerWindows == 0 ? "" : ", formula of q + \(longerWindows)")
  }
  func cost(_ effort: Effort) -> Cost {
    let tokens = Double(problem.tokens)
    return Cost(seconds: 4e-8 * tokens * tokens * tokens, bytes: 64 * tokens * tokens)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let told = try Problem(
      tokens: problem.tokens, dimension: problem.dimension, sparsity: problem.sparsity + longerWindows)
    let spectrum = try F19AnyLaw.windowMoment(problem).symmetricEigenvalues()
    let half = problem.inputDimension / 2
    return Row(
      spectrum: spectrum, formula: F19AnyLaw.windowSpectrum(told),
      widthsNeeded: try [0.5, 0.1, 0.01].map {
        try F19AnyLaw.widthNeeded(problem: problem, eigenvalues: spectrum, share: $0)
          / problem.dimension
      },
      widthsNeededUniform: try ["1/2", "1/10", "1/100"].map {
        try F4WidthNeeded.exact(problem: problem, share: Rational(parsing: $0)) / problem.dimension
      },
      tail: try F19AnyLaw.tail(problem: problem, eigenvalues: spectrum, width: half),
      bound: try F2RiskLowerBound.value(problem: problem, width: half))
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let predicate = F19AnyLawPredicate(problem)
    return [
      Check(
        "spectrum", predicate.judge(spectrum: row.spectrum, formula: row.formula),
        detects: .init(2e-12, "of the trivial risk, in an eigenvalue")),
      Check(
        LawTails.tailCheck, try predicate.judge(tail: row.tail, width: problem.inputDimension / 2),
        detects: .init(2e-12, "of the trivial risk"), margin: .distance),
    ]
  }
}
