import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A6: the floor by quadrature against its law, and layers trained at the width that the law sets.
  public static let a6FloorLaw = ClaimJudgment(
    claim: .a6FloorLaw,
    experiments: FloorOnLaw.all + TargetLayer.all,
    controls: FloorOnLaw.nearMisses + TargetLayer.nearMisses + [FloorOnLaw.otherWorld],
    own: .takes(required: [.positions], optional: []) { own in
      guard let positions = own.positions, positions.law == .gaussian else {
        throw TheoryError(value: "positions", rule: "gaussian")
      }
      return [FloorOnLaw(problem: SmallProblem(own.problem), width: positions.dimension)]
    },
    figures: { [try FloorLawFigure.draw($0)] })
}

/// The floor of a width by quadrature, and the law's.
struct FloorOnLaw: Experiment {
  /// What is told in place of the law, or another world.
  enum Told: String, Sendable, CaseIterable {
    case law = ""
    case oneHot = "one-hot positions"
    case leading = "the leading order alone"
    case wider = "the law of a width one less"
    case fewer = "q in place of q + 1"
    case otherShare = "g and a* of q + 1"
    case limit = "the limit of infinite C"

    /// Whether it changes the risk, the logit or both.
    var checks: [String] {
      switch self {
      case .law, .oneHot: []
      case .leading, .otherShare, .fewer: [FloorOnLaw.risk, FloorOnLaw.logit]
      case .wider, .limit: [FloorOnLaw.risk]
      }
    }
  }

  let problem: SmallProblem
  let width: Int
  var told = Told.law
  /// The check that a control is about.
  var shown: String?

  static let risk = "floor"
  static let logit = "logit of the floor"

  /// Sparsities and the widths from which on the law is reached at T = 20, further ones at other lengths.
  private static let places: [(SmallProblem, [Int])] =
    [(1, 24), (2, 24), (3, 32), (4, 48), (5, 64)].map { q, first in
      (SmallProblem(20, 5, q), [24, 32, 48, 64, 128, 256, 512].filter { $0 >= first })
    } + [
      (SmallProblem(16, 4, 2), [21]), (SmallProblem(256, 5, 3), [64, 128]),
      (SmallProblem(256, 5, 5), [96]), (SmallProblem(100_000, 5, 3), [128, 256]),
    ]

  static let all = places.flatMap { problem, widths in
    widths.map { FloorOnLaw(problem: problem, width: $0) }
  }

  static let nearMisses: [Control] = [(2, 256), (3, 128), (3, 512), (5, 512)].flatMap { q, width in
    let original = FloorOnLaw(problem: SmallProblem(20, 5, q), width: width)
    return Told.allCases.flatMap { told in
      told.checks.compactMap { check -> Control? in
        // At q = 3 the logit's next order is nearly 0.
        if told == .leading, check == logit, q == 3 { return nil }
        var miss = original
        (miss.told, miss.shown) = (told, check)
        return .nearMiss(of: original, told.rawValue, check: check, miss)
      }
    }
  }

  /// The law claimed of one-hot positions, whose scores are 1 and 0 for certain: at its logit they have next to no risk.
  static let otherWorld: Control = {
    let original = FloorOnLaw(problem: SmallProblem(20, 5, 3), width: 64)
    var other = original
    (other.told, other.shown) = (.oneHot, risk)
    return .otherWorld(of: original, Told.oneHot.rawValue, check: risk, other)
  }()

  struct Row: EvidenceRow {
    let floor: Double
    /// Nil where the least risk is the limit's.
    let logit: Double?
    let law: Double
    let lawLogit: Double
    let failure: Double
    let crowding: Double

    static let columns: [Column<Row>] = [
      // Of the two rates in nu, ((q + 1)/q)^(-nu/2) and ((q + 2)/(q + 1))^(-nu/2), the first falls faster.
      Column("P(margin < 0)") { $0.failure }.atMost { [$0.crowding] }, Column("floor") { $0.floor },
      Column("floor / law") { $0.floor / $0.law }.near(within: 0.25) { _ in [1] },
      Column("C of the floor") { $0.logit },
      Column("C / law") { row in row.logit.map { $0 / row.lawLogit } }.near(within: 0.3) { _ in [1] },
      Column("crowding") { $0.crowding },
    ]
  }

  var claim: Claim { .a6FloorLaw }
  var grade: Claim.Grade { .numerical }
  var name: String {
    "\(problem.name), R^\(width), floor on its law" + (told == .law ? "" : ", " + told.rawValue)
      + (shown == Self.logit ? ", its logit" : "")
  }
  /// A quick run takes some widths of q = 2 and 3.
  func repetitions(_ effort: Effort) -> Int {
    let isShort = problem.tokens == 20 && [2, 3].contains(problem.sparsity) && [64, 512].contains(width)
    return effort.pick(quick: isShort ? 1 : 0, standard: 1, thorough: 1)
  }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.2) }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let problem = try problem.problem()
    let floor = try await Floor(problem: problem, width: width).value()
    let law = try A6FloorLaw(problem: problem, width: width)
    let risk =
      switch told {
      case .limit: try GaussianPositionFloor.limit(problem, width: width)
      case .oneHot: try AlignedWeights.bestRisk(problem, logit: law.logit)
      default: floor.risk
      }
    return Row(
      floor: risk,
      logit: floor.logit.isFinite ? floor.logit : nil, law: law.risk, lawLogit: law.logit,
      failure: law.failure, crowding: law.crowding)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let law = try A6FloorLaw(problem: problem, width: told == .wider ? width - 1 : width)
    let predicate = A6FloorLawPredicate(law)
    // What is told differs from the law by these factors.
    let (risk, logit) = factors(law)
    return [
      Check(
        Self.risk, predicate.judge(floor: row.floor / risk),
        detects: .init(2 * predicate.riskBand, "of the floor")),
      Check(
        Self.logit,
        row.logit.map { predicate.judge(logit: $0 / logit) }
          ?? .undecided(reason: "\(name): the limit of infinite C has the least risk"),
        detects: .init(2 * predicate.logitBand, "of the logit")),
    ]
  }

  private func factors(_ law: A6FloorLaw) -> (risk: Double, logit: Double) {
    let q = Double(problem.sparsity)
    switch told {
    case .law, .oneHot, .wider, .limit: return (1, 1)
    case .leading: return (1 / law.riskRatio, 1 / law.logitRatio)
    case .fewer: return (q / (q + 1), (q + 1) / q)
    case .otherShare:
      let other = A6FloorLaw.Constants(sparsity: problem.sparsity + 1)
      return (other.share / law.constants.share, law.constants.place / other.place)
    }
  }

  /// A floor, computed once.
  private struct Floor: MemoKey {
    let problem: Problem
    let width: Int
    var baseSeed: UInt64? { nil }

    func value() async throws -> GaussianPositionFloor { try await Self.floors.value(for: self) }

    private static let floors = Memo<Floor, GaussianPositionFloor> {
      try GaussianPositionFloor(problem: $0.problem, width: $0.width)
    }
  }
}
