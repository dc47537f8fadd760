import Evidence
import Theory

extension ClaimJudgment {
  /// F1: the second moment enumerated over all subsets, against the stated spectrum, exactly.
  public static let f1Spectrum = ClaimJudgment(
    claim: .f1Spectrum,
    experiments: SmallProblem.all.map { EnumeratedSecondMoment(problem: $0) },
    controls: SmallProblem.few.map { problem in
      .otherWorld(
        of: EnumeratedSecondMoment(problem: problem), "the first subset is twice as likely as the others",
        EnumeratedSecondMoment(problem: problem, firstSubsetWeight: 2))
    },
    own: .takes { own in
      _ = try Subsets.count(of: own.problem)
      return [EnumeratedSecondMoment(problem: SmallProblem(own.problem))]
    })
}

/// The second moment of M_y over a law of y, by enumeration in rational arithmetic.
struct EnumeratedSecondMoment: Experiment {
  let problem: SmallProblem
  /// The weight of the first subset, all others having 1.
  var firstSubsetWeight = 1

  struct Row: EvidenceRow {
    let subsets: Int
    let low: Rational
    let lowMultiplicity: Int
    let high: Rational
    let highMultiplicity: Int
    let secondMoment: RationalMatrix

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column("lo") { $0.low.double },
      Column(count: "multiplicity of lo") { $0.lowMultiplicity },
      Column("hi") { $0.high.double },
      Column(count: "multiplicity of hi") { $0.highMultiplicity },
    ]
  }

  var claim: Claim { .f1Spectrum }
  var name: String {
    problem.name + (firstSubsetWeight == 1 ? "" : ", first subset \(firstSubsetWeight) times as likely")
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let count = try Subsets.count(of: problem)
    let law = [firstSubsetWeight] + Array(repeating: 1, count: count - 1)
    let spectrum = try F1Spectrum(problem)
    return Row(
      subsets: count, low: spectrum.low, lowMultiplicity: spectrum.lowMultiplicity, high: spectrum.high,
      highMultiplicity: spectrum.highMultiplicity,
      secondMoment: try F1Spectrum.enumerated(problem, law: law))
  }

  func judge(_ row: Row) throws -> [Check] {
    [Check("spectrum", try F1Spectrum(problem.problem()).judge(secondMoment: row.secondMoment))]
  }
}
