import Evidence
import Theory

extension ClaimJudgment {
  /// F1: the second moment enumerated over all subsets, against the stated spectrum, exactly.
  public static let f1Spectrum = ClaimJudgment(
    claim: .f1Spectrum,
    experiments: SmallProblem.all.map { EnumeratedSecondMoment(problem: $0) },
    controls: SmallProblem.few.flatMap { problem -> [Control] in
      let original = EnumeratedSecondMoment(problem: problem)
      return [
        .nearMiss(
          of: original, "N + 1 for N in lo", check: "lo",
          EnumeratedSecondMoment(problem: problem, stated: .oneMoreOutside)),
        .nearMiss(
          of: original, "T + 1 for T in hi", check: "hi",
          EnumeratedSecondMoment(problem: problem, stated: .oneMoreToken)),
        .nearMiss(
          of: original, "one subset is 0.1 % likelier than the others",
          EnumeratedSecondMoment(problem: problem, firstSubsetWeight: 1001, otherWeight: 1000)),
      ]
    } + [
      .otherWorld(
        of: EnumeratedSecondMoment(problem: .oneOfFive), "one subset is twice as likely",
        EnumeratedSecondMoment(problem: .oneOfFive, firstSubsetWeight: 2))
    ],
    own: .takes { own in
      _ = try Subsets.count(of: own.problem)
      return [EnumeratedSecondMoment(problem: SmallProblem(own.problem))]
    })
}

/// The second moment of M_y over a law of y, by enumeration in rational arithmetic.
struct EnumeratedSecondMoment: Experiment {
  /// Which spectrum is held against it.
  enum Stated: String, Sendable {
    case own = ""
    case oneMoreOutside = ", N + 1 for N in lo"
    case oneMoreToken = ", T + 1 for T in hi"
  }

  let problem: SmallProblem
  /// The weight of the first subset.
  var firstSubsetWeight = 1
  /// The weight of every other subset.
  var otherWeight = 1
  var stated = Stated.own

  struct Row: EvidenceRow {
    let subsets: Int
    let low: Rational
    let lowMultiplicity: Int
    let high: Rational
    let highMultiplicity: Int
    let secondMoment: RationalMatrix

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      // What hi leaves of the trace, shared among the directions of lo.
      Column("lo") { $0.low.double }.near(within: 1e-12) { row in
        let rest = row.trace - Double(row.highMultiplicity) * row.high.double
        return row.lowMultiplicity > 0 ? [rest / Double(row.lowMultiplicity)] : []
      },
      Column(count: "multiplicity of lo") { $0.lowMultiplicity },
      // The rows of S sum to hi, as S keeps the sums over tokens but for this factor.
      Column("hi") { $0.high.double }.near(within: 1e-12) { row in
        [row.secondMoment.elements.reduce(0) { $0 + $1.double } / Double(row.secondMoment.rows)]
      },
      Column(count: "multiplicity of hi") { $0.highMultiplicity },
    ]

    private var trace: Double {
      (0..<secondMoment.rows).reduce(0) { $0 + secondMoment[$1, $1].double }
    }
  }

  var claim: Claim { .f1Spectrum }
  var name: String {
    problem.name + stated.rawValue
      + (firstSubsetWeight == otherWeight
        ? "" : ", first subset \(firstSubsetWeight)/\(otherWeight) times as likely")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let count = try Subsets.count(of: problem)
    let law = [firstSubsetWeight] + Array(repeating: otherWeight, count: count - 1)
    let spectrum = try spectrum()
    return Row(
      subsets: count, low: spectrum.low, lowMultiplicity: spectrum.lowMultiplicity, high: spectrum.high,
      highMultiplicity: spectrum.highMultiplicity,
      secondMoment: try F1Spectrum.enumerated(problem, law: law))
  }

  /// Exact: any entry that differs is refuted.
  func judge(_ row: Row) throws -> [Check] {
    let spectrum = try spectrum()
    return [
      Check("hi", try spectrum.judge(highOf: row.secondMoment), detects: .init(0, "exact")),
      Check("lo", try spectrum.judge(lowOf: row.secondMoment), detects: .init(0, "exact")),
    ]
  }

  func certificates(_ row: Row) throws -> [Certificate] {
    [
      Certificate(
        "spectrum",
        CertifiedSpectrum(
          problem: try problem.problem(), low: row.low, lowMultiplicity: row.lowMultiplicity, high: row.high,
          highMultiplicity: row.highMultiplicity))
    ]
  }

  private func spectrum() throws -> F1Spectrum {
    let own = try F1Spectrum(problem.problem())
    switch stated {
    case .own: return own
    case .oneMoreOutside:
      let outside = problem.tokens - problem.sparsity
      return F1Spectrum(
        own.problem, statedLow: try own.low * Rational(outside + 1) / Rational(outside),
        statedHigh: own.high)
    case .oneMoreToken:
      return F1Spectrum(
        own.problem, statedLow: own.low, statedHigh: try Rational.one / Rational(problem.tokens + 1))
    }
  }
}

/// What another program checks again of F1, by its own enumeration.
private struct CertifiedSpectrum: Encodable {
  let problem: Problem
  let low: Rational
  let lowMultiplicity: Int
  let high: Rational
  let highMultiplicity: Int
}
