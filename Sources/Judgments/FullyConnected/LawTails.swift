import Evidence
import Sim
import Theory

/// The tail sums of a law of y, enumerated, at every width.
struct LawTails: Experiment {
  /// Which law.
  enum Law: String, Sendable {
    /// Every subset alike.
    case uniform = "uniform law"
    /// Weights 0 to 9, drawn.
    case drawn = "drawn laws"
    /// Weights that fall on few subsets: one in ten subsets has weight 1 to 9, the others none.
    case sparse = "drawn sparse laws"
  }

  let problem: SmallProblem
  let law: Law
  /// The bound's width less the network's: 0, or 1 and -1 in near misses.
  var boundShift = 0

  static let tailCheck = "tail at most LB(m)"
  static let attainedCheck = "uniform attains LB(m)"

  static let all: [any Experiment] = cases

  private static let cases = [
    SmallProblem(4, 3, 2), SmallProblem(5, 2, 1), SmallProblem(8, 4, 2), SmallProblem(7, 2, 5),
    SmallProblem(10, 1, 4),
  ].flatMap { problem in [Law.uniform, .drawn, .sparse].map { LawTails(problem: problem, law: $0) } }

  static let controls: [Control] = cases.filter { $0.law == .uniform }.flatMap { tails -> [Control] in
    var (wider, narrower) = (tails, tails)
    (wider.boundShift, narrower.boundShift) = (1, -1)
    return [
      .nearMiss(of: tails, "LB(m + 1) for LB(m)", check: tailCheck, wider),
      .nearMiss(of: tails, "LB(m - 1) for LB(m)", check: attainedCheck, narrower),
    ]
  }

  struct Row: EvidenceRow {
    /// The tail sum at each width from 0 to Td - 1.
    let tails: [Double]

    static let columns: [Column<Row>] = [
      Column(count: "widths") { $0.tails.count },
      Column("tail at m = 0") { $0.tails.first },
      Column("tail at m = Td/2") { $0.tails[$0.tails.count / 2] },
    ]
  }

  var claim: Claim { .f19AnyLaw }
  var name: String {
    "\(problem.name), \(law.rawValue)" + (boundShift == 0 ? "" : ", LB at m \(boundShift > 0 ? "+" : "-") 1")
  }
  func repetitions(_ effort: Effort) -> Int {
    law == .uniform ? 1 : effort.pick(quick: 1, standard: 10, thorough: 100)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    // The T x T factor: tokens of one dimension.
    let flat = try Problem(tokens: problem.tokens, dimension: 1, sparsity: problem.sparsity)
    let moment = try F1Spectrum.enumerated(flat, law: weights(flat, trial, settings))
    let eigenvalues = try moment.rounded().symmetricEigenvalues()
    return Row(
      tails: try (0..<problem.inputDimension).map {
        try F19AnyLaw.tail(problem: problem, eigenvalues: eigenvalues, width: $0)
      })
  }

  private func weights(_ flat: Problem, _ trial: Trial, _ settings: Settings) throws -> [Int] {
    let count = try Subsets.count(of: flat, limit: 100_000)
    var stream = RandomStream(try trial.address(settings), step: 0)
    switch law {
    case .uniform: return Array(repeating: 1, count: count)
    case .drawn: return [1] + (1..<count).map { _ in Int(stream.integer(below: 10)) }
    case .sparse:
      return [1]
        + (1..<count).map { _ in stream.integer(below: 10) == 0 ? 1 + Int(stream.integer(below: 9)) : 0 }
    }
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = F19AnyLawPredicate(try problem.problem())
    let widths = row.tails.indices.map { max(0, $0 + boundShift) }
    var checks = try zip(widths, row.tails).map { width, tail in
      Check(
        Self.tailCheck, try predicate.judge(tail: tail, width: width),
        detects: .init(2e-12, "of the trivial risk"), margin: .distance)
    }
    if law == .uniform {
      checks += try zip(widths, row.tails).map { width, tail in
        Check(
          Self.attainedCheck, try predicate.judge(uniformTail: tail, width: width),
          detects: .init(2e-12, "of the trivial risk"))
      }
    }
    return checks
  }
}

/// Windows' tail sums held against LB(m) as if they attained it: a statement that is false by far.
struct WindowsAsUniform: Experiment {
  let problem = SmallProblem(40, 3, 10)

  static let control = Control.otherWorld(
    of: WindowSpectrum(problem: SmallProblem(40, 3, 10)), "LB(m) held against windows as if it were attained",
    WindowsAsUniform())

  var claim: Claim { .f19AnyLaw }
  var name: String { "\(problem.name), windows as if uniform" }

  func run(_ trial: Trial, _ settings: Settings) throws -> LawTails.Row {
    let problem = try problem.problem()
    let spectrum = F19AnyLaw.windowSpectrum(problem)
    return LawTails.Row(
      tails: try (0..<problem.inputDimension).map {
        try F19AnyLaw.tail(problem: problem, eigenvalues: spectrum, width: $0)
      })
  }

  func judge(_ row: LawTails.Row) throws -> [Check] {
    let predicate = F19AnyLawPredicate(try problem.problem())
    return try row.tails.enumerated().map { width, tail in
      Check(LawTails.attainedCheck, try predicate.judge(uniformTail: tail, width: width))
    }
  }
}
