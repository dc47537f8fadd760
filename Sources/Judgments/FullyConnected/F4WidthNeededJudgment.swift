import Evidence
import Theory

extension ClaimJudgment {
  /// F4: the formula's width against a search over every width, for a range of shares, exactly; and against the least
  /// width at which a trained network reaches the risk.
  ///
  /// The near misses claim one neuron fewer and one more; the other world is the width needed at half the sequence
  /// length, as if it did not grow with T.
  public static let f4WidthNeeded = ClaimJudgment(
    claim: .f4WidthNeeded,
    experiments: LeastWidth.all + TrainedLeastWidth.all + [EnclosedWidth()],
    controls: SmallProblem.few.flatMap { problem in
      let original = LeastWidth(problem: problem)
      return [-1, 1].map { offset in
        Control.nearMiss(
          of: original, offset < 0 ? "one neuron fewer" : "one neuron more", check: LeastWidth.check,
          LeastWidth(problem: problem, claimed: .shifted(by: offset)))
      }
    } + TrainedLeastWidth.nearMisses + EnclosedWidth.nearMisses + [
      .otherWorld(
        of: LeastWidth(problem: .twoOfEight), "the width of half the tokens", check: LeastWidth.check,
        LeastWidth(problem: .twoOfEight, claimed: .ofHalfTheTokens))
    ],
    own: .takes { own in [LeastWidth(problem: SmallProblem(own.problem))] })
}

/// The least width by F4's formula, at eleven shares of the trivial risk from 0 to 1.
struct LeastWidth: Experiment {
  /// The width that is claimed to be the least.
  enum Claimed: Sendable {
    /// The formula's.
    case exact
    /// The formula's and a few more.
    case shifted(by: Int)
    /// The formula's for a sequence of half the length.
    case ofHalfTheTokens
  }

  static let check = "least width"

  let problem: SmallProblem
  var claimed = Claimed.exact

  /// The small problems and longer ones, for which the search is still quick.
  static let all: [any Experiment] =
    (SmallProblem.all
    + [
      SmallProblem(20, 5, 3), SmallProblem(200, 10, 5), SmallProblem(1000, 4, 1), SmallProblem(1000, 2, 999),
    ]).map { LeastWidth(problem: $0) }

  /// The shares eps of the trivial risk, as written.
  static let shares = ["0", "0.01", "1/16", "0.1", "1/4", "1/3", "0.5", "2/3", "0.9", "0.99", "1"]

  struct Row: EvidenceRow {
    struct Width: Codable, Hashable, Sendable {
      let share: Rational
      let width: Int
    }

    let inputDimension: Int
    let widths: [Width]

    static let columns: [Column<Row>] = [
      Column(count: "T d") { $0.inputDimension },
      Column(series: "share eps") { $0.widths.map(\.share.double) },
      Column(series: "least width") { $0.widths.map { Double($0.width) } },
    ]
  }

  var claim: Claim { .f4WidthNeeded }

  var name: String {
    switch claimed {
    case .exact: problem.name
    case .shifted(let count): "\(problem.name), width \(count < 0 ? "-" : "+")\(abs(count))"
    case .ofHalfTheTokens: "\(problem.name), width of half the tokens"
    }
  }

  /// The search meets every width up to Td at every share, at about 10^6 a second.
  func cost(_ effort: Effort) -> Cost {
    Cost(seconds: 1e-6 * Double(Self.shares.count) * Double(problem.inputDimension))
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    return Row(
      inputDimension: problem.inputDimension,
      widths: try Self.shares.map {
        let share = try Rational(parsing: $0)
        return Row.Width(share: share, width: try width(problem, share: share))
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let verdicts = try row.widths.map {
      try F4WidthPredicate(problem: problem, share: $0.share).judge(width: $0.width)
    }
    return [Check(Self.check, .all(verdicts), detects: Check.Detectable(1, "neuron"))]
  }

  func certificates(_ row: Row) throws -> [Certificate] {
    [Certificate("least widths", CertifiedWidths(problem: try problem.problem(), widths: row.widths))]
  }

  private func width(_ problem: Problem, share: Rational) throws -> Int {
    switch claimed {
    case .exact: return try F4WidthNeeded.exact(problem: problem, share: share)
    case .shifted(let count): return try F4WidthNeeded.exact(problem: problem, share: share) + count
    case .ofHalfTheTokens:
      let tokens = max(2, problem.tokens / 2)
      let half = try Problem(
        tokens: tokens, dimension: problem.dimension, sparsity: min(problem.sparsity, tokens - 1))
      return try F4WidthNeeded.exact(problem: half, share: share)
    }
  }
}

/// What another program checks again of F4, from the eigenvalues.
private struct CertifiedWidths: Encodable {
  let problem: Problem
  let widths: [LeastWidth.Row.Width]
}
